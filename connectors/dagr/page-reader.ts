import { PAGE_MOST } from './config.ts';
import { findRecords, type FeedSource } from './feed-source.ts';
import type { FeedLine, FeedPage } from './feed.ts';
import { LAG_MOST_MS, type LaggingLines } from './lagging-lines.ts';
import { LOOK_BACK, LookBack } from './look-back.ts';
import { ReadAhead } from './read-ahead.ts';
import type { RecordRate } from './record-rate.ts';
import type { Read } from './take-in.ts';
import type { Turns } from './turns.ts';

/** While nothing is new: how often the newest positions are looked at again. */
const LOOK_BACK_EVERY_MS = 3_000;

/** Where a feed is read on, and what is known of it there. */
export interface Whereabouts {
  after: number;
  /** The feed's end when it was first seen. */
  discoveredThrough: number | null;
  /** The feed's end when it was last seen. */
  end: number;
  lagging: LaggingLines;
}

export interface ReadPage<T> extends Read<T>, FeedPage {
  /** Whether the positions before still tell of the same. */
  isSameFeed: boolean;
}

interface PageReaderParts<T> {
  source: FeedSource<T>;
  turns: Turns;
  rate: RecordRate;
  now(): number;
  pause(ms: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
}

/** Reads a feed page by page with the records it tells of, lines that came late or lag included. */
export class PageReader<T> {
  readonly #parts: PageReaderParts<T>;
  readonly #ahead = new ReadAhead<ReadPage<T>>();
  readonly #lookBack = new LookBack();
  #lookedBackAt = -Infinity;

  constructor(parts: PageReaderParts<T>) {
    this.#parts = parts;
  }

  get isAhead(): boolean {
    return this.#ahead.isUnderWay;
  }

  read(where: Whereabouts): Promise<ReadPage<T>> {
    return this.#ahead.take(where.after, () => this.#read(where));
  }

  readAhead(where: Whereabouts): void {
    this.#ahead.begin(where.after, () => this.#read(where));
  }

  dropAhead(): Promise<void> {
    return this.#ahead.drop();
  }

  /** What was read may not have been taken in: it is read again. */
  forget(): void {
    this.#lookBack.clear();
  }

  async #read(where: Whereabouts): Promise<ReadPage<T>> {
    const { source, turns, rate, now, pause, signal } = this.#parts;
    const { after, lagging, discoveredThrough, end } = where;
    const isDiscovery = discoveredThrough === null || after < discoveredThrough;
    const { removals } = turns;
    const page = lagging.isFull ? { lines: [], first: 1, last: end } : await source.page(after, PAGE_MOST, signal);
    const earlier = isDiscovery ? [] : await this.#before(after, page);
    const isSameFeed = !this.#lookBack.contradicts(earlier);
    const lines = [...this.#lookBack.unseen(earlier), ...page.lines];
    this.#lookBack.took(lines, Math.max(after, page.lines.at(-1)?.position ?? 0));
    const asked = [...lines, ...lagging.due(now())];
    const waitMs = isDiscovery ? 0 : rate.take(asked.length);
    if (waitMs > 0) await pause(waitMs, signal);
    const found = await findRecords(source, asked, (line) => this.#isFinal(line, where), signal);
    return { ...page, lines, found, removals, isSameFeed };
  }

  /** The newest positions before the cursor, while something is new and now and then when nothing is. */
  async #before(after: number, { lines, first, last }: FeedPage): Promise<FeedLine[]> {
    const { source, now, signal } = this.#parts;
    const from = Math.max(0, first - 1, after - LOOK_BACK);
    const isTurn = lines.length > 0 || now() - this.#lookedBackAt >= LOOK_BACK_EVERY_MS;
    if (!isTurn || from >= after || last < after) return [];
    this.#lookedBackAt = now();
    const earlier = await source.page(from, after - from, signal);
    return earlier.lines.filter(({ position }) => position <= after);
  }

  /** Whoever the register gave out long ago and does not now is gone; nobody waits for each of them in a discovery. */
  #isFinal(line: FeedLine, { lagging, discoveredThrough }: Whereabouts): boolean {
    const { turns, now } = this.#parts;
    if (lagging.isOverdue(line, now()) || turns.isOver(line)) return true;
    const isOld = line.changedAt !== null && Date.now() - line.changedAt > LAG_MOST_MS;
    return isOld && line.position <= (discoveredThrough ?? Infinity);
  }
}
