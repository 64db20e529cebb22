import { DAUGAVPILS, LIEPAJA, RIGA, situation, VALMIERA } from './describe.ts';
import { DECLARE_RESIDENCE, FAMILY_DOCTOR, KINDERGARTENS, NEW_SURNAME } from './steps.ts';

export const CHILD_BIRTH = situation(
  'CHILD-BIRTH',
  ['Bērna gaidīšana un piedzimšana', 'Expecting and having a child'],
  ['Ko nokārtot, kad ģimenē piedzimst bērns.', 'What there is to arrange when a child is born.'],
  [
    {
      lv: 'Reģistrējiet bērna piedzimšanu dzimtsarakstu nodaļā',
      en: "Register the child's birth at a civil registry office",
      service: { [RIGA]: 'RIGA-BIRTH-REGISTRATION', [DAUGAVPILS]: 'DAUGAVPILS-BIRTH-REGISTRATION', [LIEPAJA]: 'LIEPAJA-BIRTH-REGISTRATION' },
      months: 1,
      register: true,
    },
    {
      lv: 'Piesakieties bērna piedzimšanas pabalstam',
      en: 'Apply for the childbirth allowance',
      service: 'VSAA-BIRTH-GRANT',
      benefit: 'VSAA-BIRTH-GRANT',
      months: 6,
    },
    {
      lv: 'Izmantojiet tēva atvaļinājumu un piesakieties paternitātes pabalstam',
      en: "Take the father's leave and apply for paternity benefit",
      service: 'VSAA-PATERNITY',
      benefit: 'VSAA-PATERNITY',
      months: 6,
    },
    {
      lv: 'Piesakieties vecāku pabalstam, ja esat sociāli apdrošināts',
      en: 'Apply for parental benefit if you are socially insured',
      service: 'VSAA-PARENTAL',
      benefit: 'VSAA-PARENTAL',
      months: 6,
    },
    {
      lv: 'Piesakieties bērna kopšanas pabalstam',
      en: 'Apply for child care benefit',
      service: 'VSAA-CHILD-CARE',
      benefit: 'VSAA-CHILD-CARE',
      months: 6,
    },
    {
      lv: 'Piesakieties savas pašvaldības pabalstam par bērna piedzimšanu',
      en: "Apply for your municipality's grant on the birth of a child",
      service: { [RIGA]: 'RIGA-NEWBORN-GRANT', [DAUGAVPILS]: 'DAUGAVPILS-NEWBORN-GRANT' },
    },
    { lv: 'Reģistrējiet bērnu pie ģimenes ārsta', en: 'Register the child with a family doctor', service: FAMILY_DOCTOR },
    {
      lv: 'Piesakiet bērnu rindā uz bērnudārzu',
      en: 'Register the child for a kindergarten place',
      service: KINDERGARTENS,
    },
  ],
);

export const MARRIAGE = situation(
  'MARRIAGE',
  ['Laulības noslēgšana', 'Getting married'],
  ['Ko nokārtot, stājoties laulībā.', 'What there is to arrange when marrying.'],
  [
    {
      lv: 'Iesniedziet kopīgu iesniegumu un reģistrējiet laulību dzimtsarakstu nodaļā',
      en: 'File a joint application and register the marriage at a civil registry office',
      service: { [RIGA]: 'RIGA-MARRIAGE-REGISTRATION', [DAUGAVPILS]: 'DAUGAVPILS-MARRIAGE-REGISTRATION', [LIEPAJA]: 'LIEPAJA-MARRIAGE-REGISTRATION' },
    },
    {
      lv: 'Ja laulājāties ārvalstī, paziņojiet par to Fizisko personu reģistram',
      en: 'If you married abroad, notify the register of natural persons',
      service: 'PMLP-REGISTER-UPDATE',
      days: 30,
    },
    NEW_SURNAME,
    { lv: 'Ja mainījāt uzvārdu, nomainiet vadītāja apliecību', en: 'If you changed your surname, replace the driving licence', service: 'CSDD-DRIVING-LICENCE' },
    DECLARE_RESIDENCE,
    { lv: 'Ja vēlaties, noslēdziet laulības līgumu pie zvērināta notāra', en: 'If you wish, make a marriage contract at a sworn notary', service: 'LZNP-MARRIAGE-CONTRACT' },
  ],
);

export const DIVORCE = situation(
  'DIVORCE',
  ['Laulības šķiršana', 'Getting divorced'],
  ['Ko nokārtot, šķirot laulību.', 'What there is to arrange when a marriage ends.'],
  [
    { lv: 'Ja abi esat vienojušies, šķiriet laulību pie zvērināta notāra', en: 'If you both agree, divorce at a sworn notary', service: 'LZNP-DIVORCE' },
    { lv: 'Ja vienošanās nav, iesniedziet prasību tiesā', en: 'If there is no agreement, file a claim with the court', service: 'TA-COURT-CLAIM' },
    { lv: 'Ja ienākumi ir mazi, lūdziet valsts apmaksātu juridisko palīdzību', en: 'If income is low, ask for legal aid paid by the state', service: 'TA-LEGAL-AID' },
    {
      lv: 'Vienojieties par bērnu aizgādību un saskarsmi; strīdā palīdz bāriņtiesa',
      en: "Agree on custody of the children and contact with them; in a dispute the orphans' court helps",
      service: { [RIGA]: 'RIGA-ORPHANS-COURT' },
    },
    { lv: 'Ja otrs vecāks uzturlīdzekļus nemaksā, piesakieties Uzturlīdzekļu garantiju fondā', en: 'If the other parent pays no maintenance, apply to the Maintenance Guarantee Fund', service: 'UGFA-MAINTENANCE' },
    NEW_SURNAME,
    DECLARE_RESIDENCE,
  ],
);

export const BEREAVEMENT = situation(
  'BEREAVEMENT',
  ['Tuvinieka nāve', 'Death of a relative'],
  ['Ko nokārtot, kad nomiris tuvinieks.', 'What there is to arrange when a relative has died.'],
  [
    {
      lv: 'Reģistrējiet miršanas faktu dzimtsarakstu nodaļā',
      en: 'Register the death at a civil registry office',
      service: { [RIGA]: 'RIGA-DEATH-REGISTRATION', [DAUGAVPILS]: 'DAUGAVPILS-DEATH-REGISTRATION', [LIEPAJA]: 'LIEPAJA-DEATH-REGISTRATION' },
      // The law says six working days; six calendar days are the reading by which nobody is late.
      days: 6,
      register: true,
    },
    { lv: 'Piesakieties apbedīšanas pabalstam', en: 'Apply for the funeral grant', service: 'VSAA-FUNERAL-GRANT', months: 6 },
    {
      lv: 'Piesakieties pabalstam mirušā pensijas saņēmēja laulātajam, ja abi saņēmāt pensiju',
      en: 'Apply for the benefit for the spouse of a deceased pensioner if you both received a pension',
      service: 'VSAA-SURVIVING-SPOUSE',
      months: 6,
    },
    {
      lv: 'Piesakieties apgādnieka zaudējuma pensijai mirušā bērniem',
      en: "Apply for the survivor's pension for the children of the deceased",
      service: 'VSAA-SURVIVOR-PENSION',
    },
    {
      lv: 'Piesakieties uz mantojumu pie zvērināta notāra',
      en: 'Claim the inheritance at a sworn notary',
      service: 'LZNP-INHERITANCE',
      months: 12,
    },
    { lv: 'Noskaidrojiet mirušā īpašumus zemesgrāmatā', en: "Look up the deceased's property in the land register", service: 'TA-LAND-REGISTER-DATA' },
    { lv: 'Pārreģistrējiet mantoto automašīnu', en: 'Re-register an inherited car', service: 'CSDD-VEHICLE-REGISTRATION' },
  ],
);

export const RELATIVE_CARE = situation(
  'RELATIVE-CARE',
  ['Tuvinieka kopšana', 'Caring for a relative'],
  ['Kāda palīdzība ir tam, kas kopj slimu, vecu tuvinieku vai tuvinieku ar invaliditāti.', 'What help there is for whoever cares for a relative who is ill, old or has a disability.'],
  [
    { lv: 'Lūdziet noteikt invaliditāti un kopšanas nepieciešamību', en: 'Ask for the disability and the need for care to be established', service: 'VDEAVK-DISABILITY-EXPERTISE' },
    { lv: 'Piesakieties pabalstam pieaugušajam, kuram nepieciešama kopšana', en: 'Apply for the allowance for an adult who needs care', service: 'VSAA-DISABILITY-CARE' },
    { lv: 'Ja kopjat bērnu, piesakieties bērna ar invaliditāti kopšanas pabalstam', en: 'If you care for a child, apply for the allowance for a child with a disability', service: 'VSAA-DISABLED-CHILD-CARE' },
    { lv: 'Saņemiet tehniskos palīglīdzekļus', en: 'Get technical aids', service: 'VAIVARI-TECHNICAL-AIDS' },
    {
      lv: 'Piesakieties aprūpei mājās',
      en: 'Apply for care at home',
      service: { [RIGA]: 'RIGA-HOME-CARE', [VALMIERA]: 'VALMIERAS-NOVADS-HOME-CARE' },
    },
    { lv: 'Piesakieties asistenta pakalpojumam savā pašvaldībā', en: 'Apply for a personal assistant in your municipality', service: { [RIGA]: 'RIGA-ASSISTANT' } },
    {
      lv: 'Ja ar aprūpi mājās nepietiek, lūdziet vietu sociālās aprūpes centrā',
      en: 'If care at home is not enough, ask for a place in a care centre',
      service: { [VALMIERA]: 'VALMIERAS-NOVADS-CARE-HOME' },
    },
    {
      lv: 'Ja tuvinieks nevar lemt pats, vērsieties bāriņtiesā par aizgādnību',
      en: "If the relative cannot decide alone, turn to the orphans' court about trusteeship",
      service: { [RIGA]: 'RIGA-ORPHANS-COURT' },
    },
  ],
);
