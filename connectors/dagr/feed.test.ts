import assert from 'node:assert/strict';
import test from 'node:test';
import { newestLines, type FeedLine } from './feed.ts';

const line = (position: number, key: string, version: number): FeedLine => ({ position, key, version, changedAt: null, isRemoved: false });

test('many lines of one record are one read: the newest version, in the order of the feed', () => {
  const lines = [line(1, 'a', 1), line(2, 'b', 4), line(3, 'a', 2), line(4, 'b', 3)];
  assert.deepEqual(newestLines(lines), [lines[1], lines[2]]);
});

test('of two lines with one version the later counts: what is removed stays so', () => {
  const removed = { ...line(2, 'a', 3), isRemoved: true };
  assert.deepEqual(newestLines([line(1, 'a', 3), removed]), [removed]);
});
