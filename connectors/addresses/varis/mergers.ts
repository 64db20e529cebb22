import { createHash, type Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isAddressCode } from '../record.ts';
import { CsvRecords, UnclosedQuote } from './csv-records.ts';
import { BadDelivery } from './delivery-files.ts';
import { passMark, type Delivery } from './inspect.ts';

/** The history of buildings. A delivery may come without it; nothing but the successors of merged addresses is read from it. */
export const HISTORY_FILE = 'aw_eka_his.csv';

/** An address that was abolished because another one serves its object. */
export interface Merger {
  code: string;
  successor: string;
}

/** Of a delivery whose files were inspected: where its history is, if it has one. */
export function historyPath({ files }: Delivery): string {
  return join(dirname(files[0]!.path), HISTORY_FILE);
}

/**
 * The delivery known by its history too, so that one that brings nothing else new is taken in; without one, as it is.
 *
 * @throws BadDelivery when the file is no history of buildings
 */
export async function withHistory(delivery: Delivery, signal?: AbortSignal): Promise<Delivery> {
  const hash = createHash('sha256').update(delivery.fingerprint);
  let isThere = false;
  for await (const _ of mergersIn(historyPath(delivery), { signal, hash })) isThere = true;
  return isThere ? { ...delivery, fingerprint: hash.digest('hex') } : delivery;
}

/**
 * The mergers that a history tells of, some thousands at a time, from rows whose former code is another one's. What is no code is
 * passed over, as is the rest of the row.
 *
 * @throws BadDelivery when the file is no history of buildings
 */
export async function* mergersIn(path: string, { signal, hash }: { signal?: AbortSignal | undefined; hash?: Hash } = {}): AsyncGenerator<Merger[]> {
  const handle = await open(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw new BadDelivery(`${HISTORY_FILE} cannot be read (${error.code})`, { cause: error });
  });
  if (handle === null) return;
  const records = new CsvRecords();
  let columns: Columns | null = null;
  try {
    for (let length = -1, read = 0; length !== 0; read += length) {
      signal?.throwIfAborted();
      const room = records.room();
      ({ bytesRead: length } = await handle.read(room, 0, room.length));
      records.filled(length);
      hash?.update(room.subarray(0, length));
      if (read === 0) passMark(records);
      const mergers: Merger[] = [];
      while (next(records)) {
        if (columns === null) columns = columnsOf(records);
        else mergers.push(...mergerIn(records, columns));
      }
      if (mergers.length > 0) yield mergers;
    }
  } finally {
    await handle.close();
  }
}

interface Columns {
  code: number;
  former: number;
}

function mergerIn(records: CsvRecords, columns: Columns): Merger[] {
  if (records.isMalformed || records.count <= Math.max(columns.code, columns.former)) return [];
  records.trim();
  const [code, successor] = [records.text(columns.former), records.text(columns.code)];
  return code !== successor && isAddressCode(code) && isAddressCode(successor) ? [{ code, successor }] : [];
}

function next(records: CsvRecords): boolean {
  try {
    return records.next();
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    throw new BadDelivery(`${HISTORY_FILE} is cut off, or broken, in line ${error.line}: a quote is opened there and not closed`, { cause: error });
  }
}

function columnsOf(records: CsvRecords): Columns {
  const names = Array.from({ length: records.count }, (_, field) => records.text(field).trim());
  const [code, former] = [names.indexOf('KODS'), names.indexOf('KODS_HIS')];
  if (code === -1 || former === -1) throw new BadDelivery(`${HISTORY_FILE} has another header than expected: it needs the columns KODS and KODS_HIS`);
  return { code, former };
}
