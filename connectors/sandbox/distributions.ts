/**
 * Published counts from which the synthetic population takes its shape. One row per municipality of 2026 (ATVK code).
 *
 * - pensioners: recipients of an old-age pension, December 2025; families: recipients of the family state benefit by
 *   number of children (1, 2, 3, 4, 5, 6 and more), June 2026. Labour Ministry and VSAA, data.gov.lv, CC0 1.0.
 * - codes and names: VZD, state address register open data, 2026-10-09, CC BY 4.0 (subset of columns).
 * - residents: approximate and rounded, without a published source; used only as weights.
 * - centre: approximate, rounded to 0.01 degree.
 */
export interface MunicipalityFacts {
  readonly code: string;
  readonly name: string;
  readonly residents: number;
  readonly pensioners: number;
  readonly familiesByChildren: readonly number[];
  readonly centre: readonly [latitude: number, longitude: number];
}

type Row = readonly [string, string, number, number, readonly number[], number, number];

const ROWS: readonly Row[] = [
  ['0001000', 'Rīga', 605000, 134602, [37836, 22092, 4891, 773, 151, 76], 56.95, 24.11],
  ['0002000', 'Daugavpils', 77800, 19717, [4748, 2801, 666, 118, 41, 21], 55.87, 26.52],
  ['0003000', 'Jelgava', 54700, 11306, [3378, 2369, 782, 156, 39, 14], 56.65, 23.72],
  ['0004000', 'Jūrmala', 52000, 12704, [3510, 2199, 482, 68, 14, 5], 56.97, 23.77],
  ['0005000', 'Liepāja', 66700, 14861, [4076, 2709, 755, 170, 59, 15], 56.51, 21.01],
  ['0006000', 'Rēzekne', 26400, 6535, [1673, 993, 218, 46, 8, 1], 56.51, 27.33],
  ['0007000', 'Ventspils', 32600, 8323, [1936, 1312, 357, 59, 15, 3], 57.39, 21.56],
  ['0020000', 'Aizkraukles novads', 28100, 6872, [1371, 921, 382, 89, 20, 17], 56.60, 25.25],
  ['0021000', 'Alūksnes novads', 13500, 3192, [675, 424, 133, 37, 7, 11], 57.42, 27.05],
  ['0022000', 'Augšdaugavas novads', 24900, 6019, [1047, 660, 195, 63, 25, 17], 55.93, 26.40],
  ['0023000', 'Ādažu novads', 23600, 3859, [1644, 1415, 384, 68, 9, 2], 57.08, 24.32],
  ['0024000', 'Balvu novads', 18500, 4209, [795, 530, 192, 56, 21, 9], 57.13, 27.26],
  ['0025000', 'Bauskas novads', 40600, 8756, [2206, 1578, 528, 129, 31, 12], 56.41, 24.19],
  ['0026000', 'Cēsu novads', 40500, 9287, [2157, 1616, 584, 132, 21, 18], 57.31, 25.27],
  ['0027000', 'Dienvidkurzemes novads', 31800, 7775, [1585, 1134, 503, 128, 37, 9], 56.53, 21.17],
  ['0028000', 'Dobeles novads', 27200, 6360, [1413, 1002, 358, 76, 24, 16], 56.62, 23.28],
  ['0029000', 'Gulbenes novads', 19200, 4315, [890, 639, 212, 53, 14, 12], 57.18, 26.75],
  ['0030000', 'Jelgavas novads', 31300, 6178, [1725, 1441, 431, 114, 25, 13], 56.61, 23.62],
  ['0031000', 'Jēkabpils novads', 38900, 8948, [2036, 1373, 468, 128, 35, 14], 56.50, 25.86],
  ['0032000', 'Krāslavas novads', 20700, 5385, [779, 491, 170, 43, 12, 15], 55.90, 27.17],
  ['0033000', 'Kuldīgas novads', 27200, 6077, [1429, 1108, 348, 70, 14, 7], 56.97, 21.96],
  ['0034000', 'Ķekavas novads', 31600, 5101, [2118, 1784, 529, 69, 14, 8], 56.84, 24.24],
  ['0035000', 'Limbažu novads', 27900, 6676, [1412, 937, 319, 72, 16, 10], 57.51, 24.71],
  ['0036000', 'Līvānu novads', 10300, 2664, [536, 329, 109, 28, 8, 8], 56.35, 26.18],
  ['0037000', 'Ludzas novads', 21200, 4975, [1026, 575, 162, 28, 13, 7], 56.55, 27.72],
  ['0038001', 'Madonas novads', 29000, 7332, [1404, 1026, 370, 85, 24, 7], 56.85, 26.22],
  ['0039000', 'Mārupes novads', 37100, 4020, [2903, 2596, 743, 92, 19, 6], 56.90, 24.05],
  ['0040000', 'Ogres novads', 57800, 12086, [3373, 2577, 891, 165, 30, 16], 56.82, 24.60],
  ['0041000', 'Olaines novads', 19700, 4172, [1332, 916, 252, 33, 4, 4], 56.79, 23.94],
  ['0042000', 'Preiļu novads', 16300, 3890, [691, 455, 198, 38, 14, 2], 56.29, 26.72],
  ['0043000', 'Rēzeknes novads', 28200, 6021, [1461, 847, 323, 85, 22, 12], 56.50, 27.50],
  ['0044000', 'Ropažu novads', 33500, 5398, [2376, 1911, 555, 87, 15, 8], 56.97, 24.63],
  ['0045000', 'Salaspils novads', 23300, 4426, [1647, 1203, 272, 43, 11, 4], 56.86, 24.35],
  ['0046000', 'Saldus novads', 26400, 6051, [1398, 1048, 327, 72, 26, 12], 56.66, 22.49],
  ['0047000', 'Saulkrastu novads', 9800, 2249, [548, 410, 129, 28, 3, 0], 57.26, 24.41],
  ['0048000', 'Siguldas novads', 31200, 5880, [1879, 1607, 555, 129, 19, 5], 57.15, 24.86],
  ['0049000', 'Smiltenes novads', 17600, 3910, [927, 637, 245, 60, 24, 15], 57.42, 25.90],
  ['0051000', 'Talsu novads', 34500, 8235, [1710, 1280, 454, 109, 26, 8], 57.24, 22.59],
  ['0052000', 'Tukuma novads', 43500, 9407, [2404, 1821, 599, 122, 29, 14], 56.97, 23.16],
  ['0053000', 'Valkas novads', 7400, 2046, [319, 243, 102, 28, 8, 5], 57.77, 26.01],
  ['0054000', 'Valmieras novads', 50900, 11545, [2764, 2051, 722, 141, 44, 20], 57.54, 25.43],
  ['0056000', 'Ventspils novads', 10500, 2354, [488, 346, 148, 41, 9, 5], 57.35, 21.70],
];

export const MUNICIPALITIES: readonly MunicipalityFacts[] = ROWS.map(
  ([code, name, residents, pensioners, familiesByChildren, latitude, longitude]) => ({
    code, name, residents, pensioners, familiesByChildren, centre: [latitude, longitude],
  }),
);

/** Where a municipality stands in `MUNICIPALITIES`; -1 for a code that is none. */
export function municipalityNumber(code: string): number {
  return MUNICIPALITIES.findIndex((municipality) => municipality.code === code);
}
