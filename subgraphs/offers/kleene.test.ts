import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { allOf, anyOf, notOf, type Met } from './kleene.ts';

const met = fc.constantFrom<Met>(true, false, null);
const some = fc.array(met, { maxLength: 6 });

test('one unmet condition decides "all", whatever cannot be checked', () => {
  assert.equal(allOf([true, null, false]), false);
  assert.equal(allOf([true, null]), null);
  assert.equal(allOf([]), true);
});

test('one met condition decides "any", whatever cannot be checked', () => {
  assert.equal(anyOf([false, null, true]), true);
  assert.equal(anyOf([false, null]), null);
  assert.equal(anyOf([]), false);
});

test('the opposite of what cannot be checked cannot be checked', () => {
  assert.equal(notOf(null), null);
});

test('De Morgan: not all is any not, and not any is all not', () => {
  fc.assert(fc.property(some, (outcomes) => {
    assert.equal(notOf(allOf(outcomes)), anyOf(outcomes.map(notOf)));
    assert.equal(notOf(anyOf(outcomes)), allOf(outcomes.map(notOf)));
    assert.deepEqual(outcomes.map(notOf).map(notOf), outcomes);
  }));
});

test('the order and the grouping of conditions do not matter', () => {
  fc.assert(fc.property(some, some, (left, right) => {
    for (const join of [allOf, anyOf]) {
      assert.equal(join([...left, ...right]), join([...right, ...left]));
      assert.equal(join([...left, ...right]), join([join(left), join(right)]));
    }
  }));
});

test('learning what could not be checked never overturns what was already decided', () => {
  fc.assert(fc.property(some, fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), (outcomes, answers) => {
    const known = outcomes.map((outcome, index) => outcome ?? answers[index]!);
    for (const join of [allOf, anyOf]) {
      if (join(outcomes) !== null) assert.equal(join(known), join(outcomes));
    }
  }));
});
