import assert from 'node:assert/strict';
import { setImmediate } from 'node:timers/promises';
import test, { type TestContext } from 'node:test';
import { keepLearning } from './learning.ts';

/** Permissions of which it is only counted how often they are asked for, and a time that moves when it is told to. */
function setUp(t: TestContext) {
  let now = 5_000;
  t.mock.timers.enable({ apis: ['setTimeout'] });
  t.mock.method(performance, 'now', () => now);
  const seen = { asked: 0, isSilent: false, isListening: true, doubt: () => {}, answer: () => {} };
  const permissions = {
    askAgainInMs: 60_000,
    async refresh(signal?: AbortSignal) {
      seen.asked++;
      const { promise, resolve } = Promise.withResolvers<void>();
      seen.answer = resolve;
      signal?.addEventListener('abort', () => resolve());
      await promise;
      if (seen.isSilent) throw new Error('silent');
    },
    onDoubted(listener: () => void) {
      seen.doubt = listener;
      return () => (seen.isListening = false);
    },
  };
  const learning = keepLearning(permissions);
  t.after(() => learning.close());
  const pass = async (ms: number) => {
    now += ms;
    t.mock.timers.tick(ms);
    await setImmediate();
  };
  const answer = async () => {
    seen.answer();
    await setImmediate();
  };
  return { learning, permissions, seen, pass, answer };
}

test('permissions are read at once, and again as soon as they want', async (t) => {
  const { learning, permissions, seen, pass, answer } = setUp(t);
  assert.equal(seen.asked, 1);
  await answer();
  await learning.asked;
  await pass(59_999);
  assert.equal(seen.asked, 1);
  permissions.askAgainInMs = 5_000;
  await pass(1);
  assert.equal(seen.asked, 2);
  await answer();
  await pass(5_000);
  assert.equal(seen.asked, 3);
});

test('a silent register is asked again every 2 s, and nobody waits for its answer for ever', async (t) => {
  const { learning, seen, pass, answer } = setUp(t);
  seen.isSilent = true;
  await answer();
  await learning.asked;
  await pass(1_999);
  assert.equal(seen.asked, 1);
  await pass(1);
  assert.equal(seen.asked, 2);
});

test('a doubt is followed at once, many doubts at most once a second', async (t) => {
  const { seen, pass, answer } = setUp(t);
  await answer();
  await pass(30_000);
  for (let refused = 0; refused < 50; refused++) seen.doubt();
  await pass(0);
  assert.equal(seen.asked, 2);
  await answer();
  seen.doubt();
  await pass(999);
  assert.equal(seen.asked, 2);
  await pass(1);
  assert.equal(seen.asked, 3);
  await answer();
  await pass(59_999);
  assert.equal(seen.asked, 3, 'without a doubt it goes on as before');
});

test('a doubt that comes while the register is being asked is followed once more: the answer may be from before', async (t) => {
  const { seen, pass, answer } = setUp(t);
  seen.doubt();
  assert.equal(seen.asked, 1);
  await answer();
  await pass(1_000);
  assert.equal(seen.asked, 2);
});

test('after its end nothing is asked, and nothing under way is waited for', async (t) => {
  const { learning, seen, pass } = setUp(t);
  await learning.close();
  await pass(120_000);
  assert.equal(seen.asked, 1);
  assert.equal(seen.isListening, false);
});
