/** Tells live windows which of their person's offers changed: one reader of the log for all of them. */
import type { Clock } from '#kernel/clock.ts';
import { LimitExceededError } from '#kernel/errors.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Logger } from '#kernel/logger.ts';
import { eventTypes } from './events.ts';

const READ_AT_ONCE = 1_000;
/** A window that lags further behind is closed with an error, so that it reconnects and reads its offers anew. */
const WAITING_MOST = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

type Log = Pick<EventLog, 'head' | 'read' | 'onAppended'>;

export class OfferHub {
  #log: Log;
  #clock: Pick<Clock, 'now'>;
  #logger: Pick<Logger, 'error'>;
  #windows = new Map<string, Set<OfferWindow>>();
  #position = 0;
  #stop: (() => void) | null = null;
  #reading: Promise<void> | null = null;

  constructor({ log, clock, logger }: { log: Log; clock: Pick<Clock, 'now'>; logger: Pick<Logger, 'error'> }) {
    this.#log = log;
    this.#clock = clock;
    this.#logger = logger;
  }

  /**
   * Ids of the person's offers that change from now on, each at most once while it waits to be taken.
   * Ends when the sign-in does; throws LIMIT_EXCEEDED when more than 1,000 wait.
   */
  watch(personId: string, until: Temporal.Instant): AsyncIterableIterator<string> {
    const window = new OfferWindow(() => this.#remove(personId, window));
    const windows = this.#windows.get(personId) ?? new Set();
    this.#windows.set(personId, windows.add(window));
    if (!this.#stop) {
      this.#position = this.#log.head;
      this.#stop = this.#log.onAppended(() => this.#wake());
    }
    const left = until.epochMilliseconds - this.#clock.now().epochMilliseconds;
    window.endAfter(Math.min(Math.max(left, 0), LONGEST_TIMER_MS));
    return window;
  }

  /** Resolves once everything appended so far is delivered. */
  async settled(): Promise<void> {
    await this.#reading;
  }

  #remove(personId: string, window: OfferWindow): void {
    const windows = this.#windows.get(personId);
    windows?.delete(window);
    if (windows?.size === 0) this.#windows.delete(personId);
    if (this.#windows.size > 0) return;
    this.#stop?.();
    this.#stop = null;
  }

  #wake(): void {
    this.#reading ??= this.#read().then(
      () => {
        this.#reading = null;
        if (this.#isBehind()) this.#wake();
      },
      (error: unknown) => {
        this.#reading = null;
        this.#logger.error({ err: error }, 'live offers could not be read; the next event tries again');
      },
    );
  }

  #isBehind(): boolean {
    return this.#stop !== null && this.#position < this.#log.head;
  }

  async #read(): Promise<void> {
    while (this.#isBehind()) {
      const head = this.#log.head;
      const events = await this.#log.read(this.#position, READ_AT_ONCE);
      this.#position = events.at(-1)?.sequence ?? head;
      for (const event of events) if ((eventTypes as string[]).includes(event.type)) this.#deliver(event);
    }
  }

  #deliver(event: EventEnvelope): void {
    for (const window of this.#windows.get(String(event.data.personId)) ?? []) window.push(event.subject);
  }
}

class OfferWindow implements AsyncIterableIterator<string> {
  #waiting = new Set<string>();
  #takers: ((result: IteratorResult<string>) => void)[] = [];
  #error: Error | null = null;
  #isOver = false;
  #timer: NodeJS.Timeout | undefined;
  #closed: () => void;

  constructor(closed: () => void) {
    this.#closed = closed;
  }

  endAfter(ms: number): void {
    this.#timer = setTimeout(() => this.#end(), ms).unref();
  }

  push(offerId: string): void {
    if (this.#isOver) return;
    const take = this.#takers.shift();
    if (take) return take({ value: offerId, done: false });
    this.#waiting.add(offerId);
    if (this.#waiting.size <= WAITING_MOST) return;
    this.#waiting.clear();
    this.#error = new LimitExceededError(`More than ${WAITING_MOST} changes wait to be read; subscribe again and read your offers anew`);
    this.#end();
  }

  async next(): Promise<IteratorResult<string>> {
    const [first] = this.#waiting;
    if (first !== undefined) {
      this.#waiting.delete(first);
      return { value: first, done: false };
    }
    const error = this.#error;
    this.#error = null;
    if (error) throw error;
    if (this.#isOver) return { value: undefined, done: true };
    return new Promise((take) => this.#takers.push(take));
  }

  async return(): Promise<IteratorResult<string>> {
    this.#waiting.clear();
    this.#end();
    return { value: undefined, done: true };
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#closed();
    for (const take of this.#takers.splice(0)) take({ value: undefined, done: true });
  }
}
