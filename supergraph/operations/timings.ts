import { linesOf } from './held-histogram.ts';
import { Labelled, type Described, type Values } from './labelled.ts';

/** Upper bounds in seconds: a warm statement takes a fraction of a millisecond, a request ends after ten seconds at most. */
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Distribution {
  /** Not cumulative; the last one counts what is beyond every bound. */
  buckets: number[];
  sum: number;
}

/** A histogram, of seconds unless other bounds are given. */
export class Timings<Labels extends readonly string[]> extends Labelled<Labels, Distribution> {
  readonly type = 'histogram';
  readonly #bounds: readonly number[];

  constructor({ bounds = BOUNDS, ...described }: Described<Labels> & { bounds?: readonly number[] }) {
    super(described);
    this.#bounds = bounds;
  }

  observe(value: number, ...values: Values<Labels>): void {
    const distribution = this.of(values);
    let at = 0;
    while (at < this.#bounds.length && value > this.#bounds[at]!) at++;
    distribution.buckets[at]!++;
    distribution.sum += value;
  }

  protected override fresh(): Distribution {
    return { buckets: Array.from({ length: this.#bounds.length + 1 }, () => 0), sum: 0 };
  }

  protected override shown(labels: Record<string, string>, { buckets, sum }: Distribution): object[] {
    return linesOf(this.name, this.#bounds, { labels, buckets, sum });
  }
}
