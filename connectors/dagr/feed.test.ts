import assert from 'node:assert/strict';
import test from 'node:test';
import { newestLines } from './feed.ts';

test('many lines of one record are one read: the newest version, in the order of the feed', () => {
  const lines = [
    { position: 1, key: 'a', version: 1 },
    { position: 2, key: 'b', version: 4 },
    { position: 3, key: 'a', version: 2 },
    { position: 4, key: 'b', version: 3 },
  ];
  assert.deepEqual(newestLines(lines), [lines[1], lines[2]]);
});
