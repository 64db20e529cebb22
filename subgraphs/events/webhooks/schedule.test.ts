import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isGivenUp, retryAfterOf, waitAfter } from './schedule.ts';

const NOW = Temporal.Instant.from('2026-11-20T09:00:00Z');
const HOUR = 3_600_000;

test('each failure doubles or more how long the next wait may be, up to six hours', () => {
  const bounds = Array.from({ length: 12 }, (_, index) => waitAfter(index + 1, 1));
  assert.deepEqual(bounds, [5_000, 30_000, 120_000, 600_000, 0.5 * HOUR, HOUR, 2 * HOUR, 4 * HOUR, 6 * HOUR, 6 * HOUR, 6 * HOUR, 6 * HOUR]);
});

test('a wait is any time up to its bound, never none, and never shorter than what the receiver asked for', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), fc.integer({ min: 0, max: 30 * HOUR }), (failures, chance, asked) => {
    const wait = waitAfter(failures, chance, { retryAfterMs: asked });
    assert.ok(wait >= 1 && wait <= 6 * HOUR);
    assert.ok(wait >= Math.min(asked, 6 * HOUR));
  }));
});

test('what is no fault of a receiver is not waited for longer than it is worth', () => {
  assert.deepEqual([1, 2, 12].map((failures) => waitAfter(failures, 1, { waitMostMs: 30_000 })), [5_000, 30_000, 30_000]);
});

test('three days after it was appended, an event is given up, and not a moment before', () => {
  assert.equal(isGivenUp(NOW, NOW.add({ hours: 72 })), true);
  assert.equal(isGivenUp(NOW, NOW.add({ hours: 72 }).subtract({ milliseconds: 1 })), false);
});

const ASKED: [string | undefined, number | undefined][] = [
  ['120', 120_000],
  ['0', 0],
  [' 7 ', 7_000],
  ['999999999', 6 * HOUR],
  ['Fri, 20 Nov 2026 09:01:30 GMT', 90_000],
  ['Fri, 20 Nov 2026 08:00:00 GMT', 0],
  ['Fri, 20 Nov 2099 09:00:00 GMT', 6 * HOUR],
  ['Fri, 99 Nov 2026 09:00:00 GMT', undefined],
  ['-5', undefined],
  ['1.5', undefined],
  ['soon', undefined],
  ['2026', 2_026_000],
  ['', undefined],
  [undefined, undefined],
];

for (const [header, expected] of ASKED) {
  test(`Retry-After: ${header} means ${expected} ms`, () => assert.equal(retryAfterOf(header, NOW), expected));
}
