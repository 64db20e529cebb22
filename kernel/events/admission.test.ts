import assert from 'node:assert/strict';
import test from 'node:test';
import { Admission } from './admission.ts';

/** Lets through whatever may pass, in turns of 20 ms, to somebody who takes so many in a second, and says every 100 ms how far behind that is. */
function scene(most: number, takesPerSecond = Infinity) {
  let now = 0;
  let backlog = 0;
  let said = 0;
  const admission = new Admission(most, () => now);
  const run = (ms: number) => {
    let passed = 0;
    let worst = 0;
    for (const end = now + ms; now < end; now += 20) {
      const some = admission.available();
      backlog = Math.max(0, backlog + some - takesPerSecond * 0.02);
      const behindMs = (backlog / takesPerSecond) * 1_000 || 0;
      worst = Math.max(worst, behindMs);
      if (now % 100 === 0) said = behindMs;
      admission.taken(some, said);
      passed += some;
    }
    return { passed, worst };
  };
  return { admission, run, wait: (ms: number) => (now += ms) };
}

test('so many pass in a second as it is made for, once nobody has fallen behind for a while', () => {
  const { run } = scene(5_000);
  assert.ok(run(1_000).passed < 3_000, 'it begins slowly');
  run(5_000);
  const { passed } = run(2_000);
  assert.ok(passed > 9_800 && passed <= 10_000, String(passed));
});

test('no more pass than who follows keeps up with, and they are never far behind', () => {
  const { run } = scene(5_000, 600);
  const { passed, worst } = run(20_000);
  assert.ok(passed > 0.7 * 12_000 && passed <= 12_300, String(passed));
  assert.ok(worst < 400, `${worst} ms behind`);
});

test('time in which nothing came is not made up for at once', () => {
  const { admission, wait } = scene(1_000);
  wait(60_000);
  assert.equal(admission.available(), 50);
});
