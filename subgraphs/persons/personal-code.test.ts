import assert from 'node:assert/strict';
import test from 'node:test';
import { parsePersonalCode } from './personal-code.ts';

/** Published test values; none is repeated in a message. */
const accepted: [string, string][] = [
  ['180565-05610', 'the old form with a dash'],
  ['16117519997', 'the old form without one'],
  ['061193-06460', 'the old form whose remainder is ten: systems disagree, so it passes'],
  ['061193-06461', 'the same with another last digit'],
  ['290212-29381', 'born on 29 February of a leap year'],
  ['32073120115', 'the new form'],
  ['335442-49548', 'the new form with 33: the law says 2 to 9'],
  ['328673-00677', 'the new form, which has no check digit'],
];

for (const [code, says] of accepted) {
  test(`a code is accepted: ${says}`, () => assert.equal(parsePersonalCode(code), code.replace('-', '')));
}

const refused: [string, string, RegExp][] = [
  ['', 'nothing', /eleven digits/],
  ['1611751999', 'ten digits', /it has 10/],
  ['501022900051', 'twelve digits', /it has 12/],
  ['325-442-49548', 'two dashes', /one dash/],
  ['1611751-9997', 'the dash in another place', /one dash/],
  ['16117519997 ', 'a space', /only digits/],
  ['161175–19997', 'a long dash', /only digits/],
  ['161375-19997', 'month 13', /first four digits/],
  ['315442-49548', 'day 31 of month 54', /first four digits/],
  ['999999-99999', 'day 99', /first four digits/],
  ['161175-39997', 'a century that is none', /seventh digit/],
  ['290213-29381', '29 February of a common year', /first seven digits/],
  ['111112-11111', 'a wrong check digit', /check digit/],
];

for (const [code, says, part] of refused) {
  test(`a code is refused, the part told and the code not repeated: ${says}`, () => {
    assert.throws(() => parsePersonalCode(code), (error: Error & { extensions: { code: string } }) => {
      assert.match(error.message, part);
      assert.equal(error.extensions.code, 'BAD_USER_INPUT');
      assert.ok(!/\d{3,}/.test(error.message), error.message);
      return true;
    });
  });
}
