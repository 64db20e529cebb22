import { OPEN_DATA_SOURCE, type AddressRecord } from '../record.ts';
import type { CodeSet } from './code-set.ts';
import { LONGEST_TEXT, type CopyRows } from './copy-rows.ts';
import type { CsvRecords } from './csv-records.ts';
import { dayIn, digits } from './days.ts';
import type { Columns, DeliveryFile } from './delivery-files.ts';
import { degreesOf } from './lks92.ts';
import type { Reason, Rejections, Remark } from './rejections.ts';
import type { Whereabouts, WhereaboutsOf } from './whereabouts.ts';

/** The country, of which there is no row. */
const COUNTRY = 100_000_000;
type Status = AddressRecord['status'];
/** By the three letters as one number. */
const STATUSES = new Map<number, Status>([[0x454b53, 'ACTIVE'], [0x44454c, 'DELETED'], [0x455252, 'ERRONEOUS']]); // EKS DEL ERR

const DOT = 0x2e;
const POSTCODE_PREFIX = [0x4c, 0x56, 0x2d]; // LV-
const DECIMALS = 7;
/** Latvia lies within these, in whole degrees. */
const [SOUTH, NORTH, WEST, EAST] = [55, 59, 20, 29] as const;
const VERSION_AND_SOURCE = `0\t${OPEN_DATA_SOURCE}`;

export interface RowReaderParts {
  file: DeliveryFile;
  columns: Columns;
  records: CsvRecords;
  out: CopyRows;
  /** Every code of the delivery so far; the file's own are added. */
  codes: CodeSet;
  /** Of all that others can hang from; the file's own are added. */
  whereabouts: WhereaboutsOf;
  rejections: Rejections;
  /** yyyymmdd. */
  today: number;
}

/**
 * Validates the records of one file on their bytes. Of a place it keeps where it lies; an address is written as a row for
 * COPY: code, status, text, words, postcode, municipality, parish, latitude, longitude, version, source, day of change.
 */
export class RowReader {
  readonly #parts: RowReaderParts;
  readonly #columns: Columns;
  readonly #records: CsvRecords;
  readonly #place: Whereabouts = { area: 0, postcode: 0, latitude: 0, longitude: 0 };
  out: CopyRows;

  constructor(parts: RowReaderParts) {
    this.#parts = parts;
    this.#columns = parts.columns;
    this.#records = parts.records;
    this.out = parts.out;
  }

  /** Takes the current record. What is wrong with it is said to the rejections. */
  take(): void {
    const { file, codes, whereabouts, today } = this.#parts;
    const records = this.#records;
    const at = this.#columns;
    if (records.isMalformed) return this.#reject('malformed');
    if (records.count !== file.columns.length) return this.#reject('fields');
    records.trim();
    const code = this.#code(at.KODS!);
    if (code < 0) return this.#reject('code', 'KODS');
    if (!codes.add(code)) return this.#reject('again', 'KODS');
    if (this.#number(at.TIPS_CD!) !== file.kind) return this.#reject('kind', 'TIPS_CD');
    const ended = this.#day(at.DAT_BEIG!);
    const status = this.#status(ended !== 0);
    if (status === null) return this.#reject('status', 'STATUSS');
    if (this.#day(at.DAT_SAK!) < 0) return this.#reject('day', 'DAT_SAK');
    if (ended < 0) return this.#reject('day', 'DAT_BEIG');
    const changed = this.#day(at.DAT_MOD!);
    if (changed < 0) return this.#reject('day', 'DAT_MOD');
    if (changed === 0) return this.#reject('changed', 'DAT_MOD');
    if (changed > today) return this.#reject('future', 'DAT_MOD');
    const parent = this.#code(at.VKUR_CD!);
    const place = this.#place;
    if (!whereabouts.find(parent, place)) {
      if (status === 'ACTIVE' && parent !== COUNTRY) return this.#reject('parent', 'VKUR_CD');
      place.area = place.postcode = place.latitude = place.longitude = 0;
    }
    if (file.kind === 108 || file.kind === 109) this.#takeAddress(code, status);
    else this.#takePlace(code, status, parent);
  }

  /** A place lies where what it hangs from lies, unless it is a municipality or a parish itself. */
  #takePlace(code: number, status: Status, parent: number): void {
    const { file: { kind }, whereabouts } = this.#parts;
    const records = this.#records;
    const name = records.text(this.#columns.NOSAUKUMS!).trim();
    if (name === '' || name.length > LONGEST_TEXT) return this.#reject('text', 'NOSAUKUMS');
    let [municipality, parish] = whereabouts.areaText(this.#place.area).split('\t') as [string, string?];
    if (kind === 113 || (kind === 104 && parent === COUNTRY)) {
      const atvk = records.text(this.#columns.ATRIB!);
      const isAtvk = /^\d{7}$/.test(atvk);
      if (!isAtvk && status === 'ACTIVE') return this.#reject('atvk', 'ATRIB');
      if (isAtvk) municipality = atvk;
    }
    if (kind === 105) parish = name.replace(/\s*pag\.$/, ' pagasts').replace(/[\s\\]+/g, ' ');
    whereabouts.set(code, { ...this.#place, area: whereabouts.area(`${municipality || '\\N'}\t${parish || '\\N'}`) });
  }

  /** A building lies where its street, village, parish or town lies, and a flat where its building stands. */
  #takeAddress(code: number, status: Status): void {
    const { out } = this;
    const { file: { kind }, whereabouts } = this.#parts;
    const { bytes, starts, ends, hasDoubled } = this.#records;
    const at = this.#columns;
    const text = at.STD!;
    const isText = this.#length(text) <= LONGEST_TEXT;
    out.copy(bytes, starts[at.KODS!]!, ends[at.KODS!]!);
    out.ascii(status);
    if (!isText || !out.text(bytes, starts[text]!, ends[text]!, hasDoubled[text] === 1)) return this.#reject('text', 'STD');
    out.words(bytes, starts[text]!, ends[text]!);
    const place = this.#place;
    if (kind === 108) {
      place.postcode = this.#postcode();
      this.#locate();
      whereabouts.set(code, place);
    }
    out.postcode(place.postcode);
    out.utf8(whereabouts.areaText(place.area) || '\\N\t\\N');
    out.fixed(place.latitude, DECIMALS);
    out.fixed(place.longitude, DECIMALS);
    out.ascii(VERSION_AND_SOURCE);
    out.day(bytes, starts[at.DAT_MOD!]!);
    out.endRow();
  }

  /** A row that has an end is of something that exists no more, whatever its status says. */
  #status(isEnded: boolean): Status | null {
    const { bytes, starts } = this.#records;
    const column = this.#columns.STATUSS!;
    const at = starts[column]!;
    if (this.#length(column) !== 3) return null;
    const status = STATUSES.get((bytes[at]! << 16) | (bytes[at + 1]! << 8) | bytes[at + 2]!) ?? null;
    return status === 'ACTIVE' && isEnded ? 'DELETED' : status;
  }

  #postcode(): number {
    const { bytes, starts } = this.#records;
    const start = starts[this.#columns.ATRIB!]!;
    const length = this.#length(this.#columns.ATRIB!);
    if (length === 0) return 0;
    const isPrefixed = length === 7 && bytes[start] === POSTCODE_PREFIX[0] && bytes[start + 1] === POSTCODE_PREFIX[1] && bytes[start + 2] === POSTCODE_PREFIX[2];
    const number = isPrefixed ? digits(bytes, start + 3, start + 7) : 0;
    if (number > 0) return number;
    this.#remark('postcode', 'ATRIB');
    return 0;
  }

  /** By the degrees that the file gives; else from the plane coordinates, whose X is the northing and whose Y the easting. */
  #locate(): void {
    const { DD_N, DD_E, KOORD_X, KOORD_Y } = this.#columns;
    const place = this.#place;
    place.latitude = this.#degrees(DD_N!, SOUTH, NORTH);
    place.longitude = this.#degrees(DD_E!, WEST, EAST);
    if (place.latitude !== 0 && place.longitude !== 0) return;
    place.latitude = place.longitude = 0;
    if (this.#length(DD_N!) + this.#length(DD_E!) + this.#length(KOORD_X!) + this.#length(KOORD_Y!) === 0) return;
    const point = degreesOf(this.#decimal(KOORD_X!), this.#decimal(KOORD_Y!));
    if (point.latitude >= SOUTH && point.latitude < NORTH && point.longitude >= WEST && point.longitude < EAST) {
      place.latitude = Math.round(point.latitude * 10 ** DECIMALS);
      place.longitude = Math.round(point.longitude * 10 ** DECIMALS);
    } else this.#remark('coordinates', 'DD_N', 'DD_E', 'KOORD_X', 'KOORD_Y');
  }

  /** Ten-millionths of a degree, from digits, perhaps a point and more digits; 0 for anything else. */
  #degrees(field: number, least: number, below: number): number {
    const { bytes, starts, ends } = this.#records;
    const [start, end] = [starts[field]!, ends[field]!];
    const whole = end - start < 2 ? -1 : digits(bytes, start, start + 2);
    if (whole < least || whole >= below) return 0;
    if (end > start + 2 && (bytes[start + 2] !== DOT || digits(bytes, start + 3, end) < 0)) return 0;
    let fraction = 0;
    for (let at = start + 3; at < start + 3 + DECIMALS; at++) fraction = fraction * 10 + (at < end ? bytes[at]! - 0x30 : 0);
    const next = start + 3 + DECIMALS;
    return whole * 10 ** DECIMALS + fraction + (next < end && bytes[next]! >= 0x35 ? 1 : 0);
  }

  /** Not a number where the field holds none. */
  #decimal(field: number): number {
    const text = this.#records.text(field);
    return /^\d{1,9}(\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN;
  }

  #length(field: number): number {
    return this.#records.ends[field]! - this.#records.starts[field]!;
  }

  #code(field: number): number {
    return this.#length(field) === 9 ? this.#number(field) : -1;
  }

  #number(field: number): number {
    return digits(this.#records.bytes, this.#records.starts[field]!, this.#records.ends[field]!);
  }

  #day(field: number): number {
    return dayIn(this.#records.bytes, this.#records.starts[field]!, this.#records.ends[field]!);
  }

  #reject(reason: Reason, ...columns: string[]): void {
    this.out.dropRow();
    const value = columns.length ? this.#values(columns) : `${this.#records.count} fields`;
    this.#parts.rejections.reject(this.#parts.file.name, this.#records.line, reason, value);
  }

  #remark(remark: Remark, ...columns: string[]): void {
    this.#parts.rejections.remark(this.#parts.file.name, this.#records.line, remark, this.#values(columns));
  }

  #values(columns: string[]): string {
    return columns.map((column) => `${column} "${this.#records.text(this.#columns[column]!)}"`).join(', ');
  }
}
