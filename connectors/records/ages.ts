import { Lately, quantile } from '../lately.ts';

/** In seconds: bounds of what is fresh, stale and still held stand among them. */
export const AGE_BOUNDS = [1, 10, 60, 600, 3_600, 21_600, 86_400, 604_800] as const;

export interface AgesStanding {
  /** Values served since the start by their age: for each bound those up to it and beyond the one before, then those beyond all. */
  buckets: readonly number[];
  sumSeconds: number;
  /** Of the last thousand within five minutes; null where nothing was served. */
  lately: { served: number; medianSeconds: number; oldestSeconds: number } | null;
}

/** How old the values of a data set were when they were served. */
export class Ages {
  readonly #lately = new Lately();
  readonly #buckets: number[] = Array.from({ length: AGE_BOUNDS.length + 1 }, () => 0);
  #sumSeconds = 0;

  note(ageMs: number): void {
    const seconds = Math.max(0, ageMs / 1_000);
    let at = 0;
    while (at < AGE_BOUNDS.length && seconds > AGE_BOUNDS[at]!) at++;
    this.#buckets[at]!++;
    this.#sumSeconds += seconds;
    this.#lately.note(seconds);
  }

  get standing(): AgesStanding {
    const sorted = this.#lately.values;
    const lately = sorted.length ? { served: sorted.length, medianSeconds: quantile(sorted, 0.5)!, oldestSeconds: sorted.at(-1)! } : null;
    return { buckets: [...this.#buckets], sumSeconds: this.#sumSeconds, lately };
  }
}
