import { createHash } from 'node:crypto';
import { isUtf8 } from 'node:buffer';
import { open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CsvRecords, UnclosedQuote } from './csv-records.ts';
import { dayIn, isoOf, numberOf } from './days.ts';
import { BadDelivery, DELIVERY_FILES, holdsAddresses, type Columns, type DeliveryFile } from './delivery-files.ts';

/** A file that was read through once and found sound; what single rows hold is not judged yet. */
export interface InspectedFile extends DeliveryFile {
  path: string;
  bytes: number;
  rows: number;
  columnsAt: Columns;
  /** Of its content and of that of the files before it. */
  fingerprint: string;
}

export interface Delivery {
  files: InspectedFile[];
  bytes: number;
  addressRows: number;
  /** ISO text: the newest change in it, which is the day it was made or the one before. */
  deliveredOn: string;
  fingerprint: string;
}

/** Told as a long reading goes on. */
export interface Progress {
  /** @param of of how many bytes */
  stage(stage: 'looking through' | 'taking in', of: number): void;
  bytes(count: number): void;
}

export interface Inspection {
  /** A later change is a slip of the pen, and does not say of when the delivery is. */
  today: Temporal.PlainDate;
  progress?: Progress | undefined;
  signal?: AbortSignal | undefined;
}

/** Raised when rows come to be read in another way, so that files taken in before are taken in again. */
const READING = 1;
const MARK = Buffer.from('\uFEFF');

/**
 * Reads a whole delivery once, before anything of it is taken in: every file is there, is UTF-8, has the header it should
 * and its end.
 *
 * @throws BadDelivery naming the file, and the line or column
 */
export async function inspectDelivery(directory: string, inspection: Inspection): Promise<Delivery> {
  await demandDirectory(directory);
  const sizes = await Promise.all(DELIVERY_FILES.map((file) => sizeOf(file, join(directory, file.name))));
  inspection.progress?.stage('looking through', sizes.reduce((sum, size) => sum + size, 0));
  const files: InspectedFile[] = [];
  let newest = 0;
  let fingerprint = `reading ${READING}`;
  for (const file of DELIVERY_FILES) {
    const inspected = await inspectFile(file, join(directory, file.name), inspection);
    fingerprint = createHash('sha256').update(fingerprint).update(inspected.digest).digest('hex');
    newest = Math.max(newest, inspected.newest);
    files.push({ ...inspected.file, fingerprint });
  }
  return {
    files,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    addressRows: files.filter(holdsAddresses).reduce((sum, { rows }) => sum + rows, 0),
    deliveredOn: isoOf(newest),
    fingerprint,
  };
}

async function demandDirectory(directory: string): Promise<void> {
  const found = await stat(directory).catch(() => null);
  if (!found) throw new BadDelivery(`The directory ${directory} does not exist`);
  if (!found.isDirectory()) throw new BadDelivery(`${directory} is not a directory; expected the one that holds aw_eka.csv and its neighbours`);
}

async function inspectFile(file: DeliveryFile, path: string, { today, progress, signal }: Inspection) {
  const latest = numberOf(today);
  const handle = await open(path).catch((error: unknown) => unreadable(file, path, error));
  try {
    const hash = createHash('sha256');
    const records = new CsvRecords();
    let columnsAt: Columns | null = null;
    let [bytes, rows, newest] = [0, 0, 0];
    for (let length = -1; length !== 0;) {
      signal?.throwIfAborted();
      const room = records.room();
      ({ bytesRead: length } = await handle.read(room, 0, room.length));
      records.filled(length);
      hash.update(room.subarray(0, length));
      demandUtf8(file, records, length === 0);
      if (bytes === 0) passMark(records);
      bytes += length;
      while (next(file, records)) {
        if (!records.isEnded) demandWhole(file, records);
        if (columnsAt === null) {
          columnsAt = readHeader(file, records);
          continue;
        }
        rows++;
        const changed = columnsAt.DAT_MOD!;
        const day = changed < records.count ? dayIn(records.bytes, records.starts[changed]!, records.ends[changed]!) : 0;
        if (day > newest && day <= latest) newest = day;
      }
      progress?.bytes(length);
    }
    if (columnsAt === null || rows === 0) throw new BadDelivery(`${file.name} holds no row`);
    return { file: { ...file, path, bytes, rows, columnsAt }, digest: hash.digest(), newest };
  } finally {
    await handle.close();
  }
}

async function sizeOf(file: DeliveryFile, path: string): Promise<number> {
  const found = await stat(path).catch((error: unknown) => unreadable(file, path, error));
  if (!found.isFile()) throw new BadDelivery(`${path} is not a file`);
  if (found.size === 0) throw new BadDelivery(`${file.name} is empty (0 bytes)`);
  return found.size;
}

function unreadable({ name }: DeliveryFile, path: string, error: unknown): never {
  const { code } = error as NodeJS.ErrnoException;
  throw new BadDelivery(code === 'ENOENT' ? `${name} is missing: there is no ${path}` : `${name} cannot be read (${code})`, { cause: error });
}

/** The mark that says UTF-8, which the published files begin with. */
export function passMark(records: CsvRecords): void {
  if (records.ahead().subarray(0, MARK.length).equals(MARK)) records.skip(MARK.length);
}

function next(file: DeliveryFile, records: CsvRecords): boolean {
  try {
    return records.next();
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw new BadDelivery(`${file.name} is cut off, or broken, in line ${error.line}: a quote is opened there and not closed`, { cause: error });
  }
}

/** The last line has no line break: it is whole only when every column is there. */
function demandWhole(file: DeliveryFile, records: CsvRecords): void {
  if (!records.isMalformed && records.count >= file.columns.length) return;
  throw new BadDelivery(`${file.name} is cut off: its last line, ${records.line}, holds ${records.count} of ${file.columns.length} columns and no line break`);
}

function readHeader(file: DeliveryFile, records: CsvRecords): Columns {
  const names = Array.from({ length: records.count }, (_, field) => records.text(field).trim());
  const missing = file.columns.find((column) => !names.includes(column));
  const unknown = names.find((name, at) => !file.columns.includes(name) || names.indexOf(name) !== at);
  const complaints = [missing && `the column ${missing} is missing`, unknown !== undefined && `"${unknown.slice(0, 80)}" is unknown or stands twice`].filter(Boolean);
  if (complaints.length) throw new BadDelivery(`${file.name} has another header than expected: ${complaints.join(', and ')}; expected ${file.columns.join(',')}`);
  return Object.fromEntries(names.map((name, at) => [name, at]));
}

function demandUtf8(file: DeliveryFile, records: CsvRecords, isLast: boolean): void {
  const ahead = records.ahead();
  const bytes = ahead.subarray(0, wholeCharacters(ahead));
  if (isUtf8(bytes)) {
    if (isLast && bytes.length < ahead.length) throw new BadDelivery(`${file.name} is cut off: it ends within a letter`);
    return;
  }
  let line = records.nextLine;
  let start = 0;
  for (let end = bytes.indexOf(0x0a); end !== -1 && isUtf8(bytes.subarray(start, end)); end = bytes.indexOf(0x0a, start)) {
    start = end + 1;
    line++;
  }
  const end = bytes.indexOf(0x0a, start);
  const text = new TextDecoder('windows-1257').decode(bytes.subarray(start, end === -1 ? bytes.length : end));
  const word = text.match(/[\p{L}]*[āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ][\p{L}]*/u)?.[0];
  throw new BadDelivery(`${file.name}, line ${line}, is not UTF-8${word ? `; it looks like Windows-1257 ("${word.slice(0, 40)}")` : ''}. Expected UTF-8, as the register publishes it`);
}

/** The length without a last character that has not come whole yet. */
function wholeCharacters(bytes: Buffer): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
