import { PAGE_MOST } from './config.ts';
import { findRecords, type FeedSource } from './feed-source.ts';
import type { FeedLine } from './feed.ts';
import { ReadAhead } from './read-ahead.ts';
import type { Read } from './take-in.ts';
import type { Turns } from './turns.ts';

/** Whoever a repair does not find is asked for again after each of these, and is gone only then: a replica may lag. */
const MISSED_AGAIN_AFTER_MS = [300, 700, 1_000];

export interface ReadKnown<T> extends Read<T> {
  count: number;
  /** Where to go on; null at the end. */
  next: number | null;
}

interface KnownReaderParts<T> {
  source: FeedSource<T>;
  turns: Turns;
  pause(ms: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

/** Reads everything known again, in a repair: from place to place, whatever the feed tells of it. */
export class KnownReader<T> {
  readonly #parts: KnownReaderParts<T>;
  readonly #ahead = new ReadAhead<ReadKnown<T>>();

  constructor(parts: KnownReaderParts<T>) {
    this.#parts = parts;
  }

  /** How many there are from a place on. */
  async count(place: number): Promise<number> {
    return (await this.#parts.source.known?.count(place)) ?? 0;
  }

  /** Those at a place and behind it, up to a page; the next are begun with. */
  async read(place: number): Promise<ReadKnown<T>> {
    const some = await this.#ahead.take(place, () => this.#read(place));
    const { next } = some;
    if (next !== null) this.#ahead.begin(next, () => this.#read(next));
    return some;
  }

  dropAhead(): Promise<void> {
    return this.#ahead.drop();
  }

  async #read(place: number): Promise<ReadKnown<T>> {
    const { source, turns, pause, signal } = this.#parts;
    const { removals } = turns;
    const { keys, next } = (await source.known?.page(place, PAGE_MOST)) ?? { keys: [], next: null };
    const lines = keys.map((key): FeedLine => ({ key, position: 0, version: 0, changedAt: null, isRemoved: false }));
    const found = await findRecords(source, lines, () => false, signal);
    for (const ms of MISSED_AGAIN_AFTER_MS) {
      if (found.lagging.length === 0) break;
      await pause(ms, signal);
      const again = await findRecords(source, found.lagging, () => false, signal);
      for (const [record, line] of again.records) found.records.set(record, line);
      found.removed.push(...again.removed);
      found.lagging = again.lagging;
    }
    found.removed.push(...found.lagging);
    return { found, count: keys.length, next, removals };
  }
}
