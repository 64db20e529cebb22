import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountNumber, ago, count, day, decimal, duration, instantInRiga, megabytes, moment, money, percent, shortDay, span, spanOfTime, timeOfDay } from './app/format.ts';

/** Intl puts spaces that never break where people see ordinary ones. */
const plain = (text: string) => text.replaceAll(/[\u00a0\u202f]/g, ' ');

for (const [what, lv, en] of [
  [money.bind(null, { amount: '1600.00', currency: 'EUR' }), '1600,00 €', '€1,600.00'],
  [percent.bind(null, '43.75'), '43,75 %', '43.75%'],
  [day.bind(null, '2026-11-20'), '2026. gada 20. novembris', '20 November 2026'],
  [shortDay.bind(null, '2026-11-05'), '05.11.2026.', '5 Nov 2026'],
  [moment.bind(null, '2026-11-20T22:30:00Z'), '21.11.2026. plkst. 00:30', '21 Nov 2026, 00:30'],
  [ago.bind(null, 21), 'pirms 21 sekundes', '21 seconds ago'],
  [ago.bind(null, 7200), 'pirms 2 stundām', '2 hours ago'],
  [span.bind(null, 12), '12 sek.', '12 secs'],
  [span.bind(null, 400_000), '5 d.', '5 days'],
  [count.bind(null, 2_033_000), '2 033 000', '2,033,000'],
  [duration.bind(null, 4.2), '4,2 ms', '4.2 ms'],
  [megabytes.bind(null, 1_240_000), '1,2 MB', '1.2 MB'],
  [decimal.bind(null, 4.256), '4,26', '4.26'],
  [timeOfDay.bind(null, '2026-11-20T22:30:07Z'), '00:30:07', '00:30:07'],
  [spanOfTime.bind(null, '2026-10-01', 'MONTH'), '2026. g. okt.', 'Oct 2026'],
  [spanOfTime.bind(null, '2026-10-01', 'QUARTER'), '2026. g. 4. cet.', 'Q4 2026'],
  [spanOfTime.bind(null, '2026-01-01', 'YEAR'), '2026', '2026'],
  [spanOfTime.bind(null, '2026-11-16', 'WEEK'), '16.11.2026.', '16 Nov 2026'],
] as const) {
  test(`"${lv}" is "${en}" in English`, () => assert.deepEqual([plain(what('lv')), plain(what('en'))], [lv, en]));
}

test('an account number is grouped as banks print it, however it was typed', () => {
  assert.equal(accountNumber('lv80bank 0000435195001 '), 'LV80 BANK 0000 4351 9500 1');
  assert.equal(accountNumber(''), '');
});

test('a time that is typed is one in Latvia, in winter and in summer', () => {
  assert.equal(instantInRiga('2026-11-20T09:00'), '2026-11-20T07:00:00.000Z');
  assert.equal(instantInRiga('2026-07-01T09:00'), '2026-07-01T06:00:00.000Z');
  assert.equal(instantInRiga('2026-03-29T04:30'), '2026-03-29T01:30:00.000Z', 'half an hour after summer time began');
});
