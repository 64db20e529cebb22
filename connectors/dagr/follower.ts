import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from '#kernel/database.ts';
import { Backlog } from './backlog.ts';
import { Courtesy } from './courtesy.ts';
import { FailureLog, reasonOf } from './failure-log.ts';
import { FeedCursor } from './feed-cursor.ts';
import { FeedProgress } from './feed-progress.ts';
import { holdFeed, moveFeed, moveRepair, type FeedState } from './feed.ts';
import type { FollowerOptions, MainFeed } from './follower-options.ts';
import { KnownReader } from './known-reader.ts';
import { LaggingLines } from './lagging-lines.ts';
import type { FeedStanding } from './measures.ts';
import { PageReader, type ReadPage, type Whereabouts } from './page-reader.ts';
import { Passes } from './passes.ts';
import { RecordRate } from './record-rate.ts';
import { MovedElsewhere, takeIn } from './take-in.ts';
import { realTiming } from './timing.ts';
import { Turns } from './turns.ts';

const POLL_MS = 250;
/** A list of single events, while the feed of everything tells the same as soon. */
const LIST_POLL_MS = 5_000;
const RETRY_FIRST_MS = 100;
/** A register that is back is noticed within five seconds. */
const RETRY_MOST_MS = 3_000;

interface Followed {
  state: FeedState;
  /** Whether there is more to do now. */
  goesOn: boolean;
}

/**
 * Follows a register's change feed from a durable cursor. The same feed discovers every record the first time. Effects
 * and cursor commit together; while one page is being written, the next is already read. Lines whose records the register
 * does not give out yet are set aside, and the cursor stays before them. Where lines were lost, everything known is read
 * again while the feed goes on.
 */
export class Follower<T> implements MainFeed {
  readonly #options: FollowerOptions<T>;
  readonly #stop = new AbortController();
  readonly #courtesy = new Courtesy();
  readonly #passes: Passes;
  readonly #backlog: Backlog;
  readonly #log: FailureLog;
  readonly #cursor: FeedCursor;
  readonly #progress: FeedProgress;
  readonly #turns: Turns;
  readonly #now: () => number;
  readonly #pages: PageReader<T>;
  readonly #known: KnownReader<T>;
  #seen: Pick<FeedStanding, 'end' | 'wentWellAtMs' | 'lastFailure'> = { end: 0, wentWellAtMs: null, lastFailure: null };
  #failures = 0;
  #running: Promise<void> | null = null;

  constructor(options: FollowerOptions<T>) {
    const { name, logger, source, turns = new Turns(), rate = new RecordRate(), now = realTiming.now, after = realTiming.after } = options;
    const { pause = (ms, signal) => wait(ms, undefined, { signal }) } = options;
    const reading = { source, turns, pause, signal: this.#stop.signal };
    this.#options = options;
    this.#passes = new Passes(after);
    this.#backlog = new Backlog(after);
    options.beside?.onBehind(() => this.poke());
    this.#log = new FailureLog(logger.child({ feed: name }), { fails: 'a change feed cannot be followed now; it is tried again', recovered: 'a change feed is followed again' }, now);
    this.#cursor = new FeedCursor({ ...options, now });
    this.#progress = new FeedProgress(name, logger);
    this.#turns = turns;
    this.#now = now;
    this.#pages = new PageReader({ ...reading, rate, now });
    this.#known = new KnownReader(reading);
  }

  start(): this {
    this.#running ??= this.#run();
    return this;
  }

  /** How far the feed is followed and where it ends, as of the last time that went well, by the machine's time. */
  get standing(): FeedStanding {
    const { position, repair } = this.#cursor.state;
    const atWork = this.isDiscovering ? 'discovering' : repair ? 'repairing' : 'following';
    return { feed: this.#options.name, position, repair, lagging: this.#cursor.lagging.size, state: this.#failures > 0 ? 'waiting' : atWork, ...this.#seen };
  }

  get position(): number {
    return this.#cursor.state.position;
  }

  /** Whether there may be records that have not been met yet. */
  get isDiscovering(): boolean {
    return this.#cursor.isDiscovering;
  }

  /** Whether changes may stand in the feed that have not been taken in, for whatever reason. */
  get isBehind(): boolean {
    return this.#backlog.isThere;
  }

  onBehind(listener: () => void): void {
    this.#backlog.onGrown(listener);
  }

  /** How far the first discovery of every record has come, or a repair; null while neither goes on. */
  get progress(): string | null {
    return this.#progress.describe(this.#cursor.state);
  }

  /** Looks at the feed now instead of at the next poll. */
  poke(): void {
    this.#passes.poke();
  }

  /** Resolves when everything that stands in the feed now has taken effect and everybody has heard of it. */
  async settled(): Promise<void> {
    await this.#passes.next();
    await this.#options.consumed?.();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#passes.stop();
    await this.#running;
    this.#backlog.close();
    this.#courtesy.close();
    this.#passes.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const pass = this.#passes.begin();
      this.#backlog.begin();
      try {
        while (await this.#step()) {
          this.#backlog.grow();
          await this.#courtesy.rest();
          signal.throwIfAborted();
        }
        this.#failures = 0;
        this.#log.wentWell();
        await this.#restAfter(pass);
      } catch (error) {
        if (signal.aborted) break;
        await this.#recover(error);
      }
    }
    await this.#dropAhead();
  }

  async #restAfter(pass: number): Promise<void> {
    const { lagging } = this.#cursor;
    if (lagging.size > 0) this.#backlog.grow();
    else {
      this.#backlog.clear();
      this.#passes.ended(pass);
    }
    await this.#passes.rest(Math.min(this.#pollMs, lagging.dueIn(this.#now())));
  }

  get #pollMs(): number {
    const { pollMs = POLL_MS, beside } = this.#options;
    return beside && !beside.isBehind ? LIST_POLL_MS : pollMs;
  }

  /** Takes a page of the feed and, in a repair, some of those known; answers whether there is more to do now. */
  async #step(): Promise<boolean> {
    const state = await this.#cursor.current(this.#pages.isAhead, () => this.#pages.forget());
    if (state.repair === null) this.#progress.endRepair();
    if (state.discoveredThrough === null && this.#options.isUrgent) return this.#beginAtEnd(state);
    // Where versions may have begun anew, what is kept is made good first: else a line could seem older than what it tells of.
    const { state: followed, goesOn } = state.repair === 'RESET' ? { state, goesOn: true } : await this.#followOn(state);
    if (followed.repair === null) return goesOn;
    await this.#repairOn(followed);
    return true;
  }

  /** What stands in a list of single events before it is first seen is known from the records themselves. */
  async #beginAtEnd(from: FeedState): Promise<boolean> {
    const { sql, schema, name } = this.#options;
    const { last } = await this.#options.source.page(from.position, 1, this.#stop.signal);
    const begun = await moveFeed(sql, schema, name, from, { position: last, discoveredThrough: last });
    if (!begun) throw new MovedElsewhere();
    this.#cursor.adopt(begun, last, LaggingLines.none);
    this.#wentWell(last);
    return false;
  }

  /** @returns how far it is followed then, and whether there is more to do now */
  async #followOn(from: FeedState): Promise<Followed> {
    const { through: after, lagging: before } = this.#cursor;
    const where = { after, discoveredThrough: from.discoveredThrough, end: this.#seen.end, lagging: before };
    const page = await this.#pages.read(where);
    const { first, last, lines, found } = page;
    if (last < after || !page.isSameFeed) return this.#beginAnew(from, last);
    if (first > after + 1 && from.discoveredThrough !== null) return this.#goOnBehindGap(from, first);
    const lagging = before.with(found.answered, found.lagging, this.#now());
    const through = Math.max(after, lines.at(-1)?.position ?? 0);
    const discoveredThrough = from.discoveredThrough ?? last;
    const goesOn = after < through && through < last;
    if (goesOn && !lagging.isFull) this.#pages.readAhead({ after: through, discoveredThrough, end: last, lagging });
    const state = await this.#takePage(page, from, { after: through, discoveredThrough, end: last, lagging });
    this.#wentWell(last);
    return { state, goesOn };
  }

  async #takePage(page: ReadPage<T>, from: FeedState, { after: through, discoveredThrough, lagging }: Whereabouts): Promise<FeedState> {
    const { schema, name } = this.#options;
    const to = { position: Math.min(through, lagging.oldest - 1), discoveredThrough };
    const stays = to.position === from.position && from.discoveredThrough !== null;
    if (stays && page.found.answered.length === 0) return this.#cursor.adopt(from, through, lagging);
    const isDiscovery = from.position < discoveredThrough!;
    const state = await takeIn(this.#options, this.#turns, page, {
      from,
      // A page that others may have taken in as well does not make them begin again.
      move: (tx) => (stays ? holdFeed(tx, schema, name, from) : moveFeed(tx, schema, name, from, to)),
      changedOf: (record, { position }) => ({ record, isDiscovery: position <= discoveredThrough!, repair: null }),
      isPatient: isDiscovery,
    });
    if (isDiscovery) this.#progress.discovered(to.position, discoveredThrough!);
    return this.#cursor.adopt(state, through, lagging);
  }

  #wentWell(end: number): void {
    this.#seen = { ...this.#seen, end, wentWellAtMs: Date.now() };
  }

  /** A feed that ends before our cursor, or tells of other things, is another one: going on from the cursor would skip its changes. */
  async #beginAnew(from: FeedState, last: number): Promise<Followed> {
    const { name: feed, logger, source } = this.#options;
    logger.warn({ feed, position: from.position, last }, 'the feed is not the one that was read before; everything known is read again');
    if (!source.known) return this.#goTo(from, { position: last, discoveredThrough: last, repair: null, repairedThrough: null });
    return this.#goTo(from, { position: 0, discoveredThrough: this.isDiscovering ? last : 0, repair: 'RESET', repairedThrough: 0 }, this.#options.begunAnew);
  }

  async #goOnBehindGap(from: FeedState, first: number): Promise<Followed> {
    const { name: feed, logger, source } = this.#options;
    logger.warn({ feed, position: this.#cursor.through, first }, 'lines of a feed were dropped before they were read; everything known is read again');
    const { discoveredThrough } = from;
    return this.#goTo(from, { position: first - 1, discoveredThrough, ...(source.known ? { repair: 'GAP', repairedThrough: 0 } : { repair: null, repairedThrough: null }) });
  }

  async #goTo(from: FeedState, to: Omit<FeedState, 'mark'>, effect?: (tx: Sql) => Promise<void>): Promise<Followed> {
    const { sql, schema, name } = this.#options;
    await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      if (!(await moveRepair(tx, schema, name, from, to))) throw new MovedElsewhere();
      await effect?.(tx);
    });
    this.#cursor.doubt(); // what is remembered of the feed belongs to where it was left
    this.#progress.endRepair();
    return { state: from, goesOn: true };
  }

  /** Takes in some of those known, read again. */
  async #repairOn(from: FeedState): Promise<void> {
    const { schema, name } = this.#options;
    const place = from.repairedThrough!;
    if (!this.#progress.isRepairing) this.#progress.beginRepair(await this.#known.count(place));
    const some = await this.#known.read(place);
    const isEnd = some.next === null;
    const state = await takeIn(this.#options, this.#turns, some, {
      from,
      move: (tx) => moveRepair(tx, schema, name, from, { ...from, repair: isEnd ? null : from.repair, repairedThrough: some.next }),
      changedOf: (record) => ({ record, isDiscovery: false, repair: from.repair }),
      isPatient: true,
    });
    this.#progress.repaired(some.count, isEnd);
    this.#cursor.adopt(state, this.#cursor.through, this.#cursor.lagging);
    if (isEnd) this.#progress.endRepair();
  }

  /** What is begun remembers of the feed what may not come to pass. */
  async #dropAhead(): Promise<void> {
    await Promise.all([this.#pages.dropAhead(), this.#known.dropAhead()]);
  }

  async #recover(thrown: unknown): Promise<void> {
    await this.#dropAhead();
    this.#cursor.doubt();
    // The other is at work: reading the same pages beside it at full speed would only double what the register is asked.
    if (thrown instanceof MovedElsewhere) return this.#passes.rest(this.#pollMs);
    this.#backlog.grow();
    const ceiling = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#failures++);
    const waitMs = Math.round(ceiling * (0.5 + this.#options.random.next() / 2));
    this.#seen = { ...this.#seen, lastFailure: { atMs: Date.now(), reason: reasonOf(thrown) } };
    this.#log.failed(thrown, { retryInMs: waitMs });
    await this.#passes.rest(waitMs);
  }
}
