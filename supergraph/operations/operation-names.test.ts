import assert from 'node:assert/strict';
import test from 'node:test';
import { parse } from 'graphql';
import { namesIn, operationNames, operationOf } from './operation-names.ts';

test('the first names are kept, later ones are "other", and a published one always counts by itself', () => {
  const nameOf = operationNames(new Set(['Dashboard']), 2);
  assert.deepEqual(['A', 'B', 'C', 'Dashboard', 'A', null, ''].map(nameOf), ['A', 'B', 'other', 'Dashboard', 'A', 'anonymous', 'anonymous']);
});

test('a name that looks like a number or an id of somebody is "other", and takes no place', () => {
  const nameOf = operationNames(new Set(), 1);
  for (const name of ['Q32416565491', 'of_320101_12345', 'P_0f8fad5b_d9cb_469f_a165_70867728950e', 'p0f8fad5bd9cb469fa16570867728950e', 'x'.repeat(65)]) {
    assert.equal(nameOf(name), 'other', name);
  }
  assert.equal(nameOf('Benefits2026'), 'Benefits2026');
});

test('of several operations the one that is meant is named', () => {
  const document = parse('fragment F on Q { a } query One { a } mutation Two { b }');
  assert.deepEqual(operationOf(document, 'Two'), { name: 'Two', kind: 'mutation' });
  assert.deepEqual(operationOf(document), { name: 'One', kind: 'query' });
  assert.deepEqual(operationOf(parse('{ a }')), { name: null, kind: 'query' });
  assert.deepEqual(operationOf(document, 'Three'), { name: null, kind: 'unknown' });
});

test('the operations of published documents are known by their names', () => {
  assert.deepEqual(namesIn(['query One { a } fragment F on Q { a }', 'mutation Two { b } subscription Three { c }', '{ a }']), ['One', 'Two', 'Three']);
});
