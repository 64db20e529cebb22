import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TieFacts } from '#connectors/population/projection.ts';
import { afterBirth, afterDeath, afterMove, closeRelatives } from './occurrence.ts';

const mother = { personId: 'mother', vital: 'ALIVE', municipality: '0001000' };
const father = { personId: 'father', vital: 'ALIVE', municipality: null };

function tie(otherId: string, kind: string, change: Partial<TieFacts> = {}): TieFacts {
  return { otherId, kind, custody: false, validFrom: '2000-01-01', validTo: null, birthDay: null, vital: 'ALIVE', ...change };
}

test('a birth is an occasion for each parent, where they live', () => {
  const occurrences = afterBirth({ childId: 'child', on: '2026-11-20', parents: [mother, father] });
  assert.deepEqual(
    occurrences.map(({ personId, subjectId, since, cause, municipality }) => [personId, subjectId, since, cause, municipality]),
    [
      ['mother', 'child', '2026-11-20', 'CHILD_BORN', '0001000'],
      ['father', 'child', '2026-11-20', 'CHILD_BORN', null],
    ],
  );
});

test('a parent who has died is not told of a birth', () => {
  const parents = [mother, { ...father, vital: 'DECEASED' }];
  assert.deepEqual(afterBirth({ childId: 'c', on: '2026-11-20', parents }).map(({ personId }) => personId), ['mother']);
});

test('the same birth told twice is the same occurrence, twins are two', () => {
  const ids = ['child', 'child', 'twin'].map((childId) => afterBirth({ childId, on: '2026-11-20', parents: [mother] })[0]!.id);
  assert.equal(ids[0], ids[1]);
  assert.notEqual(ids[0], ids[2]);
});

test('a move brings the new municipality with it', () => {
  const [occurrence] = afterMove({ personId: 'janis', to: '0001000', since: '2026-11-15' });
  assert.deepEqual([occurrence?.cause, occurrence?.municipality, occurrence?.since], ['MOVED', '0001000', '2026-11-15']);
});

test('moving there and back on different days is two occasions', () => {
  const ids = ['2026-01-01', '2026-06-01'].map((since) => afterMove({ personId: 'janis', to: '0001000', since })[0]!.id);
  assert.notEqual(ids[0], ids[1]);
});

test('who leaves the country has no move to arrange here', () => {
  assert.deepEqual(afterMove({ personId: 'janis', to: null, since: '2026-11-15' }), []);
});

const relatives: [sentence: string, ties: TieFacts[], expected: string[]][] = [
  ['spouse, children and parents are close', [tie('s', 'SPOUSE'), tie('c', 'CHILD'), tie('p', 'PARENT')], ['s', 'c', 'p']],
  ['a ward or a trustee is not', [tie('w', 'WARD'), tie('t', 'TRUSTEE')], []],
  ['a relative who has died is left out', [tie('s', 'SPOUSE', { vital: 'DECEASED' })], []],
  ['a spouse divorced before is not close any more', [tie('s', 'SPOUSE', { validTo: '2020-05-01' })], []],
  ['a marriage that ended by this death counts', [tie('s', 'SPOUSE', { validTo: '2026-11-20' })], ['s']],
  ['someone tied twice is told once', [tie('c', 'CHILD'), tie('c', 'CHILD', { custody: true })], ['c']],
];
for (const [sentence, ties, expected] of relatives) {
  test(sentence, () => assert.deepEqual(closeRelatives(ties, '2026-11-20'), expected));
}

test('a death is an occasion for each close relative, about the deceased', () => {
  const [occurrence] = afterDeath({ deceasedId: 'janis', on: '2026-11-20', relatives: [mother] });
  assert.deepEqual([occurrence?.personId, occurrence?.subjectId, occurrence?.cause], ['mother', 'janis', 'RELATIVE_DIED']);
});
