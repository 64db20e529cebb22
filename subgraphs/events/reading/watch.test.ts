import assert from 'node:assert/strict';
import test from 'node:test';
import { Watch } from './watch.ts';

test('somebody is watched behind the place where it began, through the place where it ended', () => {
  const watch = new Watch([{ personId: 'a', from: 10, to: 20 }, { personId: 'a', from: 30, to: null }, { personId: 'b', from: 15, to: 20 }], 10);
  const at = [10, 11, 20, 21, 30, 31];
  assert.deepEqual(at.map((sequence) => watch.has('a', sequence)), [false, true, true, false, false, true]);
  assert.equal(watch.has('c', 11), false);
});

test('what is about people it watches stays so when the last of them is gone', () => {
  const watch = new Watch([{ personId: 'a', from: 10, to: 20 }], 10);
  assert.deepEqual([10, 11, 30].map((sequence) => watch.hasBegun(sequence)), [false, true, true]);
  assert.equal(new Watch([], Infinity).hasBegun(1), false);
});
