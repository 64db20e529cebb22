import assert from 'node:assert/strict';
import test from 'node:test';
import { AGE_BOUNDS, Ages } from './ages.ts';

test('ages are counted by the first bound they do not exceed, and lately has a middle and an oldest', () => {
  const ages = new Ages();
  for (const seconds of [0, 1, 2, 600, 8 * 86_400]) ages.note(seconds * 1_000);
  const { buckets, sumSeconds, lately } = ages.standing;
  assert.deepEqual(buckets, [2, 1, 0, 1, 0, 0, 0, 0, 1]);
  assert.equal(buckets.length, AGE_BOUNDS.length + 1);
  assert.equal(sumSeconds, 0 + 1 + 2 + 600 + 8 * 86_400);
  assert.deepEqual(lately, { served: 5, medianSeconds: 2, oldestSeconds: 8 * 86_400 });
});

test('nothing served has no age, and a clock that was set back makes none below zero', () => {
  const ages = new Ages();
  assert.equal(ages.standing.lately, null);
  ages.note(-5_000);
  assert.deepEqual(ages.standing.lately, { served: 1, medianSeconds: 0, oldestSeconds: 0 });
});
