import type { TokenRange } from './token-trie.ts';
import { houseNumber, type HouseNumber, type QueryToken } from './tokens.ts';

/**
 * All that decides which address comes first. A word is worth more the rarer it is, the full worth when it is exactly there, less
 * when it is misspelt; what is wrong with the numbers is taken off. Among equals the shorter address comes first.
 */
export const SCALE = 100;
const MOST_WORTH = 10 * SCALE;
const LEAST_WORTH = 0.3 * SCALE;
/** A postcode is often remembered wrongly, so it never outweighs a street. */
export const POSTCODE_WORTH = 4 * SCALE;
const NAME_NUMBER_WORTH = 4 * SCALE;
const ORDINAL_WORTH = 0.5 * SCALE;
const NUMBER_BEFORE = 0.2 * SCALE;
export const MOST_NUMBER_WORTH = NAME_NUMBER_WORTH + ORDINAL_WORTH;

/** Of a number that belongs to a name: 1905. gada iela. It comes before the house, and with a full stop. @param nth among the numbers typed */
export function nameNumberWorth({ isOrdinal }: QueryToken, nth: number): number {
  return NAME_NUMBER_WORTH + (isOrdinal ? ORDINAL_WORTH : 0) - nth * NUMBER_BEFORE;
}

/** @param places how many places hold the word, of all @returns hundredths */
export function worthOf(places: number, all: number): number {
  if (places === 0) return MOST_WORTH;
  return Math.round(Math.min(MOST_WORTH, Math.max(LEAST_WORTH, Math.log2(all / places) * SCALE)));
}

/** How much of its worth a word keeps. Of a word that was typed to its end, a mere beginning is worse than a slip. */
export function keptOf({ edits, isBeginning }: Pick<TokenRange, 'edits' | 'isBeginning'>, isUnfinished: boolean): number {
  if (!isBeginning) return [1, 0.75, 0.5][edits]!;
  return (isUnfinished ? [0.95, 0.6, 0.4] : [0.65, 0.45, 0.3])[edits]!;
}

/** Short words have too many neighbours; long ones may have two slips when nothing else fits. */
export function editsFor(word: string, isDesperate: boolean): number {
  if (word.length < 4) return 0;
  return isDesperate && word.length >= 7 ? 2 : 1;
}

/** Worse than any misspelling of a street, better than another street. */
export const WRONG_HOUSE = 6 * SCALE;
const WRONG_SUFFIX = 3 * SCALE;
const SUFFIX_UNTYPED = 0.6 * SCALE;
const DIGITS_UNTYPED = 1 * SCALE;
const WRONG_FLAT = 4 * SCALE;
const NO_SUCH_FLAT = 2 * SCALE;
export const FLAT_UNASKED = 0.3 * SCALE;
export const WRONG_POSTCODE = 2 * SCALE;
/** What the best place may lose by all that is not its words, when no number was typed. */
export const MOST_AMISS = WRONG_POSTCODE + FLAT_UNASKED;

/** What is taken off for a house, of which the number itself fits. */
export function suffixPenalty(typed: HouseNumber, kept: HouseNumber): number {
  if (typed.suffix === kept.suffix) return typed.number === kept.number ? 0 : DIGITS_UNTYPED;
  const untyped = typed.number === kept.number ? 0 : DIGITS_UNTYPED;
  return kept.suffix.startsWith(typed.suffix) ? untyped + SUFFIX_UNTYPED : WRONG_SUFFIX;
}

/** @param kept of the address; the number 0 when it is no flat */
export function flatPenalty(typed: QueryToken | null, kept: HouseNumber): number {
  const isFlat = kept.number > 0;
  if (typed === null) return isFlat ? FLAT_UNASKED : 0;
  if (!isFlat) return NO_SUCH_FLAT;
  const { number, suffix } = houseNumber(typed.text);
  if (number === kept.number) return suffix === kept.suffix ? 0 : SUFFIX_UNTYPED;
  return typed.isUnfinished && String(kept.number).startsWith(String(number)) ? DIGITS_UNTYPED : WRONG_FLAT;
}

/** A place that holds less than this share of what was typed has nothing to do with it. */
export const LEAST_SHARE = 0.4;
const NEAR_WHEN_FOUND = 3 * SCALE;
const NEAR_WHEN_NOT = 8 * SCALE;

/** The lowest score still worth showing beside the best one. */
export function cutOff(best: number, isFound: boolean): number {
  return best - (isFound ? NEAR_WHEN_FOUND : NEAR_WHEN_NOT);
}
