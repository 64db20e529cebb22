/** A file of a delivery: what it holds, and the columns its header must name, in whatever order. */
export interface DeliveryFile {
  name: string;
  /** The register's type of what is in it: TIPS_CD of every row. */
  kind: 104 | 105 | 106 | 107 | 108 | 109 | 113;
  columns: readonly string[];
}

const PLACE = 'KODS TIPS_CD NOSAUKUMS VKUR_CD VKUR_TIPS APSTIPR APST_PAK STATUSS SORT_NOS DAT_SAK DAT_MOD DAT_BEIG ATRIB STD'.split(' ');
const BUILDING = 'KODS TIPS_CD STATUSS APSTIPR APST_PAK VKUR_CD VKUR_TIPS NOSAUKUMS SORT_NOS ATRIB PNOD_CD DAT_SAK DAT_MOD DAT_BEIG FOR_BUILD PLAN_ADR STD KOORD_X KOORD_Y DD_N DD_E'.split(' ');
const FLAT = 'KODS TIPS_CD STATUSS APSTIPR APST_PAK VKUR_CD VKUR_TIPS NOSAUKUMS SORT_NOS ATRIB DAT_SAK DAT_MOD DAT_BEIG STD'.split(' ');

/**
 * The files that are taken in, each behind those that its rows hang from: municipality, town, parish, village, street,
 * building, flat. A delivery has more (districts that are no more, history, documents, centres of places), which no address
 * needs.
 */
export const DELIVERY_FILES: readonly DeliveryFile[] = [
  { name: 'aw_novads.csv', kind: 113, columns: PLACE },
  { name: 'aw_pilseta.csv', kind: 104, columns: PLACE },
  { name: 'aw_pagasts.csv', kind: 105, columns: PLACE },
  { name: 'aw_ciems.csv', kind: 106, columns: PLACE },
  { name: 'aw_iela.csv', kind: 107, columns: PLACE },
  { name: 'aw_eka.csv', kind: 108, columns: BUILDING },
  { name: 'aw_dziv.csv', kind: 109, columns: FLAT },
];

/** Whether its rows are addresses, not places that addresses hang from. */
export function holdsAddresses({ kind }: DeliveryFile): boolean {
  return kind === 108 || kind === 109;
}

/** The number of each column in a file. */
export type Columns = Readonly<Record<string, number>>;

/** What is wrong with a delivery as a whole, in one sentence; nothing of it was taken in. */
export class BadDelivery extends Error {
  override name = 'BadDelivery';
}
