import { CodeSet } from './code-set.ts';
import { BadDelivery } from './delivery-files.ts';
import type { Delivery, InspectedFile, Progress } from './inspect.ts';
import { historyPath, mergersIn, withHistory } from './mergers.ts';
import { readRows, type Reading, type RowsRead } from './read-rows.ts';
import { Rejections, type Tally } from './rejections.ts';
import { VarisStore, type Effects } from './store.ts';
import { WhereaboutsOf } from './whereabouts.ts';

export interface VarisImport {
  /** Looked through before. */
  delivery: Delivery;
  /** The database, under the runtime role of the schema `addresses`. */
  url: string;
  /** Where every rejected row is written down. */
  rejectedPath: string;
  today: Temporal.PlainDate;
  /** Takes in a delivery that holds fewer addresses than the one before. */
  mayBeFewer?: boolean;
  progress?: Progress;
  signal?: AbortSignal;
  /** How long to wait for another import to end. */
  waitMs?: number;
  /** Of COPY text, committed at once. */
  chunkBytes?: number;
}

export interface FileReport extends Effects, RowsRead {
  name: string;
}

export interface ImportReport {
  deliveredOn: string;
  /** This very delivery had been taken in before, and nothing was done. */
  isKnown: boolean;
  files: FileReport[];
  /** Addresses that are in the delivery no more. */
  vanished: number;
  /** Abolished addresses of which the history newly tells what they were merged into. */
  merged: number;
  tallies: Tally[];
}

const WAIT_MS = 10_000;
/** The register never loses an address, it marks it as deleted: a delivery with fewer is a part of one. */
const LEAST_OF_BEFORE = 0.98;

/**
 * Takes in a delivery of the register's open data, file by file, in chunks that are each committed with the place they end
 * at. Killed anywhere, the next run goes on from there; the same delivery again changes nothing.
 *
 * @throws BadDelivery when it is older than what was taken in, or a part of one; then nothing was taken in
 */
export async function importVaris(options: VarisImport): Promise<ImportReport> {
  const { url, rejectedPath, progress, signal, mayBeFewer = false, waitMs = WAIT_MS } = options;
  const delivery = await withHistory(options.delivery, signal);
  const store = await VarisStore.open(url, waitMs);
  try {
    const latest = await store.latest();
    const report: ImportReport = { deliveredOn: delivery.deliveredOn, isKnown: false, files: [], vanished: 0, merged: 0, tallies: [] };
    if (latest?.fingerprint === delivery.fingerprint) return { ...report, isKnown: true };
    if (latest) demandNewer(delivery, latest, mayBeFewer);
    progress?.stage('taking in', delivery.bytes);
    const rejections = await Rejections.open(rejectedPath);
    const codes = new CodeSet();
    const whereabouts = new WhereaboutsOf();
    try {
      for (const file of delivery.files) report.files.push(await takeInFile(file, store, { ...options, codes, whereabouts, rejections }));
    } finally {
      await rejections.close();
    }
    report.vanished = await store.deleteVanished(codes, delivery.deliveredOn);
    for await (const mergers of mergersIn(historyPath(delivery), { signal })) report.merged += await store.succeed(mergers);
    await store.complete(delivery);
    return { ...report, tallies: rejections.tallies };
  } finally {
    await store.close();
  }
}

function demandNewer(delivery: Delivery, latest: Pick<Delivery, 'deliveredOn' | 'addressRows'>, mayBeFewer: boolean): void {
  if (delivery.deliveredOn < latest.deliveredOn) {
    throw new BadDelivery(`This delivery is of ${delivery.deliveredOn}, older than the one of ${latest.deliveredOn} that was taken in before; nothing was changed`);
  }
  if (!mayBeFewer && delivery.addressRows < latest.addressRows * LEAST_OF_BEFORE) {
    throw new BadDelivery(
      `This delivery holds ${delivery.addressRows} addresses, the one before held ${latest.addressRows}: it looks like a part of one, and nothing was changed. If it is right, add --fewer`,
    );
  }
}

async function takeInFile(file: InspectedFile, store: VarisStore, reading: Omit<Reading, 'takenIn' | 'send'>): Promise<FileReport> {
  const effects = { added: 0, changed: 0 };
  const read = await readRows(file, {
    ...reading,
    takenIn: await store.placeIn(file),
    async send(chunk, upTo) {
      const { added, changed } = await store.takeIn(file, chunk, upTo);
      effects.added += added;
      effects.changed += changed;
    },
  });
  return { name: file.name, ...read, ...effects };
}
