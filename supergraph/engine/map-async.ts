/** Maps an iterator and passes `return` on, so that a subscriber who leaves frees what feeds it. */
export function mapAsync<From, To>(source: AsyncIterableIterator<From>, map: (value: From) => To): AsyncIterableIterator<To> {
  return {
    async next() {
      const step = await source.next();
      return step.done ? { done: true, value: undefined } : { done: false, value: map(step.value) };
    },
    async return() {
      await source.return?.();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
