import assert from 'node:assert/strict';
import test from 'node:test';
import { dayOf } from '#kernel/days.ts';
import { dayIn } from './day.ts';

const cases = [
  { says: 'the last second before midnight of winter is the day that ends', at: '2026-11-20T21:59:59.999Z', day: '2026-11-20' },
  { says: 'midnight of winter, two hours before that of UTC, begins a day', at: '2026-11-20T22:00:00Z', day: '2026-11-21' },
  { says: 'the last second before midnight of summer is the day that ends', at: '2026-06-30T20:59:59Z', day: '2026-06-30' },
  { says: 'midnight of summer, three hours before that of UTC, begins a month', at: '2026-06-30T21:00:00Z', day: '2026-07-01' },
  { says: 'the night in which clocks go forward', at: '2026-03-28T22:00:00Z', day: '2026-03-29' },
  { says: 'the evening of the same day is an hour earlier by UTC', at: '2026-03-29T21:00:00Z', day: '2026-03-30' },
  { says: 'the hour that comes twice in autumn is of one day', at: '2026-10-25T01:30:00Z', day: '2026-10-25' },
  { says: 'a year begins in Riga', at: '2025-12-31T22:00:00Z', day: '2026-01-01' },
];

for (const { says, at, day } of cases) test(says, () => assert.equal(dayIn(at), day));

test('the hour tells the day, in every hour of twenty years', () => {
  let at = Temporal.Instant.from('2015-01-01T00:00:00Z');
  for (let hour = 0; hour < 20 * 366 * 24; hour++) {
    const last = at.add({ minutes: 59, seconds: 59 });
    assert.equal(dayIn(at.toString()), dayIn(last.toString()));
    assert.equal(dayIn(last.toString()), dayOf(last).toString());
    at = at.add({ hours: 1 });
  }
});
