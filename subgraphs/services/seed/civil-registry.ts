import { asked, gives, inPerson, known, text, type ServiceSeed } from './describe.ts';
import { MARRIAGE, PERSON } from './evidence.ts';
import { CIVIL_LAW, CIVIL_REGISTRY, RESIDENCE_DECLARATION } from './laws.ts';

const BIRTH = {
  name: text('Dzimšanas reģistrācija', 'Registration of a birth'),
  description: text(
    'Par bērna piedzimšanu paziņo dzimtsarakstu nodaļai viena mēneša laikā; reģistrējot deklarē arī bērna dzīvesvietu un izsniedz dzimšanas apliecību.',
    "A birth is notified to a civil registry office within one month; the child's residence is declared at the same time and a birth certificate issued.",
  ),
  level: 'INFORMATION',
  days: 1,
  outputs: [gives('REGISTRATION', 'Dzimšanas reģistra ieraksts', 'Entry in the register of births'), gives('DOCUMENT', 'Dzimšanas apliecība', 'Birth certificate')],
  evidence: [
    asked('Medicīnas apliecība par dzimšanas faktu', 'Medical certificate of the birth'),
    known('Vecāku laulība', "The parents' marriage", 'Fizisko personu reģistrs'),
  ],
  legal: [CIVIL_REGISTRY, RESIDENCE_DECLARATION],
  situations: ['CHILD-BIRTH'],
} as const satisfies Partial<ServiceSeed>;

const DEATH = {
  name: text('Miršanas reģistrācija', 'Registration of a death'),
  description: text(
    'Par miršanas faktu paziņo dzimtsarakstu nodaļai sešu darbdienu laikā; pēc reģistrācijas izsniedz miršanas apliecību.',
    'A death is notified to a civil registry office within six working days; a death certificate is issued.',
  ),
  level: 'INFORMATION',
  days: 1,
  outputs: [gives('REGISTRATION', 'Miršanas reģistra ieraksts', 'Entry in the register of deaths'), gives('DOCUMENT', 'Miršanas apliecība', 'Death certificate')],
  evidence: [asked('Medicīnas apliecība par nāves cēloni', 'Medical certificate of the cause of death')],
  legal: [CIVIL_REGISTRY],
  situations: ['BEREAVEMENT'],
} as const satisfies Partial<ServiceSeed>;

const MARRYING = {
  name: text('Laulības reģistrācija', 'Registration of a marriage'),
  description: text(
    'Abi, kas vēlas stāties laulībā, iesniedz kopīgu iesniegumu jebkurā dzimtsarakstu nodaļā; laulību reģistrē divu liecinieku klātbūtnē un izsniedz laulības apliecību.',
    'Both who wish to marry file a joint application at any civil registry office; the marriage is registered before two witnesses and a certificate issued.',
  ),
  level: 'ONLINE_FORM',
  outputs: [gives('REGISTRATION', 'Laulības reģistra ieraksts', 'Entry in the register of marriages'), gives('DOCUMENT', 'Laulības apliecība', 'Marriage certificate')],
  evidence: [PERSON, MARRIAGE, asked('Izvēlētais uzvārds', 'The chosen surname')],
  legal: [CIVIL_REGISTRY, CIVIL_LAW],
  situations: ['MARRIAGE'],
} as const satisfies Partial<ServiceSeed>;

const RIGA_OFFICE = 'Rīgas dzimtsarakstu nodaļa';
const DAUGAVPILS_OFFICE = 'Daugavpils valstspilsētas pašvaldības Dzimtsarakstu nodaļa';
const LIEPAJA_OFFICE = 'Liepājas valstspilsētas pašvaldības Dzimtsarakstu nodaļa';

/** Births, deaths and marriages: any office registers them, whatever the residence. */
export const CIVIL_REGISTRY_SERVICES: ServiceSeed[] = [
  { ...BIRTH, identifier: 'RIGA-BIRTH-REGISTRATION', owner: 'RIGA', channels: [inPerson(RIGA_OFFICE)] },
  { ...BIRTH, identifier: 'DAUGAVPILS-BIRTH-REGISTRATION', owner: 'DAUGAVPILS', channels: [inPerson(DAUGAVPILS_OFFICE)] },
  { ...BIRTH, identifier: 'LIEPAJA-BIRTH-REGISTRATION', owner: 'LIEPAJA', channels: [inPerson(LIEPAJA_OFFICE)] },
  { ...DEATH, identifier: 'RIGA-DEATH-REGISTRATION', owner: 'RIGA', channels: [inPerson(RIGA_OFFICE, 'https://latvija.gov.lv/Services/7804')] },
  { ...DEATH, identifier: 'DAUGAVPILS-DEATH-REGISTRATION', owner: 'DAUGAVPILS', channels: [inPerson(DAUGAVPILS_OFFICE)] },
  { ...DEATH, identifier: 'LIEPAJA-DEATH-REGISTRATION', owner: 'LIEPAJA', channels: [inPerson(LIEPAJA_OFFICE)] },
  { ...MARRYING, identifier: 'RIGA-MARRIAGE-REGISTRATION', owner: 'RIGA', channels: [inPerson(RIGA_OFFICE)] },
  { ...MARRYING, identifier: 'DAUGAVPILS-MARRIAGE-REGISTRATION', owner: 'DAUGAVPILS', channels: [inPerson(DAUGAVPILS_OFFICE)] },
  { ...MARRYING, identifier: 'LIEPAJA-MARRIAGE-REGISTRATION', owner: 'LIEPAJA', channels: [inPerson(LIEPAJA_OFFICE)] },
];
