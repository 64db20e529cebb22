/** Steps that several situations have in common. */
import { DAUGAVPILS, MARUPE, OGRE, RIGA, type StepSeed } from './describe.ts';

export const FAMILY_DOCTOR = 'NVD-FAMILY-DOCTOR-REGISTRATION';

export const FARES: StepSeed = {
  lv: 'Noskaidrojiet braukšanas maksas atvieglojumus savā pašvaldībā',
  en: 'Find out about fare discounts in your municipality',
  service: { [RIGA]: 'RIGA-TRANSPORT-DISCOUNT', [DAUGAVPILS]: 'DAUGAVPILS-TRANSPORT-DISCOUNT' },
};

/** Counted from the day of moving in. */
export const DECLARE_RESIDENCE: StepSeed = {
  lv: 'Pēc pārcelšanās deklarējiet jauno dzīvesvietu',
  en: 'After moving, declare the new residence',
  service: 'PMLP-RESIDENCE-DECLARATION',
  months: 1,
};

export const NEW_SURNAME: StepSeed = {
  lv: 'Ja mainījāt uzvārdu, nomainiet pasi vai personas apliecību',
  en: 'If you changed your surname, replace the passport or identity card',
  service: 'PMLP-PASSPORT-EID',
  days: 30,
};

export const KINDERGARTENS: Record<string, string> = { [RIGA]: 'RIGA-KINDERGARTEN-QUEUE', [MARUPE]: 'MARUPES-NOVADS-KINDERGARTEN-QUEUE' };

export const LOW_INCOME: StepSeed = {
  lv: 'Ja ienākumi ir mazi, lūdziet mājsaimniecības statusu un pabalstus sociālajā dienestā',
  en: 'If income is low, ask the social service for the household status and benefits',
  service: { [RIGA]: 'RIGA-LOW-INCOME-STATUS', [DAUGAVPILS]: 'DAUGAVPILS-LOW-INCOME-STATUS', [OGRE]: 'OGRES-NOVADS-LOW-INCOME-STATUS' },
};
