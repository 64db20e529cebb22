import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addWorkingDays, easterSunday, endOfTerm, holidaysOf, isWorkingDay } from './working-days.ts';

const day = (text: string) => Temporal.PlainDate.from(text);

for (const sunday of ['2024-03-31', '2025-04-20', '2026-04-05', '2027-03-28', '2038-04-25', '2049-04-18']) {
  test(`Easter Sunday of ${sunday.slice(0, 4)} is ${sunday}`, () => {
    assert.equal(easterSunday(Number(sunday.slice(0, 4))).toString(), sunday);
  });
}

test('Good Friday and Easter Monday are off', () => {
  assert.equal(isWorkingDay(day('2026-04-03')), false);
  assert.equal(isWorkingDay(day('2026-04-06')), false);
  assert.equal(isWorkingDay(day('2026-04-07')), true);
});

test('the whole of 2026 has exactly the holidays of the law', () => {
  assert.deepEqual([...holidaysOf(2026)].sort(), [
    '2026-01-01', '2026-04-03', '2026-04-05', '2026-04-06', '2026-05-01', '2026-05-04', '2026-05-24',
    '2026-06-23', '2026-06-24', '2026-11-18', '2026-12-24', '2026-12-25', '2026-12-26', '2026-12-31',
  ]);
});

const SUBSTITUTES: [string, string][] = [
  ['2024-05-04', '2024-05-06'], // a Saturday
  ['2025-05-04', '2025-05-05'], // a Sunday
  ['2028-11-18', '2028-11-20'], // a Saturday
  ['2029-11-18', '2029-11-19'], // a Sunday
];
for (const [holiday, off] of SUBSTITUTES) {
  test(`${holiday} falls on a weekend, so ${off} is off`, () => assert.equal(isWorkingDay(day(off)), false));
}

test('Midsummer and Christmas at a weekend have no substitute', () => {
  assert.equal(isWorkingDay(day('2029-06-25')), true); // 23 and 24 June are a Saturday and a Sunday
  assert.equal(isWorkingDay(day('2026-12-28')), true); // 26 December is a Saturday
});

test('one working day after the Friday before Midsummer week is Monday', () => {
  assert.equal(addWorkingDays(day('2026-06-19'), 1).toString(), '2026-06-22');
  assert.equal(addWorkingDays(day('2026-06-19'), 2).toString(), '2026-06-25');
});

test('ten working days over the end of the year step over all of its holidays', () => {
  assert.equal(addWorkingDays(day('2026-12-21'), 10).toString(), '2027-01-08');
});

test('no processing days means the day itself', () => {
  assert.equal(addWorkingDays(day('2026-11-18'), 0).toString(), '2026-11-18');
});

test('a term that ends on 18 November ends a day later', () => {
  assert.equal(endOfTerm(day('2026-11-18')).toString(), '2026-11-19');
  assert.equal(endOfTerm(day('2026-11-19')).toString(), '2026-11-19');
});
