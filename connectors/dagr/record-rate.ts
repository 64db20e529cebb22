/**
 * A mass correction of 640,000 records takes two minutes so. Faster would be no gain to anyone, while the register, the database
 * and the people who wait for a page share what is left: a follower at full speed takes one of two cores.
 */
const RECORDS_A_SECOND = 5_000;
/** What changes in a second or two on a busy day is never held up. */
const AT_ONCE = 10_000;

export interface RecordRateOptions {
  perSecond?: number;
  atOnce?: number;
  /** In milliseconds, of whatever beginning. */
  now?: () => number;
}

/** How fast changed records are read, however many changed. */
export class RecordRate {
  readonly #perSecond: number;
  readonly #atOnce: number;
  readonly #now: () => number;
  #left: number;
  #at: number;

  constructor({ perSecond = RECORDS_A_SECOND, atOnce = AT_ONCE, now = () => performance.now() }: RecordRateOptions = {}) {
    this.#perSecond = perSecond;
    this.#atOnce = atOnce;
    this.#now = now;
    this.#left = atOnce;
    this.#at = now();
  }

  /** Takes so many; answers how long to wait, in milliseconds, before they may be read. */
  take(count: number): number {
    const now = this.#now();
    this.#left = Math.min(this.#atOnce, this.#left + ((now - this.#at) * this.#perSecond) / 1_000) - count;
    this.#at = now;
    return this.#left >= 0 ? 0 : (-this.#left * 1_000) / this.#perSecond;
  }
}
