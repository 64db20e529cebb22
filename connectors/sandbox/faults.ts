import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';

export const REGISTERS = ['population', 'addresses'] as const;
export type Register = (typeof REGISTERS)[number];
/** Reads of records, one or many; pages of changes, ordinary or urgent. */
export const CALL_KINDS = ['reads', 'changes'] as const;
export type CallKind = (typeof CALL_KINDS)[number];

/** How a register misbehaves: late, failing at this rate, behind the times, or answering something that is no answer. */
export interface Fault {
  latencyMs?: number;
  /** Share of calls that fail, 0 to 1; every call where only `status` or `reset` is given. */
  errorRate?: number;
  /** What a failing call is answered with; 503 unless told. */
  status?: number;
  /** Goes with a failing call's status as `Retry-After`. */
  retryAfterSeconds?: number;
  /** A failing call is answered by nothing: its connection is reset. */
  reset?: boolean;
  body?: 'garbage' | 'half';
  /** Reads give the records as they were before changes younger than this; the feed is not late. */
  replicaLagMs?: number;
  /** So many lines at a time are held out of the feed until a newer one has come; then they follow it. */
  lateLines?: number;
  /** Only these calls are slow, fail or get no answer; all unless told. */
  on?: CallKind;
  /** ISO instant at which it ends by itself. */
  until?: string;
}

/** What to do with one call. */
export interface Misbehaviour {
  latencyMs: number;
  fails: { status: number; retryAfterSeconds: number | null } | 'reset' | null;
  body: 'whole' | 'garbage' | 'half';
}

export const NO_FAULT: Misbehaviour = { latencyMs: 0, fails: null, body: 'whole' };

/** The faults now set, one per register; a newer one replaces the older. They are forgotten when the sandbox restarts. */
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
  draw(register: Register, kind: CallKind): Misbehaviour {
    const fault = this.#inForce(register);
    if (!fault || (fault.on && fault.on !== kind)) return NO_FAULT;
    const { status = 503, retryAfterSeconds = null, reset = false, body = 'whole', latencyMs = 0 } = fault;
    const { errorRate = reset || fault.status !== undefined ? 1 : 0 } = fault;
    const isFailing = this.#random.next() < errorRate;
    return { latencyMs, fails: isFailing ? reset ? 'reset' : { status, retryAfterSeconds } : null, body };
  }

  replicaLagMs(register: Register): number {
    return this.#inForce(register)?.replicaLagMs ?? 0;
  }

  lateLines(register: Register): number {
    return this.#inForce(register)?.lateLines ?? 0;
  }

  #inForce(register: Register): Fault | undefined {
    const fault = this.#faults.get(register);
    if (!fault?.until || Temporal.Instant.compare(fault.until, this.#clock.now()) > 0) return fault;
    this.#faults.delete(register);
    return undefined;
  }
}
