import assert from 'node:assert/strict';
import test from 'node:test';
import { deadlineWithin, unlessAborted } from './deadline.ts';

const never = new Promise<never>(() => {});

test('a deadline passes by itself', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { signal } = deadlineWithin(50, undefined);
  t.mock.timers.tick(49);
  assert.ok(!signal.aborted);
  t.mock.timers.tick(1);
  assert.equal((signal.reason as Error).name, 'TimeoutError');
});

test('a request that ends first, or has ended, ends it with its own reason', () => {
  const request = new AbortController();
  const { signal } = deadlineWithin(60_000, request.signal);
  request.abort(new Error('gone'));
  for (const { reason } of [signal, deadlineWithin(60_000, request.signal).signal]) assert.equal((reason as Error).message, 'gone');
});

test('what is done leaves neither timer nor listener behind', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const request = new AbortController();
  const { signal, done } = deadlineWithin(50, request.signal);
  done();
  request.abort();
  t.mock.timers.tick(100);
  assert.ok(!signal.aborted);
});

test('what does not know of a signal is not waited for beyond it', async () => {
  const ended = new AbortController();
  const waiting = unlessAborted(ended.signal, never);
  ended.abort(new Error('over'));
  await assert.rejects(waiting, /over/);
  await assert.rejects(unlessAborted(ended.signal, never), /over/);
  assert.equal(await unlessAborted(new AbortController().signal, Promise.resolve(1)), 1);
});
