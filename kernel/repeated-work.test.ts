import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { fixedClock } from './clock.ts';
import { startRepeatedWork, type RepeatedWorkOptions } from './repeated-work.ts';

function start(work: RepeatedWorkOptions['work'], more: Partial<RepeatedWorkOptions> = {}) {
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const error = mock.fn();
  return { clock, error, repeated: startRepeatedWork({ clock, logger: { error } as never, work, failed: 'it failed', ...more }) };
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = performance.now() + 5_000; !holds() && performance.now() < end;) await new Promise((resolve) => setTimeout(resolve, 5));
  assert.ok(holds());
}

test('it is done at once, and again when the day changes, one turn after the other', async () => {
  let [turns, underWay, most] = [0, 0, 0];
  const { clock, repeated } = start(async () => {
    most = Math.max(most, ++underWay);
    await new Promise((resolve) => setTimeout(resolve, 5));
    underWay--;
    turns++;
  });
  clock.moveTo(Temporal.PlainDate.from('2026-11-21'));
  await repeated.settled();
  assert.deepEqual([turns, most], [2, 1]);
  await repeated.close();
});

test('a turn that failed is told of and tried again, as soon as it says; one that has more to do goes on', async () => {
  let turns = 0;
  const { error, repeated } = start(async () => {
    if (++turns === 1) throw new Error('not this time');
    return turns === 2 ? 1 : undefined;
  }, { retryAfterMs: 1 });
  await until(() => turns === 3);
  assert.deepEqual(error.mock.calls.map(({ arguments: [, message] }) => message), ['it failed']);
  await repeated.close();
});

test('a stop is waited for, ends what is under way, and lets nothing begin', async () => {
  let turns = 0;
  const { clock, repeated } = start(async (isStopped) => {
    turns++;
    await until(isStopped);
    throw new Error('broken off');
  }, { retryAfterMs: 1, everyMs: 1 });
  await new Promise((resolve) => setImmediate(resolve));
  await repeated.close();
  clock.moveTo(Temporal.PlainDate.from('2026-11-21'));
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(turns, 1);
});
