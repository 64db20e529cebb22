/** How long one part of an answer may be kept. */
export interface Part {
  /** Since it was read from where it comes from. */
  ageMs: number;
  /** From that reading on. */
  freshForMs: number;
  isPersonal: boolean;
}

/** What may be another the next moment. It counts as personal: nothing about it says that it is not. */
export const CHANGING: Part = { ageMs: 0, freshForMs: 0, isPersonal: true };

/** Two parts in one answer: it holds as long as the part that runs out first, and is personal when either is. */
export function together(one: Part, other: Part): Part {
  const { ageMs, freshForMs } = leftOf(other) < leftOf(one) ? other : one;
  return { ageMs, freshForMs, isPersonal: one.isPersonal || other.isPersonal };
}

function leftOf({ ageMs, freshForMs }: Part): number {
  return freshForMs - ageMs;
}

/** Takes note of every part of one answer while it is made. */
export class Freshness {
  #whole: Part | null = null;

  /** An answer of whose parts nothing was noted may change at any moment. */
  get whole(): Part {
    return this.#whole ?? CHANGING;
  }

  note(part: Part): void {
    this.#whole = this.#whole ? together(this.#whole, part) : part;
  }

  /** Notes a value of a register, which may have been read for somebody else a while ago. */
  noteRead({ readAt, freshForMs }: { readAt: Temporal.Instant; freshForMs: number }, now: Temporal.Instant, isPersonal: boolean): void {
    this.note({ ageMs: Math.max(0, now.epochMilliseconds - readAt.epochMilliseconds), freshForMs, isPersonal });
  }
}
