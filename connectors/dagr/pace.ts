/** How fast long work goes on, over the last while: a pause shows, and what was an hour ago does not. */
const WINDOW_MS = 30_000;
const MARK_EVERY_MS = 1_000;

export class Pace {
  readonly #now: () => number;
  #marks: { at: number; done: number }[] = [];
  #latest: { at: number; done: number } | null = null;

  /** @param now in milliseconds, of whatever beginning */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** @param done how much of the work is done by now, counted from anywhere */
  mark(done: number): void {
    const latest = { at: this.#now(), done };
    this.#latest = latest;
    const last = this.#marks.at(-1);
    if (last && latest.at - last.at < MARK_EVERY_MS) return;
    this.#marks = [...this.#marks.filter(({ at }) => latest.at - at <= WINDOW_MS), latest];
  }

  /** Null until there is something to measure. */
  get perSecond(): number | null {
    const [first] = this.#marks;
    const last = this.#latest;
    if (!first || !last || last.at === first.at || last.done === first.done) return null;
    return Math.round(((last.done - first.done) * 1_000) / (last.at - first.at));
  }

  /** Null where the pace is not known yet. */
  secondsFor(left: number): number | null {
    const { perSecond } = this;
    return perSecond ? Math.ceil(left / perSecond) : null;
  }

  /** Such as ", 18200 a second, about 2 min left"; nothing while the pace is not known. */
  describe(left: number): string {
    const seconds = this.secondsFor(left);
    if (seconds === null) return '';
    return `, ${this.perSecond} a second, about ${seconds < 120 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`} left`;
  }
}
