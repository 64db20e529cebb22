import type { FeedLine } from './feed.ts';

/**
 * How many positions before the end are looked at again. A register whose writers commit out of order shows a line late, behind
 * newer ones: it would be lost to a reader who only goes forward.
 */
export const LOOK_BACK = 200;

/** What was read of the newest positions of a feed, so that looking again costs no second read of the records. */
export class LookBack {
  readonly #seen = new Map<number, string>();

  /** Those lines that were not read before. */
  unseen(lines: readonly FeedLine[]): FeedLine[] {
    return lines.filter(({ position }) => !this.#seen.has(position));
  }

  /** Whether a position tells of something else than before: then this is another feed. */
  contradicts(lines: readonly FeedLine[]): boolean {
    return lines.some((line) => (this.#seen.get(line.position) ?? textOf(line)) !== textOf(line));
  }

  /** Remembers lines whose effects are committed, and only the newest positions. */
  took(lines: readonly FeedLine[], through: number): void {
    for (const line of lines) if (line.position > through - LOOK_BACK) this.#seen.set(line.position, textOf(line));
    for (const position of this.#seen.keys()) if (position <= through - LOOK_BACK) this.#seen.delete(position);
  }

  clear(): void {
    this.#seen.clear();
  }
}

/** Without the key: a register may write an old line with the new key of its record. */
function textOf({ version, changedAt }: FeedLine): string {
  return `${version} ${changedAt}`;
}
