import { BATCH_MOST } from './config.ts';
import { newestLines, type FeedLine, type FeedPage } from './feed.ts';

const READS_AT_ONCE = 4;

/** What a follower reads: a page of lines, and the records they are about. */
export interface FeedSource<T> {
  page(after: number, limit: number, signal: AbortSignal): Promise<FeedPage>;
  /** Those that are given out, of at most 100. */
  records(keys: string[], signal: AbortSignal): Promise<T[]>;
  /** The keys of a record: its own and those it had before. */
  keysOf(record: T): string[];
  /** Keys of records that turned out to be this one and are no longer records of their own. */
  absorbedKeysOf?(record: T): string[];
  versionOf(record: T): number;
  /** Everything that is known already, to be read again where lines were lost. Without it nothing is. */
  known?: KnownKeys;
}

/** Keys in an order of their own, in which each has a place. */
export interface KnownKeys {
  /** At most `limit` from that place on, itself included; `next` is where to go on, null at the end. */
  page(from: number, limit: number): Promise<{ keys: string[]; next: number | null }>;
  /** How many there are from that place on. */
  count(from: number): Promise<number>;
}

/** Of some lines: what the register gives out of them, what it does no more, and what it cannot give out yet. */
export interface Found<T> {
  records: Map<T, FeedLine>;
  removed: FeedLine[];
  answered: FeedLine[];
  lagging: FeedLine[];
}

/**
 * Reads the records that lines are about, each once.
 *
 * @param isFinal whether to take the register at its word where it gives out less than the line tells of
 */
export async function findRecords<T>(source: FeedSource<T>, lines: readonly FeedLine[], isFinal: (line: FeedLine) => boolean, signal: AbortSignal): Promise<Found<T>> {
  const newest = newestLines(lines);
  const own = new Map<string, T>();
  const absorbed = new Map<string, T>();
  for (const record of await readAll(source, newest.map(({ key }) => key), signal)) {
    for (const key of source.keysOf(record)) own.set(key, record);
    for (const key of source.absorbedKeysOf?.(record) ?? []) absorbed.set(key, record);
  }
  const found: Found<T> = { records: new Map(), removed: [], answered: [], lagging: [] };
  for (const line of newest) {
    const itself = own.get(line.key);
    const other = itself === undefined ? absorbed.get(line.key) : undefined;
    const isBehind = itself === undefined ? other === undefined && !line.isRemoved : source.versionOf(itself) < line.version;
    if (isBehind && !isFinal(line)) {
      found.lagging.push(line);
      continue;
    }
    found.answered.push(line);
    if (itself === undefined) found.removed.push(line);
    const record = itself ?? other;
    if (record !== undefined) found.records.set(record, line);
  }
  return found;
}

async function readAll<T>(source: FeedSource<T>, keys: string[], signal: AbortSignal): Promise<T[]> {
  const batches = Array.from({ length: Math.ceil(keys.length / BATCH_MOST) }, (_, at) => keys.slice(at * BATCH_MOST, (at + 1) * BATCH_MOST));
  const records: T[] = [];
  const readNext = async (): Promise<void> => {
    for (let batch = batches.shift(); batch; batch = batches.shift()) records.push(...(await source.records(batch, signal)));
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, readNext));
  return records;
}
