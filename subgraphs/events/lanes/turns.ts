/** How many attempts go on at once, over all lanes. */
export interface TurnsOptions {
  quick?: number;
  slow?: number;
  /** After so long an attempt counts as slow. */
  quickMs?: number;
}

type Place = 'quick' | 'slow';

/**
 * Lets attempts begin, oldest first, so many at once. One that lasts gives its place among the quick ones to the next and goes on
 * among the slow ones, where receivers that failed before begin: however many hang, those that answer are not delayed.
 */
export class Turns {
  readonly #most: { quick: number; slow: number };
  readonly #quickMs: number;
  readonly #taken = { quick: 0, slow: 0 };
  readonly #waiting = { quick: [] as (() => void)[], slow: [] as (() => void)[] };

  constructor({ quick = 64, slow = 512, quickMs = 1_000 }: TurnsOptions = {}) {
    this.#most = { quick, slow };
    this.#quickMs = quickMs;
  }

  /** @param isSuspect its receiver failed last time */
  async take<T>(isSuspect: boolean, attempt: () => Promise<T>): Promise<T> {
    let place: Place = isSuspect ? 'slow' : 'quick';
    await this.#enter(place);
    const demote = () => {
      if (this.#taken.slow >= this.#most.slow) return;
      this.#taken.slow++;
      this.#leave('quick');
      place = 'slow';
    };
    const timer = isSuspect ? undefined : setTimeout(demote, this.#quickMs);
    try {
      return await attempt();
    } finally {
      clearTimeout(timer);
      this.#leave(place);
    }
  }

  async #enter(place: Place): Promise<void> {
    if (this.#taken[place] < this.#most[place]) {
      this.#taken[place]++;
      return;
    }
    await new Promise<void>((resolve) => this.#waiting[place].push(resolve));
  }

  /** A place that becomes free goes to who waits longest, without being free in between. */
  #leave(place: Place): void {
    const next = this.#waiting[place].shift();
    if (next) next();
    else this.#taken[place]--;
  }
}
