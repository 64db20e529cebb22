import type { FeedLine } from './feed.ts';

const TRY_FIRST_MS = 100;
const TRY_MOST_MS = 3_000;
/** No replica is further behind: what is still not there by then is not late, it is so. */
export const LAG_MOST_MS = 10 * 60_000;
/** With more, the feed itself waits. */
const LINES_MOST = 5_000;

interface Lagging {
  line: FeedLine;
  since: number;
  tries: number;
  triedAt: number;
}

/**
 * Lines that tell of more than the register gives out yet: a replica lags behind its own feed. They are tried again while the
 * feed goes on; the cursor stays before the oldest of them, so that after a crash they are read again. Never changed:
 * whoever commits goes on with what `with` answers.
 */
export class LaggingLines {
  static readonly none = new LaggingLines(new Map());
  readonly #byKey: ReadonlyMap<string, Lagging>;

  private constructor(byKey: ReadonlyMap<string, Lagging>) {
    this.#byKey = byKey;
  }

  get size(): number {
    return this.#byKey.size;
  }

  get isFull(): boolean {
    return this.#byKey.size >= LINES_MOST;
  }

  /** The oldest position among them; infinite when there are none. */
  get oldest(): number {
    let oldest = Infinity;
    for (const { line } of this.#byKey.values()) oldest = Math.min(oldest, line.position);
    return oldest;
  }

  /** Those whose turn to be tried has come. */
  due(now: number): FeedLine[] {
    return [...this.#byKey.values()].filter((lagging) => dueAt(lagging) <= now).map(({ line }) => line);
  }

  /** How long until the next is due; infinite when there are none. */
  dueIn(now: number): number {
    let next = Infinity;
    for (const lagging of this.#byKey.values()) next = Math.min(next, dueAt(lagging) - now);
    return Math.max(0, next);
  }

  /** Whether a line has been waited for long enough. */
  isOverdue({ key }: FeedLine, now: number): boolean {
    const lagging = this.#byKey.get(key);
    return lagging !== undefined && now - lagging.since > LAG_MOST_MS;
  }

  /** @param answered lines whose records were taken in @param lagging lines to be tried again */
  with(answered: readonly FeedLine[], lagging: readonly FeedLine[], now: number): LaggingLines {
    if (this.size === 0 && lagging.length === 0) return this;
    const byKey = new Map(this.#byKey);
    for (const { key, version } of answered) if ((byKey.get(key)?.line.version ?? Infinity) <= version) byKey.delete(key);
    for (const line of lagging) {
      const before = byKey.get(line.key);
      // The oldest position stays: until the newer line is answered, the older is not either.
      const position = Math.min(line.position, before?.line.position ?? Infinity);
      const isNews = !before || before.line.version < line.version;
      byKey.set(line.key, {
        line: { ...(isNews ? line : before.line), position },
        since: isNews ? now : before.since,
        tries: isNews ? 1 : before.tries + 1,
        triedAt: now,
      });
    }
    return new LaggingLines(byKey);
  }
}

function dueAt({ triedAt, tries }: Lagging): number {
  return triedAt + Math.min(TRY_MOST_MS, TRY_FIRST_MS * 2 ** (tries - 1));
}
