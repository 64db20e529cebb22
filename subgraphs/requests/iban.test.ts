import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readIban } from './iban.ts';

// The published examples of the ISO 13616 registry.
for (const iban of ['LV80BANK0000435195001', 'EE382200221020145685', 'LT121000011101001000', 'DE89370400440532013000', 'NO9386011117947']) {
  test(`${iban} is an IBAN`, () => assert.deepEqual(readIban(iban), { iban }));
}

test('spaces and small letters do not matter', () => {
  assert.deepEqual(readIban(' lv80 bank 0000 4351 9500 1 '), { iban: 'LV80BANK0000435195001' });
});

const WRONG: [string, RegExp][] = [
  ['LV81BANK0000435195001', /check digits/],
  ['LV80BANK0000435195010', /check digits/],
  ['LV80BANK000043519500', /a Latvian IBAN is LV/],
  ['LV80', /two letters for the country/],
  ['', /two letters for the country/],
  ['DE89 3704 0044 0532 0130 0!', /two letters for the country/],
];
for (const [text, expected] of WRONG) {
  test(`"${text}" is refused, and the answer does not repeat it`, () => {
    const reading = readIban(text);
    assert.ok('wrong' in reading);
    assert.match(reading.wrong, expected);
    assert.ok(text === '' || !reading.wrong.includes(text));
  });
}

test('two digits changed places are noticed', () => {
  assert.ok('wrong' in readIban('LV80BANK0000431595001'));
});
