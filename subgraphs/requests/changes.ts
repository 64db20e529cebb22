import type { EventLog } from '#kernel/events/event-log.ts';

export interface Watched<T> {
  /** Heard whenever there may be a newer revision. */
  log: Pick<EventLog, 'onAppended'>;
  /** The newest revision, and the value with it; null ends the watching. */
  read(): Promise<{ revision: number; value: T } | null>;
  /** The revision the watcher has seen already. */
  seen: number;
  /** How long it may last. */
  forMs: number;
  signal?: AbortSignal | undefined;
}

/**
 * The newest state after each change, as an async iterator. It holds no queue: however many events arrive while the
 * reader is slow, it gets the newest state once, so a stalled client costs one flag. It ends with the token that
 * opened it, when the reader leaves, or when the reader loses the right to look.
 */
export function watch<T>({ log, read, seen, forMs, signal }: Watched<T>): AsyncIterableIterator<T> {
  let isDirty = true; // a change between the first look and the first listening counts
  const over = new AbortController();
  let wake = () => {};
  const stopListening = log.onAppended(() => {
    isDirty = true;
    wake();
  });
  const end = () => {
    over.abort();
    stopListening();
    clearTimeout(timer);
    signal?.removeEventListener('abort', end);
    wake();
  };
  const timer = setTimeout(end, Math.min(Math.max(forMs, 0), 2 ** 31 - 1));
  signal?.addEventListener('abort', end);
  if (signal?.aborted) end();

  const step = async (): Promise<IteratorResult<T>> => {
    while (!over.signal.aborted) {
      if (!isDirty) {
        const { promise, resolve } = Promise.withResolvers<void>();
        wake = resolve;
        await promise;
        continue;
      }
      isDirty = false;
      const newest = await read();
      if (newest === null) end();
      else if (!over.signal.aborted && newest.revision > seen) {
        seen = newest.revision;
        return { done: false, value: newest.value };
      }
    }
    return { done: true, value: undefined };
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    next() {
      const result = last.then(step);
      last = result.catch(() => end());
      return result;
    },
    async return() {
      end();
      return { done: true, value: undefined };
    },
    async throw(error) {
      end();
      throw error;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
