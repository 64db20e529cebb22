/** A tenth of a second's worth at once, so that what is urgent never waits behind more than that. */
const AT_ONCE_MS = 100;

/** Lets through so many in a second, spread over it. Time is the machine's. */
export class Admission {
  readonly #perSecond: number;
  readonly #now: () => number;
  #left = 0;
  #countedAt: number;

  constructor(perSecond: number, now: () => number = () => performance.now()) {
    this.#perSecond = perSecond;
    this.#now = now;
    this.#countedAt = now();
  }

  /** How many may pass now. */
  available(): number {
    const now = this.#now();
    const most = (this.#perSecond * AT_ONCE_MS) / 1_000;
    this.#left = Math.min(most, this.#left + ((now - this.#countedAt) / 1_000) * this.#perSecond);
    this.#countedAt = now;
    return Math.floor(this.#left);
  }

  taken(count: number): void {
    this.#left -= count;
  }
}
