import assert from 'node:assert/strict';
import test from 'node:test';
import { currentScope, inScope } from '#kernel/telemetry/scope.ts';
import { realTiming } from './timing.ts';

test('what a request caused to be done later is not done in its name', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  // Keeps the process up: the timer itself does not.
  const keepUp = setInterval(() => {}, 1_000);
  inScope({ requestId: 'r', span: null }, () => realTiming.after(1, () => resolve(currentScope())));
  assert.equal(await promise, undefined);
  clearInterval(keepUp);
});
