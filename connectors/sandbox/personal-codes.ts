import { permutation } from './permutation.ts';

/** People added after the start are numbered from here, far from any derived person; they all get the new form. */
export const FIRST_BORN_INDEX = 100_000_000;
/** Above this the old codes of derived people would meet the former codes. */
export const LARGEST_POPULATION = 10_000_000;

/** Codes given in place of others take ranks from here, far from the codes of everyone born later. */
const FIRST_REPLACEMENT_RANK = 500_000_000;

const DAYS_IN_THE_1800S = 36_524;
const SLOTS_PER_DAY = 500;
const OLD_CODES = DAYS_IN_THE_1800S * SLOTS_PER_DAY;
const FIRST_FORMER_RANK = OLD_CODES / 2;
const NEW_PREFIX = '39';
const NEW_CODES = 1_000_000_000;
const FIRST_DAY = Temporal.PlainDate.from('1800-01-01');
const WEIGHTS = [1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;

/**
 * Personal codes that no living person can have: the old form with a day of the 1800s and century digit 0, and the new
 * form from a prefix that is not issued. Every code is worked out from a person's index and back, so none is stored.
 * One person in ten has the new form, and of those one in four had a code of the old form before. The day inside an
 * old code has nothing to do with the birth date: nobody may read one out of a code.
 */
export interface PersonalCodes {
  codeOf(index: number): string;
  /** The code before a change to the new form, or null. */
  formerCodeOf(index: number): string | null;
  /** The nth code, counted from 0, that is given to somebody in place of the one they had. */
  replacement(nth: number): string;
  /** Which of those this is; null for any other. */
  replacementNumber(code: string): number | null;
  /** Whose code this is or was by their index, in either writing (`DDMMYY-NNNNN` or without the dash); null if nobody's. */
  indexOf(code: string): number | null;
}

/** @param keepsFirstCode people who never changed their code whatever the arithmetic says */
export function personalCodes(seed: string, keepsFirstCode: (index: number) => boolean = () => false): PersonalCodes {
  const old = permutation(OLD_CODES, `${seed}:old-codes`);
  const fresh = permutation(NEW_CODES, `${seed}:new-codes`);

  /** Which of ten consecutive people has the new form. */
  const newInTen = (ten: number) => (Math.imul(ten + 1, 2_654_435_761) >>> 16) % 10;
  const isNew = (index: number) => index >= FIRST_BORN_INDEX || index % 10 === newInTen(Math.floor(index / 10));
  const hadOld = (index: number) =>
    isNew(index) && index < FIRST_BORN_INDEX && Math.floor(index / 10) % 4 === 1 && !keepsFirstCode(index);
  const oldRank = (index: number) => {
    const ten = Math.floor(index / 10);
    return ten * 9 + (index % 10) - (index % 10 > newInTen(ten) ? 1 : 0);
  };
  const newRank = (index: number) => (index >= FIRST_BORN_INDEX ? index : Math.floor(index / 10));
  const oldAt = (rank: number) => oldForm(old.of(rank));
  const newAt = (rank: number) => NEW_PREFIX + String(fresh.of(rank)).padStart(9, '0');

  const rankOfNew = (digits: string) => fresh.inverse(Number(digits.slice(2)));
  /** Between the last derived person's rank and the first one born later there is nobody. */
  const indexOfNew = (digits: string): number | null => {
    const rank = rankOfNew(digits);
    if (rank >= FIRST_REPLACEMENT_RANK) return null;
    if (rank >= FIRST_BORN_INDEX) return rank;
    return rank * 10 < LARGEST_POPULATION ? rank * 10 + newInTen(rank) : null;
  };
  const indexOfOld = (digits: string): number | null => {
    const slot = slotOfOldForm(digits);
    if (slot === null) return null;
    const rank = old.inverse(slot);
    if (rank >= FIRST_FORMER_RANK) {
      const ten = rank - FIRST_FORMER_RANK;
      const index = ten * 10 + newInTen(ten);
      return hadOld(index) ? index : null;
    }
    const ten = Math.floor(rank / 9);
    return ten * 10 + (rank % 9) + (rank % 9 >= newInTen(ten) ? 1 : 0);
  };

  return {
    codeOf: (index) => (isNew(index) ? newAt(newRank(index)) : oldAt(oldRank(index))),
    formerCodeOf: (index) => (hadOld(index) ? oldAt(FIRST_FORMER_RANK + newRank(index)) : null),
    replacement: (nth) => newAt(FIRST_REPLACEMENT_RANK + nth),
    replacementNumber(code) {
      const digits = digitsOf(code);
      if (digits === null || !digits.startsWith(NEW_PREFIX)) return null;
      const rank = rankOfNew(digits);
      return rank >= FIRST_REPLACEMENT_RANK ? rank - FIRST_REPLACEMENT_RANK : null;
    },
    indexOf(code) {
      const digits = digitsOf(code);
      if (digits === null) return null;
      return digits.startsWith(NEW_PREFIX) ? indexOfNew(digits) : indexOfOld(digits);
    },
  };
}

/** Null for what has not the form of a code. */
function digitsOf(code: string): string | null {
  return /^\d{6}-?\d{5}$/.test(code) ? code.replace('-', '') : null;
}

/** The first seven digits of old codes, day by day, and back: worked out once, for a calendar is slow to ask for each code. */
const HEADS = Array.from({ length: DAYS_IN_THE_1800S }, (_, days) => {
  const { day, month, year } = FIRST_DAY.add({ days });
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(day)}${two(month)}${two(year % 100)}0`;
});
const DAY_BY_HEAD = new Map(HEADS.map((head, days) => [head, days]));

/** Two serials share a slot, because one serial of each day in eleven has no check digit; its neighbour always has. */
function oldForm(slot: number): string {
  const head = HEADS[Math.floor(slot / SLOTS_PER_DAY)]!;
  const serial = (slot % SLOTS_PER_DAY) * 2;
  const body = head + String(serial).padStart(3, '0');
  const check = checkDigit(body);
  if (check !== null) return body + check;
  const neighbour = head + String(serial + 1).padStart(3, '0');
  return neighbour + checkDigit(neighbour);
}

function slotOfOldForm(digits: string): number | null {
  const days = DAY_BY_HEAD.get(digits.slice(0, 7));
  if (days === undefined) return null;
  const slot = days * SLOTS_PER_DAY + Math.floor(Number(digits.slice(7, 10)) / 2);
  return oldForm(slot) === digits ? slot : null;
}

/** The eleventh digit of the old form, or null where the remainder is ten: readers disagree about those. */
export function checkDigit(tenDigits: string): number | null {
  let sum = 0;
  for (let at = 0; at < 10; at++) sum += WEIGHTS[at]! * Number(tenDigits[at]);
  const remainder = (((1 - sum) % 11) + 11) % 11;
  return remainder === 10 ? null : remainder;
}
