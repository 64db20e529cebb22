/**
 * Maps an iterator and passes `return` on, so that a subscriber who leaves frees what feeds it.
 *
 * @param failed what a source that fails ends with, as its last value; what it fails with is thrown where nothing is given
 */
export function mapAsync<From, To>(source: AsyncIterableIterator<From>, map: (value: From) => To, failed?: (error: unknown) => To): AsyncIterableIterator<To> {
  let isOver = false;
  return {
    async next() {
      if (isOver) return { done: true, value: undefined };
      try {
        const step = await source.next();
        return step.done ? { done: true, value: undefined } : { done: false, value: map(step.value) };
      } catch (error) {
        if (!failed) throw error;
        isOver = true;
        return { done: false, value: failed(error) };
      }
    },
    async return() {
      isOver = true;
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
