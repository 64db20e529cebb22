import type { FeedLine } from './feed.ts';

const REMOVED_MOST = 10_000;

/**
 * What the followers of a data set share: they take in one after the other, those of urgent lists first, and what one of them
 * found to be gone no other brings back with a record that it read just before.
 */
export class Turns {
  #isTaken = false;
  readonly #urgent: (() => void)[] = [];
  readonly #others: (() => void)[] = [];
  /** Key → in which version, and when, counted in removals; the newest only. */
  readonly #removed = new Map<string, { version: number; at: number }>();
  #removals = 0;

  async take<T>(isUrgent: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#isTaken) await new Promise<void>((resolve) => (isUrgent ? this.#urgent : this.#others).push(resolve));
    this.#isTaken = true;
    try {
      return await work();
    } finally {
      const next = this.#urgent.shift() ?? this.#others.shift();
      if (next) next();
      else this.#isTaken = false;
    }
  }

  /** To be noted before a read, and compared after it. */
  get removals(): number {
    return this.#removals;
  }

  noteRemoved(lines: readonly Pick<FeedLine, 'key' | 'version'>[]): void {
    for (const { key, version } of lines) {
      this.#removed.delete(key);
      this.#removed.set(key, { version, at: ++this.#removals });
    }
    for (const key of this.#removed.keys()) {
      if (this.#removed.size <= REMOVED_MOST) break;
      this.#removed.delete(key);
    }
  }

  isRemovedSince(removals: number, keys: readonly string[]): boolean {
    return keys.some((key) => (this.#removed.get(key)?.at ?? 0) > removals);
  }

  /** Whether what a line tells of was over before it was read. */
  isOver({ key, version }: FeedLine): boolean {
    return version <= (this.#removed.get(key)?.version ?? -1);
  }
}
