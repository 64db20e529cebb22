import type { Timing } from './timing.ts';

/** What takes longer to catch up with is more than somebody should wait behind. */
const CATCH_UP_MOST_MS = 500;

/** Whether changes may stand in a feed that have not been taken in, and who is told as soon as that is so. */
export class Backlog {
  readonly #after: Timing['after'];
  readonly #listeners: (() => void)[] = [];
  /** Nobody has looked yet. */
  #isThere = true;
  #drop: (() => void) | null = null;

  constructor(after: Timing['after']) {
    this.#after = after;
  }

  get isThere(): boolean {
    return this.#isThere;
  }

  onGrown(listener: () => void): void {
    this.#listeners.push(listener);
  }

  /** The feed is looked at; whoever goes on where another look ended early does not get longer for it. */
  begin(): void {
    if (!this.#isThere) this.#drop ??= this.#after(CATCH_UP_MOST_MS, () => this.grow());
  }

  /** Everything there was has been taken in. */
  clear(): void {
    this.close();
    this.#isThere = false;
  }

  /** More is there than one look takes in, or there is no looking. */
  grow(): void {
    this.close();
    if (this.#isThere) return;
    this.#isThere = true;
    for (const listener of this.#listeners) listener();
  }

  close(): void {
    this.#drop?.();
    this.#drop = null;
  }
}
