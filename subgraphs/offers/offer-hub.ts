/** Tells live windows which of their person's offers changed. */
import type { Clock } from '#kernel/clock.ts';
import { LimitExceededError } from '#kernel/errors.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Tail } from '#kernel/events/tail.ts';
import { eventTypes } from './events.ts';

/** A window that lags further behind is closed with an error, so that it reconnects and reads its offers anew. */
const WAITING_MOST = 1_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const OURS: ReadonlySet<string> = new Set(eventTypes);

export class OfferHub {
  readonly #tail: Pick<Tail, 'listen'>;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #windows = new Map<string, Set<OfferWindow>>();
  #leave: (() => void) | null = null;

  constructor({ tail, clock }: { tail: Pick<Tail, 'listen'>; clock: Pick<Clock, 'now'> }) {
    this.#tail = tail;
    this.#clock = clock;
  }

  /**
   * Ids of the person's offers that change from now on, each at most once while it waits to be taken.
   * Ends when the sign-in does; throws LIMIT_EXCEEDED when more than 1,000 wait.
   */
  watch(personId: string, until: Temporal.Instant): AsyncIterableIterator<string> {
    const window = new OfferWindow(() => this.#remove(personId, window));
    const windows = this.#windows.get(personId) ?? new Set();
    this.#windows.set(personId, windows.add(window));
    this.#leave ??= this.#tail.listen((events) => events.forEach((event) => this.#deliver(event)));
    const left = until.epochMilliseconds - this.#clock.now().epochMilliseconds;
    window.endAfter(Math.min(Math.max(left, 0), LONGEST_TIMER_MS));
    return window;
  }

  #remove(personId: string, window: OfferWindow): void {
    const windows = this.#windows.get(personId);
    windows?.delete(window);
    if (windows?.size === 0) this.#windows.delete(personId);
    if (this.#windows.size > 0) return;
    this.#leave?.();
    this.#leave = null;
  }

  #deliver(event: EventEnvelope): void {
    if (!OURS.has(event.type)) return;
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
