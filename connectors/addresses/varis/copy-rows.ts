import { searchWords } from '../search.ts';

const [TAB, LF, SPACE, QUOTE, COMMA, BACKSLASH] = [0x09, 0x0a, 0x20, 0x22, 0x2c, 0x5c] as const;
/** In bytes; the longest address of the register has about 200. */
export const LONGEST_TEXT = 1_000;
/** A text with every byte escaped, the same as words, whose letters may be parted from their marks, and the short values. */
const LONGEST_ROW = 16 * LONGEST_TEXT;

const NULL = '\\N';
const PARTS_WORDS = 0;
const NEEDS_MORE = 1;
/** What each character below U+0250, Latin with all its marks, is in words: one byte, nothing, or more than a byte. */
const FOLDED = Uint8Array.from({ length: 0x250 }, (_, point) => {
  const [word] = searchWords(String.fromCodePoint(point));
  if (word === undefined) return PARTS_WORDS;
  return Buffer.byteLength(word) === 1 ? word.charCodeAt(0) : NEEDS_MORE;
});

/** Rows in the text format of Postgres's COPY, written as bytes into one buffer that is used again and again. */
export class CopyRows {
  readonly #bytes: Buffer;
  #length = 0;
  #rowStart = 0;
  rows = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size + LONGEST_ROW);
  }

  /** Whether another row might not fit. */
  get isFull(): boolean {
    return this.#length > this.#bytes.length - LONGEST_ROW;
  }

  /** The whole rows. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#rowStart);
  }

  clear(): void {
    this.#length = this.#rowStart = this.rows = 0;
  }

  endRow(): void {
    this.#bytes[this.#length - 1] = LF; // in place of the tab behind the last value
    this.#rowStart = this.#length;
    this.rows++;
  }

  /** Forgets what was written of a row that is not to be. */
  dropRow(): void {
    this.#length = this.#rowStart;
  }

  /** Plain ASCII as COPY has it, a tab within for two values. */
  ascii(text: string): void {
    const out = this.#bytes;
    let length = this.#length;
    for (let at = 0; at < text.length; at++) out[length++] = text.charCodeAt(at);
    out[length++] = TAB;
    this.#length = length;
  }

  /** Any text as COPY has it. */
  utf8(text: string): void {
    this.#length += this.#bytes.write(text, this.#length);
    this.#bytes[this.#length++] = TAB;
  }

  /** `LV-1234`; nothing for 0. */
  postcode(number: number): void {
    if (number === 0) return this.ascii(NULL);
    const out = this.#bytes;
    out[this.#length++] = 0x4c;
    out[this.#length++] = 0x56;
    out[this.#length++] = 0x2d;
    this.#digits(number, 4);
    out[this.#length++] = TAB;
  }

  /** A number given without its point, which stands before so many of its digits; nothing for 0. */
  fixed(number: number, decimals: number): void {
    if (number === 0) return this.ascii(NULL);
    const scale = 10 ** decimals;
    this.#digits(Math.trunc(number / scale), 2);
    this.#bytes[this.#length++] = 0x2e;
    this.#digits(number % scale, decimals);
    this.#bytes[this.#length++] = TAB;
  }

  #digits(number: number, count: number): void {
    const out = this.#bytes;
    let left = number | 0;
    for (let at = this.#length + count - 1; at >= this.#length; at--) {
      const rest = (left / 10) | 0;
      out[at] = 0x30 + (left - rest * 10);
      left = rest;
    }
    this.#length += count;
  }

  /** Bytes that were found to be plain ASCII. */
  copy(source: Buffer, start: number, end: number): void {
    for (let at = start; at < end; at++) this.#bytes[this.#length++] = source[at]!;
    this.#bytes[this.#length++] = TAB;
  }

  /** The day of a `yyyy.mm.dd`. */
  day(source: Buffer, start: number): void {
    const out = this.#bytes;
    for (let at = 0; at < 10; at++) out[this.#length++] = at === 4 || at === 7 ? 0x2d : source[start + at]!;
    out[this.#length++] = TAB;
  }

  /**
   * A text: runs of spaces become one, and a name in quotes loses the space before its closing quote.
   *
   * @returns whether anything is left
   */
  text(source: Buffer, start: number, end: number, hasDoubled: boolean): boolean {
    const out = this.#bytes;
    const first = this.#length;
    let length = first;
    let hasGap = false;
    for (let at = start; at < end; at++) {
      const byte = source[at]!;
      if (byte <= SPACE) {
        hasGap = length > first;
        continue;
      }
      if (byte === QUOTE && hasDoubled && source[at + 1] === QUOTE) at++;
      const isClosing = byte === QUOTE && (at + 1 === end || source[at + 1] === COMMA);
      if (hasGap && !isClosing) out[length++] = SPACE;
      hasGap = false;
      if (byte === BACKSLASH) out[length++] = BACKSLASH;
      out[length++] = byte;
    }
    out[length++] = TAB;
    this.#length = length;
    return length > first + 1;
  }

  /** The words of a text as `searchWords` finds them, each after a space. */
  words(source: Buffer, start: number, end: number): void {
    const out = this.#bytes;
    let length = this.#length;
    let hasGap = true;
    for (let at = start; at < end; at++) {
      const byte = source[at]!;
      const point = byte < 0x80 ? byte : byte < 0xe0 ? ((byte & 0x1f) << 6) | (source[++at]! & 0x3f) : FOLDED.length;
      const folded = point < FOLDED.length ? FOLDED[point]! : NEEDS_MORE;
      if (folded === NEEDS_MORE) return this.#wordsOf(source.toString('utf8', start, end));
      if (folded === PARTS_WORDS) hasGap = true;
      else {
        if (hasGap) out[length++] = SPACE;
        hasGap = false;
        out[length++] = folded;
      }
    }
    out[length++] = TAB;
    this.#length = length;
  }

  /** For the rare text in letters other than Latin ones. */
  #wordsOf(text: string): void {
    for (const word of searchWords(text)) this.#length += this.#bytes.write(` ${word}`, this.#length);
    this.#bytes[this.#length++] = TAB;
  }
}
