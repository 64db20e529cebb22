import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import type { ExecutionResult } from 'graphql';
import { until } from './until-token-ends.ts';

/** Gives what it is handed, and waits for more. */
function source() {
  const given: ExecutionResult[] = [];
  let take: ((step: IteratorResult<ExecutionResult>) => void) | null = null;
  const stop = mock.fn();
  const iterator: AsyncIterableIterator<ExecutionResult> = {
    next: () => (given.length ? Promise.resolve({ done: false, value: given.shift()! }) : new Promise((resolve) => (take = resolve))),
    async return() {
      stop();
      take?.({ done: true, value: undefined });
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { iterator, give: (result: ExecutionResult) => (take ? take({ done: false, value: result }) : given.push(result)), stop };
}

const inMs = (ms: number) => Temporal.Now.instant().add({ milliseconds: ms });
const codeOf = (step: IteratorResult<ExecutionResult>) => step.value?.errors?.[0]?.extensions.code;

test('whoever waits when the token ends is told so, once, and the source is let go of', async () => {
  const { iterator, stop } = source();
  const stream = until(inMs(30), iterator);
  assert.equal(codeOf(await stream.next()), 'UNAUTHENTICATED');
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
  assert.equal(stop.mock.callCount(), 1);
});

test('whoever was not waiting is told with the next that they ask for, although more has come', async () => {
  const { iterator, give } = source();
  const stream = until(inMs(30), iterator);
  give({ data: { some: 1 } });
  assert.deepEqual((await stream.next()).value, { data: { some: 1 } });
  give({ data: { some: 2 } });
  await new Promise((resolve) => setTimeout(resolve, 60));
  assert.equal(codeOf(await stream.next()), 'UNAUTHENTICATED');
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
});

test('one who leaves, and a source that ends, end it without a word', async () => {
  const [left, ended] = [source(), source()];
  const stream = until(inMs(60_000), left.iterator);
  const waiting = stream.next();
  await stream.return!();
  assert.deepEqual([await waiting, await stream.next()].map(({ done }) => done), [true, true]);
  const other = until(inMs(60_000), ended.iterator);
  const last = other.next();
  await ended.iterator.return!();
  assert.equal((await last).done, true);
});
