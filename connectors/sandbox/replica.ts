import { applyChange } from './changes/apply.ts';
import type { Change } from './changes/change.ts';
import type { Population } from './population.ts';

const WAITING_AT_MOST = 1_000;

/**
 * A copy of the registers that lags behind: the same changes in the same order make the same world, later. Only the newest
 * changes wait, and a copy never goes back.
 */
export class Replica {
  readonly #population: Population;
  readonly #seed: string;
  readonly #waiting: { change: Change; at: string }[] = [];

  /** @param population of its own, in which nothing has changed yet */
  constructor(population: Population, seed: string) {
    this.#population = population;
    this.#seed = seed;
  }

  /** Is told of every change, in order. */
  hear(change: Change, at: string): void {
    this.#waiting.push({ change, at });
    if (this.#waiting.length > WAITING_AT_MOST) this.#makeNext();
  }

  /** The registers with the changes made by that instant, and no younger ones. */
  asOf(instant: Temporal.Instant): Population {
    while (this.#waiting.length > 0 && Temporal.Instant.compare(this.#waiting[0]!.at, instant) <= 0) this.#makeNext();
    return this.#population;
  }

  #makeNext(): void {
    const { change, at } = this.#waiting.shift()!;
    applyChange(this.#population, this.#seed, change, at);
  }
}
