/** Why a call to a register failed, in words that may be logged: no body, no identifier, no code. */
export class CallFailure extends Error {
  readonly status: number | null;
  /** Whether the same call may well succeed a moment later. */
  readonly transient: boolean;

  constructor(reason: string, options: { transient: boolean; status?: number }) {
    super(reason);
    this.name = 'CallFailure';
    this.transient = options.transient;
    this.status = options.status ?? null;
  }
}

/** Turns what `fetch` throws into a reason; the error's own text may quote the address but never a body. */
export function failureOf(error: unknown): CallFailure {
  if (error instanceof CallFailure) return error;
  const { name, code, cause } = error as { name?: string; code?: string; cause?: { code?: string } };
  if (name === 'TimeoutError') return new CallFailure('no answer before the deadline', { transient: false });
  if (name === 'AbortError') return new CallFailure('the request ended first', { transient: false });
  return new CallFailure(`connection failed: ${cause?.code ?? code ?? name ?? 'unknown'}`, { transient: true });
}
