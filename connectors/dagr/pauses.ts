import type { Timing } from './timing.ts';

/** Stands for every permission. */
const ALL = '';

/**
 * When a register asked not to be called: at all, or under one permission only. What is used up under one of them must not
 * keep anybody from reading under another. No more of them than there are permissions.
 */
export class Pauses {
  readonly #timing: Timing;
  readonly #untilOf = new Map<string, number>();

  constructor(timing: Timing) {
    this.#timing = timing;
  }

  /**
   * @param permission null for every call
   * @returns whether there was no such pause before
   */
  begin(permission: string | null, ms: number): boolean {
    const now = this.#timing.now();
    const until = this.#untilOf.get(permission ?? ALL) ?? 0;
    this.#untilOf.set(permission ?? ALL, Math.max(until, now + ms));
    return until <= now;
  }

  /** How long a call under a permission has to wait; 0 for not at all. */
  leftMs(permission: string | null): number {
    return Math.max(this.#left(ALL), permission === null ? 0 : this.#left(permission));
  }

  /** How long until nothing is paused any more. */
  get longestLeftMs(): number {
    return Math.max(0, ...[...this.#untilOf.keys()].map((permission) => this.#left(permission)));
  }

  #left(permission: string): number {
    return Math.max(0, (this.#untilOf.get(permission) ?? 0) - this.#timing.now());
  }
}
