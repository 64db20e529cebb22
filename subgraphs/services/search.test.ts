import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fold, patterns, searchable } from './search.ts';

test('case and diacritics do not matter', () => {
  assert.equal(fold('  Bērna  PIEDZIMŠANAS pabalsts '), 'berna piedzimsanas pabalsts');
});

test('a search looks into both languages and the identifier', () => {
  assert.equal(searchable('Ģimene', 'Family', null, 'VSAA-X'), 'gimene family vsaa-x');
});

test('every word of a search becomes a pattern of its own', () => {
  assert.deepEqual(patterns('Bērna pabalsts'), ['%berna%', '%pabalsts%']);
});

test('an empty search has no patterns', () => {
  assert.deepEqual([patterns(null), patterns('  ')], [[], []]);
});

test('signs with a meaning in LIKE are taken literally', () => {
  assert.deepEqual(patterns('50% a_b \\'), ['%50\\%%', '%a\\_b%', '%\\\\%']);
});
