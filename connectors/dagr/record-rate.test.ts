import assert from 'node:assert/strict';
import test from 'node:test';
import { RecordRate } from './record-rate.ts';

test('a storm of 640,000 corrections takes about two minutes', () => {
  let now = 0;
  const rate = new RecordRate({ now: () => now });
  for (let read = 0; read < 640_000; read += 1_000) now += rate.take(1_000);
  assert.equal(now, ((640_000 - 10_000) / 5_000) * 1_000);
});

test('what changes on an ordinary day is not held up, nor what comes after a rest', () => {
  let now = 0;
  const rate = new RecordRate({ perSecond: 100, atOnce: 200, now: () => now });
  assert.equal(rate.take(200), 0);
  assert.equal(rate.take(50), 500);
  now += 500 + 3_600_000;
  assert.equal(rate.take(200), 0, 'as much as at first, however long the rest was');
  assert.equal(rate.take(1), 10);
});
