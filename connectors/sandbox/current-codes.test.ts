import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { CurrentCodes } from './current-codes.ts';
import { FIRST_BORN_INDEX, personalCodes } from './personal-codes.ts';

const derived = personalCodes('test');
const anyone = fc.oneof(fc.integer({ min: 0, max: 40 }), fc.integer({ min: FIRST_BORN_INDEX, max: FIRST_BORN_INDEX + 5 }));

test('whatever codes are given, each leads to one person, the newest is theirs and the oldest stays', () => {
  fc.assert(fc.property(fc.array(anyone, { maxLength: 60 }), (changes) => {
    const codes = new CurrentCodes(derived);
    for (const index of changes) codes.replace(index);
    const seen = new Set<string>();
    for (const index of new Set(changes)) {
      const all = [...codes.formerCodesOf(index), codes.codeOf(index)];
      assert.equal(all.length - changes.filter((one) => one === index).length, derived.formerCodeOf(index) === null ? 1 : 2);
      assert.equal(all[0], codes.oldestCodeOf(index));
      assert.equal(codes.oldestCodeOf(index), new CurrentCodes(derived).oldestCodeOf(index));
      for (const code of all) {
        assert.equal(codes.indexOf(code), index);
        assert.ok(!seen.has(code));
        seen.add(code);
      }
    }
  }));
});

test('a given code is of the new form, and nobody\'s before it is given', () => {
  const codes = new CurrentCodes(derived);
  const next = derived.replacement(0);
  assert.match(next, /^3[2-9]\d{9}$/);
  assert.deepEqual([codes.indexOf(next), derived.indexOf(next)], [null, null]);
  codes.replace(17);
  assert.deepEqual([codes.codeOf(17), codes.indexOf(next)], [next, 17]);
});
