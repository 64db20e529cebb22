import assert from 'node:assert/strict';
import test from 'node:test';
import { ageOn, dayOf, monthsOn, parseDay, startOfDay } from './days.ts';

test('a day is a day in Riga, whatever the hour in Greenwich', () => {
  assert.equal(dayOf(Temporal.Instant.from('2026-11-20T21:59:59Z')).toString(), '2026-11-20');
  assert.equal(dayOf(Temporal.Instant.from('2026-11-20T22:00:00Z')).toString(), '2026-11-21');
  assert.equal(startOfDay(parseDay('2026-07-01')).toString(), '2026-06-30T21:00:00Z');
});

for (const wrong of ['2026-02-30', '2026-2-3', '20.11.2026', '', '2026-13-01', '2026-11-20T00:00:00Z']) {
  test(`"${wrong}" is refused as a day, and the message names it`, () => {
    assert.throws(() => parseDay(wrong), (error: RangeError) => error instanceof RangeError && error.message.includes(wrong));
  });
}

const ages = [
  { born: '2008-11-20', on: '2026-11-19', years: 17, months: 215 },
  { born: '2008-11-20', on: '2026-11-20', years: 18, months: 216 },
  { born: '2000-02-29', on: '2026-02-28', years: 25, months: 311 },
  { born: '2000-02-29', on: '2026-03-01', years: 26, months: 312 },
  { born: '2026-01-31', on: '2026-02-28', years: 0, months: 0 },
  { born: '2026-01-31', on: '2026-03-01', years: 0, months: 1 },
];
for (const { born, on, years, months } of ages) {
  test(`someone born on ${born} is ${years} years, ${months} months old on ${on}`, () => {
    assert.equal(ageOn(parseDay(born), parseDay(on)), years);
    assert.equal(monthsOn(parseDay(born), parseDay(on)), months);
  });
}
