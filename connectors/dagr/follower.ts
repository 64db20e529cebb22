import { setTimeout as wait } from 'node:timers/promises';
import type { Sql } from '#kernel/database.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { PAGE_MOST } from './config.ts';
import { Courtesy } from './courtesy.ts';
import { findRecords, type FeedSource, type Found } from './feed-source.ts';
import { commitLazily, holdFeed, loadFeed, lockDataSet, moveFeed, moveRepair, type FeedLine, type FeedPage, type FeedState, type Repair } from './feed.ts';
import { LAG_MOST_MS, LaggingLines } from './lagging-lines.ts';
import { LOOK_BACK, LookBack } from './look-back.ts';
import type { FeedStanding } from './measures.ts';
import { Pace } from './pace.ts';
import { RecordRate } from './record-rate.ts';
import { Turns } from './turns.ts';

const POLL_MS = 250;
/** While nothing is new: how often the newest positions are looked at again, and whether somebody asked for a repair. */
const LOOK_BACK_EVERY_MS = 3_000;
const LOAD_EVERY_MS = 1_000;
const RETRY_FIRST_MS = 100;
/** A register that is back is noticed within five seconds. */
const RETRY_MOST_MS = 3_000;
const TELL_EVERY_MS = 10_000;
/** Whoever a repair does not find is asked for again after each of these, and is gone only then: a replica may lag. */
const MISSED_AGAIN_AFTER_MS = [300, 700, 1_000];

/** A changed record as the register holds it now. */
export interface ChangedRecord<T> {
  record: T;
  /** Met in the discovery of all there is: nobody is told of what was not known before. */
  isDiscovery: boolean;
  /** Read again without a line of the feed: it is compared with what is kept, whose version may be the same. */
  repair: Repair | null;
}

export interface FollowerOptions<T> {
  /** Stable: the cursor is kept under it. */
  name: string;
  /** Followers of one data set take in one after the other. By default the name. */
  dataSet?: string;
  turns?: Turns;
  /** A list of single events, beside the feed that tells of everything: it begins at its end and goes first. */
  isUrgent?: boolean;
  source: FeedSource<T>;
  sql: Sql;
  /** The schema with the table `feed`. */
  schema: string;
  logger: Logger;
  random: Random;
  pollMs?: number;
  rate?: RecordRate;
  /** Milliseconds, of whatever beginning. */
  now?: () => number;
  /** Waits for the rate, and for a replica that lags. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * Called in the transaction that moves the cursor. What it is given it may have been given before, and other followers of
   * the data set too: an older version means nothing, nor does the same.
   *
   * @param removed keys of records that are given out no more
   */
  apply(tx: Sql, changed: ChangedRecord<T>[], removed: string[]): Promise<void>;
  /** Called after each commit. */
  committed?(): void;
  /** Resolves once everybody has heard of what was committed. */
  consumed?(): Promise<void>;
}

/** Lines with their records, read but not taken in. */
interface Read<T> {
  found: Found<T>;
  /** Removals noted before it was read. */
  removals: number;
}

interface ReadPage<T> extends Read<T>, FeedPage {
  isSameFeed: boolean;
}

interface ReadKnown<T> extends Read<T> {
  count: number;
  next: number | null;
}

/** Another instance follows this feed and was quicker. */
class MovedElsewhere extends Error {}

/**
 * Follows a register's change feed from a durable cursor. The same feed discovers every record the first time. Effects
 * and cursor commit together; while one page is being written, the next is already read. Lines whose records the register
 * does not give out yet are set aside, and the cursor stays before them. Where lines were lost, everything known is read
 * again while the feed goes on.
 */
export class Follower<T> {
  readonly #options: FollowerOptions<T>;
  readonly #stop = new AbortController();
  readonly #courtesy = new Courtesy();
  readonly #turns: Turns;
  readonly #rate: RecordRate;
  readonly #now: () => number;
  readonly #pause: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly #whenDone = new Set<{ pass: number; resolve(): void }>();
  readonly #lookBack = new LookBack();
  /** As it was last known; what another instance did since is noticed when it is moved. */
  #state: FeedState | null = null;
  #isSure = false;
  #loadedAt = -Infinity;
  #lookedBackAt = -Infinity;
  /** Up to here lines were read, some of which may lag. */
  #through = 0;
  #lagging = LaggingLines.none;
  #ahead: { after: number; page: Promise<ReadPage<T>> } | null = null;
  #knownAhead: { from: number; some: Promise<ReadKnown<T>> } | null = null;
  /** How many of those known have been read again, and how many there are. */
  #repaired: { done: number; total: number } | null = null;
  #pace = new Pace();
  #toldAt = performance.now();
  #seen: Pick<FeedStanding, 'end' | 'wentWellAtMs' | 'lastFailure'> = { end: 0, wentWellAtMs: null, lastFailure: null };
  #failures = 0;
  /** Counts passes over the feed, so that who waits can tell a pass that began after they asked. */
  #pass = 0;
  #wake: () => void = () => {};
  #isPoked = false;
  #running: Promise<void> | null = null;

  constructor(options: FollowerOptions<T>) {
    this.#options = options;
    this.#turns = options.turns ?? new Turns();
    this.#rate = options.rate ?? new RecordRate();
    this.#now = options.now ?? (() => performance.now());
    this.#pause = options.pause ?? ((ms, signal) => wait(ms, undefined, { signal }));
  }

  start(): this {
    this.#running ??= this.#run();
    return this;
  }

  /** How far the feed is followed and where it ends, as of the last time that went well, by the machine's time. */
  get standing(): FeedStanding {
    const repair = this.#state?.repair ?? null;
    const atWork = this.isDiscovering ? 'discovering' : repair ? 'repairing' : 'following';
    return { feed: this.#options.name, position: this.position, repair, lagging: this.#lagging.size, state: this.#failures > 0 ? 'waiting' : atWork, ...this.#seen };
  }

  get position(): number {
    return this.#state?.position ?? 0;
  }

  /** Whether there may be records that have not been met yet. */
  get isDiscovering(): boolean {
    const { discoveredThrough, position } = this.#state ?? { discoveredThrough: null, position: 0 };
    return discoveredThrough === null || position < discoveredThrough;
  }

  /** How far the first discovery of every record has come, or a repair; null while neither goes on. */
  get progress(): string | null {
    const { name } = this.#options;
    const { discoveredThrough, position, repair } = this.#state ?? { discoveredThrough: null, position: 0, repair: null };
    if (this.isDiscovering) {
      if (discoveredThrough === null) return `${name}: ${position} of an unknown number of records discovered`;
      return `${name}: ${position} of ${discoveredThrough} records discovered${this.#pace.describe(discoveredThrough - position)}`;
    }
    if (repair === null) return null;
    if (this.#repaired === null) return `${name}: 0 of an unknown number of records repaired`;
    const { done, total } = this.#repaired;
    return `${name}: ${done} of ${total} records repaired${this.#pace.describe(total - done)}`;
  }

  /** Looks at the feed now instead of at the next poll. */
  poke(): void {
    this.#isPoked = true;
    this.#wake();
  }

  /** Resolves when everything that stands in the feed now has taken effect and everybody has heard of it. */
  async settled(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#whenDone.add({ pass: this.#pass + 1, resolve });
    this.poke();
    await promise;
    await this.#options.consumed?.();
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
    const { pollMs = POLL_MS } = this.#options;
    while (!signal.aborted) {
      const pass = ++this.#pass;
      try {
        this.#isPoked = false;
        while (await this.#step()) {
          await this.#courtesy.rest();
          signal.throwIfAborted();
        }
        this.#failures = 0;
        if (this.#lagging.size === 0) this.#told(pass);
        await this.#rest(Math.min(pollMs, this.#lagging.dueIn(this.#now())));
      } catch (error) {
        if (signal.aborted) break;
        await this.#recover(error);
      }
    }
    await Promise.allSettled([this.#ahead?.page, this.#knownAhead?.some]);
  }

  /** Takes a page of the feed and, in a repair, some of those known; answers whether there is more to do now. */
  async #step(): Promise<boolean> {
    const state = await this.#current();
    if (state.discoveredThrough === null && this.#options.isUrgent) return this.#beginAtEnd(state);
    // Where versions may have begun anew, what is kept is made good first: else a line could seem older than what it tells of.
    const goesOn = state.repair === 'RESET' ? true : await this.#followOn(state);
    if (this.#state!.repair === null) return goesOn;
    await this.#repairOn(this.#state!);
    return true;
  }

  /** What stands in a list of single events before it is first seen is known from the records themselves. */
  async #beginAtEnd(from: FeedState): Promise<boolean> {
    const { sql, schema, name } = this.#options;
    const { last } = await this.#options.source.page(from.position, 1, this.#stop.signal);
    const begun = await moveFeed(sql, schema, name, from, { position: last, discoveredThrough: last });
    if (!begun) throw new MovedElsewhere();
    this.#adopt(begun, last, LaggingLines.none);
    return this.#wentWell(last, false);
  }

  async #followOn(from: FeedState): Promise<boolean> {
    const page = await this.#pageAfter(this.#through);
    const { first, last, lines, found } = page;
    if (last < this.#through || !page.isSameFeed) return this.#beginAnew(from, last);
    if (first > this.#through + 1 && from.discoveredThrough !== null) return this.#goOnBehindGap(from, first);
    const lagging = this.#lagging.with(found.answered, found.lagging, this.#now());
    const through = Math.max(this.#through, lines.at(-1)?.position ?? 0);
    const discoveredThrough = from.discoveredThrough ?? last;
    const goesOn = this.#through < through && through < last;
    if (goesOn && !lagging.isFull) this.#readAhead(through, through < discoveredThrough);
    const to = { position: Math.min(through, lagging.oldest - 1), discoveredThrough };
    const isNews = found.answered.length > 0 || to.position !== from.position || from.discoveredThrough === null;
    this.#adopt(isNews ? await this.#commitPage(page, from, to) : from, through, lagging);
    if (!isNews) return this.#wentWell(last, goesOn);
    if (from.position < discoveredThrough) this.#tellDiscovery(to.position, discoveredThrough);
    return this.#wentWell(last, goesOn);
  }

  #wentWell(end: number, goesOn: boolean): boolean {
    this.#seen = { ...this.#seen, end, wentWellAtMs: Date.now() };
    return goesOn;
  }

  #adopt(state: FeedState, through: number, lagging: LaggingLines): void {
    if (state.repair === null) this.#repaired = null;
    this.#state = state;
    this.#through = through;
    this.#lagging = lagging;
  }

  /** How far the feed is followed: as this instance left it, looked up now and then, for a repair may have been asked for. */
  async #current(): Promise<FeedState> {
    const { sql, schema, name } = this.#options;
    const isKnown = this.#state !== null && this.#isSure;
    if (isKnown && (this.#ahead || this.#now() - this.#loadedAt < LOAD_EVERY_MS)) return this.#state!;
    const state = await loadFeed(sql, schema, name);
    this.#loadedAt = this.#now();
    const isAsLeft = isKnown && state.mark === this.#state!.mark;
    if (!isAsLeft) this.#lookBack.clear();
    this.#adopt(state, isAsLeft ? this.#through : state.position, isAsLeft ? this.#lagging : LaggingLines.none);
    this.#isSure = true;
    return state;
  }

  /** A feed that ends before our cursor, or tells of other things, is another one: going on from the cursor would skip its changes. */
  async #beginAnew(from: FeedState, last: number): Promise<boolean> {
    this.#options.logger.warn({ feed: this.#options.name, position: from.position, last }, 'the feed is not the one that was read before; everything known is read again');
    if (!this.#options.source.known) return this.#goTo(from, { position: last, discoveredThrough: last, repair: null, repairedThrough: null });
    return this.#goTo(from, { position: 0, discoveredThrough: this.isDiscovering ? last : 0, repair: 'RESET', repairedThrough: 0 });
  }

  async #goOnBehindGap(from: FeedState, first: number): Promise<boolean> {
    const { name, logger, source } = this.#options;
    logger.warn({ feed: name, position: this.#through, first }, 'lines of a feed were dropped before they were read; everything known is read again');
    const { discoveredThrough } = from;
    return this.#goTo(from, { position: first - 1, discoveredThrough, ...(source.known ? { repair: 'GAP', repairedThrough: 0 } : { repair: null, repairedThrough: null }) });
  }

  async #goTo(from: FeedState, to: Omit<FeedState, 'mark'>): Promise<boolean> {
    const { sql, schema, name } = this.#options;
    const moved = await moveRepair(sql, schema, name, from, to);
    if (!moved) throw new MovedElsewhere();
    this.#isSure = false; // what is remembered of the feed belongs to where it was left
    this.#repaired = null;
    return true;
  }

  async #commitPage(page: ReadPage<T>, from: FeedState, to: Pick<FeedState, 'position' | 'discoveredThrough'>): Promise<FeedState> {
    const { schema, name } = this.#options;
    // A page that others may have taken in as well does not make them begin again; one that takes something away does.
    const stays = to.position === from.position && from.discoveredThrough !== null && page.found.removed.length === 0;
    return this.#commit(page, {
      changedOf: (record, { position }) => ({ record, isDiscovery: position <= to.discoveredThrough!, repair: null }),
      // A page of the discovery that a crash of the database loses is lost with its cursor, and read again.
      isPatient: from.position < to.discoveredThrough!,
      move: (tx) => (stays ? holdFeed(tx, schema, name, from) : moveFeed(tx, schema, name, from, to)),
    });
  }

  async #commit(
    read: Read<T>,
    how: { changedOf(record: T, line: FeedLine): ChangedRecord<T>; isPatient: boolean; move(tx: Sql): Promise<FeedState | null> },
  ): Promise<FeedState> {
    const { sql, apply, source, dataSet = this.#options.name, isUrgent = false } = this.#options;
    const { removed, records } = read.found;
    const moved = await this.#turns.take(isUrgent, async () => {
      const changed = [...records].filter(([record]) => !this.#turns.isRemovedSince(read.removals, source.keysOf(record))).map(([record, line]) => how.changedOf(record, line));
      const result = await sql.begin(async (transaction) => {
        const tx = transaction as unknown as Sql;
        const [, moved] = await Promise.all([lockDataSet(tx, dataSet), how.move(tx), how.isPatient ? commitLazily(tx) : null]);
        if (moved === null) throw new MovedElsewhere();
        if (changed.length + removed.length > 0) await apply(tx, changed, removed.map(({ key }) => key));
        return moved;
      });
      this.#turns.noteRemoved(removed);
      return result as FeedState;
    });
    this.#options.committed?.();
    return moved;
  }

  #pageAfter(after: number): Promise<ReadPage<T>> {
    const ahead = this.#ahead;
    this.#ahead = null;
    return ahead?.after === after ? ahead.page : this.#readPage(after, this.isDiscovering);
  }

  #readAhead(after: number, isDiscovery: boolean): void {
    this.#ahead = { after, page: this.#readPage(after, isDiscovery) };
    this.#ahead.page.catch(() => {}); // heard of when its turn comes
  }

  async #readPage(after: number, isDiscovery: boolean): Promise<ReadPage<T>> {
    const { source } = this.#options;
    const { signal } = this.#stop;
    const { removals } = this.#turns;
    const page = this.#lagging.isFull ? { lines: [], first: 1, last: this.#seen.end } : await source.page(after, PAGE_MOST, signal);
    const earlier = isDiscovery ? [] : await this.#lookBackFrom(after, page);
    const isSameFeed = !this.#lookBack.contradicts(earlier);
    const lines = [...this.#lookBack.unseen(earlier), ...page.lines];
    this.#lookBack.took(lines, Math.max(after, page.lines.at(-1)?.position ?? 0));
    const asked = [...lines, ...this.#lagging.due(this.#now())];
    const waitMs = isDiscovery ? 0 : this.#rate.take(asked.length);
    if (waitMs > 0) await this.#pause(waitMs, signal);
    const found = await findRecords(source, asked, (line) => this.#isFinal(line), signal);
    return { ...page, lines, found, removals, isSameFeed };
  }

  /** The newest positions before the cursor, while something is new and now and then when nothing is. */
  async #lookBackFrom(after: number, { lines, first, last }: FeedPage): Promise<FeedLine[]> {
    const from = Math.max(0, first - 1, after - LOOK_BACK);
    const isTurn = lines.length > 0 || this.#now() - this.#lookedBackAt >= LOOK_BACK_EVERY_MS;
    if (!isTurn || from >= after || last < after) return [];
    this.#lookedBackAt = this.#now();
    const earlier = await this.#options.source.page(from, after - from, this.#stop.signal);
    return earlier.lines.filter(({ position }) => position <= after);
  }

  /** Whoever the register gave out long ago and does not now is gone; nobody waits for each of them in a discovery. */
  #isFinal(line: FeedLine): boolean {
    if (this.#lagging.isOverdue(line, this.#now()) || this.#turns.isOver(line)) return true;
    const isOld = line.changedAt !== null && Date.now() - line.changedAt > LAG_MOST_MS;
    return isOld && line.position <= (this.#state?.discoveredThrough ?? Infinity);
  }

  /** Reads some of those known again, while the next are already read. */
  async #repairOn(from: FeedState): Promise<void> {
    const { schema, name } = this.#options;
    const place = from.repairedThrough!;
    if (this.#repaired === null) await this.#beginTelling(place);
    const ahead = this.#knownAhead?.from === place ? this.#knownAhead.some : this.#readKnown(place);
    this.#knownAhead = null;
    const some = await ahead;
    const to = some.next;
    if (to !== null) {
      this.#knownAhead = { from: to, some: this.#readKnown(to) };
      this.#knownAhead.some.catch(() => {}); // heard of when its turn comes
    }
    const state = await this.#commit(some, {
      changedOf: (record) => ({ record, isDiscovery: false, repair: from.repair }),
      isPatient: true,
      move: (tx) => moveRepair(tx, schema, name, from, { ...from, repair: to === null ? null : from.repair, repairedThrough: to }),
    });
    this.#tellRepair(some.count, to === null);
    this.#adopt(state, this.#through, this.#lagging);
  }

  async #readKnown(place: number): Promise<ReadKnown<T>> {
    const { source } = this.#options;
    const { signal } = this.#stop;
    const { removals } = this.#turns;
    const { keys, next } = (await source.known?.page(place, PAGE_MOST)) ?? { keys: [], next: null };
    const lines = keys.map((key): FeedLine => ({ key, position: 0, version: 0, changedAt: null, isRemoved: false }));
    const found = await findRecords(source, lines, () => false, signal);
    for (const ms of MISSED_AGAIN_AFTER_MS) {
      if (found.lagging.length === 0) break;
      await this.#pause(ms, signal);
      const again = await findRecords(source, found.lagging, () => false, signal);
      for (const [record, line] of again.records) found.records.set(record, line);
      found.removed.push(...again.removed);
      found.lagging = again.lagging;
    }
    found.removed.push(...found.lagging);
    return { found, count: keys.length, next, removals };
  }

  async #beginTelling(place: number): Promise<void> {
    this.#pace = new Pace();
    this.#repaired = { done: 0, total: (await this.#options.source.known?.count(place)) ?? 0 };
  }

  #tellRepair(count: number, isEnd: boolean): void {
    const { name: feed, logger } = this.#options;
    const { done, total } = this.#repaired!;
    this.#repaired = { done: done + count, total: Math.max(total, done + count) };
    this.#pace.mark(done + count);
    if (isEnd) return logger.info({ feed, records: done + count }, 'everything known of the register has been read again');
    this.#tellProgress(done + count, total, 'the records of a register are being read again');
  }

  #tellDiscovery(position: number, through: number): void {
    const { name: feed, logger } = this.#options;
    this.#pace.mark(position);
    if (position >= through) return logger.info({ feed, position }, 'every record of the register has been discovered');
    this.#tellProgress(position, through, 'the records of a register are being discovered');
  }

  #tellProgress(done: number, of: number, sentence: string): void {
    if (performance.now() - this.#toldAt < TELL_EVERY_MS) return;
    this.#toldAt = performance.now();
    const { perSecond } = this.#pace;
    this.#options.logger.info({ feed: this.#options.name, done, of, perSecond, secondsLeft: this.#pace.secondsFor(of - done) }, sentence);
  }

  async #recover(thrown: unknown): Promise<void> {
    const { logger, name: feed, random, pollMs = POLL_MS } = this.#options;
    await Promise.allSettled([this.#ahead?.page, this.#knownAhead?.some]); // what they remember of the feed is forgotten with the rest
    this.#ahead = null;
    this.#knownAhead = null;
    this.#isSure = false;
    // The other is at work: reading the same pages beside it at full speed would only double what the register is asked.
    if (thrown instanceof MovedElsewhere) return this.#rest(pollMs);
    const ceiling = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** this.#failures++);
    const waitMs = Math.round(ceiling * (0.5 + random.next() / 2));
    const { name: kind, message, code } = thrown as { name?: string; message?: string; code?: string };
    const isRegister = thrown instanceof RegisterUnavailableError;
    this.#seen = { ...this.#seen, lastFailure: { atMs: Date.now(), reason: isRegister ? thrown.message : `${kind} ${code ?? ''}`.trim() } };
    if (isRegister) logger.warn({ feed, reason: message, retryInMs: waitMs }, 'a change feed cannot be followed now');
    else logger.error({ feed, kind, message, code, retryInMs: waitMs }, 'a follower failed; it tries again');
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
