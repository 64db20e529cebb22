import { asked, eAddress, fee, gives, inPerson, known, law, online, text, vpvkac, type ServiceSeed } from './describe.ts';

const CHILD = known('Bērna un vecāku dati', "The child's and parents' data", 'Fizisko personu reģistrs');
const RESIDENCE = known('Deklarētā dzīvesvieta', 'Declared residence', 'Fizisko personu reģistrs');
const ACCOUNT = asked('Konta numurs', 'Bank account');
const DECISION = gives('DECISION', 'Lēmums par piešķiršanu', 'Decision on the award');
const PAYMENT = gives('PAYMENT', 'Vienreizējs maksājums', 'One-off payment');
const DISCOUNT = gives('STATUS', 'Tiesības uz braukšanas maksas atvieglojumu', 'The right to a fare discount');
const CIVIL_REGISTRY = law('Civilstāvokļa aktu reģistrācijas likums', 253442);

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
  legal: [CIVIL_REGISTRY, law('Dzīvesvietas deklarēšanas likums', 64328)],
  situations: ['CHILD-BIRTH'],
} as const satisfies Partial<ServiceSeed>;

export const MUNICIPAL_SERVICES: ServiceSeed[] = [
  {
    ...BIRTH,
    identifier: 'RIGA-BIRTH-REGISTRATION',
    owner: 'RIGA',
    channels: [inPerson('Rīgas dzimtsarakstu nodaļa')],
  },
  {
    ...BIRTH,
    identifier: 'DAUGAVPILS-BIRTH-REGISTRATION',
    owner: 'DAUGAVPILS',
    channels: [inPerson('Daugavpils valstspilsētas pašvaldības Dzimtsarakstu nodaļa')],
  },
  {
    identifier: 'RIGA-DEATH-REGISTRATION',
    owner: 'RIGA',
    name: text('Miršanas reģistrācija', 'Registration of a death'),
    description: text(
      'Par miršanas faktu paziņo dzimtsarakstu nodaļai sešu darbdienu laikā; pēc reģistrācijas izsniedz miršanas apliecību.',
      'A death is notified to a civil registry office within six working days; a death certificate is issued.',
    ),
    level: 'INFORMATION',
    channels: [inPerson('Rīgas dzimtsarakstu nodaļa', 'https://latvija.gov.lv/Services/7804')],
    days: 1,
    outputs: [gives('REGISTRATION', 'Miršanas reģistra ieraksts', 'Entry in the register of deaths'), gives('DOCUMENT', 'Miršanas apliecība', 'Death certificate')],
    evidence: [asked('Medicīnas apliecība par nāves cēloni', 'Medical certificate of the cause of death')],
    legal: [CIVIL_REGISTRY],
    situations: ['BEREAVEMENT'],
  },
  {
    identifier: 'RIGA-NEWBORN-GRANT',
    owner: 'RIGA',
    name: text('Pabalsts ģimenei sakarā ar bērna piedzimšanu', 'Grant to a family on the birth of a child'),
    description: text(
      'Vienreizējs Rīgas pašvaldības pabalsts vienam no jaundzimušā vecākiem, kura dzīvesvieta deklarēta Rīgā. Jāpieprasa sešu mēnešu laikā no bērna piedzimšanas.',
      "A one-off grant of the municipality of Riga to a newborn's parent whose residence is declared in Riga. To be requested within six months of the child's birth.",
    ),
    level: 'ONLINE_FORM',
    channels: [
      inPerson('Rīgas dzimtsarakstu nodaļa', 'https://www.riga.lv/lv/pakalpojumi/pabalsts-gimenei-sakara-ar-berna-piedzimsanu'),
      inPerson('Rīgas Sociālais dienests'),
      eAddress,
    ],
    days: 22,
    outputs: [DECISION, PAYMENT],
    evidence: [CHILD, RESIDENCE, ACCOUNT],
    legal: [law('Rīgas domes saistošie noteikumi "Par brīvprātīgās iniciatīvas pabalstiem Rīgas valstspilsētas pašvaldībā"')],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'DAUGAVPILS-NEWBORN-GRANT',
    owner: 'DAUGAVPILS',
    name: text('Vienreizējs pabalsts bērna piedzimšanas gadījumā', 'One-off grant on the birth of a child'),
    description: text(
      'Daugavpils pašvaldības pabalsts par katru bērnu, neizvērtējot ienākumus, ja viena vecāka dzīvesvieta pēdējos deviņus mēnešus pirms bērna piedzimšanas deklarēta Daugavpilī. Jāpieprasa trīs mēnešu laikā pēc bērna dzimšanas.',
      "A grant of the municipality of Daugavpils for each child, whatever the income, when one parent's residence has been declared in Daugavpils for the nine months before the birth. To be requested within three months of the child's birth.",
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Sociālais dienests, Vienības iela 8, Daugavpils'), eAddress],
    outputs: [DECISION, PAYMENT],
    evidence: [CHILD, RESIDENCE, ACCOUNT],
    legal: [law('Daugavpils domes 28.01.2022. saistošie noteikumi Nr. 5 "Papildus sociālās palīdzības un brīvprātīgās iniciatīvas pabalsti Daugavpils valstspilsētas pašvaldībā"')],
    situations: ['CHILD-BIRTH'],
  },
  {
    identifier: 'RIGA-KINDERGARTEN-QUEUE',
    owner: 'RIGA',
    name: text('Bērna reģistrācija pirmsskolas izglītības iestādes rindā', 'Registering a child for a kindergarten place'),
    description: text(
      'Vecāki piesaka bērnu rindā uz Rīgas pašvaldības izglītības iestādi, kas īsteno pirmsskolas programmu.',
      "Parents register a child for a place in Riga's municipal pre-school institutions.",
    ),
    level: 'FULL',
    channels: [{ kind: 'E_SERVICE', directLink: null, portal: 'latvija.gov.lv', contact: null }, inPerson('Izglītības, kultūras un sporta departaments'), inPerson('Rīgas dzimtsarakstu nodaļa')],
    days: 1,
    outputs: [gives('REGISTRATION', 'Vieta rindā', 'A place in the queue')],
    evidence: [CHILD, RESIDENCE],
    legal: [law('Rīgas domes 16.02.2016. saistošie noteikumi Nr. 191 "Kārtība, kādā Rīgas valstspilsētas pašvaldība īsteno pirmsskolas izglītības nodrošināšanas funkciju"', 280734)],
    situations: ['CHILD-BIRTH', 'MOVE'],
  },
  {
    identifier: 'RIGA-TRANSPORT-DISCOUNT',
    owner: 'RIGA',
    providers: ['RIGAS-SATIKSME'],
    name: text(
      'Braukšanas maksas atvieglojumi Rīgas valstspilsētas sabiedriskajā transportā',
      'Fare discounts in the public transport of Riga',
    ),
    description: text(
      'Atvieglojumi pasažieru kategorijām, kuras nosaka Rīgas dome; tos saņem ar personalizētu e-talonu.',
      'Discounts for the categories of passengers set by the City Council of Riga, used with a personal e-ticket.',
    ),
    level: 'FULL',
    channels: [
      online('https://www.rigassatiksme.lv', 'rigassatiksme.lv'),
      inPerson('"Rīgas satiksme" klientu apkalpošanas centri'),
    ],
    outputs: [DISCOUNT],
    evidence: [RESIDENCE, known('Sociālais statuss', 'Social status', 'Sociālo statusu reģistrs')],
    legal: [
      law('Rīgas domes 28.06.2023. saistošie noteikumi "Par braukšanas maksas atvieglojumiem Rīgas valstspilsētas sabiedriskā transporta maršrutu tīklā"'),
      law('Sabiedriskā transporta pakalpojumu likums, 14. pants', 159858),
    ],
    situations: ['MOVE', 'RETIREMENT', 'DISABILITY'],
  },
  {
    identifier: 'DAUGAVPILS-TRANSPORT-DISCOUNT',
    owner: 'DAUGAVPILS',
    providers: ['DAUGAVPILS-SATIKSME'],
    name: text(
      'Braukšanas maksas atvieglojumi Daugavpils valstspilsētas sabiedriskajā transportā',
      'Fare discounts in the public transport of Daugavpils',
    ),
    description: text(
      'Atvieglojumi Daugavpilī dzīvesvietu deklarējušām personām: pensijas vecumu sasniegušajiem, daudzbērnu ģimenēm, personām ar III invaliditātes grupu un citiem.',
      'Discounts for persons whose residence is declared in Daugavpils: those of retirement age, large families, persons with a group III disability and others.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Sociālais dienests, Vienības iela 8, Daugavpils'), eAddress],
    outputs: [DISCOUNT],
    evidence: [RESIDENCE, known('Sociālais statuss', 'Social status', 'Sociālo statusu reģistrs')],
    legal: [
      law('Daugavpils domes 28.01.2022. saistošie noteikumi Nr. 7 "Braukšanas maksas atvieglojumi Daugavpils valstspilsētas pašvaldības sabiedriskā transporta maršrutu tīklā"'),
      law('Sabiedriskā transporta pakalpojumu likums, 14. pants', 159858),
    ],
    situations: ['MOVE', 'RETIREMENT', 'DISABILITY'],
  },
  {
    identifier: 'PMLP-RESIDENCE-DECLARATION',
    owner: 'PMLP',
    providers: ['PMLP', 'RIGA', 'DAUGAVPILS', 'LIEPAJA'],
    name: text('Dzīvesvietas deklarēšana vai norādīšana', 'Declaring or indicating a place of residence'),
    description: text(
      'Dzīvesvietas maiņas gadījumā jaunā dzīvesvieta jādeklarē viena mēneša laikā; e-pakalpojums ir bez maksas.',
      'After a move the new residence must be declared within one month; the e-service is free of charge.',
    ),
    level: 'FULL',
    channels: [online('https://latvija.gov.lv/Services/12209', 'latvija.gov.lv'), inPerson('Pašvaldības dzīvesvietas deklarēšanas iestāde'), vpvkac],
    costs: [{ ...fee(427, 'Valsts nodeva klātienē', 'State fee at the counter'), channel: 'IN_PERSON' }],
    days: 1,
    outputs: [gives('REGISTRATION', 'Deklarēta dzīvesvieta', 'Declared residence')],
    evidence: [
      known('Adrese', 'The address', 'Valsts adrešu reģistrs'),
      known('Personas dati', 'Personal data', 'Fizisko personu reģistrs'),
      asked('Tiesiskais pamats dzīvot īpašumā', 'Legal basis for living in the property'),
    ],
    legal: [law('Dzīvesvietas deklarēšanas likums', 64328)],
    situations: ['MOVE'],
    sdg: 'V1',
  },
];
