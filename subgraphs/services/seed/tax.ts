import { asked, gives, inPerson, known, law, online, part, post, text, type ServiceSeed } from './describe.ts';
import { COMPANY, DISABILITY, INCOME, PERSON } from './evidence.ts';
import { INCOME_TAX, SOCIAL_INSURANCE, TAXES_AND_DUTIES } from './laws.ts';
import { DECISION, STATEMENT } from './outputs.ts';

const EDS = online('https://eds.vid.gov.lv', 'eds.vid.gov.lv');
const OFFICES = inPerson('VID klientu apkalpošanas centri');
const VAT = law('Pievienotās vērtības nodokļa likums', 253451);
const INSURED = law(
  'Ministru kabineta 07.09.2010. noteikumi Nr. 827 "Noteikumi par valsts sociālās apdrošināšanas obligāto iemaksu veicēju reģistrāciju un ziņojumiem par valsts sociālās apdrošināšanas obligātajām iemaksām un iedzīvotāju ienākuma nodokli"',
  217642,
);
const BOOKS = asked('Grāmatvedības dati', 'Accounts');

/** What is declared and paid in the electronic declaration system. */
export const TAX_SERVICES: ServiceSeed[] = [
  {
    identifier: 'VID-ANNUAL-INCOME-DECLARATION',
    owner: 'VID',
    name: text('Gada ienākumu deklarācija', 'Annual income tax return'),
    description: text(
      'Deklarāciju iesniedz, lai atmaksātu pārmaksāto nodokli par attaisnotajiem izdevumiem vai deklarētu ienākumus.',
      'The return is filed to get back tax overpaid on eligible expenses, or to declare income.',
    ),
    level: 'FULL',
    channels: [EDS, OFFICES, post],
    outputs: [DECISION, gives('PAYMENT', 'Pārmaksātā nodokļa atmaksa', 'Refund of overpaid tax')],
    evidence: [known('Gūtie ienākumi', 'Income received', 'VID'), asked('Attaisnotie izdevumi', 'Eligible expenses')],
    legal: [INCOME_TAX],
    situations: ['RETIREMENT', 'JOB-LOSS', 'RETURN'],
    sdg: 'U4',
  },
  {
    identifier: 'VID-TAX-BOOK',
    owner: 'VID',
    name: text('Algas nodokļa grāmatiņa: apgādājamie un atvieglojumi', 'Salary tax book: dependants and reliefs'),
    description: text(
      'Apgādājamo un nodokļa atvieglojumu reģistrēšana elektroniskajā algas nodokļa grāmatiņā.',
      'Registering dependants and tax reliefs in the electronic salary tax book.',
    ),
    level: 'FULL',
    channels: [EDS, OFFICES],
    outputs: [gives('REGISTRATION', 'Ieraksts algas nodokļa grāmatiņā', 'Entry in the salary tax book')],
    evidence: [PERSON, DISABILITY],
    legal: [part(INCOME_TAX, '13. pants')],
    situations: ['CHILD-BIRTH', 'DISABILITY'],
  },
  {
    identifier: 'VID-ECONOMIC-ACTIVITY-REGISTRATION',
    owner: 'VID',
    name: text('Reģistrācija par saimnieciskās darbības veicēju', 'Registration as self-employed'),
    description: text(
      'Fiziskā persona reģistrējas pirms saimnieciskās darbības uzsākšanas un izvēlas nodokļu maksāšanas kārtību.',
      'A natural person registers before starting an economic activity and chooses how to pay taxes.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [EDS, OFFICES],
    outputs: [gives('REGISTRATION', 'Ieraksts nodokļu maksātāju reģistrā', 'Entry in the register of taxpayers')],
    evidence: [PERSON, asked('Darbības veids un vieta', 'Kind and place of the activity')],
    legal: [TAXES_AND_DUTIES, INCOME_TAX],
    situations: ['BUSINESS-START'],
    sdg: 'X1',
  },
  {
    identifier: 'VID-ECONOMIC-ACTIVITY-END',
    owner: 'VID',
    name: text('Paziņojums par saimnieciskās darbības izbeigšanu', 'Notice of the end of an economic activity'),
    description: text(
      'Nodokļu maksātājs 10 dienu laikā paziņo VID par lēmumu izbeigt darbību vai likvidēt uzņēmumu.',
      'A taxpayer notifies the State Revenue Service within 10 days of the decision to end the activity or to liquidate the company.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [EDS, OFFICES],
    outputs: [gives('REGISTRATION', 'Izslēgšana no nodokļu maksātāju reģistra', 'Removal from the register of taxpayers')],
    evidence: [PERSON, COMPANY],
    legal: [TAXES_AND_DUTIES],
    situations: ['BUSINESS-END'],
    sdg: 'X1',
  },
  {
    identifier: 'VID-MICRO-ENTERPRISE-TAX',
    owner: 'VID',
    name: text('Mikrouzņēmumu nodokļa maksātāja statuss', 'Micro-enterprise tax payer'),
    description: text(
      'Saimnieciskās darbības veicējs izvēlas maksāt vienu nodokli no apgrozījuma.',
      'A self-employed person chooses to pay a single tax on turnover.',
    ),
    audiences: ['BUSINESSES'],
    level: 'FULL',
    channels: [EDS, OFFICES],
    outputs: [DECISION, gives('STATUS', 'Mikrouzņēmumu nodokļa maksātāja statuss', 'Status of micro-enterprise tax payer')],
    evidence: [PERSON, INCOME],
    legal: [law('Mikrouzņēmumu nodokļa likums', 215302)],
  },
  {
    identifier: 'VID-VAT-REGISTRATION',
    owner: 'VID',
    name: text('Reģistrācija PVN maksātāju reģistrā un izslēgšana no tā', 'Entering and leaving the register of VAT payers'),
    description: text(
      'Reģistrējas, kad apgrozījums pārsniedz likumā noteikto slieksni, vai labprātīgi agrāk.',
      "One registers when turnover exceeds the threshold of the law, or earlier of one's own will.",
    ),
    audiences: ['BUSINESSES'],
    level: 'FULL',
    channels: [EDS],
    outputs: [DECISION, gives('REGISTRATION', 'PVN maksātāja numurs', 'VAT number')],
    evidence: [COMPANY, BOOKS],
    legal: [VAT],
    situations: ['BUSINESS-START', 'BUSINESS-END'],
  },
  {
    identifier: 'VID-EMPLOYEE-REGISTRATION',
    owner: 'VID',
    name: text('Ziņas par darba ņēmējiem', 'Registering and deregistering employees'),
    description: text(
      'Darba devējs reģistrē darba ņēmēju, pirms tas sāk strādāt, un paziņo, kad darba attiecības beidzas.',
      'An employer registers an employee before the work begins and gives notice when the employment ends.',
    ),
    audiences: ['BUSINESSES'],
    level: 'FULL',
    channels: [EDS],
    outputs: [gives('REGISTRATION', 'Reģistrēts darba ņēmējs', 'A registered employee')],
    evidence: [COMPANY, PERSON, asked('Darba attiecību sākums vai beigas', 'Beginning or end of the employment')],
    legal: [SOCIAL_INSURANCE, INSURED],
    situations: ['BUSINESS-START', 'BUSINESS-END'],
    sdg: 'X3',
  },
  {
    identifier: 'VID-EMPLOYER-REPORT',
    owner: 'VID',
    name: text('Darba devēja ziņojums un sociālās iemaksas', "Employer's report and social contributions"),
    description: text(
      'Darba devējs ik mēnesi ziņo par darba ņēmēju ienākumiem un samaksā sociālās apdrošināšanas iemaksas un ienākuma nodokli.',
      'Every month an employer reports the earnings of employees and pays social insurance contributions and income tax.',
    ),
    audiences: ['BUSINESSES'],
    level: 'FULL',
    channels: [EDS],
    outputs: [gives('REGISTRATION', 'Iesniegts ziņojums', 'The report, filed')],
    evidence: [COMPANY, BOOKS],
    legal: [SOCIAL_INSURANCE, INSURED],
    sdg: 'X6',
  },
  {
    identifier: 'VID-CORPORATE-TAX-DECLARATION',
    owner: 'VID',
    name: text('Uzņēmumu ienākuma nodokļa deklarācija', 'Corporate income tax return'),
    description: text(
      'Uzņēmums deklarē sadalīto peļņu un citus ar nodokli apliekamus maksājumus un samaksā nodokli.',
      'A company declares distributed profit and other taxable payments and pays the tax.',
    ),
    audiences: ['BUSINESSES'],
    level: 'FULL',
    channels: [EDS],
    outputs: [gives('REGISTRATION', 'Iesniegta deklarācija', 'The return, filed')],
    evidence: [COMPANY, BOOKS],
    legal: [law('Uzņēmumu ienākuma nodokļa likums', 292700)],
    situations: ['BUSINESS-END'],
    sdg: 'X4',
  },
  {
    identifier: 'VID-DEBT-STATEMENT',
    owner: 'VID',
    name: text('Izziņa par nodokļu nomaksas stāvokli', 'Statement on the payment of taxes'),
    description: text(
      'Izziņa par to, vai personai vai uzņēmumam ir nodokļu parāds, piemēram, iepirkumam vai atbalsta programmai.',
      'A statement whether a person or a company owes taxes, for example for a public tender or a support programme.',
    ),
    audiences: ['RESIDENTS', 'BUSINESSES'],
    level: 'FULL',
    channels: [EDS, OFFICES],
    outputs: [STATEMENT],
    evidence: [PERSON, COMPANY],
    legal: [TAXES_AND_DUTIES],
  },
];
