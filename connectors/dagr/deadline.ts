export interface Deadline {
  signal: AbortSignal;
  /** Lets go of the request's signal, which may live much longer. */
  done(): void;
}

/** Ends after a time, or earlier with the request. A request's signal may be a look-alike that `AbortSignal.any` refuses. */
export function deadlineWithin(ms: number, request: AbortSignal | undefined): Deadline {
  const deadline = AbortSignal.timeout(ms);
  if (!request) return { signal: deadline, done: () => {} };
  const ended = new AbortController();
  const end = () => ended.abort(request.reason);
  if (request.aborted) end();
  request.addEventListener('abort', end, { once: true });
  return { signal: AbortSignal.any([deadline, ended.signal]), done: () => request.removeEventListener('abort', end) };
}
