import assert from 'node:assert/strict';
import test from 'node:test';
import { Pace } from './pace.ts';

/** A pace by a clock that only the test moves. */
function pacing() {
  let at = 0;
  const pace = new Pace(() => at);
  return { pace, markAfter: (ms: number, done: number) => { at += ms; pace.mark(done); } };
}

test('nothing is said of a pace before there are two moments to compare', () => {
  const { pace, markAfter } = pacing();
  assert.equal(pace.describe(100), '');
  markAfter(0, 5_000);
  assert.equal(pace.describe(100), '');
  assert.equal(pace.secondsFor(100), null);
});

test('what is left is told at the pace of the work since it began, wherever that was', () => {
  const { pace, markAfter } = pacing();
  markAfter(0, 1_000_000);
  markAfter(2_000, 1_040_000);
  assert.equal(pace.perSecond, 20_000);
  assert.equal(pace.describe(993_000), ', 20000 a second, about 50 s left');
  assert.equal(pace.describe(20_000_000), ', 20000 a second, about 17 min left');
});

test('only the last half minute counts', () => {
  const { pace, markAfter } = pacing();
  for (let second = 0; second < 40; second++) markAfter(1_000, second * 10_000);
  for (let second = 0; second < 40; second++) markAfter(1_000, 400_000 + second * 100);
  assert.equal(pace.perSecond, 100);
});
