import type { Logger } from '#kernel/logger.ts';
import type { Urgency } from './urgency.ts';

/** From here on operators are warned, and the register is asked more often how much is left. */
const WARN_AT_PERCENT = 80;

/**
 * How much of a quota may be used before each urgency goes without, in percent.
 *
 * `refresh` goes first: the value it would renew still serves, and the warning begins where it ends. `change` goes next: a
 * feed that waits loses nothing, it goes on where it stopped, while values grow old and say so. `shown` leaves the last
 * twentieth: a page can do without one part, for today. What remains is for what cannot wait: a death or a protected address
 * that is not heard of does harm, and who applies for a benefit may not be sent away for what others used up.
 */
const MAY_USE_PERCENT: Record<Urgency, number> = { refresh: 80, change: 90, shown: 95, 'urgent-change': 100, decision: 100 };

export type Spent = 'SPENT' | 'SAVED' | 'USED_UP';

/**
 * How often a permission was used, out of how often it may be. The register counts the uses of all instances of the hub and
 * tells them now and then; in between each adds its own.
 */
export class Quota {
  readonly #number: string;
  readonly #logger: Logger;
  #limit: number | null = null;
  /** Uses of others, as far as the register told: all that it counted less those of this instance by then. */
  #ofOthers = 0;
  #own = 0;
  #isWarned = false;

  constructor(number: string, logger: Logger) {
    this.#number = number;
    this.#logger = logger;
  }

  get limit(): number | null {
    return this.#limit;
  }

  get used(): number {
    return this.#ofOthers + this.#own;
  }

  /** Uses of this instance by now; to be handed to `learn` with the answer to what is asked now. */
  get own(): number {
    return this.#own;
  }

  get isNearEnd(): boolean {
    return this.#limit !== null && this.used * 100 >= this.#limit * WARN_AT_PERCENT;
  }

  /**
   * @param used what the register counted, null where it does not tell
   * @param ownBefore own uses when it was asked: those since may not be in its count, and are counted once more rather than not at all
   */
  learn(used: number | null, limit: number | null, ownBefore: number): void {
    if (used !== null) this.#ofOthers = used - ownBefore;
    this.#limit = limit;
    this.#warn();
  }

  /** Counts one use, unless what is left is kept for what is more urgent. */
  spend(urgency: Urgency): Spent {
    if (this.#limit !== null && this.used >= this.#limit) return 'USED_UP';
    if (this.#limit !== null && this.used * 100 >= this.#limit * MAY_USE_PERCENT[urgency]) return 'SAVED';
    this.#own++;
    this.#warn();
    return 'SPENT';
  }

  /** Once, and again after there was enough in between. */
  #warn(): void {
    if (this.isNearEnd && !this.#isWarned) {
      this.#logger.warn({ permission: this.#number, used: this.used, quota: this.#limit }, 'most of the quota of a permission is used');
    }
    this.#isWarned = this.isNearEnd;
  }
}
