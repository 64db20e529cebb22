import { AsyncLocalStorage } from 'node:async_hooks';

/** Time as it passes, whatever the wall clock says; tests bring one that they move. */
export interface Timing {
  /** In milliseconds, of whatever beginning; never goes back. */
  now(): number;
  /** Does something later. Returns how to have it not done. */
  after(ms: number, task: () => void): () => void;
}

/** What is done later is done for no request, though it may have been a request that caused it. */
const forNobody = AsyncLocalStorage.snapshot();

export const realTiming: Timing = {
  now: () => performance.now(),
  after(ms, task) {
    const timer = setTimeout(() => forNobody(task), ms).unref();
    return () => clearTimeout(timer);
  },
};
