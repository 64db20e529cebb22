import { plainText } from './plain-text.ts';

/**
 * A postcode is a token of its own kind, `~1010`, so that it is never taken for the number of a house; a flat that says it is
 * one, `#5`. A house number holds its letter and block: `12a`, `9k2`, `2/4`.
 */
const TOKEN = /~\d+|#\d+[a-z]?|\d+(?:\/\d+)*(?:[a-z](?!\d))?(?:k\d+[a-z]?)?(?![a-z])|\d+|\p{L}+/gu;
const POSTCODE = /(?<![\p{L}\d])lv[\s-]*(\d{1,4})(?!\d)/gu;
/** The prefix of a postcode whose digits are still to come. */
const POSTCODE_TO_COME = /(?<![\p{L}\d])lv[\s-]*$/u;
const FLAT = /(?<!\p{L})(?:dz|dziv|dzivoklis|kv)[\s.-]*(\d+[a-z]?)(?![a-z\d])/gu;
const BLOCK = /(\d[a-z]?)[\s,/-]*\bk(?:orp)?[\s.-]*(\d)/g;
/** A letter apart from its number belongs to it when something follows; at the end it may begin the next word. */
const LETTER_APART = /(\d) ([a-z])(?=[\s,-]+[^\s])/g;

export function tokensOf(plain: string): string[] {
  return plain.replace(BLOCK, '$1k$2').match(TOKEN) ?? [];
}

/** A number with what follows it: 12 and `a`, 9 and `k2`. */
export interface HouseNumber {
  number: number;
  suffix: string;
}

const MOST = 65_535;

/** Of a token that begins with a digit. No house has a number above 65,535. */
export function houseNumber(token: string): HouseNumber {
  const digits = /^\d+/.exec(token)![0];
  return { number: Math.min(Number(digits), MOST), suffix: token.slice(digits.length) };
}

export const isNumber = (token: string): boolean => token.charCodeAt(0) >= 0x30 && token.charCodeAt(0) <= 0x39;

export function postcodeToken(postcode: number): string {
  return `~${String(postcode).padStart(4, '0')}`;
}

/** An address taken apart. */
export interface AddressParts {
  /** Words of the street or of the building's own name, without its number. */
  name: string[];
  house: string | null;
  flat: string | null;
  /** Village, parish, town and municipality, as written. */
  chain: string;
  /** Digits of the postcode; 0 when there is none. */
  postcode: number;
}

/** What comes before the first comma that is not within the quotes of a building's name. */
const HEAD = /^(?:".*?"(?=,|\s-\s|$)(?:\s-\s[^,]*)?|[^,]*)/;
const FLAT_APART = /\s-\s([^"]*)$/;
const FLAT_JOINED = /(?<=\d[A-Za-z]?)-(\d+[A-Za-z]?)$/;
const POSTCODE_AT_END = /,?\s*LV-(\d{4})$/;

/** Takes apart an address as the register writes it: `Street 12A - 5, Village, Parish pag., Municipality nov., LV-1010`. */
export function partsOf(text: string): AddressParts {
  let head = HEAD.exec(text)![0];
  const postcode = POSTCODE_AT_END.exec(text);
  const chain = text.slice(head.length, postcode ? postcode.index : undefined).replace(/^,\s*/, '');
  if (head.startsWith('LV-')) head = '';
  const flat = FLAT_APART.exec(head) ?? FLAT_JOINED.exec(head);
  if (flat) head = head.slice(0, flat.index);
  const name = tokensOf(plainText(head));
  const house = name.length > 0 && isNumber(name.at(-1)!) ? name.pop()! : null;
  const flatTokens = flat ? tokensOf(plainText(flat[1]!)) : [];
  return { name, house, flat: flatTokens.find(isNumber) ?? null, chain, postcode: postcode ? Number(postcode[1]) : 0 };
}

/** One thing that was typed. */
export interface QueryToken {
  text: string;
  /** It ends the text, so it may be only the beginning of what is meant. */
  isUnfinished: boolean;
  /** A number with a full stop behind it, as in names: 1905. gada iela. */
  isOrdinal?: boolean;
}

/** What was typed, taken apart. */
export interface Query {
  words: QueryToken[];
  /** In the order typed: of a house, a flat, a name, or a postcode without its letters. */
  numbers: QueryToken[];
  /** A number that says it is a flat's. */
  flat: QueryToken | null;
  /** `~1010`, or the beginning of one. */
  postcodes: QueryToken[];
}

export const MOST_TOKENS = 12;
/** Written in full by people, cut short by the register. */
const SHORTENED: readonly [RegExp, string][] = [[/^nova(d(s|a)?)?$/, 'nov'], [/^paga(s(ts?|ta)?)?$/, 'pag']];

/** Tokens after the twelfth are not looked at: the longest address has ten. */
export function parseQuery(text: string): Query {
  const plain = plainText(text).replace(BLOCK, '$1k$2').replace(POSTCODE, ' ~$1 ').replace(POSTCODE_TO_COME, '').replace(FLAT, ' #$1 ').replace(LETTER_APART, '$1$2');
  const ordinals = new Set(Array.from(plain.matchAll(/(?<![\p{L}\d])(\d+)\.(?!\d)/gu), ([, number]) => number!));
  const isOpen = /[\p{L}\p{N}]$/u.test(text);
  const tokens = tokensOf(plain).slice(0, MOST_TOKENS);
  const query: Query = { words: [], numbers: [], flat: null, postcodes: [] };
  tokens.forEach((token, at) => {
    const isUnfinished = isOpen && at === tokens.length - 1;
    if (token.startsWith('~')) query.postcodes.push({ text: token, isUnfinished });
    else if (token.startsWith('#')) query.flat = { text: token.slice(1), isUnfinished };
    else if (isNumber(token)) query.numbers.push({ text: token, isUnfinished, isOrdinal: ordinals.has(token) });
    else query.words.push({ text: SHORTENED.reduce((word, [long, short]) => word.replace(long, short), token), isUnfinished });
  });
  return query;
}
