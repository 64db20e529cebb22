import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { ageOn, monthsOn, parseDay } from '#kernel/days.ts';
import { benefit } from './examples.ts';
import { compileRules } from './rule.ts';
import { benefitsTurning, crossing, thresholdsOf, type Threshold } from './thresholds.ts';

const eighteen: Threshold = { of: 'CHILD', unit: 'years', at: 18 };
const sixMonths: Threshold = { of: 'CHILD', unit: 'months', at: 6 };

const cases: [sentence: string, threshold: Threshold, from: string, to: string, expected: [string, string] | null][] = [
  ['one day turns those born on that day 18 years ago', eighteen, '2026-11-19', '2026-11-20', ['2008-11-20', '2008-11-20']],
  ['on 28 February of a common year nobody born on the 29th turns 18', eighteen, '2026-02-27', '2026-02-28', ['2008-02-28', '2008-02-28']],
  ['on 1 March those born on 29 February turn 18 too', eighteen, '2026-02-28', '2026-03-01', ['2008-02-29', '2008-03-01']],
  ['on 1 March the 29th to 31st of August complete six months', sixMonths, '2026-02-28', '2026-03-01', ['2025-08-29', '2025-09-01']],
  ['on the 31st only the 31st of a long month completes', sixMonths, '2026-08-30', '2026-08-31', null],
  ['days that were missed are caught up together', eighteen, '2026-11-10', '2026-11-20', ['2008-11-11', '2008-11-20']],
];

for (const [sentence, threshold, from, to, expected] of cases) {
  test(sentence, () => assert.deepEqual(crossing(threshold, from, to), expected && { first: expected[0], last: expected[1] }));
}

test('whoever crosses a threshold is in the range, and nobody else', () => {
  const day = fc.integer({ min: 0, max: 20_000 }).map((days) => parseDay('1990-01-01').add({ days }));
  fc.assert(fc.property(day, fc.integer({ min: 1, max: 40 }), fc.constantFrom('years' as const, 'months' as const), fc.integer({ min: 1, max: 30 }), fc.integer({ min: -5, max: 5 }), (from, days, unit, at, near) => {
    const to = from.add({ days });
    const birth = to.subtract({ [unit]: at }).add({ days: near });
    const age = (on: Temporal.PlainDate) => (unit === 'years' ? ageOn(birth, on) : monthsOn(birth, on));
    const range = crossing({ of: 'PERSON', unit, at }, from.toString(), to.toString());
    const isInside = range !== null && range.first <= birth.toString() && birth.toString() <= range.last;
    assert.equal(isInside, age(from) < at && age(to) >= at);
  }));
});

test('every age a benefit looks at is a threshold, each once', () => {
  const book = compileRules([benefit(['ALL', { fact: 'age', unit: 'years', from: 65 }, { fact: 'children', atLeast: 1, ageBelow: 18 },
    { fact: 'concernedAge', unit: 'months', from: 1, below: 18 }, { fact: 'residenceMonths', in: ['0001000'], atLeast: 9 }], {
    concerning: 'CHILD', amounts: [{ from: '2026-01-01', to: null, cents: 1, per: 'MONTH', childAgeMonthsBelow: 18 }],
  })]);
  assert.deepEqual(thresholdsOf(book).map(({ of, unit, at }) => `${of} ${at} ${unit}`).sort(), [
    'CHILD 1 months', 'CHILD 18 months', 'CHILD 18 years', 'PERSON 65 years', 'RESIDENCE 9 months']);
});

test('a benefit turns on the day its amount begins, and the day after one ends', () => {
  const amounts = [{ from: '2026-01-01', to: '2026-06-30', cents: 1, per: 'ONCE' as const }];
  const book = compileRules([benefit({ fact: 'flag', flag: 'NPK' }, { amounts })]);
  const turns = (from: string, to: string) => benefitsTurning(book, from, to).length;
  assert.deepEqual([turns('2025-12-30', '2025-12-31'), turns('2025-12-31', '2026-01-01'), turns('2026-06-29', '2026-06-30'), turns('2026-06-30', '2026-07-01')], [0, 1, 0, 1]);
});
