import assert from 'node:assert/strict';
import test from 'node:test';
import { retryAfterMs } from './retry-after.ts';

const now = Date.parse('2026-11-20T09:00:00Z');

const cases: [says: string, headers: Record<string, string>, ms: number | null][] = [
  ['nothing', {}, null],
  ['seconds', { 'retry-after': '120' }, 120_000],
  ['no time at all', { 'retry-after': '0' }, null],
  ['a date to come', { 'retry-after': 'Fri, 20 Nov 2026 09:00:07 GMT' }, 7_000],
  ['a date by a clock that is an hour ahead', { 'retry-after': 'Fri, 20 Nov 2026 10:00:07 GMT', date: 'Fri, 20 Nov 2026 10:00:00 GMT' }, 7_000],
  ['a date that has passed', { 'retry-after': 'Fri, 20 Nov 2026 08:00:00 GMT' }, null],
  ['less than nothing', { 'retry-after': '-5' }, null],
  ['a fraction', { 'retry-after': '1.5' }, null],
  ['a word', { 'retry-after': 'soon' }, null],
  ['a number without end', { 'retry-after': '9'.repeat(400) }, null],
];
for (const [says, headers, ms] of cases) {
  test(`a register that asks for ${says} is left alone for ${ms ?? 0} ms`, () => assert.equal(retryAfterMs(new Headers(headers), now), ms));
}
