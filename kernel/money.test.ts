import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { centsToDecimal, decimalToCents } from './money.ts';

test('every amount of cents comes back from its text', () => {
  fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), (cents) => decimalToCents(centsToDecimal(cents)) === cents));
});

test('amounts are written with two decimals', () => {
  assert.deepEqual([0, 5, 42117, -2980].map(centsToDecimal), ['0.00', '0.05', '421.17', '-29.80']);
});

for (const wrong of ['12.345', '12,50', '', '.5', '1e3', '12.']) {
  test(`"${wrong}" is refused as an amount`, () => assert.throws(() => decimalToCents(wrong), RangeError));
}
