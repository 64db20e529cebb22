import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { createLogger } from '#kernel/logger.ts';
import { Lifetime } from './lifetime.ts';

function lifetime() {
  const lines: string[] = [];
  return { lines, life: new Lifetime(createLogger('error', (line) => void lines.push(line))) };
}

test('parts close in the opposite order, each although another fails', async () => {
  const { life, lines } = lifetime();
  const closed: string[] = [];
  await life.open('the first', 1, async () => closed.push('first'));
  await life.open('the second', 2, async () => {
    throw new Error('stuck');
  });
  await life.open('the third', Promise.resolve(3), async (value) => closed.push(`third ${value}`));
  await life.close();
  assert.deepEqual(closed, ['third 3', 'first']);
  assert.match(lines.join(), /the second did not close cleanly/);
});

test('a part that never closes is left after its time, and said', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  const { life, lines } = lifetime();
  let isClosed = false;
  await life.open('the database', null, async () => (isClosed = true));
  await life.open('the work', null, () => new Promise(() => {}));
  const closing = life.close();
  assert.equal(life.closing, 'the work');
  mock.timers.tick(3_000);
  await closing;
  mock.timers.reset();
  assert.ok(isClosed);
  assert.match(lines.join(), /the work did not close cleanly/);
});
