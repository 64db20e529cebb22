import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FIRST_BORN_INDEX, LARGEST_POPULATION, checkDigit, personalCodes } from './personal-codes.ts';

const codes = personalCodes('test');
const anyIndex = fc.oneof(
  fc.integer({ min: 0, max: LARGEST_POPULATION - 1 }),
  fc.integer({ min: FIRST_BORN_INDEX, max: FIRST_BORN_INDEX + 5_000_000 }),
);

test('a code leads back to the person it was made from', () => {
  fc.assert(fc.property(anyIndex, (index) => codes.indexOf(codes.codeOf(index)) === index));
});

test('a former code leads to the same person, and is of the old form', () => {
  fc.assert(fc.property(anyIndex, (index) => {
    const former = codes.formerCodeOf(index);
    return former === null || (codes.indexOf(former) === index && !former.startsWith('39'));
  }));
});

test('what leads to a person is exactly their code or their former code', () => {
  fc.assert(fc.property(fc.stringMatching(/^\d{11}$/), (digits) => {
    const index = codes.indexOf(digits);
    return index === null || codes.codeOf(index) === digits || codes.formerCodeOf(index) === digits;
  }));
});

test('a new code between the derived people and those born later is nobody\'s', () => assert.equal(codes.indexOf('39812230785'), null));

test('no two people share a code, former codes included', () => {
  const seen = new Set<string>();
  for (let index = 0; index < 30_000; index++) {
    for (const code of [codes.codeOf(index), codes.formerCodeOf(index)]) {
      if (code === null) continue;
      assert.ok(!seen.has(code));
      seen.add(code);
    }
  }
});

test('every code is one that no living person can have: of the 1800s, or with a prefix that is not issued', () => {
  for (let index = 0; index < 5_000; index++) {
    const code = codes.codeOf(index);
    assert.match(code, /^(39\d{9}|[0-3]\d[01]\d\d\d0\d{4})$/);
    if (!code.startsWith('39')) assert.equal(checkDigit(code.slice(0, 10)), Number(code[10]));
  }
});

test('one person in ten has the new form, and some of them had the old one', () => {
  const people = Array.from({ length: 10_000 }, (_, index) => index);
  assert.equal(people.filter((index) => codes.codeOf(index).startsWith('39')).length, 1_000);
  assert.equal(people.filter((index) => codes.formerCodeOf(index) !== null).length, 250);
});

test('a dash does not matter, a wrong check digit does', () => {
  const code = codes.codeOf(11);
  assert.equal(codes.indexOf(`${code.slice(0, 6)}-${code.slice(6)}`), 11);
  assert.equal(codes.indexOf(code.slice(0, 10) + ((Number(code[10]) + 1) % 10)), null);
});

for (const nobodys of ['', '1', '311299-01234', '320199012345', 'abcdef-ghijk', '29021300123', '16137501999']) {
  test(`"${nobodys}" is nobody's`, () => assert.equal(codes.indexOf(nobodys), null));
}

test('check digits are those of published examples', () => {
  for (const code of ['18056505610', '28063819406', '29021229381', '21124414874', '16117519997', '11111111111']) {
    assert.equal(checkDigit(code.slice(0, 10)), Number(code[10]));
  }
  assert.equal(checkDigit('0611930646'), null);
});
