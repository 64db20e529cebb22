import type { OrganizationKey } from './organizations.ts';

/** [address, central, shared state solutions in use]: VPM is the single sign-on. */
export const PORTALS: readonly (readonly [name: string, central: boolean, sharedSolutions: string[]])[] = [
  ['latvija.gov.lv', true, ['VPM', 'MANDATES', 'E_ADDRESS', 'PAYMENTS', 'E_FORMS']],
  ['business.gov.lv', true, ['VPM', 'HUGO']],
  ['virsis.gov.lv', true, ['VPM']],
  ['e.csdd.lv', false, ['VPM']],
  ['eds.vid.gov.lv', false, ['VPM']],
  ['eriga.lv', false, ['VPM']],
  ['eveseliba.gov.lv', false, ['VPM']],
  ['cvvp.nva.gov.lv', false, ['VPM']],
  ['registrs.ur.gov.lv', false, ['VPM']],
  ['kadastrs.lv', false, ['VPM']],
  ['eps.lad.gov.lv', false, ['VPM']],
];

/** Customer centres and counters: [key, name, who runs it, ATVK code]. Their codes in the address register come with its import. */
export const CONTACT_POINTS: readonly (readonly [key: string, name: string, owner: OrganizationKey, municipalityCode: string])[] = [
  ['RIGA-CIVIL-REGISTRY', 'Rīgas dzimtsarakstu nodaļa', 'RIGA', '0001000'],
  ['RIGA-SOCIAL-SERVICE', 'Rīgas Sociālais dienests', 'RIGA', '0001000'],
  ['DAUGAVPILS-SOCIAL-SERVICE', 'Daugavpils valstspilsētas pašvaldības Sociālais dienests', 'DAUGAVPILS', '0002000'],
  ['VSAA-DAUGAVPILS', 'VSAA Daugavpils klientu apkalpošanas centrs', 'VSAA', '0002000'],
  ['VSAA-LIEPAJA', 'VSAA Liepājas klientu apkalpošanas centrs', 'VSAA', '0005000'],
  ['VPVKAC-CESIS', 'Cēsu novada valsts un pašvaldības vienotais klientu apkalpošanas centrs', 'CESU-NOVADS', '0026000'],
  ['VPVKAC-GULBENE', 'Gulbenes novada valsts un pašvaldības vienotais klientu apkalpošanas centrs', 'GULBENES-NOVADS', '0029000'],
  ['VPVKAC-MADONA', 'Madonas novada valsts un pašvaldības vienotais klientu apkalpošanas centrs', 'MADONAS-NOVADS', '0038001'],
  ['VPVKAC-VALMIERA', 'Valmieras novada valsts un pašvaldības vienotais klientu apkalpošanas centrs', 'VALMIERAS-NOVADS', '0054000'],
];
