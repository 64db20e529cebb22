import { RIGA, situation } from './describe.ts';
import { DECLARE_RESIDENCE, FAMILY_DOCTOR, FARES, LOW_INCOME } from './steps.ts';

export const STUDIES = situation(
  'STUDIES',
  ['Studiju sākšana', 'Starting studies'],
  ['Ko nokārtot, sākot studijas augstskolā vai koledžā.', 'What there is to arrange when beginning studies at a university or college.'],
  [
    { lv: 'Lūdziet atzīt ārvalstīs iegūto izglītību', en: 'Ask for recognition of education obtained abroad', service: 'AIC-DIPLOMA-RECOGNITION' },
    { lv: 'Piesakieties studijām vienotajā uzņemšanā', en: 'Apply for studies in the joint admission', service: 'LU-STUDY-ADMISSION' },
    { lv: 'Piesakieties sociālajai stipendijai "Studētgods"', en: 'Apply for the social scholarship Studētgods', service: 'VIAA-STUDETGODS' },
    { lv: 'Ja vajag, ņemiet studiju kredītu ar valsts galvojumu', en: 'If you need one, take a student loan with the state guarantee', service: 'ALTUM-STUDY-LOAN' },
    {
      lv: 'Vecāki: saņemiet ģimenes valsts pabalstu arī par jaunieti, kas mācās, līdz 20 gadu vecumam',
      en: 'Parents: receive the family state benefit also for a young person who studies, up to the age of 20',
      service: 'VSAA-FAMILY-STATE',
      benefit: 'VSAA-FAMILY-STATE',
    },
    DECLARE_RESIDENCE,
    FARES,
    { lv: 'Dodoties studijās uz citu Eiropas valsti, saņemiet EVAK karti', en: 'Going to study in another European country, get the EHIC card', service: 'NVD-EHIC' },
  ],
);

export const JOB_LOSS = situation(
  'JOB-LOSS',
  ['Darba zaudēšana', 'Losing a job'],
  ['Ko nokārtot, kad beidzas darba attiecības.', 'What there is to arrange when employment ends.'],
  [
    { lv: 'Reģistrējieties par bezdarbnieku', en: 'Register as unemployed', service: 'NVA-UNEMPLOYED-STATUS' },
    { lv: 'Piesakieties bezdarbnieka pabalstam', en: 'Apply for unemployment benefit', service: 'VSAA-UNEMPLOYMENT', benefit: 'VSAA-UNEMPLOYMENT' },
    { lv: 'Ja atlaišana ir prettiesiska, apstrīdiet to tiesā', en: 'If the dismissal is unlawful, contest it in court', service: 'TA-COURT-CLAIM', months: 1 },
    { lv: 'Ja darba devējs nav samaksājis, sūdzieties Valsts darba inspekcijā', en: 'If the employer has not paid, complain to the State Labour Inspectorate', service: 'VDI-LABOUR-COMPLAINT' },
    { lv: 'Ja darba devējs ir maksātnespējīgs, lūdziet algu no garantiju fonda', en: 'If the employer is insolvent, ask the guarantee fund for your wage', service: 'MKD-EMPLOYEE-CLAIMS' },
    { lv: 'Apgūstiet jaunu profesiju vai prasmes', en: 'Learn a new occupation or skills', service: 'NVA-TRAINING' },
    LOW_INCOME,
    { lv: 'Iesniedziet gada ienākumu deklarāciju un atgūstiet pārmaksāto nodokli', en: 'File the annual income tax return and get back overpaid tax', service: 'VID-ANNUAL-INCOME-DECLARATION' },
  ],
);

export const RETIREMENT = situation(
  'RETIREMENT',
  ['Došanās pensijā', 'Retiring'],
  ['Ko nokārtot, sasniedzot pensijas vecumu.', 'What there is to arrange on reaching retirement age.'],
  [
    {
      lv: 'Pārbaudiet savu apdrošināšanas stāžu un prognozējamo pensiju',
      en: 'Check your insurance record and the pension to expect',
      service: 'VSAA-INSURANCE-RECORD',
    },
    {
      lv: 'Izvēlieties, kas notiks ar pensiju 2. līmeņa kapitālu',
      en: 'Choose what happens to your second-tier pension capital',
      service: 'VSAA-PENSION-CAPITAL-HEIR',
    },
    { lv: 'Piesakieties vecuma pensijai', en: 'Apply for the old-age pension', service: 'VSAA-OLD-AGE-PENSION' },
    { lv: 'Saņemiet pensionāra apliecību', en: "Get a pensioner's card", service: 'VSAA-PENSIONER-CARD' },
    FARES,
    {
      lv: 'Iesniedziet gada ienākumu deklarāciju un atgūstiet pārmaksāto nodokli',
      en: 'File the annual income tax return and get back overpaid tax',
      service: 'VID-ANNUAL-INCOME-DECLARATION',
    },
  ],
);

export const DISABILITY = situation(
  'DISABILITY',
  ['Invaliditāte', 'Disability'],
  ['Ko nokārtot, ja veselības dēļ jānosaka invaliditāte.', 'What there is to arrange when a disability is to be established.'],
  [
    { lv: 'Saņemiet ģimenes ārsta nosūtījumu', en: "Get a family doctor's referral", service: FAMILY_DOCTOR },
    { lv: 'Iesniedziet iesniegumu invaliditātes ekspertīzei', en: 'Apply for the disability assessment', service: 'VDEAVK-DISABILITY-EXPERTISE' },
    { lv: 'Piesakieties invaliditātes pensijai', en: 'Apply for the disability pension', service: 'VSAA-DISABILITY-PENSION' },
    {
      lv: 'Piesakieties pabalstam transporta izdevumu kompensēšanai, ja pārvietošanās ir apgrūtināta',
      en: 'Apply for the transport allowance if moving is difficult',
      service: 'VSAA-DISABILITY-TRANSPORT',
    },
    { lv: 'Saņemiet stāvvietu izmantošanas karti', en: 'Get a parking card', service: 'CSDD-DISABLED-PARKING' },
    { lv: 'Saņemiet tehniskos palīglīdzekļus', en: 'Get technical aids', service: 'VAIVARI-TECHNICAL-AIDS' },
    {
      lv: 'Piesakieties asistenta pakalpojumam savā pašvaldībā',
      en: 'Apply for a personal assistant in your municipality',
      service: { [RIGA]: 'RIGA-ASSISTANT' },
    },
    { lv: 'Apgūstiet piemērotu profesiju', en: 'Train for an occupation that suits you', service: 'SIVA-VOCATIONAL-REHABILITATION' },
    FARES,
    { lv: 'Reģistrējiet nodokļa atvieglojumu algas nodokļa grāmatiņā', en: 'Register the tax relief in the salary tax book', service: 'VID-TAX-BOOK' },
  ],
);
