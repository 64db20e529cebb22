export interface Deadline {
  signal: AbortSignal;
  /** Lets go of the timer and of the request's signal, which may live much longer. */
  done(): void;
}

/** Ends after a time, or earlier with the request. A request's signal may be a look-alike that `AbortSignal.any` refuses. */
export function deadlineWithin(ms: number, request: AbortSignal | undefined): Deadline {
  const ended = new AbortController();
  const end = () => ended.abort(request?.reason);
  const timer = setTimeout(() => ended.abort(new DOMException('The deadline has passed', 'TimeoutError')), ms).unref();
  if (request?.aborted) end();
  request?.addEventListener('abort', end, { once: true });
  return {
    signal: ended.signal,
    done() {
      clearTimeout(timer);
      request?.removeEventListener('abort', end);
    },
  };
}

/** Waits no longer than the signal allows for what does not know of it. */
export async function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const end = () => reject(signal.reason);
  if (signal.aborted) end();
  signal.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', end);
  }
}
