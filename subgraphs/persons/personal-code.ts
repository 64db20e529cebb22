import { BadUserInputError } from '#kernel/errors.ts';

const WEIGHTS = [1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const CENTURIES = [1800, 1900, 2000] as const;

/**
 * Checks the shape of a personal code and answers its eleven digits. Two forms are in force (Law on the Register of
 * Natural Persons): the old one begins with the birth date and ends with a check digit; the new one begins with 3 and
 * 2–9 and means nothing.
 *
 * @throws BAD_USER_INPUT saying which part is wrong, never repeating any of it
 */
export function parsePersonalCode(text: string): string {
  if (!/^[\d-]*$/.test(text)) throw wrong('only digits and a dash after the sixth are expected');
  const digits = text.replaceAll('-', '');
  if (digits.length !== 11) throw wrong(`eleven digits are expected, and it has ${digits.length}`);
  if (text.includes('-') && !/^\d{6}-\d{5}$/.test(text)) throw wrong('the one dash stands after the sixth digit');
  if (!/^3[2-9]/.test(digits)) checkOldForm(digits);
  return digits;
}

function checkOldForm(digits: string): void {
  const century = CENTURIES[Number(digits[6])];
  const [day, month, year] = [digits.slice(0, 2), digits.slice(2, 4), digits.slice(4, 6)].map(Number) as [number, number, number];
  if (!isDay(day, month, 2000)) throw wrong('the first four digits are no day and month, and it does not begin as the new form does, with 3 and 2 to 9');
  if (century === undefined) throw wrong('the seventh digit, the century, is 0, 1 or 2 in the old form');
  if (!isDay(day, month, century + year)) throw wrong('the first seven digits are no day of the calendar');
  const expected = checkDigit(digits);
  if (expected !== null && expected !== Number(digits[10])) throw wrong('the last digit, the check digit, does not fit the others');
}

/** Null where the remainder is ten: systems disagree about those codes, so none is refused for it. */
function checkDigit(digits: string): number | null {
  const sum = WEIGHTS.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const remainder = (((1 - sum) % 11) + 11) % 11;
  return remainder === 10 ? null : remainder;
}

function isDay(day: number, month: number, year: number): boolean {
  try {
    return Boolean(Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' }));
  } catch {
    return false;
  }
}

function wrong(part: string): BadUserInputError {
  return new BadUserInputError(`personalCode: ${part}`);
}
