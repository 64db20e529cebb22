import { circuitBreaker, CircuitState, handleType, type CircuitBreakerPolicy } from 'cockatiel';
import type { Random } from '#kernel/random.ts';
import { failureOf, type CallFailure } from './failure.ts';
import { FailureRate } from './failure-rate.ts';
import { Refusal } from './refusal.ts';
import type { Timing } from './timing.ts';

export interface BreakerParts {
  timing: Timing;
  random: Random;
  /** When it first looks after opening; each further wait is twice as long, up to the longest. */
  probeFirstMs: number;
  probeMostMs: number;
  /** Resolves when the register answers. */
  probe(signal: AbortSignal): Promise<void>;
  /** How long the register asked not to be called at all. */
  pausedMs(): number;
  opened(reason: CallFailure): void;
  closed(): void;
}

/** Any other failure cockatiel passes over, and takes for a success where its probe fails so. */
class HeldAgainst extends Error {
  readonly failure: unknown;

  constructor(failure: unknown) {
    super('held against the register');
    this.failure = failure;
  }
}

/**
 * Keeps calls from a register that fails: after too many failures it opens, and nothing is sent but its own probes, until one
 * of them is answered. People are never the probe, and a register that nobody happens to call is found well again too.
 *
 * cockatiel holds the state; when it may try again is decided here, by time that passes, since its own measure is the wall clock.
 */
export class Breaker {
  readonly #parts: BreakerParts;
  readonly #policy: CircuitBreakerPolicy;
  readonly #ended = new AbortController();
  #openings = 0;
  #isOpen = false;
  #stop = () => {};

  constructor(parts: BreakerParts) {
    this.#parts = parts;
    this.#policy = circuitBreaker(handleType(HeldAgainst), {
      breaker: new FailureRate(parts.timing.now),
      halfOpenAfter: -Infinity,
    });
    this.#policy.onBreak((reason) => this.#open(reason));
    this.#policy.onReset(() => {
      this.#isOpen = false;
      parts.closed();
    });
  }

  get state(): 'closed' | 'open' | 'half-open' {
    const { state } = this.#policy;
    return state === CircuitState.Closed ? 'closed' : state === CircuitState.HalfOpen ? 'half-open' : 'open';
  }

  /**
   * Makes an attempt that counts.
   *
   * @param isFault whether a failure speaks against the register
   * @throws Refusal while open, or what the attempt threw
   */
  async run<T>(attempt: () => Promise<T>, isFault: (failure: CallFailure) => boolean): Promise<T> {
    if (this.state !== 'closed') throw new Refusal('BREAKER_OPEN');
    const openings = this.#openings;
    try {
      return await this.#policy.execute(async () => {
        try {
          return await attempt();
        } catch (error) {
          // What began before it last opened says nothing of the register as it is now.
          throw openings === this.#openings && !(error instanceof Refusal) && isFault(failureOf(error)) ? new HeldAgainst(error) : error;
        }
      });
    } catch (error) {
      throw error instanceof HeldAgainst ? error.failure : error;
    }
  }

  /** Probes no more. */
  close(): void {
    this.#stop();
    this.#ended.abort();
  }

  /** Told of every probe that failed too. */
  #open(reason: object): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#openings++;
    this.#lookLater(0);
    const { error } = reason as { error: HeldAgainst };
    this.#parts.opened(failureOf(error.failure));
  }

  #lookLater(looks: number): void {
    if (this.#ended.signal.aborted) return;
    const { random, probeFirstMs, probeMostMs } = this.#parts;
    this.#lookIn(Math.min(probeMostMs, probeFirstMs * 2 ** looks) * (0.75 + random.next() / 4), looks);
  }

  #lookIn(ms: number, looks: number): void {
    this.#stop = this.#parts.timing.after(ms, () => {
      const pausedMs = this.#parts.pausedMs();
      if (pausedMs > 0) this.#lookIn(pausedMs, looks);
      else void this.#look(looks);
    });
  }

  async #look(looks: number): Promise<void> {
    try {
      await this.#policy.execute(async () => {
        try {
          await this.#parts.probe(this.#ended.signal);
        } catch (error) {
          throw new HeldAgainst(error);
        }
      });
    } catch {
      this.#lookLater(looks + 1);
    }
  }
}
