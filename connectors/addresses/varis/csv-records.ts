const QUOTE = 0x22;
const COMMA = 0x2c;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;

/** No record is nearly as long; one that is began with a quote that was never closed. */
export const LONGEST_RECORD = 64 * 1_024;
const MOST_FIELDS = 64;
const LOOKAHEAD = 4;

/**
 * Records of a CSV file (RFC 4180: commas, quotes doubled inside quotes, LF or CRLF), found in its bytes without making a
 * string or an object. Bytes are handed in as they come; a record may be cut anywhere.
 *
 * After `next()` the current record is `bytes` between `starts[i]` and `ends[i]` for each of its `count` fields, the outer
 * quotes left out and `hasDoubled[i]` telling that quotes inside are still doubled. All of it holds until the next call.
 */
export class CsvRecords {
  readonly bytes: Buffer;
  readonly starts = new Int32Array(MOST_FIELDS);
  readonly ends = new Int32Array(MOST_FIELDS);
  readonly hasDoubled = new Uint8Array(MOST_FIELDS);
  count = 0;
  /** Something stands beside the quotes of a field, or there are more fields than any file has; the rest of the line is passed over. */
  isMalformed = false;
  /** The number of the record's first line, from 1. */
  line = 0;
  /** Where the record ends in the file, its line break included. */
  end = 0;
  #nextLine = 1;
  #at = 0;
  #filled = 0;
  /** Where `bytes` begins in the file. */
  #base = 0;
  #isLast = false;

  constructor(windowBytes = 1 << 20) {
    this.bytes = Buffer.allocUnsafe(windowBytes + LONGEST_RECORD + LOOKAHEAD);
  }

  /** Where to put the next bytes of the file; `filled` says how many came, and none means the end of the file. */
  room(): Buffer {
    this.bytes.copyWithin(0, this.#at, this.#filled);
    this.#base += this.#at;
    this.#filled -= this.#at;
    this.#at = 0;
    return this.bytes.subarray(this.#filled, this.bytes.length - LOOKAHEAD);
  }

  filled(length: number): void {
    this.#filled += length;
    this.#isLast = length === 0;
  }

  /** Passes over bytes that belong to no record: the mark at the beginning of the file. */
  skip(length: number): void {
    this.#at += length;
  }

  /** The bytes that are here and not yet read. */
  ahead(): Buffer {
    return this.bytes.subarray(this.#at, this.#filled);
  }

  /**
   * Moves to the next record; false when more bytes are needed, or there are none. Lines without a character are no records.
   *
   * @throws UnclosedQuote when a record does not end within 64 KiB, or within the file
   */
  next(): boolean {
    const { bytes, starts, ends, hasDoubled } = this;
    const filled = this.#filled;
    let at = this.#at;
    while (at < filled && (bytes[at] === LF || bytes[at] === CR)) if (bytes[at++] === LF) this.#nextLine++;
    this.#at = at;
    // A quote behind the last byte ends every search for one, a line break every search for the end of a field.
    bytes[filled] = QUOTE;
    bytes[filled + 1] = LF;
    let line = this.#nextLine;
    let count = 0;
    let malformed = false;
    if (at >= filled) return false;
    for (;;) {
      let start = at;
      let end: number;
      let doubled = 0;
      if (bytes[at] === QUOTE && at < filled) {
        start = ++at;
        for (;;) {
          let byte = bytes[at]!;
          while (byte !== QUOTE) {
            if (byte === LF) line++;
            byte = bytes[++at]!;
          }
          if (at >= filled) return this.#incomplete();
          if (bytes[at + 1] !== QUOTE || at + 1 === filled) break;
          doubled = 1;
          at += 2;
        }
        end = at++;
      } else {
        let byte = bytes[at]!;
        while (byte !== COMMA && byte !== LF && byte !== QUOTE) byte = bytes[++at]!;
        end = at;
      }
      // Whether a field ends here is only known by the byte behind it; behind CR by the one after that.
      if (at >= filled && !this.#isLast) return this.#incomplete();
      let byte = at >= filled ? LF : bytes[at]!;
      if (byte === LF && end === at && end > start && bytes[end - 1] === CR) end--;
      else if (byte === CR) {
        if (at + 1 >= filled && !this.#isLast) return this.#incomplete();
        if (at + 1 >= filled || bytes[at + 1] === LF) {
          at = Math.min(at + 1, filled);
          byte = LF;
        }
      }
      if (count === MOST_FIELDS || (byte !== COMMA && byte !== LF)) {
        malformed = true;
        at = bytes.indexOf(LF, at);
        if (at >= filled && !this.#isLast) return this.#incomplete();
        byte = LF;
      } else {
        starts[count] = start;
        ends[count] = end;
        hasDoubled[count++] = doubled;
      }
      if (byte === COMMA) {
        at++;
        continue;
      }
      this.line = this.#nextLine;
      this.#nextLine = line + 1;
      this.#at = Math.min(at + 1, filled);
      this.end = this.#base + this.#at;
      this.count = count;
      this.isMalformed = malformed;
      return true;
    }
  }

  /** Leaves out the spaces at both ends of every field of the current record. */
  trim(): void {
    const { bytes, starts, ends } = this;
    for (let field = 0; field < this.count; field++) {
      let start = starts[field]!;
      let end = ends[field]!;
      while (start < end && bytes[start] === SPACE) start++;
      while (end > start && bytes[end - 1] === SPACE) end--;
      starts[field] = start;
      ends[field] = end;
    }
  }

  /** The number of the line on which the next record begins. */
  get nextLine(): number {
    return this.#nextLine;
  }

  /** Whether the record just read was ended by a line break, not by the end of the file. */
  get isEnded(): boolean {
    return this.bytes[this.#at - 1] === LF;
  }

  #incomplete(): false {
    if (this.#isLast || this.#filled - this.#at > LONGEST_RECORD) throw new UnclosedQuote(this.#nextLine);
    return false;
  }

  /** The text of a field; for headers and rare cases. */
  text(field: number): string {
    const text = this.bytes.toString('utf8', this.starts[field]!, this.ends[field]!);
    return this.hasDoubled[field] ? text.replaceAll('""', '"') : text;
  }
}

export class UnclosedQuote extends Error {
  readonly line: number;

  constructor(line: number) {
    super('A quote is opened and not closed');
    this.line = line;
  }
}
