import assert from 'node:assert/strict';
import test from 'node:test';
import { Watch } from './watch.ts';

test('somebody is watched behind the place where it began, through the place where it ended', () => {
  const watch = new Watch([{ personId: 'a', from: 10, to: 20 }, { personId: 'a', from: 30, to: null }, { personId: 'b', from: 15, to: 20 }]);
  const at = [10, 11, 20, 21, 30, 31];
  assert.deepEqual(at.map((sequence) => watch.has('a', sequence)), [false, true, true, false, false, true]);
  assert.deepEqual(at.map((sequence) => watch.isAny(sequence)), [false, true, true, false, false, true]);
  assert.equal(watch.has('c', 11), false);
  assert.equal(new Watch([]).isAny(1), false);
});
