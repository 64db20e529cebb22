import assert from 'node:assert/strict';
import test from 'node:test';
import { Lately, quantile } from './lately.ts';

test('the newest numbers are kept, and no more of them than some', () => {
  const lately = new Lately({ most: 3, now: () => 0 });
  for (const value of [9, 1, 3, 2]) lately.note(value);
  assert.deepEqual(lately.values, [1, 2, 3]);
});

test('what was noted long ago is not of lately', () => {
  let now = 0;
  const lately = new Lately({ forMs: 1_000, now: () => now });
  lately.note(7);
  now = 600;
  lately.note(8);
  now = 1_001;
  assert.deepEqual(lately.values, [8]);
  now = 1_601;
  assert.deepEqual(lately.values, []);
});

test('of a hundred numbers the ninety-ninth is the one that 99 % do not exceed; of none there is no middle', () => {
  const hundred = Array.from({ length: 100 }, (_, at) => at + 1);
  assert.equal(quantile(hundred, 0.99), 99);
  assert.equal(quantile(hundred, 0.5), 50);
  assert.equal(quantile([4], 0.5), 4);
  assert.equal(quantile([], 0.5), null);
});
