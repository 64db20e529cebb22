import { situation } from './describe.ts';

export const BUSINESS_START = situation(
  'BUSINESS-START',
  ['Uzņēmējdarbības sākšana', 'Starting a business'],
  ['Ko nokārtot, sākot saimniecisko darbību vai dibinot uzņēmumu.', 'What there is to arrange when becoming self-employed or founding a company.'],
  [
    { lv: 'Saņemiet padomu un atbalstu biznesa idejai', en: 'Get advice and support for the business idea', service: 'LIAA-BUSINESS-SUPPORT' },
    { lv: 'Dibiniet sabiedrību ar ierobežotu atbildību', en: 'Found a limited liability company', service: 'UR-COMPANY-REGISTRATION' },
    { lv: 'Vai reģistrējieties par individuālo komersantu', en: 'Or register as an individual merchant', service: 'UR-SOLE-TRADER-REGISTRATION' },
    { lv: 'Vai reģistrējieties VID par saimnieciskās darbības veicēju', en: 'Or register with the State Revenue Service as self-employed', service: 'VID-ECONOMIC-ACTIVITY-REGISTRATION' },
    { lv: 'Paziņojiet patiesā labuma guvēju', en: 'Name the beneficial owner', service: 'UR-BENEFICIAL-OWNER', days: 14 },
    { lv: 'Aktivizējiet e-adresi', en: 'Activate the e-address', service: 'VRAA-E-ADDRESS' },
    { lv: 'Ja apgrozījums to prasa, reģistrējieties par PVN maksātāju', en: 'If turnover asks for it, register for VAT', service: 'VID-VAT-REGISTRATION' },
    { lv: 'Pirms darbinieks sāk strādāt, reģistrējiet viņu VID', en: 'Before an employee begins to work, register the employee', service: 'VID-EMPLOYEE-REGISTRATION' },
    { lv: 'Ja ražosiet vai pārdosiet pārtiku, reģistrējiet pārtikas uzņēmumu', en: 'If you will make or sell food, register the food business', service: 'PVD-FOOD-BUSINESS' },
    { lv: 'Ja vajag, lūdziet aizdevumu uzņēmējdarbības sākšanai', en: 'If you need one, ask for a loan for starting a business', service: 'ALTUM-STARTUP-LOAN' },
  ],
  'BUSINESSES',
);

/** Terms are counted from the decision to stop. */
export const BUSINESS_END = situation(
  'BUSINESS-END',
  ['Uzņēmējdarbības izbeigšana', 'Ending a business'],
  ['Ko nokārtot, beidzot saimniecisko darbību vai likvidējot uzņēmumu.', 'What there is to arrange when self-employment ends or a company is wound up.'],
  [
    { lv: 'Iesniedziet Uzņēmumu reģistrā lēmumu par darbības izbeigšanu', en: 'File the decision to wind up with the Register of Enterprises', service: 'UR-COMPANY-LIQUIDATION', days: 3 },
    { lv: 'Paziņojiet VID par darbības izbeigšanu', en: 'Notify the State Revenue Service of the end of the activity', service: 'VID-ECONOMIC-ACTIVITY-END', days: 10 },
    { lv: 'Paziņojiet VID par darbinieku atbrīvošanu', en: 'Notify the State Revenue Service of the end of employment', service: 'VID-EMPLOYEE-REGISTRATION' },
    { lv: 'Lūdziet izslēgšanu no PVN maksātāju reģistra', en: 'Ask to be removed from the register of VAT payers', service: 'VID-VAT-REGISTRATION' },
    { lv: 'Iesniedziet pēdējo uzņēmumu ienākuma nodokļa deklarāciju', en: 'File the last corporate income tax return', service: 'VID-CORPORATE-TAX-DECLARATION' },
    { lv: 'Ja parādus nevar samaksāt, iesniedziet tiesā maksātnespējas pieteikumu', en: 'If debts cannot be paid, file for insolvency with the court', service: 'TA-COURT-CLAIM' },
  ],
  'BUSINESSES',
);
