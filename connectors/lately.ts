/** A number with the moment it was noted. */
interface Noted {
  value: number;
  at: number;
}

/**
 * The newest numbers of one kind, no more than some and no older than some minutes: what operators ask is how it is now, and
 * a few kilobytes are enough to say it.
 */
export class Lately {
  readonly #most: number;
  readonly #forMs: number;
  readonly #now: () => number;
  readonly #noted: Noted[] = [];
  #next = 0;

  constructor({ most = 1_000, forMs = 5 * 60_000, now = () => performance.now() }: { most?: number; forMs?: number; now?: () => number } = {}) {
    this.#most = most;
    this.#forMs = forMs;
    this.#now = now;
  }

  note(value: number): void {
    this.#noted[this.#next] = { value, at: this.#now() };
    this.#next = (this.#next + 1) % this.#most;
  }

  /** Those that are still of lately, the smallest first. */
  get values(): number[] {
    const from = this.#now() - this.#forMs;
    return this.#noted.filter(({ at }) => at >= from).map(({ value }) => value).sort((one, other) => one - other);
  }
}

/** The value that a share of them does not exceed; null of none. @param sorted the smallest first */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? null;
}
