/** A tenth of a second's worth at once, so that what is urgent never waits behind more than that. */
const AT_ONCE_MS = 100;
/** Those who follow are asked for less as soon as one of them falls so far behind. */
const BEHIND_MS = 150;
const ADAPTS_EVERY_MS = 200;
/** Slowly up and not far down: how far somebody is behind is known late, and what overshoots by then is waited for by what is urgent. */
const MORE = 1.1;
const LESS = 0.7;
const LEAST_PER_SECOND = 100;
const BEGINS_WITH_PER_SECOND = 500;

/**
 * Lets through so many in a second, spread over it: at most as many as it is made for, and no more than those who follow keep up
 * with. It begins slowly, grows by a tenth while nobody falls behind, and gives way when somebody does. Time is the machine's.
 */
export class Admission {
  readonly #mostPerSecond: number;
  readonly #now: () => number;
  #perSecond: number;
  #left = 0;
  #passed = 0;
  #countedAt: number;
  #adaptedAt: number;

  constructor(mostPerSecond: number, now: () => number = () => performance.now()) {
    this.#mostPerSecond = mostPerSecond;
    this.#now = now;
    this.#perSecond = Math.min(BEGINS_WITH_PER_SECOND, mostPerSecond);
    this.#countedAt = this.#adaptedAt = now();
  }

  /** How many may pass now. */
  available(): number {
    const now = this.#now();
    const most = Math.max(1, (this.#perSecond * AT_ONCE_MS) / 1_000);
    this.#left = Math.min(most, this.#left + ((now - this.#countedAt) / 1_000) * this.#perSecond);
    this.#countedAt = now;
    return Math.floor(this.#left);
  }

  /** @param behindMs how far the last of those is behind who keep up */
  taken(count: number, behindMs: number): void {
    this.#left -= count;
    this.#passed += count;
    const now = this.#now();
    if (now - this.#adaptedAt < ADAPTS_EVERY_MS) return;
    this.#adaptedAt = now;
    if (behindMs > BEHIND_MS) this.#perSecond = Math.max(LEAST_PER_SECOND, this.#perSecond * LESS);
    else if (this.#passed > 0) this.#perSecond = Math.min(this.#mostPerSecond, this.#perSecond * MORE);
    else this.#perSecond = Math.min(BEGINS_WITH_PER_SECOND, this.#mostPerSecond);
    this.#passed = 0;
  }
}
