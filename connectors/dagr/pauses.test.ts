import assert from 'node:assert/strict';
import test from 'node:test';
import { Pauses } from './pauses.ts';
import { movableTiming } from './movable-timing.ts';

test('a pause under one permission leaves the others alone; one for all does not', () => {
  const timing = movableTiming();
  const pauses = new Pauses(timing);
  assert.equal(pauses.begin('1', 5_000), true);
  assert.deepEqual([pauses.leftMs('1'), pauses.leftMs('2'), pauses.leftMs(null)], [5_000, 0, 0]);
  assert.equal(pauses.begin(null, 2_000), true);
  assert.deepEqual([pauses.leftMs('1'), pauses.leftMs('2'), pauses.leftMs(null)], [5_000, 2_000, 2_000]);
  timing.advance(2_000);
  assert.deepEqual([pauses.leftMs('1'), pauses.leftMs('2'), pauses.longestLeftMs], [3_000, 0, 3_000]);
  timing.advance(3_000);
  assert.equal(pauses.longestLeftMs, 0);
});

test('a pause is not made shorter by a later answer, and begins anew once it is over', () => {
  const timing = movableTiming();
  const pauses = new Pauses(timing);
  pauses.begin(null, 5_000);
  assert.equal(pauses.begin(null, 1_000), false);
  assert.equal(pauses.leftMs(null), 5_000);
  timing.advance(5_000);
  assert.equal(pauses.begin(null, 1_000), true);
});
