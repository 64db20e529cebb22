import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commonFields, fieldsOf, pick } from './field-selection.ts';

const record = {
  Code: '1', Homes: [{ Kind: 'A', From: '2026-01-01' }, { Kind: 'B', From: '2026-02-01' }], Death: null, Names: ['x', 'y'],
};

test('everything is the record as it is', () => {
  assert.equal(pick(record, 'everything'), record);
});

test('a path below a list leaves that field of each of its records', () => {
  assert.deepEqual(pick(record, fieldsOf(['Homes.Kind'])), { Homes: [{ Kind: 'A' }, { Kind: 'B' }] });
});

test('a field that is null or absent stays so', () => {
  assert.deepEqual(pick(record, fieldsOf(['Death.Day', 'Sex'])), { Death: null });
});

test('a path and one below it mean all of the first, in either order', () => {
  for (const paths of [['Homes', 'Homes.Kind'], ['Homes.Kind', 'Homes']]) {
    assert.deepEqual(pick(record, fieldsOf(paths)), { Homes: record.Homes });
  }
});

test('what two selections share is what both open, whichever comes first', () => {
  const cases: [string[], string[], object][] = [
    [['Code', 'Homes'], ['Homes.From', 'Names'], { Homes: [{ From: '2026-01-01' }, { From: '2026-02-01' }] }],
    [['Homes.Kind'], ['Homes.From'], {}],
    [['Code'], ['Names'], {}],
  ];
  for (const [one, other, expected] of cases) {
    assert.deepEqual(pick(record, commonFields(fieldsOf(one), fieldsOf(other))), expected);
    assert.deepEqual(pick(record, commonFields(fieldsOf(other), fieldsOf(one))), expected);
  }
  assert.deepEqual(pick(record, commonFields('everything', fieldsOf(['Code']))), { Code: '1' });
});
