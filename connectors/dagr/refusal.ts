/** Why a call was not sent at all. */
export type RefusalReason = 'BREAKER_OPEN' | 'BULKHEAD_FULL' | 'PAUSED' | 'QUOTA';

/** A call that the hub kept to itself: nothing is waited for, repeated, logged one by one, or held against the register. */
export class Refusal extends Error {
  readonly reason: RefusalReason;

  /** @param cause what callers are told, where that is more than that the register does not answer */
  constructor(reason: RefusalReason, cause?: unknown) {
    super(reason, { cause });
    this.name = 'Refusal';
    this.reason = reason;
  }
}
