import { asked, eAddress, gives, inPerson, known, law, online, phone, post, text, viaPortal, type ServiceSeed } from './describe.ts';
import { CITIZENSHIP, KINSHIP, PERSON, RESIDENCE } from './evidence.ts';
import { CITIZENSHIP_LAW, IMMIGRATION, UKRAINE } from './laws.ts';
import { CONSULTATION, DECISION } from './outputs.ts';

const OFFICES = inPerson('PMLP nodaļas', 'https://www.pmlp.gov.lv');

/** Coming to Latvia, coming back, and becoming its citizen. */
export const MIGRATION_SERVICES: ServiceSeed[] = [
  {
    identifier: 'PMLP-RESIDENCE-PERMIT',
    owner: 'PMLP',
    name: text('Uzturēšanās atļauja', 'Residence permit'),
    description: text(
      'Termiņuzturēšanās vai pastāvīgās uzturēšanās atļauja ārzemniekam, piemēram, ģimenes, darba vai studiju dēļ.',
      'A temporary or permanent residence permit for a foreigner, for example because of family, work or studies.',
    ),
    level: 'ONLINE_FORM',
    channels: [viaPortal('latvija.gov.lv'), OFFICES, eAddress],
    outputs: [DECISION, gives('DOCUMENT', 'Uzturēšanās atļauja', 'Residence permit')],
    evidence: [
      KINSHIP,
      known('Sodāmība', 'Criminal record', 'Sodu reģistrs'),
      asked('Ceļošanas dokuments', 'Travel document'),
      asked('Uzturēšanās pamats', 'The ground for the stay'),
    ],
    legal: [IMMIGRATION],
    situations: ['RETURN'],
  },
  {
    identifier: 'PMLP-CITIZENSHIP-REGISTRATION',
    owner: 'PMLP',
    name: text('Latvijas pilsonības reģistrācija', 'Registration of Latvian citizenship'),
    description: text(
      'Pilsonību reģistrē personai, kurai uz to ir tiesības, piemēram, ārvalstī dzimušam Latvijas pilsoņa bērnam vai trimdinieka pēctecim.',
      'Citizenship is registered for whoever has a right to it, such as a child of a Latvian citizen born abroad or a descendant of an exile.',
    ),
    level: 'ONLINE_FORM',
    channels: [OFFICES, eAddress, post],
    outputs: [DECISION, gives('STATUS', 'Latvijas pilsoņa statuss', 'Status of citizen of Latvia')],
    evidence: [KINSHIP, CITIZENSHIP, asked('Dokumenti par izcelsmi', 'Documents of descent')],
    legal: [CITIZENSHIP_LAW],
    situations: ['RETURN'],
  },
  {
    identifier: 'PMLP-NATURALISATION',
    owner: 'PMLP',
    name: text('Naturalizācija', 'Naturalisation'),
    description: text(
      'Latvijas pilsonības iegūšana, nokārtojot latviešu valodas, Satversmes, himnas un vēstures zināšanu pārbaudi.',
      'Becoming a citizen of Latvia by passing tests of the Latvian language, the Constitution, the anthem and history.',
    ),
    level: 'INFORMATION',
    channels: [OFFICES, eAddress, post],
    outputs: [DECISION, gives('STATUS', 'Latvijas pilsoņa statuss', 'Status of citizen of Latvia')],
    evidence: [PERSON, RESIDENCE, asked('Legāls iztikas avots', 'A legal source of income')],
    legal: [CITIZENSHIP_LAW],
  },
  {
    identifier: 'PMLP-REPATRIATION',
    owner: 'PMLP',
    name: text('Repatrianta statuss', 'Status of repatriate'),
    description: text(
      'Statuss personai, kura pati vai kuras vecāks vai vecvecāks ir latvietis vai lībietis un kura brīvprātīgi pārceļas uz pastāvīgu dzīvi Latvijā.',
      'A status for a person who is, or whose parent or grandparent is, Latvian or Liv and who moves to Latvia for good of their own will.',
    ),
    level: 'INFORMATION',
    channels: [OFFICES, eAddress, post],
    outputs: [DECISION, gives('STATUS', 'Repatrianta statuss', 'Status of repatriate')],
    evidence: [PERSON, asked('Dokumenti par izcelsmi', 'Documents of descent')],
    legal: [law('Repatriācijas likums', 37187)],
  },
  {
    identifier: 'PMLP-TEMPORARY-PROTECTION',
    owner: 'PMLP',
    name: text('Pagaidu aizsardzība Ukrainas civiliedzīvotājiem', 'Temporary protection for civilians of Ukraine'),
    description: text(
      'Uzturēšanās atļauja un personas kods Ukrainas civiliedzīvotājam un viņa ģimenes loceklim, kas izceļo kara dēļ; dod tiesības strādāt, mācīties un saņemt atbalstu.',
      'A residence permit and a personal code for civilians of Ukraine and their family members who leave because of the war; it brings the right to work, to study and to support.',
    ),
    level: 'ONLINE_FORM',
    channels: [OFFICES, phone('67209400')],
    outputs: [gives('DOCUMENT', 'Uzturēšanās atļauja', 'Residence permit'), gives('STATUS', 'Pagaidu aizsardzības statuss', 'Status of temporary protection')],
    evidence: [asked('Ukrainā izsniegts dokuments', 'A document issued in Ukraine')],
    legal: [UKRAINE],
    situations: ['TEMPORARY-PROTECTION'],
  },
  {
    identifier: 'RIGA-UKRAINE-ACCOMMODATION',
    owner: 'RIGA',
    name: text('Ukrainas civiliedzīvotāju izmitināšana Rīgā', 'Accommodation of civilians of Ukraine in Riga'),
    description: text(
      'Pašvaldība Ukrainas civiliedzīvotājiem, kuriem nav kur dzīvot, ierāda naktsmītni likumā noteiktajā laikā.',
      'The municipality gives civilians of Ukraine who have nowhere to live a place to stay for the time set by law.',
    ),
    level: 'INFORMATION',
    channels: [inPerson('Rīgas Sociālais dienests', 'https://www.ld.riga.lv')],
    outputs: [CONSULTATION, gives('CONSULTATION', 'Vieta naktsmītnē', 'A place to stay')],
    evidence: [known('Pagaidu aizsardzība', 'Temporary protection', 'Fizisko personu reģistrs')],
    legal: [UKRAINE],
    situations: ['TEMPORARY-PROTECTION'],
  },
  {
    identifier: 'SIF-NEWCOMERS',
    owner: 'SIF',
    name: text('Vienas pieturas aģentūra iebraucējiem', 'One-stop agency for newcomers'),
    description: text(
      'Bezmaksas konsultācijas, tulka pakalpojumi un latviešu valodas kursi trešo valstu pilsoņiem un personām ar pagaidu aizsardzību.',
      'Free advice, interpreters and Latvian courses for third-country nationals and persons under temporary protection.',
    ),
    level: 'INFORMATION',
    channels: [inPerson('Sabiedrības integrācijas fonda vienas pieturas aģentūra, Rīga', 'https://www.sif.gov.lv')],
    outputs: [CONSULTATION],
    evidence: [asked('Uzturēšanās dokuments', 'Residence document')],
    legal: [law('Sabiedrības integrācijas fonda likums'), UKRAINE],
    situations: ['TEMPORARY-PROTECTION'],
  },
  {
    identifier: 'VARAM-REMIGRATION-COORDINATOR',
    owner: 'VARAM',
    name: text('Reģionālā remigrācijas koordinatora konsultācija', 'Advice of a regional remigration coordinator'),
    description: text(
      'Koordinators katrā plānošanas reģionā sagatavo personisku piedāvājumu par darbu, mājokli, skolu un pašvaldības pakalpojumiem ģimenei, kas atgriežas Latvijā.',
      'A coordinator in each planning region prepares personal proposals on work, housing, school and municipal services for a family returning to Latvia.',
    ),
    level: 'ONLINE_FORM',
    channels: [online('https://www.paps.lv', 'paps.lv'), inPerson('Plānošanas reģionu remigrācijas koordinatori', 'https://www.varam.gov.lv/lv/regionalais-remigracijas-atbalsts')],
    outputs: [CONSULTATION],
    evidence: [asked('Ģimenes vajadzības', "The family's needs")],
    legal: [law('Diasporas likums', 302998)],
    situations: ['RETURN'],
  },
];
