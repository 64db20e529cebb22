import { JURMALA, RIGA, situation } from './describe.ts';
import { DECLARE_RESIDENCE, FAMILY_DOCTOR, FARES, KINDERGARTENS } from './steps.ts';

export const MOVE = situation(
  'MOVE',
  ['Dzīvesvietas maiņa', 'Moving to a new home'],
  ['Ko nokārtot pēc pārcelšanās uz citu dzīvesvietu.', 'What there is to arrange after moving to another home.'],
  [
    {
      lv: 'Deklarējiet jauno dzīvesvietu',
      en: 'Declare the new residence',
      service: 'PMLP-RESIDENCE-DECLARATION',
      months: 1,
      register: true,
    },
    { lv: 'Izvēlieties ģimenes ārstu tuvāk jaunajām mājām', en: 'Choose a family doctor nearer to the new home', service: FAMILY_DOCTOR },
    {
      lv: 'Piesakiet bērnu jaunās pašvaldības bērnudārzam',
      en: "Register your child for the new municipality's kindergarten",
      service: KINDERGARTENS,
    },
    FARES,
    { lv: 'Pārbaudiet sava īpašuma datus kadastrā', en: 'Check the data of your property in the cadastre', service: 'VZD-CADASTRE-DATA' },
  ],
);

export const HOME_PURCHASE = situation(
  'HOME-PURCHASE',
  ['Mājokļa iegāde', 'Buying a home'],
  ['Ko pārbaudīt un nokārtot, pērkot māju vai dzīvokli.', 'What to check and arrange when buying a house or a flat.'],
  [
    { lv: 'Pārbaudiet īpašnieku un apgrūtinājumus zemesgrāmatā', en: 'Check the owner and the encumbrances in the land register', service: 'TA-LAND-REGISTER-DATA' },
    { lv: 'Pārbaudiet zemes un būvju datus kadastrā', en: 'Check the data of the land and buildings in the cadastre', service: 'VZD-CADASTRE-DATA' },
    { lv: 'Ja ģimenē ir bērni, lūdziet valsts galvojumu bankas aizdevumam', en: 'If there are children in the family, ask for the state guarantee of a bank loan', service: 'ALTUM-HOUSING-GUARANTEE' },
    { lv: 'Nostipriniet īpašuma tiesības zemesgrāmatā', en: 'Have your ownership entered in the land register', service: 'TA-LAND-REGISTER-ENTRY' },
    DECLARE_RESIDENCE,
    {
      lv: 'Noskaidrojiet nekustamā īpašuma nodokļa atvieglojumus',
      en: 'Find out about relief from real-estate tax',
      service: { [RIGA]: 'RIGA-PROPERTY-TAX-RELIEF', [JURMALA]: 'JURMALA-PROPERTY-TAX-RELIEF' },
    },
    { lv: 'Pirms pārbūves saņemiet būvatļauju', en: 'Before rebuilding, obtain a building permit', service: { [RIGA]: 'RIGA-BUILDING-PERMIT' } },
  ],
);

export const RETURN = situation(
  'RETURN',
  ['Atgriešanās un pārcelšanās uz Latviju', 'Returning or moving to Latvia'],
  ['Ko nokārtot ģimenei, kas no ārvalsts atgriežas vai pārceļas uz Latviju.', 'What a family has to arrange when it returns or moves to Latvia from abroad.'],
  [
    { lv: 'Saņemiet remigrācijas koordinatora padomu par darbu, mājokli un skolu', en: 'Get advice of a remigration coordinator on work, housing and school', service: 'VARAM-REMIGRATION-COORDINATOR' },
    { lv: 'Reģistrējiet ārvalstī dzimuša bērna Latvijas pilsonību', en: 'Register the Latvian citizenship of a child born abroad', service: 'PMLP-CITIZENSHIP-REGISTRATION' },
    { lv: 'Ģimenes loceklim, kas nav Latvijas pilsonis, lūdziet uzturēšanās atļauju', en: 'Ask for a residence permit for a family member who is not a citizen of Latvia', service: 'PMLP-RESIDENCE-PERMIT' },
    DECLARE_RESIDENCE,
    { lv: 'Izvēlieties ģimenes ārstu', en: 'Choose a family doctor', service: FAMILY_DOCTOR },
    { lv: 'Piesakiet bērnu rindā uz bērnudārzu', en: 'Register the child for a kindergarten place', service: KINDERGARTENS },
    { lv: 'Piesakiet bērnu skolai', en: 'Register the child for school', service: { [RIGA]: 'RIGA-SCHOOL-REGISTRATION' } },
    { lv: 'Lūdziet atzīt ārvalstīs iegūto izglītību', en: 'Ask for recognition of education obtained abroad', service: 'AIC-DIPLOMA-RECOGNITION' },
    { lv: 'Reģistrējiet līdzi atvesto automašīnu', en: 'Register the car you brought along', service: 'CSDD-VEHICLE-REGISTRATION' },
    { lv: 'Deklarējiet ārvalstīs gūtos ienākumus', en: 'Declare income from abroad', service: 'VID-ANNUAL-INCOME-DECLARATION' },
  ],
);

export const TEMPORARY_PROTECTION = situation(
  'TEMPORARY-PROTECTION',
  ['Bēgšana no kara Ukrainā', 'Fleeing the war in Ukraine'],
  ['Kas jānokārto Ukrainas civiliedzīvotājam, ierodoties Latvijā.', 'What a civilian of Ukraine has to arrange on arriving in Latvia.'],
  [
    { lv: 'Piesakieties pagaidu aizsardzībai un uzturēšanās atļaujai', en: 'Apply for temporary protection and a residence permit', service: 'PMLP-TEMPORARY-PROTECTION' },
    { lv: 'Ja nav kur palikt, vērsieties pašvaldībā', en: 'If there is nowhere to stay, turn to the municipality', service: { [RIGA]: 'RIGA-UKRAINE-ACCOMMODATION' } },
    DECLARE_RESIDENCE,
    { lv: 'Saņemiet padomu, tulku un latviešu valodas kursus', en: 'Get advice, an interpreter and Latvian courses', service: 'SIF-NEWCOMERS' },
    { lv: 'Izvēlieties ģimenes ārstu', en: 'Choose a family doctor', service: FAMILY_DOCTOR },
    { lv: 'Piesakiet bērnu skolai', en: 'Register the child for school', service: { [RIGA]: 'RIGA-SCHOOL-REGISTRATION' } },
    { lv: 'Reģistrējieties Nodarbinātības valsts aģentūrā, lai atrastu darbu', en: 'Register with the State Employment Agency to find work', service: 'NVA-UNEMPLOYED-STATUS' },
  ],
);
