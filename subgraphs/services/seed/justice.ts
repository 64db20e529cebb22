import { asked, eAddress, gives, inPerson, known, law, online, phone, post, text, type ServiceSeed } from './describe.ts';
import { COMPANY, INCOME, PERSON, SOCIAL_STATUS } from './evidence.ts';
import { LABOUR, MEDICAL_TREATMENT } from './laws.ts';
import { ANSWER, AWARD, DECISION, PERMIT } from './outputs.ts';

/** How institutions answer complaints, and by when. */
const COMPLAINTS = law('Iesniegumu likums', 164501);

/** Courts, legal aid, the protection of consumers and public order. */
export const JUSTICE_SERVICES: ServiceSeed[] = [
  {
    identifier: 'TA-COURT-CLAIM',
    owner: 'TA',
    name: text('Prasība vai pieteikums tiesai e-lietas portālā', 'Filing a claim with a court in the e-case portal'),
    description: text(
      'Prasības pieteikumu, tostarp par laulības šķiršanu, darba strīdu vai maksātnespēju, iesniedz un lietas gaitai seko elektroniski.',
      'A claim, for example on divorce, a labour dispute or insolvency, is filed and the course of the case followed online.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [online('https://www.elieta.lv', 'elieta.lv'), inPerson('Tiesas kanceleja'), post],
    outputs: [DECISION],
    evidence: [PERSON, COMPANY, asked('Prasības pieteikums un pierādījumi', 'The claim and evidence')],
    legal: [law('Civilprocesa likums', 50500), law('Maksātnespējas likums', 214590)],
    situations: ['DIVORCE', 'JOB-LOSS', 'BUSINESS-END'],
  },
  {
    identifier: 'TA-LEGAL-AID',
    owner: 'TA',
    name: text('Valsts nodrošinātā juridiskā palīdzība', 'State-ensured legal aid'),
    description: text(
      'Valsts apmaksā juridisko palīdzību trūcīgai vai maznodrošinātai personai un tam, kurš pēkšņi nonācis grūtībās.',
      'The state pays for legal aid to persons of no or low income and to those who have suddenly fallen into hardship.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Tiesu administrācija', 'https://www.ta.gov.lv'), phone('80001801'), eAddress, post],
    outputs: [AWARD, gives('CONSULTATION', 'Jurista palīdzība', "A lawyer's help")],
    evidence: [SOCIAL_STATUS, INCOME],
    legal: [law('Valsts nodrošinātās juridiskās palīdzības likums', 104831)],
    situations: ['DIVORCE'],
  },
  {
    identifier: 'PTAC-COMPLAINT',
    owner: 'PTAC',
    name: text('Patērētāja sūdzība', "Consumer's complaint"),
    description: text(
      'Palīdzība strīdā ar pārdevēju vai pakalpojuma sniedzēju, kurš neievēro patērētāja tiesības un pats strīdu neatrisina.',
      'Help in a dispute with a seller or service provider who ignores consumer rights and does not settle the dispute.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Patērētāju tiesību aizsardzības centrs', 'https://www.ptac.gov.lv'), eAddress, post],
    outputs: [ANSWER, gives('CONSULTATION', 'Palīdzība strīda risināšanā', 'Help in settling the dispute')],
    evidence: [COMPANY, asked('Pirkuma dokumenti un sarakste ar pārdevēju', 'Purchase documents and correspondence with the seller')],
    legal: [law('Patērētāju tiesību aizsardzības likums', 23309), COMPLAINTS],
  },
  {
    identifier: 'VDI-LABOUR-COMPLAINT',
    owner: 'VDI',
    name: text('Iesniegums par darba tiesību pārkāpumu', 'Complaint about a breach of labour rights'),
    description: text(
      'Valsts darba inspekcija pārbauda, vai darba devējs ievēro darba tiesības, piemēram, izmaksā algu un noformē darba līgumu.',
      'The State Labour Inspectorate checks whether an employer respects labour rights, such as paying wages and making a written contract.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Valsts darba inspekcija', 'https://www.vdi.gov.lv'), eAddress, post],
    outputs: [ANSWER],
    evidence: [known('Darba attiecības', 'Employment', 'VID'), COMPANY, asked('Darba līgums un citi pierādījumi', 'The contract and other evidence')],
    legal: [LABOUR, law('Valsts darba inspekcijas likums'), COMPLAINTS],
    situations: ['JOB-LOSS'],
  },
  {
    identifier: 'VI-COMPLAINT',
    owner: 'VI',
    name: text('Iesniegums par veselības aprūpes kvalitāti', 'Complaint about the quality of health care'),
    description: text(
      'Veselības inspekcija izvērtē, vai ārstniecības iestāde ievērojusi pacienta tiesības un sniegusi pienācīgu palīdzību.',
      "The Health Inspectorate examines whether a medical institution respected a patient's rights and gave proper care.",
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Veselības inspekcija', 'https://www.vi.gov.lv'), eAddress, post],
    outputs: [ANSWER],
    evidence: [known('Medicīniskie dokumenti', 'Medical records', 'E-veselība')],
    legal: [law('Pacientu tiesību likums', 203008), MEDICAL_TREATMENT, COMPLAINTS],
  },
  {
    identifier: 'VP-WEAPON-PERMIT',
    owner: 'VP',
    name: text('Ieroča atļauja', 'Weapon permit'),
    description: text(
      'Atļauja iegādāties, glabāt vai nēsāt medību, sporta vai pašaizsardzības ieroci.',
      'A permit to acquire, keep or carry a weapon for hunting, sport or self-defence.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Valsts policija', 'https://www.vp.gov.lv'), eAddress],
    outputs: [DECISION, PERMIT],
    evidence: [
      PERSON,
      known('Sodāmība', 'Criminal record', 'Sodu reģistrs'),
      known('Veselības pārbaude', 'Medical examination', 'E-veselība'),
      asked('Kvalifikācijas eksāmens', 'Qualifying examination'),
    ],
    legal: [law('Ieroču aprites likums', 305818)],
  },
];
