import { asked, eAddress, gives, inPerson, known, law, online, post, text, viaPortal, type ServiceSeed } from './describe.ts';
import { ACCOUNT, CHILD, INCOME, KINSHIP, PERSON, RESIDENCE, SOCIAL_STATUS, STUDIES } from './evidence.ts';
import { DEVELOPMENT_FINANCE, EDUCATION, GENERAL_EDUCATION, HIGHER_EDUCATION } from './laws.ts';
import { AWARD, DECISION, MONTHLY } from './outputs.ts';

/** From the first class to the university. */
export const EDUCATION_SERVICES: ServiceSeed[] = [
  {
    identifier: 'RIGA-SCHOOL-REGISTRATION',
    owner: 'RIGA',
    name: text('Bērna reģistrācija mācībām 1. klasē', 'Registering a child for the first class'),
    description: text(
      'Vecāki piesaka bērnu Rīgas pašvaldības vispārējās izglītības iestādes 1. klasei.',
      "Parents register a child for the first class of one of Riga's municipal schools.",
    ),
    level: 'FULL',
    channels: [online('https://www.eriga.lv', 'eriga.lv'), inPerson('Izvēlētā skola')],
    outputs: [gives('REGISTRATION', 'Vieta 1. klases pretendentu sarakstā', 'A place in the list for the first class')],
    evidence: [CHILD, RESIDENCE],
    legal: [GENERAL_EDUCATION],
    situations: ['RETURN', 'TEMPORARY-PROTECTION'],
  },
  {
    identifier: 'LU-STUDY-ADMISSION',
    owner: 'LU',
    name: text('Vienotā uzņemšana pamatstudiju programmās', 'Joint admission to undergraduate studies'),
    description: text(
      'Ar vienu e-pakalpojumu reflektants piesakās vairāku Latvijas augstskolu pamatstudiju programmām un norāda to secību.',
      'With one e-service an applicant applies to undergraduate programmes of several Latvian universities and ranks them.',
    ),
    level: 'FULL',
    channels: [viaPortal('latvija.gov.lv'), inPerson('Latvijas Universitātes uzņemšanas punkti', 'https://www.lu.lv')],
    outputs: [DECISION, gives('REGISTRATION', 'Vieta studiju programmā', 'A place in a study programme')],
    evidence: [PERSON, known('Centralizēto eksāmenu rezultāti', 'Results of centralised examinations', 'VIIS')],
    legal: [HIGHER_EDUCATION],
    situations: ['STUDIES'],
    sdg: 'T2',
  },
  {
    identifier: 'VIAA-STUDETGODS',
    owner: 'VIAA',
    name: text('Sociālā stipendija "Studētgods"', 'Social scholarship Studētgods'),
    description: text(
      'Stipendija pilna laika pamatstudiju studentam līdz 25 gadu vecumam no daudzbērnu vai trūcīgas ģimenes, bārenim vai studentam ar I vai II invaliditātes grupu; piesakās līdz 20. septembrim vai 20. februārim.',
      'A scholarship for a full-time undergraduate up to 25 from a large or poor family, an orphan, or a student with a group I or II disability; applications close on 20 September and 20 February.',
    ),
    level: 'FULL',
    channels: [online('https://latvija.lv/Epakalpojumi/EP223', 'latvija.gov.lv')],
    outputs: [AWARD, MONTHLY],
    evidence: [KINSHIP, SOCIAL_STATUS, INCOME, STUDIES, ACCOUNT],
    legal: [law('Ministru kabineta 24.08.2004. noteikumi Nr. 740 "Noteikumi par stipendijām"')],
    situations: ['STUDIES'],
  },
  {
    identifier: 'ALTUM-STUDY-LOAN',
    owner: 'ALTUM',
    name: text('Studiju un studējošā kredīts ar valsts galvojumu', 'Student loan with a state guarantee'),
    description: text(
      'Kredīts studiju maksai un ikdienas izdevumiem Latvijas un ārvalstu augstskolās; to izsniedz banka, galvojumu bez cita nodrošinājuma sniedz Altum.',
      'A loan for tuition and living costs at universities in Latvia and abroad; a bank lends it, and Altum guarantees it without other security.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Banka, kas piedalās programmā', 'https://www.altum.lv')],
    outputs: [DECISION, gives('PAYMENT', 'Kredīts', 'The loan')],
    evidence: [PERSON, STUDIES],
    legal: [HIGHER_EDUCATION, DEVELOPMENT_FINANCE],
    situations: ['STUDIES'],
    sdg: 'T1',
  },
  {
    identifier: 'AIC-DIPLOMA-RECOGNITION',
    owner: 'AIC',
    name: text('Ārvalstīs iegūtas izglītības akadēmiskā atzīšana', 'Academic recognition of foreign education'),
    description: text(
      'Ārvalstīs izsniegta izglītības dokumenta ekspertīze un izziņa par to, kādam Latvijas dokumentam tas atbilst.',
      'Assessment of an educational document issued abroad and a statement of the Latvian document to which it corresponds.',
    ),
    level: 'ONLINE_FORM',
    channels: [inPerson('Akadēmiskās informācijas centrs', 'https://www.aic.lv'), eAddress, post],
    outputs: [gives('DOCUMENT', 'Akadēmiskās atzīšanas izziņa', 'Statement of academic recognition')],
    evidence: [asked('Izglītības dokuments un tā pielikums', 'The diploma and its supplement')],
    legal: [EDUCATION, HIGHER_EDUCATION],
    situations: ['STUDIES', 'RETURN'],
    sdg: 'T3',
  },
];
