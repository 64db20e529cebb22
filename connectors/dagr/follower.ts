import type { Sql } from '#kernel/database.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { BATCH_MOST, PAGE_MOST } from './config.ts';
import { Courtesy } from './courtesy.ts';
import { commitLazily, loadFeed, moveFeed, newestLines, type FeedLine, type FeedState } from './feed.ts';
import type { FeedStanding } from './measures.ts';
import { Pace } from './pace.ts';

const POLL_MS = 250;
const RETRY_FIRST_MS = 100;
/** A register that is back is noticed within five seconds. */
const RETRY_MOST_MS = 3_000;
const READS_AT_ONCE = 4;
const TELL_EVERY_MS = 10_000;

/** A changed record as the register holds it now. */
export interface ChangedRecord<T> {
  record: T;
  /** First seen in the discovery of all there is: nobody is told of it. */
  isDiscovery: boolean;
}

/** What a follower reads: a page of lines, and the records they are about. */
export interface FeedSource<T> {
  page(after: number, limit: number, signal: AbortSignal): Promise<{ lines: FeedLine[]; last: number }>;
  records(keys: string[], signal: AbortSignal): Promise<T[]>;
  /** The keys under which the feed may speak of a record: its own and those it had before. */
  keysOf(record: T): string[];
  versionOf(record: T): number;
}

export interface FollowerOptions<T> {
  /** Stable: the cursor is kept under it. */
  name: string;
  source: FeedSource<T>;
  sql: Sql;
  /** The schema with the table `feed`. */
  schema: string;
  logger: Logger;
  random: Random;
  pollMs?: number;
  /** Called in the transaction that moves the cursor; what it answers is called once that is committed. */
  apply(tx: Sql, changed: ChangedRecord<T>[]): Promise<(() => void) | void>;
  /** The feed was followed past here by another instance, and what it took in is not known here: forget what is in memory. */
  overtaken(): void;
}

interface Page<T> {
  lines: FeedLine[];
  last: number;
  records: Map<string, T>;
}

/** A record older than its line: a replica that lags behind its own feed. Read again a moment later. */
class LaggingRecord extends Error {}
/** Another instance follows this feed and was quicker. */
class MovedElsewhere extends Error {}

/**
 * Follows a register's change feed from a durable cursor. The same feed discovers every record the first time. Effects
 * and cursor commit together; while one page is being written, the next is already read.
 */
export class Follower<T> {
  readonly #options: FollowerOptions<T>;
  readonly #stop = new AbortController();
  readonly #courtesy = new Courtesy();
  readonly #pace = new Pace();
  #toldAt = performance.now();
  readonly #whenDone = new Set<{ pass: number; resolve(): void }>();
  #state: FeedState | null = null;
  #seen: Pick<FeedStanding, 'end' | 'wentWellAtMs'> = { end: 0, wentWellAtMs: null };
  /** Up to where this instance took in the feed itself or forgot what it held. */
  #known: number | null = null;
  #ahead: { after: number; page: Promise<Page<T>> } | null = null;
  #failures = 0;
  /** Counts passes over the feed, so that who waits can tell a pass that began after they asked. */
  #pass = 0;
  #wake: () => void = () => {};
  #isPoked = false;
  #running: Promise<void> | null = null;

  constructor(options: FollowerOptions<T>) {
    this.#options = options;
  }

  start(): this {
    this.#running ??= this.#run();
    return this;
  }

  /** How far the feed is followed and where it ends, as of the last time that went well, by the machine's time. */
  get standing(): FeedStanding {
    return { feed: this.#options.name, position: this.position, ...this.#seen };
  }

  get position(): number {
    return this.#state?.position ?? 0;
  }

  /** How far the first discovery of every record has come; null once it is over. */
  get progress(): string | null {
    const { discoveredThrough, position } = this.#state ?? { discoveredThrough: null, position: 0 };
    if (discoveredThrough === null) return `${this.#options.name}: ${position} of an unknown number of records discovered`;
    if (position >= discoveredThrough) return null;
    return `${this.#options.name}: ${position} of ${discoveredThrough} records discovered${this.#pace.describe(discoveredThrough - position)}`;
  }

  /** Looks at the feed now instead of at the next poll. */
  poke(): void {
    this.#isPoked = true;
    this.#wake();
  }

  /** Resolves when everything that stands in the feed now has taken effect. */
  settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#whenDone.add({ pass: this.#pass + 1, resolve });
    this.poke();
    return promise;
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#wake();
    await this.#running;
    this.#courtesy.close();
    for (const waiter of this.#whenDone) waiter.resolve();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const pass = ++this.#pass;
      try {
        this.#isPoked = false;
        while (await this.#step()) {
          await this.#courtesy.rest();
          signal.throwIfAborted();
        }
        this.#failures = 0;
        this.#told(pass);
        await this.#rest(this.#options.pollMs ?? POLL_MS);
      } catch (error) {
        if (signal.aborted) break;
        await this.#recover(error);
      }
    }
    await this.#ahead?.page.catch(() => {});
  }

  /** Takes one page; answers whether the feed goes on behind it. */
  async #step(): Promise<boolean> {
    const from = (this.#state ??= await this.#load());
    const page = await this.#pageAfter(from.position);
    if (page.last < from.position) return this.#beginAnew(from, page.last);
    const discoveredThrough = from.discoveredThrough ?? page.last;
    const lastLine = page.lines.at(-1);
    if (!lastLine && from.discoveredThrough !== null) return this.#wentWell(page.last, false);
    const to: FeedState = { position: lastLine?.position ?? from.position, discoveredThrough };
    const goesOn = lastLine !== undefined && to.position < page.last;
    this.#ahead = goesOn ? { after: to.position, page: this.#read(to.position) } : null;
    this.#ahead?.page.catch(() => {}); // heard of when its turn comes
    await this.#commit(page, from, to);
    this.#state = to;
    this.#known = to.position;
    if (from.position < discoveredThrough) this.#tellDiscovery(to.position, discoveredThrough);
    return this.#wentWell(page.last, goesOn);
  }

  #wentWell(end: number, goesOn: boolean): boolean {
    this.#seen = { end, wentWellAtMs: Date.now() };
    return goesOn;
  }

  #tellDiscovery(position: number, through: number): void {
    const { name: feed, logger } = this.#options;
    this.#pace.mark(position);
    if (position >= through) return logger.info({ feed, position }, 'every record of the register has been discovered');
    if (performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    const { perSecond } = this.#pace;
    logger.info({ feed, position, of: through, perSecond, secondsLeft: this.#pace.secondsFor(through - position) }, 'the records of a register are being discovered');
  }

  async #load(): Promise<FeedState> {
    const { sql, schema, name, overtaken } = this.#options;
    const state = await loadFeed(sql, schema, name);
    if (state.position !== this.#known) overtaken();
    this.#known = state.position;
    return state;
  }

  /** A feed that ends before our cursor is another one, or began anew: going on from the cursor would skip its changes. */
  async #beginAnew(from: FeedState, last: number): Promise<boolean> {
    const { sql, schema, name, logger } = this.#options;
    logger.warn({ feed: name, position: from.position, last }, 'the feed ends before what was read of it; every record is discovered again');
    await moveFeed(sql, schema, name, from, { position: 0, discoveredThrough: null });
    this.#state = null;
    return true;
  }

  async #commit(page: Page<T>, from: FeedState, to: FeedState): Promise<void> {
    const { sql, schema, name, apply } = this.#options;
    const changed = new Map<T, ChangedRecord<T>>();
    for (const { key, position } of newestLines(page.lines)) {
      const record = page.records.get(key);
      if (record !== undefined) changed.set(record, { record, isDiscovery: position <= to.discoveredThrough! });
    }
    const committed: (() => void)[] = [];
    await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      // A page of the discovery that a crash of the database loses is lost with its cursor, and read again.
      const isPatient = from.position < to.discoveredThrough!;
      const [moved] = await Promise.all([moveFeed(tx, schema, name, from, to), isPatient ? commitLazily(tx) : null]);
      if (!moved) throw new MovedElsewhere();
      const after = await apply(tx, [...changed.values()]);
      if (after) committed.push(after);
    });
    for (const after of committed) after();
  }

  #pageAfter(after: number): Promise<Page<T>> {
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead?.after === after ? ahead.page : this.#read(after);
  }

  async #read(after: number): Promise<Page<T>> {
    const { source } = this.#options;
    const { lines, last } = await source.page(after, PAGE_MOST, this.#stop.signal);
    const newest = newestLines(lines);
    const batches = Array.from({ length: Math.ceil(newest.length / BATCH_MOST) }, (_, at) => newest.slice(at * BATCH_MOST, (at + 1) * BATCH_MOST));
    const records = new Map<string, T>();
    const readNext = async (): Promise<void> => {
      for (let batch = batches.shift(); batch; batch = batches.shift()) {
        for (const record of await source.records(batch.map(({ key }) => key), this.#stop.signal)) {
          for (const key of source.keysOf(record)) records.set(key, record);
        }
      }
    };
    await Promise.all(Array.from({ length: READS_AT_ONCE }, readNext));
    for (const { key, version } of newest) {
      const record = records.get(key);
      if (record !== undefined && source.versionOf(record) < version) throw new LaggingRecord('a record is older than its line in the feed');
    }
    return { lines, last, records };
  }

  async #recover(error: unknown): Promise<void> {
    const { logger, name, random } = this.#options;
    this.#ahead = null;
    this.#state = null;
    if (error instanceof MovedElsewhere) {
      this.#options.overtaken();
      // The other is at work: reading the same pages beside it at full speed would only double what the register is asked.
      return this.#rest(this.#options.pollMs ?? POLL_MS);
    }
    const ceiling = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#failures++);
    const waitMs = Math.round(ceiling * (0.5 + random.next() / 2));
    if (error instanceof RegisterUnavailableError || error instanceof LaggingRecord) {
      logger.warn({ feed: name, reason: error.message, retryInMs: waitMs }, 'a change feed cannot be followed now');
    } else {
      const { name: kind, message, code } = error as { name?: string; message?: string; code?: string };
      logger.error({ feed: name, kind, message, code, retryInMs: waitMs }, 'a follower failed; it tries again');
    }
    await this.#rest(waitMs);
  }

  #told(pass: number): void {
    for (const waiter of this.#whenDone) {
      if (waiter.pass > pass) continue;
      this.#whenDone.delete(waiter);
      waiter.resolve();
    }
  }

  async #rest(ms: number): Promise<void> {
    if (this.#isPoked || this.#stop.signal.aborted) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#wake = resolve;
    await promise;
    clearTimeout(timer);
    this.#wake = () => {};
  }
}
