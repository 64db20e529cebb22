import type { Feed, FeedEntry, Inventory } from './feed.ts';

/** Lines that came while `late` of them at a time were held back. */
interface Stretch {
  readonly first: number;
  readonly last: number;
  readonly late: number;
}

/**
 * A feed as readers see it: lines may come late, old ones be dropped, and all of it begin anew. What was seen at a position
 * stays there, and nothing is copied. Drops and resets last until the sandbox restarts.
 */
export class FeedView {
  readonly #feed: Feed;
  readonly #lateLines: () => number;
  /** Ended stretches in which lines came. */
  readonly #stretches: Stretch[] = [];
  #late = 0;
  #lateFrom = 1;
  #first = 1;
  /** The records there were at the last reset, which come before every line after `#resetAt`. */
  #inventory: Inventory = { count: 0, index: (nth) => nth };
  #resetAt = 0;

  /** @param lateLines how many of the newest lines are held back now */
  constructor(feed: Feed, lateLines: () => number = () => 0) {
    this.#feed = feed;
    this.#lateLines = lateLines;
  }

  /** The oldest position still kept; one after the last when there is none. */
  get first(): number {
    return this.#first;
  }

  /** The newest position. */
  get last(): number {
    this.settle();
    return this.#inventory.count + this.#lastShown() - this.#resetAt;
  }

  /** Takes notice of how many lines are to be late: of those that come from now on. */
  settle(): void {
    const late = this.#lateLines();
    if (late === this.#late) return;
    if (this.#late > 0 && this.#feed.last >= this.#lateFrom) this.#stretches.push(this.#current());
    this.#late = late;
    this.#lateFrom = this.#feed.last + 1;
  }

  /** The entries after a position, oldest first, at most `limit`; of those dropped, none. */
  read(after: number, limit: number): FeedEntry[] {
    const from = Math.max(after + 1, this.#first);
    const count = Math.max(0, Math.min(this.last - from + 1, limit));
    return Array.from({ length: count }, (_, nth) => this.#entry(from + nth));
  }

  /** Keeps no line before this position, and at least none that was dropped earlier. */
  dropBefore(position: number): void {
    this.#first = Math.max(this.#first, position);
  }

  /** Begins anew at position 1 with every record as it is now. Versions go on. */
  reset(): void {
    this.settle();
    this.#inventory = this.#feed.inventory();
    this.#resetAt = this.#feed.last;
    this.#lateFrom = this.#feed.last + 1;
    this.#stretches.length = 0;
    this.#first = 1;
  }

  #entry(position: number): FeedEntry {
    const { count } = this.#inventory;
    if (position > count) return { ...this.#feed.entry(this.#lineAt(position - count + this.#resetAt)), position };
    const index = this.#inventory.index(position - 1);
    const version = this.#feed.versionOf(index, this.#resetAt);
    return { position, index, version, at: this.#feed.changedAt(index, this.#resetAt), kind: 'CREATED' };
  }

  /** Held lines wait for one newer than them all. */
  #lastShown(): number {
    const { last } = this.#feed;
    return this.#late === 0 ? last : last - ((last - this.#lateFrom + 1) % (this.#late + 1));
  }

  #current(): Stretch {
    return { first: this.#lateFrom, last: this.#feed.last, late: this.#late };
  }

  /** Of `late` held lines and the next, the next comes first. What was still held when a stretch ended comes in its own order. */
  #lineAt(slot: number): number {
    const stretch = [...this.#stretches, this.#current()].find(({ first, last, late }) => late > 0 && first <= slot && slot <= last);
    if (!stretch) return slot;
    const { first, last, late } = stretch;
    const oldest = slot - ((slot - first) % (late + 1));
    const newest = oldest + late;
    if (newest > last) return slot;
    return slot === oldest ? newest : slot - 1;
  }
}
