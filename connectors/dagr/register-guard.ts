import { handleWhen, retry, type IBackoff, type IBackoffFactory, type RetryPolicy } from 'cockatiel';
import type { Clock } from '#kernel/clock.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import { Breaker } from './breaker.ts';
import { Bulkhead } from './bulkhead.ts';
import type { DagrLimits, RegisterName } from './config.ts';
import { deadlineWithin, unlessAborted } from './deadline.ts';
import { CallFailure, failureOf } from './failure.ts';
import type { RegisterObserver, RegisterStanding } from './measures.ts';
import { Pauses } from './pauses.ts';
import { Refusal } from './refusal.ts';
import type { Timing } from './timing.ts';
import type { Urgency } from './urgency.ts';

const RETRY_FIRST_MS = 50;
const RETRY_MOST_MS = 500;

export interface GuardParts {
  register: RegisterName;
  limits: DagrLimits;
  clock: Clock;
  timing: Timing;
  logger: Logger;
  random: Random;
  observe?: RegisterObserver | undefined;
  /** Makes one cheap call that resolves when it is answered. */
  probe(signal: AbortSignal): Promise<unknown>;
}

export interface GuardedCall {
  urgency: Urgency;
  /** The number of the permission it is made under; null for none. */
  permission: string | null;
  /** Ends at the deadline of the call. */
  signal: AbortSignal;
}

/**
 * Stands before one register, so that what is wrong with it stays with it: it has places of its own, what fails is tried
 * again, a register that fails too often is only probed, and one that asks for a pause gets it. A call that is not to be
 * sent is refused at once.
 */
export class RegisterGuard {
  readonly #parts: GuardParts;
  readonly #bulkhead: Bulkhead;
  readonly #pauses: Pauses;
  readonly #breaker: Breaker;
  readonly #retry: RetryPolicy;
  #since: Temporal.Instant;

  constructor(parts: GuardParts) {
    const { limits, clock, timing, random } = parts;
    this.#parts = parts;
    this.#bulkhead = new Bulkhead({
      awaited: { atOnce: limits.awaitedAtOnce, waiting: limits.awaitedWaiting },
      background: { atOnce: limits.backgroundAtOnce, waiting: limits.backgroundWaiting },
    });
    this.#pauses = new Pauses(timing);
    this.#breaker = new Breaker({
      timing,
      random,
      probeFirstMs: limits.probeFirstMs,
      probeMostMs: limits.probeMostMs,
      probe: (signal) => this.#probe(signal),
      pausedMs: () => this.#pauses.leftMs(null),
      opened: (reason) => this.#opened(reason),
      closed: () => this.#closed(),
    });
    this.#retry = retry(handleWhen((error) => this.#isRepeatable(error)), { maxAttempts: limits.retries, backoff: fullJitter(random) });
    this.#since = clock.now();
  }

  /**
   * Makes a call with all its attempts. Waiting between two of them keeps the place: calls that wait are bounded too.
   *
   * @param attempt told how many were made before
   * @throws Refusal for a call that was not sent; what the last attempt threw; the signal's reason
   */
  async call<T>({ urgency, permission, signal }: GuardedCall, attempt: (before: number) => Promise<T>): Promise<T> {
    this.#demand(permission);
    const leave = await this.#enter(urgency, signal);
    let last: unknown;
    try {
      return await unlessAborted(signal, this.#retry.execute(async ({ attempt: before }) => {
        if (before > 0 && this.#refusal(permission)) throw last;
        this.#demand(permission);
        try {
          return await this.#attempt(permission, () => attempt(before));
        } catch (error) {
          throw (last = error);
        }
      }, signal));
    } finally {
      leave();
    }
  }

  get standing(): RegisterStanding {
    const { register, clock } = this.#parts;
    const { state } = this.#breaker;
    const pausedMs = this.#pauses.longestLeftMs;
    return {
      register,
      state: state === 'closed' && pausedMs > 0 ? 'paused' : state,
      since: this.#since,
      waiting: this.#bulkhead.waiting,
      atOnce: this.#bulkhead.atOnce,
      pausedUntil: pausedMs > 0 ? clock.now().add({ milliseconds: Math.ceil(pausedMs) }) : null,
    };
  }

  /** Nothing is probed any more, and nobody waits for a place. */
  close(): void {
    this.#breaker.close();
    this.#bulkhead.refuseWaiting('BREAKER_OPEN');
  }

  #refusal(permission: string | null): Refusal | null {
    if (this.#breaker.state !== 'closed') return new Refusal('BREAKER_OPEN');
    return this.#pauses.leftMs(permission) > 0 ? new Refusal('PAUSED') : null;
  }

  #demand(permission: string | null): void {
    const refusal = this.#refusal(permission);
    if (refusal) throw refusal;
  }

  /** Who waited for a place until the deadline was not failed by the register: it was never asked. */
  async #enter(urgency: Urgency, signal: AbortSignal): Promise<() => void> {
    try {
      return await this.#bulkhead.enter(urgency, signal);
    } catch (error) {
      throw (error as Error).name === 'TimeoutError' ? new Refusal('BULKHEAD_FULL') : error;
    }
  }

  async #attempt<T>(permission: string | null, send: () => Promise<T>): Promise<T> {
    const { timing, limits } = this.#parts;
    const startedAt = timing.now();
    // After a long wait for a place a call may have next to no time left; that is no fault of the register.
    const hadTime = () => timing.now() - startedAt >= limits.deadlineMs / 2;
    // Heeded before it is counted: what opens for it must not probe during the pause that came along.
    const heeded = () => send().catch((error) => {
      this.#heed(permission, error);
      throw error;
    });
    return this.#breaker.run(heeded, (failure) => failure.isFault && (failure.outcome !== 'TIMEOUT' || hadTime()));
  }

  #isRepeatable(error: unknown): boolean {
    if (error instanceof Refusal || this.#breaker.state !== 'closed') return false;
    const { transient, retryAfterMs } = failureOf(error);
    return transient && retryAfterMs === null;
  }

  /** What is too much is so for a permission; a register that is out of service is so for everybody. */
  #heed(permission: string | null, error: unknown): void {
    if (!(error instanceof CallFailure) || error.retryAfterMs === null) return;
    const { register, limits, logger, clock } = this.#parts;
    const { status } = error;
    const only = status === 429 ? permission : null;
    const ms = Math.min(error.retryAfterMs, limits.pauseMostMs);
    const wasPaused = this.#pauses.longestLeftMs > 0;
    if (!this.#pauses.begin(only, ms)) return;
    if (only === null) this.#bulkhead.refuseWaiting('PAUSED');
    if (!wasPaused && this.#breaker.state === 'closed') this.#since = clock.now();
    logger.warn({ register, status, permission: only, seconds: Math.ceil(ms / 1_000) }, 'a register asked for a pause');
  }

  async #probe(ended: AbortSignal): Promise<void> {
    const { signal, done } = deadlineWithin(this.#parts.limits.probeMs, ended);
    try {
      await unlessAborted(signal, this.#parts.probe(signal));
    } catch (error) {
      const isAnswered = error instanceof CallFailure && error.status !== null && !error.isFault;
      // Refusing is an answer too: whatever is wrong with the probe or its permission, the register is well.
      if (isAnswered) return;
      this.#heed(null, error);
      throw error;
    } finally {
      done();
    }
  }

  #opened({ message: reason, status }: CallFailure): void {
    const { register, clock, logger, observe } = this.#parts;
    this.#since = clock.now();
    this.#bulkhead.refuseWaiting('BREAKER_OPEN');
    observe?.opened(register);
    logger.warn({ register, reason, status }, 'a register fails too often and is only probed until it answers');
  }

  #closed(): void {
    const { register, clock, logger, observe } = this.#parts;
    const seconds = Math.round(this.#since.until(clock.now()).total('seconds'));
    this.#since = clock.now();
    observe?.closed(register);
    logger.info({ register, seconds }, 'a register answers again');
  }
}

/** Each wait is anywhere between nothing and a doubling ceiling, so that many waiting callers do not come back at once. */
function fullJitter(random: Random): IBackoffFactory<unknown> {
  const after = (attempt: number): IBackoff<unknown> => ({
    duration: random.next() * Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** attempt),
    next: () => after(attempt + 1),
  });
  return { next: () => after(0) };
}
