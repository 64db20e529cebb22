import { retryAfterMs } from './retry-after.ts';

const NO_ANSWER_IN_TIME = 'no answer before the deadline';
const ENDED_FIRST = 'the request ended first';
/** Of a record that lacks fields which the grant opens. */
export const LESS_THAN_GRANTED = 'the answer tells less than the permission opens';

/** How a call that was sent failed, in a word to be counted by. */
export type FailedOutcome = 'TOO_MANY_REQUESTS' | 'SERVER_ERROR' | 'REFUSED' | 'TIMEOUT' | 'ABANDONED' | 'NO_CONNECTION' | 'MALFORMED';

/** Why a call to a register failed, in words that may be logged: no body, no identifier, no code. */
export class CallFailure extends Error {
  readonly status: number | null;
  /** Whether the same call may well succeed a moment later. */
  readonly transient: boolean;
  /** How long the register asked not to be called. */
  readonly retryAfterMs: number | null;

  constructor(reason: string, options: { transient: boolean; status?: number; retryAfterMs?: number | null }) {
    super(reason);
    this.name = 'CallFailure';
    this.transient = options.transient;
    this.status = options.status ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  get outcome(): FailedOutcome {
    const { status, message, transient } = this;
    if (status === 429) return 'TOO_MANY_REQUESTS';
    if (status !== null) return status >= 500 ? 'SERVER_ERROR' : 'REFUSED';
    if (message === NO_ANSWER_IN_TIME) return 'TIMEOUT';
    if (message === ENDED_FIRST) return 'ABANDONED';
    if (message === LESS_THAN_GRANTED) return 'REFUSED';
    return transient && message.startsWith('connection failed') ? 'NO_CONNECTION' : 'MALFORMED';
  }

  /** Whether what is known of the permission may be wrong: it may have been taken back, narrowed or used up. */
  get castsDoubt(): boolean {
    return this.status === 403 || this.status === 429 || this.message === LESS_THAN_GRANTED;
  }

  /**
   * Whether the register is not well. It is well when it refuses what was asked, and when it says by when to come again:
   * a permission that is used up does not speak for the others.
   */
  get isFault(): boolean {
    const { outcome, status, retryAfterMs } = this;
    if (outcome === 'TOO_MANY_REQUESTS') return retryAfterMs === null;
    return outcome === 'REFUSED' ? status === 408 : outcome !== 'ABANDONED';
  }
}

/** Turns what `fetch` throws into a reason; the error's own text may quote the address but never a body. */
export function failureOf(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  const { name, code, cause } = error as { name?: string; code?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return new CallFailure(NO_ANSWER_IN_TIME, { transient: false });
  if (name === 'AbortError') return new CallFailure(ENDED_FIRST, { transient: false });
  return new CallFailure(`connection failed: ${cause?.code ?? code ?? name ?? 'unknown'}`, { transient: true });
}

/**
 * Why an answer with such a status is none. Its body is not read: whatever stands there is not for a log.
 *
 * @param what comes before the status, where it is not the answer itself that is missing
 */
export function refusedBy({ status, headers }: Response, nowMs: number, what = ''): CallFailure {
  const isBusy = status === 429 || status === 503;
  return new CallFailure(`${what}status ${status}`, {
    transient: status >= 500 || status === 429 || status === 408,
    status,
    retryAfterMs: isBusy ? retryAfterMs(headers, nowMs) : null,
  });
}
