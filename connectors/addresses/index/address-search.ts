import type { Sql } from '#kernel/database.ts';
import { BadUserInputError, LimitExceededError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import { FailureLog } from '../../dagr/failure-log.ts';
import { isAddressCode } from '../record.ts';
import { searchAddresses } from '../search.ts';
import { IndexThread } from './index-thread.ts';
import type { IndexSize } from './messages.ts';
import { lastDelivery, pageOfRows, rowsOf } from './rows.ts';

export interface AddressSearchParts {
  /** May read the schema `addresses`. */
  sql: Sql;
  logger: Logger;
  limits?: Partial<AddressSearchLimits>;
}

export interface AddressSearchLimits {
  /** So many addresses of the table are read at once. */
  pageRows: number;
  /** After so many changed addresses the whole index is built anew. */
  mostChanges: number;
  /** How often to look whether an import has ended, and whether the index must be built anew. */
  lookMs: number;
  /** After a failure; twice as long after each further one, up to a hundred times. */
  retryMs: number;
  /** After a build it rests so many times as long as the build took: a storm of changes keeps no thread busy. */
  restFactor: number;
  /** The index is replaced when it was asked and has said nothing for so long; until then, and meanwhile, the database answers. */
  silentMs: number;
  /** So many searches may wait for the index; and so many for the database, when it answers instead. */
  mostWaiting: number;
  mostInDatabase: number;
}

const LIMITS: AddressSearchLimits = { pageRows: 5_000, mostChanges: 5_000, lookMs: 15_000, retryMs: 1_000, restFactor: 10, silentMs: 1_000, mostWaiting: 128, mostInDatabase: 4 };
const LONGEST_TEXT = 200;
const MOST_HITS = 100;
const MOST_BACKOFF = 100;

export interface AddressSearchStanding {
  /** `building` for the first time, `ready`, or `fallback`: no index, and it will be tried again. The last one and the first are answered by the database. */
  state: 'building' | 'ready' | 'fallback';
  /** In the index, those that changed since it was built counted as they were then. */
  addresses: number;
  bytes: number;
  builtInMs: number | null;
  /** When the index was begun that answers now: it knows all that was in the table then, and all changes told since. */
  asOf: Temporal.Instant | null;
  /** Addresses that changed since. */
  changes: number;
}

interface Index extends IndexSize {
  thread: IndexThread;
  builtInMs: number;
  asOf: Temporal.Instant;
  /** Until then it is not built again. */
  restsUntil: number;
  delivery: string | null;
  changes: number;
  /** More changed since than is searched beside it; it has been told. */
  isOutgrown: boolean;
}

/** Search as you type over all existing addresses: an index in a worker thread, and the database as long as there is none. */
export interface AddressSearch {
  /**
   * Codes of existing addresses, the best first. An address that was merged is found by its old text too, and leads to its successor.
   *
   * @throws BAD_USER_INPUT for a text longer than 200 characters
   * @throws LIMIT_EXCEEDED while too many searches wait
   */
  search(text: string, first: number): Promise<string[]>;
  /** These addresses changed in the table. Resolves when searches know of it. */
  changed(codes: readonly string[]): Promise<void>;
  standing(): AddressSearchStanding;
  /** Changes were missed: the index is built anew, soon, though never sooner than it has rested. */
  rebuild(): void;
  /** Looks at once for an import that has ended; resolves when the index it calls for, if any, is there. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Begins to build at once and waits for nothing. */
export function openAddressSearch(parts: AddressSearchParts): AddressSearch {
  return new IndexedSearch(parts).start();
}

class IndexedSearch implements AddressSearch {
  readonly #sql: Sql;
  readonly #logger: Logger;
  readonly #log: FailureLog;
  readonly #limits: AddressSearchLimits;
  #index: Index | null = null;
  #building: Promise<void> | null = null;
  /** Told while an index is being built, which may have read them before; null when there are too many to keep. */
  #missed: Set<string> | null = new Set();
  /** Changes are taken in one after the other. */
  #changing: Promise<void> = Promise.resolve();
  #mustBuild = true;
  /** In a row: builds that failed, and indexes that ended before they had rested from being built. */
  #failures = 0;
  #earlyEnds = 0;
  #inDatabase = 0;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor({ sql, logger, limits }: AddressSearchParts) {
    this.#sql = sql;
    this.#logger = logger.child({ part: 'address search' });
    this.#log = new FailureLog(this.#logger, { fails: 'the address index could not be built; it will be tried again', recovered: 'the address index can be built again' });
    this.#limits = { ...LIMITS, ...limits };
  }

  start(): this {
    this.#lookLater(0);
    return this;
  }

  async search(text: string, first: number): Promise<string[]> {
    if (text.length > LONGEST_TEXT) throw new BadUserInputError(`search: ${text.length} characters are too many; type at most ${LONGEST_TEXT}`);
    const most = Math.min(first, MOST_HITS);
    if (most < 1) return [];
    const thread = this.#index?.thread;
    if (!thread) return this.#searchDatabase(text, most);
    if (thread.waiting >= this.#limits.mostWaiting) throw tooMany();
    return thread.search(text, most).catch(() => this.#searchDatabase(text, most));
  }

  async changed(codes: readonly string[]): Promise<void> {
    const sound = codes.filter(isAddressCode);
    if (sound.length === 0) return;
    if (this.#building) this.#miss(sound);
    this.#changing = this.#changing.then(() => this.#take(sound));
    await this.#changing;
  }

  rebuild(): void {
    this.#mustBuild = true;
    if (this.#index && !this.#building) this.#lookLater(this.#pause());
  }

  standing(): AddressSearchStanding {
    const { addresses = 0, bytes = 0, builtInMs = null, asOf = null, changes = 0 } = this.#index ?? {};
    const state = this.#index ? 'ready' : this.#failures + this.#earlyEnds > 0 ? 'fallback' : 'building';
    return { state, addresses, bytes, builtInMs, asOf, changes };
  }

  async look(): Promise<void> {
    if (this.#building) return this.#building;
    if (this.#isClosed) return;
    this.#building = this.#lookAndBuild().finally(() => (this.#building = null));
    return this.#building;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    await this.#index?.thread.close();
    await this.#building;
    await this.#changing;
  }

  /** One database query takes as long as a hundred searches in the index: few at once, so that others have the database too. */
  async #searchDatabase(text: string, most: number): Promise<string[]> {
    if (this.#inDatabase >= this.#limits.mostInDatabase) throw tooMany();
    this.#inDatabase++;
    try {
      return await searchAddresses(this.#sql, text, most);
    } finally {
      this.#inDatabase--;
    }
  }

  #lookLater(ms: number): void {
    if (this.#isClosed) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.look().finally(() => this.#lookLater(this.#pause())), ms).unref();
  }

  #pause(): number {
    const { lookMs, retryMs } = this.#limits;
    const failures = this.#failures + (this.#index ? 0 : this.#earlyEnds);
    if (failures > 0) return retryMs * Math.min(2 ** (failures - 1), MOST_BACKOFF);
    return this.#index && this.#mustBuild ? Math.max(0, Math.ceil(this.#index.restsUntil - performance.now())) : lookMs;
  }

  async #lookAndBuild(): Promise<void> {
    this.#missed = new Set();
    try {
      const delivery = await lastDelivery(this.#sql);
      if (this.#index && ((!this.#mustBuild && this.#index.delivery === delivery) || performance.now() < this.#index.restsUntil)) return;
      this.#mustBuild = false;
      await this.#build(delivery);
      this.#failures = 0;
      this.#log.wentWell();
    } catch (error) {
      this.#mustBuild = true;
      this.#failures++;
      if (!this.#isClosed) this.#log.failed(error, { failures: this.#failures });
    }
  }

  /** In a thread of its own, while the index before goes on answering. */
  async #build(delivery: string | null): Promise<void> {
    const began = performance.now();
    const asOf = Temporal.Now.instant();
    const thread = new IndexThread(this.#limits.silentMs, (error) => this.#ended(thread, error));
    try {
      const size = await this.#fill(thread);
      const before = this.#index;
      const builtInMs = Math.round(performance.now() - began);
      // What changed meanwhile is told to the new thread before anybody is answered by it.
      await (this.#changing = this.#changing.then(async () => {
        const changes = this.#missed && this.#missed.size > 0 ? await this.#tell(thread, [...this.#missed]) : { ...size, changes: 0 };
        this.#index = { ...changes, thread, builtInMs, asOf, delivery, isOutgrown: false, restsUntil: performance.now() + builtInMs * this.#limits.restFactor };
        if (!this.#missed) this.#mustBuild = true;
      }));
      this.#logger.info({ addresses: size.addresses, bytes: size.bytes, builtInMs }, 'the address index is built');
      await before?.thread.close();
      if (this.#isClosed) await thread.close();
    } catch (error) {
      await thread.close();
      throw error;
    }
  }

  /** The next page is read while the thread takes the one before. */
  async #fill(thread: IndexThread): Promise<IndexSize> {
    let page = await pageOfRows(this.#sql, '', this.#limits.pageRows);
    while (page) {
      if (this.#isClosed) throw new Error('The address index was closed');
      [page] = await Promise.all([pageOfRows(this.#sql, page.last, this.#limits.pageRows), thread.add(page.lines)]);
    }
    return thread.build();
  }

  #miss(codes: readonly string[]): void {
    for (const code of codes) this.#missed?.add(code);
    if (this.#missed && this.#missed.size > this.#limits.mostChanges) this.#missed = null;
  }

  async #take(codes: readonly string[]): Promise<void> {
    const index = this.#index;
    if (!index || this.#isClosed) return;
    if (index.changes + codes.length > this.#limits.mostChanges) return this.#outgrow(index);
    try {
      Object.assign(index, await this.#tell(index.thread, codes));
      if (index.changes > this.#limits.mostChanges / 2) this.#mustBuild = true;
    } catch (error) {
      this.#mustBuild = true;
      if (!this.#isClosed) this.#logger.warn({ err: error, codes: codes.length }, 'changed addresses are searched as they were until the index is built anew');
    }
  }

  /** So it is while every address is being discovered: the first index is of the few that were there when it began. */
  #outgrow(index: Index): void {
    this.#mustBuild = true;
    if (index.isOutgrown) return;
    index.isOutgrown = true;
    this.#logger.info({ addresses: index.addresses, changes: index.changes }, 'the address index is outgrown; more changes are searched once it is built anew');
  }

  async #tell(thread: IndexThread, codes: readonly string[]): Promise<IndexSize & { changes: number }> {
    return thread.change(codes, await rowsOf(this.#sql, codes));
  }

  #ended(thread: IndexThread, error: Error): void {
    if (this.#index?.thread !== thread) return;
    this.#earlyEnds = performance.now() < this.#index.restsUntil ? this.#earlyEnds + 1 : 1;
    this.#index = null;
    this.#mustBuild = true;
    this.#logger.warn({ err: error }, 'the address index is gone; the database answers until it is built anew');
    this.#lookLater(this.#pause());
  }
}

function tooMany(): LimitExceededError {
  return new LimitExceededError('Too many address searches at once; try again in a moment');
}
