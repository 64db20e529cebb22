import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';

export const REGISTERS = ['population', 'addresses'] as const;
export type Register = (typeof REGISTERS)[number];

/** How a register misbehaves: late, failing at this rate, or answering something that is no answer. */
export interface Fault {
  latencyMs?: number;
  /** Share of calls that fail, 0 to 1. */
  errorRate?: number;
  body?: 'garbage' | 'half';
  /** ISO instant at which it ends by itself. */
  until?: string;
}

/** What to do with one call. */
export interface Misbehaviour {
  latencyMs: number;
  fails: boolean;
  body: 'whole' | 'garbage' | 'half';
}

export const NO_FAULT: Misbehaviour = { latencyMs: 0, fails: false, body: 'whole' };

/** The faults now set, one per register; a newer one replaces the older. */
export class Faults {
  readonly #faults = new Map<Register, Fault>();
  readonly #clock: Clock;
  readonly #random: Random;

  constructor(clock: Clock, random: Random) {
    this.#clock = clock;
    this.#random = random;
  }

  set(register: Register, fault: Fault): void {
    this.#faults.set(register, fault);
  }

  clear(): void {
    this.#faults.clear();
  }

  /** Draws what happens to the next call of a register. */
  draw(register: Register): Misbehaviour {
    const fault = this.#faults.get(register);
    if (!fault) return NO_FAULT;
    if (fault.until && Temporal.Instant.compare(fault.until, this.#clock.now()) <= 0) {
      this.#faults.delete(register);
      return NO_FAULT;
    }
    return {
      latencyMs: fault.latencyMs ?? 0,
      fails: this.#random.next() < (fault.errorRate ?? 0),
      body: fault.body ?? 'whole',
    };
  }
}
