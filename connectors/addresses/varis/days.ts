const DOT = 0x2e;
const SPACE = 0x20;
const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * The number yyyymmdd of a day written `yyyy.mm.dd`, a time behind it left aside.
 *
 * @returns 0 when the field is empty, -1 when it holds no day
 */
export function dayIn(bytes: Buffer, start: number, end: number): number {
  if (start === end) return 0;
  if (end - start < 10 || bytes[start + 4] !== DOT || bytes[start + 7] !== DOT || (end - start > 10 && bytes[start + 10] !== SPACE)) return -1;
  const year = digits(bytes, start, start + 4);
  const month = digits(bytes, start + 5, start + 7);
  const day = digits(bytes, start + 8, start + 10);
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > DAYS[month - 1]!) return -1;
  if (month === 2 && day === 29 && (year % 4 !== 0 || (year % 100 === 0 && year % 400 !== 0))) return -1;
  return (year * 100 + month) * 100 + day;
}

/** The whole number of so many digits; negative when one of them is none. */
export function digits(bytes: Buffer, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) {
    const digit = bytes[at]! - 0x30;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** The number yyyymmdd of a day. */
export function numberOf({ year, month, day }: Temporal.PlainDate): number {
  return (year * 100 + month) * 100 + day;
}

/** ISO text of a number yyyymmdd. */
export function isoOf(day: number): string {
  const text = String(day).padStart(8, '0');
  return `${text.slice(0, 4)}-${text.slice(4, 6)}-${text.slice(6)}`;
}
