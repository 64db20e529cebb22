import { asked, eAddress, gives, inPerson, known, law, online, phone, post, text, type ServiceSeed } from './describe.ts';
import { ACCOUNT, COMPANY, PERSON, UNEMPLOYED } from './evidence.ts';
import { UNEMPLOYED_SUPPORT } from './laws.ts';
import { AWARD, DECISION, ONCE } from './outputs.ts';

const PORTAL = online('https://cvvp.nva.gov.lv', 'cvvp.nva.gov.lv');
const BRANCHES = inPerson('NVA filiāles', 'https://www.nva.gov.lv');

/** Finding work, finding workers, and what is due when work ends. */
export const WORK_SERVICES: ServiceSeed[] = [
  {
    identifier: 'NVA-UNEMPLOYED-STATUS',
    owner: 'NVA',
    name: text('Bezdarbnieka vai darba meklētāja statusa iegūšana', 'Status of unemployed person or job-seeker'),
    description: text(
      'NVA piešķir bezdarbnieka vai darba meklētāja statusu un palīdz atrast darbu.',
      'The State Employment Agency grants the status of unemployed or job-seeker and helps to find work.',
    ),
    level: 'FULL',
    channels: [online('https://cvvp.nva.gov.lv', 'cvvp.nva.gov.lv'), inPerson('NVA filiāles'), eAddress, phone('80200206')],
    days: 1,
    outputs: [DECISION, gives('STATUS', 'Bezdarbnieka vai darba meklētāja statuss', 'Status of unemployed or job-seeker')],
    evidence: [PERSON, known('Darba attiecību izbeigšana', 'End of employment', 'VID')],
    legal: [UNEMPLOYED_SUPPORT],
    situations: ['JOB-LOSS', 'TEMPORARY-PROTECTION'],
  },
  {
    identifier: 'NVA-TRAINING',
    owner: 'NVA',
    name: text('Mācības bezdarbniekiem un darba meklētājiem', 'Training for the unemployed and job-seekers'),
    description: text(
      'Bezmaksas profesionālās tālākizglītības, pilnveides un neformālās izglītības programmas; mācību laikā bezdarbnieks saņem stipendiju.',
      'Free further education, qualification and non-formal courses; an unemployed person receives an allowance while training.',
    ),
    level: 'FULL',
    channels: [PORTAL, BRANCHES],
    outputs: [gives('REGISTRATION', 'Vieta mācību grupā', 'A place in a course'), gives('PAYMENT', 'Stipendija', 'Training allowance')],
    evidence: [UNEMPLOYED, known('Iegūtā izglītība', 'Education obtained', 'VIIS')],
    legal: [UNEMPLOYED_SUPPORT],
    situations: ['JOB-LOSS'],
  },
  {
    identifier: 'NVA-BUSINESS-START',
    owner: 'NVA',
    name: text('Atbalsts komercdarbības vai pašnodarbinātības uzsākšanai', 'Support to the unemployed for starting a business'),
    description: text(
      'Bezdarbnieks ar apstiprinātu biznesa plānu saņem konsultācijas, dotāciju un ikmēneša atbalstu pirmajam darbības laikam.',
      'An unemployed person with an approved business plan receives advice, a grant and monthly support for the first months.',
    ),
    level: 'ONLINE_FORM',
    channels: [PORTAL, BRANCHES],
    outputs: [AWARD, ONCE],
    evidence: [UNEMPLOYED, asked('Biznesa plāns', 'Business plan')],
    legal: [UNEMPLOYED_SUPPORT],
    situations: ['JOB-LOSS'],
  },
  {
    identifier: 'NVA-VACANCY-REGISTRATION',
    owner: 'NVA',
    name: text('Brīvas darba vietas reģistrēšana', 'Registering a vacancy'),
    description: text(
      'Darba devējs bez maksas publicē brīvu darba vietu un atrod tai piemērotus darba meklētājus.',
      'An employer publishes a vacancy free of charge and finds job-seekers who suit it.',
    ),
    audiences: ['BUSINESSES'],
    level: 'FULL',
    channels: [PORTAL, BRANCHES],
    outputs: [gives('REGISTRATION', 'Publicēta brīva darba vieta', 'A published vacancy')],
    evidence: [COMPANY],
    legal: [UNEMPLOYED_SUPPORT],
  },
  {
    identifier: 'MKD-EMPLOYEE-CLAIMS',
    owner: 'MKD',
    name: text('Darbinieku prasījumu apmierināšana no garantiju fonda', "Employees' claims against an insolvent employer"),
    description: text(
      'Ja darba devējs ir maksātnespējīgs, neizmaksāto algu un atlaišanas pabalstu likumā noteiktajā apmērā izmaksā no darbinieku prasījumu garantiju fonda.',
      'When an employer is insolvent, unpaid wages and severance pay are paid, up to the limit of the law, from the employee claims guarantee fund.',
    ),
    level: 'INFORMATION',
    channels: [inPerson('Maksātnespējas kontroles dienests', 'https://www.mkd.gov.lv'), eAddress, post],
    outputs: [DECISION, ONCE],
    evidence: [known('Maksātnespējas process', 'Insolvency proceedings', 'Maksātnespējas reģistrs'), known('Darba ienākumi', 'Earnings', 'VID'), ACCOUNT],
    legal: [law('Likums "Par darbinieku aizsardzību darba devēja maksātnespējas gadījumā"')],
    situations: ['JOB-LOSS'],
  },
];
