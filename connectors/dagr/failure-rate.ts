import { CircuitState, type IBreaker } from 'cockatiel';

const FAILURES_IN_A_ROW = 5;
const SHARE_OF_FAILURES = 0.5;
const CALLS_LEAST = 20;
const WINDOW_SECONDS = 10;

/**
 * When a register has failed too often: five times in a row, or at least half of at least twenty calls within ten seconds,
 * by time that passes. (cockatiel's own samples go by the wall clock, and grow old only with the next call.)
 */
export class FailureRate implements IBreaker {
  /** Nothing is carried over to another process. */
  state: unknown = null;
  readonly #now: () => number;
  #inARow = 0;
  #seconds: { second: number; good: number; bad: number }[] = [];

  /** @param now in milliseconds, of whatever beginning */
  constructor(now: () => number) {
    this.#now = now;
  }

  success(circuit: CircuitState): void {
    this.#inARow = 0;
    if (circuit === CircuitState.HalfOpen) this.#seconds = [];
    else this.#current().good++;
  }

  failure(circuit: CircuitState): boolean {
    if (circuit !== CircuitState.Closed) return true;
    this.#inARow++;
    this.#current().bad++;
    const bad = this.#seconds.reduce((sum, each) => sum + each.bad, 0);
    const all = this.#seconds.reduce((sum, each) => sum + each.good, bad);
    return this.#inARow >= FAILURES_IN_A_ROW || (all >= CALLS_LEAST && bad >= all * SHARE_OF_FAILURES);
  }

  #current(): { good: number; bad: number } {
    const second = Math.floor(this.#now() / 1_000);
    const last = this.#seconds.at(-1);
    if (last?.second === second) return last;
    const fresh = { second, good: 0, bad: 0 };
    this.#seconds = [...this.#seconds.filter((each) => second - each.second < WINDOW_SECONDS), fresh];
    return fresh;
  }
}
