/** A municipality or state city of the ATVK classifier, in force from `validFrom` and no longer on `validTo`. */
export interface Municipality {
  /** Seven digits, text with leading zeros. */
  code: string;
  name: string;
  kind: 'CITY' | 'MUNICIPALITY';
  validFrom: string;
  validTo: string | null;
  /** What it became part of. */
  successor: string | null;
}

/**
 * Law on Administrative Territories and Populated Areas (in force since 2021-07-01): 43 territories, 42 since Varakļāni
 * joined Madona on 2025-07-01. A change adds rows and ends others; none is edited. Codes and names: State Land Service,
 * CC BY 4.0. Madona's code before the merger and Varakļāni's code follow the numbering of the classifier.
 */
export const MUNICIPALITIES: readonly Municipality[] = [
  { code: '0001000', name: 'Rīga', kind: 'CITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0002000', name: 'Daugavpils', kind: 'CITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0003000', name: 'Jelgava', kind: 'CITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0004000', name: 'Jūrmala', kind: 'CITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0005000', name: 'Liepāja', kind: 'CITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0006000', name: 'Rēzekne', kind: 'CITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0007000', name: 'Ventspils', kind: 'CITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0020000', name: 'Aizkraukles novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0021000', name: 'Alūksnes novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0022000', name: 'Augšdaugavas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0023000', name: 'Ādažu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0024000', name: 'Balvu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0025000', name: 'Bauskas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0026000', name: 'Cēsu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0027000', name: 'Dienvidkurzemes novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0028000', name: 'Dobeles novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0029000', name: 'Gulbenes novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0030000', name: 'Jelgavas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0031000', name: 'Jēkabpils novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0032000', name: 'Krāslavas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0033000', name: 'Kuldīgas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0034000', name: 'Ķekavas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0035000', name: 'Limbažu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0036000', name: 'Līvānu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0037000', name: 'Ludzas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0038000', name: 'Madonas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: '2025-07-01', successor: '0038001' },
  { code: '0038001', name: 'Madonas novads', kind: 'MUNICIPALITY', validFrom: '2025-07-01', validTo: null, successor: null },
  { code: '0039000', name: 'Mārupes novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0040000', name: 'Ogres novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0041000', name: 'Olaines novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0042000', name: 'Preiļu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0043000', name: 'Rēzeknes novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0044000', name: 'Ropažu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0045000', name: 'Salaspils novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0046000', name: 'Saldus novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0047000', name: 'Saulkrastu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0048000', name: 'Siguldas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0049000', name: 'Smiltenes novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0051000', name: 'Talsu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0052000', name: 'Tukuma novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0053000', name: 'Valkas novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0054000', name: 'Valmieras novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
  { code: '0055000', name: 'Varakļānu novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: '2025-07-01', successor: '0038001' },
  { code: '0056000', name: 'Ventspils novads', kind: 'MUNICIPALITY', validFrom: '2021-07-01', validTo: null, successor: null },
];

const byCode = new Map(MUNICIPALITIES.map((municipality) => [municipality.code, municipality]));

export function municipalityOf(code: string): Municipality | null {
  return byCode.get(code) ?? null;
}

/** Those in force on a day, by code. @param day ISO text */
export function municipalitiesOn(day: string): Municipality[] {
  return MUNICIPALITIES.filter(({ validFrom, validTo }) => validFrom <= day && (validTo === null || day < validTo));
}

/** The name in plain capitals, by which the municipality's council is known among organizations: RIGA, CESU-NOVADS. */
export function councilKey({ name }: Pick<Municipality, 'name'>): string {
  return name.normalize('NFD').replace(/\p{M}/gu, '').toUpperCase().replaceAll(' ', '-');
}
