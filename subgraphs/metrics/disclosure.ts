/**
 * Keeps figures from telling of single people. A count below the least that may be shown is held back, and with it as many of its
 * siblings as it takes that nobody can work it out from a total and the rest.
 */

/** The fewest people, or things of people, that may stand behind a figure. */
export const LEAST_SHOWN = 5;

export interface Counted {
  /** What it is about, one value for each dimension of the table. */
  about: readonly (string | null)[];
  count: number;
}

/**
 * The indexes of the counts that must not be shown, of a table that is complete: every count above zero of every combination.
 * Siblings differ in one dimension alone, and their total may be known from a table without it. What is held back among
 * siblings is never one alone, nor fewer in all than may be shown: two that make two in all would be one each.
 */
export function heldBack(table: readonly Counted[]): Set<number> {
  const held = new Set<number>();
  table.forEach(({ count }, index) => count > 0 && count < LEAST_SHOWN && held.add(index));
  if (held.size === 0) return held;
  const families = familiesOf(table);
  for (let before = -1; before !== held.size;) {
    before = held.size;
    for (const family of families) holdEnough(family, table, held);
  }
  return held;
}

/** All groups of siblings, along each dimension; in each the smallest come first. */
function familiesOf(table: readonly Counted[]): number[][] {
  const indexes = [...table.keys()].filter((index) => table[index]!.count > 0).sort((one, other) => table[one]!.count - table[other]!.count || one - other);
  const dimensions = table[0]!.about.map((_, dimension) => dimension);
  return dimensions.flatMap((dimension) =>
    [...Map.groupBy(indexes, (index) => JSON.stringify(table[index]!.about.with(dimension, null))).values()]);
}

function holdEnough(family: readonly number[], table: readonly Counted[], held: Set<number>): void {
  const hidden = family.filter((index) => held.has(index));
  if (hidden.length === 0) return;
  let total = hidden.reduce((sum, index) => sum + table[index]!.count, 0);
  let size = hidden.length;
  for (const index of family) {
    if (size > 1 && total >= LEAST_SHOWN) return;
    if (held.has(index)) continue;
    held.add(index);
    total += table[index]!.count;
    size += 1;
  }
}
