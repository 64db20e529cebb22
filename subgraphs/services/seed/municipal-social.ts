import { asked, eAddress, gives, inPerson, known, law, text, type ServiceSeed } from './describe.ts';
import { ACCOUNT, DISABILITY, EXPERT_OPINION, HOUSEHOLD, INCOME, OWNERSHIP, RESIDENCE, SOCIAL_STATUS } from './evidence.ts';
import { HOUSING_ASSISTANCE, SOCIAL_SERVICES } from './laws.ts';
import { AWARD, DECISION, MONTHLY } from './outputs.ts';

const RIGA_SERVICE = inPerson('Rīgas Sociālais dienests', 'https://www.ld.riga.lv');
const DAUGAVPILS_SERVICE = inPerson('Sociālais dienests, Vienības iela 8, Daugavpils');
const VALMIERA_SERVICE = inPerson('Valmieras novada pašvaldības sociālais dienests', 'https://www.valmierasnovads.lv');
const OGRE_SERVICE = inPerson('Ogres novada sociālais dienests', 'https://www.ogresnovads.lv');

const LOW_INCOME = {
  name: text('Trūcīgas vai maznodrošinātas mājsaimniecības statuss', 'Status of a household of no or low income'),
  description: text(
    'Pašvaldība izvērtē mājsaimniecības ienākumus un materiālo stāvokli un piešķir statusu uz trim vai sešiem mēnešiem; ar to saņem pabalstus un atvieglojumus.',
    'The municipality assesses the income and means of a household and grants the status for three or six months; it opens benefits and discounts.',
  ),
  level: 'ONLINE_FORM',
  outputs: [DECISION, gives('STATUS', 'Trūcīgas vai maznodrošinātas mājsaimniecības statuss', 'Status of a household of no or low income')],
  evidence: [HOUSEHOLD, INCOME, known('Pensijas un pabalsti', 'Pensions and benefits', 'VSAA'), OWNERSHIP, asked('Iztikas līdzekļu deklarācija', 'Declaration of means')],
  legal: [
    SOCIAL_SERVICES,
    law('Ministru kabineta 17.12.2020. noteikumi Nr. 809 "Noteikumi par mājsaimniecības materiālās situācijas izvērtēšanu un sociālās palīdzības saņemšanu"'),
  ],
  situations: ['JOB-LOSS'],
} as const satisfies Partial<ServiceSeed>;

const HOME_CARE = {
  name: text('Aprūpe mājās', 'Care at home'),
  description: text(
    'Palīdzība mājas darbos un personiskajā aprūpē cilvēkam, kurš vecuma vai veselības dēļ pats to nespēj un kuram nav, kas palīdz.',
    'Help with the household and personal care for someone who cannot manage because of age or health and has nobody to help.',
  ),
  level: 'INFORMATION',
  outputs: [AWARD, gives('CONSULTATION', 'Aprūpētāja palīdzība', "A carer's help")],
  evidence: [RESIDENCE, known('Ģimenes ārsta izziņa', "Family doctor's statement", 'E-veselība'), INCOME],
  legal: [SOCIAL_SERVICES],
  situations: ['RELATIVE-CARE'],
} as const satisfies Partial<ServiceSeed>;

/** What a municipality's social service gives to those who live there. */
export const MUNICIPAL_SOCIAL_SERVICES: ServiceSeed[] = [
  { ...LOW_INCOME, identifier: 'RIGA-LOW-INCOME-STATUS', owner: 'RIGA', channels: [RIGA_SERVICE, eAddress] },
  { ...LOW_INCOME, identifier: 'DAUGAVPILS-LOW-INCOME-STATUS', owner: 'DAUGAVPILS', channels: [DAUGAVPILS_SERVICE, eAddress] },
  { ...LOW_INCOME, identifier: 'OGRES-NOVADS-LOW-INCOME-STATUS', owner: 'OGRES-NOVADS', channels: [OGRE_SERVICE, eAddress] },
  {
    identifier: 'RIGA-HOUSING-BENEFIT',
    owner: 'RIGA',
    name: text('Mājokļa pabalsts', 'Housing benefit'),
    description: text(
      'Pabalsts mājsaimniecībai, kuras ienākumi nesedz īri, komunālos maksājumus un garantēto minimālo ienākumu slieksni.',
      'A benefit for a household whose income does not cover rent, utilities and the guaranteed minimum income.',
    ),
    level: 'ONLINE_FORM',
    channels: [RIGA_SERVICE, eAddress],
    outputs: [AWARD, MONTHLY],
    evidence: [HOUSEHOLD, INCOME, SOCIAL_STATUS, asked('Rēķini par mājokli', 'Housing bills'), ACCOUNT],
    legal: [SOCIAL_SERVICES],
    situations: ['JOB-LOSS'],
  },
  {
    identifier: 'RIGA-HOUSING-REGISTER',
    owner: 'RIGA',
    name: text('Reģistrācija palīdzības saņemšanai dzīvokļa jautājumu risināšanā', 'Registering for municipal housing'),
    description: text(
      'Likumā un saistošajos noteikumos noteiktās personu grupas reģistrē rindā uz pašvaldības dzīvojamo telpu vai citu palīdzību.',
      'Groups of persons named in the law and the binding rules are registered for a municipal dwelling or other help.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Rīgas valstspilsētas pašvaldības Mājokļu un vides departaments', 'https://www.riga.lv'), eAddress],
    outputs: [DECISION, gives('REGISTRATION', 'Vieta rindā', 'A place in the queue')],
    evidence: [RESIDENCE, HOUSEHOLD, SOCIAL_STATUS, OWNERSHIP],
    legal: [HOUSING_ASSISTANCE],
  },
  { ...HOME_CARE, identifier: 'RIGA-HOME-CARE', owner: 'RIGA', channels: [RIGA_SERVICE, eAddress] },
  { ...HOME_CARE, identifier: 'VALMIERAS-NOVADS-HOME-CARE', owner: 'VALMIERAS-NOVADS', channels: [VALMIERA_SERVICE, eAddress] },
  {
    identifier: 'RIGA-ASSISTANT',
    owner: 'RIGA',
    name: text('Asistenta pakalpojums pašvaldībā', 'Personal assistant in the municipality'),
    description: text(
      'Asistents palīdz personai ar I vai II grupas invaliditāti vai bērnam ar invaliditāti ārpus mājām: ceļā uz darbu, skolu, ārstu vai pasākumu.',
      'An assistant helps a person with a group I or II disability, or a child with a disability, outside the home: to work, school, a doctor or an event.',
    ),
    level: 'ONLINE_FORM',
    channels: [RIGA_SERVICE, eAddress],
    outputs: [AWARD, gives('CONSULTATION', 'Asistenta palīdzība', "An assistant's help")],
    evidence: [RESIDENCE, DISABILITY, EXPERT_OPINION],
    legal: [
      SOCIAL_SERVICES,
      law('Ministru kabineta 18.05.2021. noteikumi Nr. 316 "Noteikumi par asistenta, pavadoņa un aprūpes mājās pakalpojumu personām ar invaliditāti"'),
    ],
    situations: ['DISABILITY', 'RELATIVE-CARE'],
  },
  {
    identifier: 'VALMIERAS-NOVADS-CARE-HOME',
    owner: 'VALMIERAS-NOVADS',
    name: text('Ilgstoša sociālā aprūpe institūcijā', 'Long-term care in an institution'),
    description: text(
      'Vieta sociālās aprūpes centrā pensijas vecuma cilvēkam vai personai ar smagu invaliditāti, kurai nepietiek ar aprūpi mājās.',
      'A place in a care centre for a person of retirement age or with a severe disability for whom care at home is not enough.',
    ),
    level: 'INFORMATION',
    channels: [VALMIERA_SERVICE, eAddress],
    outputs: [AWARD],
    evidence: [RESIDENCE, INCOME, known('Ģimenes ārsta izziņa', "Family doctor's statement", 'E-veselība')],
    legal: [SOCIAL_SERVICES],
    situations: ['RELATIVE-CARE'],
  },
];
