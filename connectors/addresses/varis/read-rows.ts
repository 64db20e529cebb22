import { open } from 'node:fs/promises';
import type { CodeSet } from './code-set.ts';
import { CopyRows } from './copy-rows.ts';
import { CsvRecords } from './csv-records.ts';
import { numberOf } from './days.ts';
import { holdsAddresses } from './delivery-files.ts';
import { passMark, type InspectedFile } from './inspect.ts';
import type { Rejections } from './rejections.ts';
import { RowReader } from './row-reader.ts';
import type { WhereaboutsOf } from './whereabouts.ts';

export interface Reading {
  /** Up to which byte of the file an earlier run took its rows in. */
  takenIn: number;
  codes: CodeSet;
  whereabouts: WhereaboutsOf;
  rejections: Rejections;
  today: Temporal.PlainDate;
  /** Takes sound rows on; the next are read meanwhile, and no more than these. @param upTo the byte of the file behind them */
  send(rows: CopyRows, upTo: number): Promise<void>;
  progress?: { bytes(count: number): void } | undefined;
  signal?: AbortSignal | undefined;
  /** Of COPY text, sent at once. */
  chunkBytes?: number | undefined;
}

export interface RowsRead {
  rows: number;
  rejected: number;
  /** How many of the rows an earlier run had taken in. */
  before: number;
}

/** As many rows as are read again when the import is killed: about forty thousand. */
const CHUNK_BYTES = 8 << 20;

/**
 * Reads a file from its beginning, for its codes and where they lie must be known; what an earlier run took in of it is not
 * sent again. A file of places sends nothing.
 */
export async function readRows(file: InspectedFile, reading: Reading): Promise<RowsRead> {
  const { takenIn, codes, whereabouts, rejections, today, progress, signal, chunkBytes = CHUNK_BYTES } = reading;
  const result: RowsRead = { rows: -1, rejected: -rejections.rejected, before: 0 };
  const records = new CsvRecords();
  const reader = new RowReader({ file, columns: file.columnsAt, records, out: new CopyRows(chunkBytes), codes, whereabouts, rejections, today: numberOf(today) });
  const chunks = new TwoChunks(new CopyRows(chunkBytes), reading.send);
  const handle = await open(file.path);
  try {
    for (let length = -1, read = 0; length !== 0; read += length) {
      signal?.throwIfAborted();
      const room = records.room();
      ({ bytesRead: length } = await handle.read(room, 0, room.length));
      records.filled(length);
      if (read === 0) passMark(records);
      while (records.next()) {
        if (++result.rows === 0) continue; // the header
        reader.take();
        if (records.end <= takenIn) {
          reader.out.clear();
          result.before++;
        } else if (reader.out.isFull) reader.out = await chunks.send(reader.out, records.end);
      }
      await rejections.flush();
      progress?.bytes(length);
    }
    if (takenIn < file.bytes && holdsAddresses(file)) await chunks.send(reader.out, file.bytes);
    await chunks.sent();
  } finally {
    await chunks.sent().catch(() => {});
    await handle.close();
  }
  result.rejected += rejections.rejected;
  return result;
}

/** While one chunk is on its way, the other is filled. */
class TwoChunks {
  readonly #send: Reading['send'];
  #spare: CopyRows;
  #onItsWay: Promise<void> = Promise.resolve();

  constructor(spare: CopyRows, send: Reading['send']) {
    this.#spare = spare;
    this.#send = send;
  }

  /** @returns the chunk to fill next, once the one before this is there */
  async send(chunk: CopyRows, upTo: number): Promise<CopyRows> {
    await this.#onItsWay;
    this.#onItsWay = this.#send(chunk, upTo).then(() => chunk.clear());
    this.#onItsWay.catch(() => {}); // heard of when the next is sent
    const next = this.#spare;
    this.#spare = chunk;
    return next;
  }

  sent(): Promise<void> {
    return this.#onItsWay;
  }
}
