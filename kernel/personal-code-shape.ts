/**
 * What looks like a personal code: a birth date and five digits, or 3 with 2–9 and nine digits; with a dash of any kind,
 * a space or nothing between, also behind the letters of an identifier of e-signatures (PNOLV-…). Registration numbers,
 * which begin with 4, 5 or 9, telephone numbers and UUIDs do not.
 */
const CODE = /(?<![\p{L}\p{N}+]|[\p{N}_]-)(?:[0-3]\d[01]\d{3}|3[2-9]\d{4})\s?(?:\p{Pd}\s?)?\d{5}(?![\p{L}\p{N}]|[-_][\p{L}\p{N}])/u;
const CODES = new RegExp(CODE, 'gu');

export function holdsPersonalCode(text: string): boolean {
  return CODE.test(text);
}

/** The text with everything of that shape cut out; for logs, and for messages that quote what was sent. */
export function withoutPersonalCodes(text: string): string {
  return text.replace(CODES, '…');
}
