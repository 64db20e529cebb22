import assert from 'node:assert/strict';
import test from 'node:test';
import type { MetricQuery } from '#codegen/generated/metrics.ts';
import { CELLS_MOST, demandFewCells, demandSmallTable, questionOf, TABLE_MOST } from './query.ts';

const query: MetricQuery = { groupBy: ['SERVICE'], from: '2026-01-01', to: '2026-12-31' };

const refused: { says: string; query: Partial<MetricQuery>; offers?: true; because: RegExp; code: string }[] = [
  { says: 'a time that ends before it begins is named', query: { from: '2026-12-31', to: '2026-01-01' }, because: /from: 2026-12-31 lies after to, 2026-01-01/, code: 'BAD_USER_INPUT' },
  { says: 'twenty years and a day are too long', query: { from: '2006-01-01', to: '2026-01-02' }, because: /more than 20 years/, code: 'BAD_USER_INPUT' },
  { says: 'four dimensions are too many', query: { groupBy: ['SERVICE', 'CHANNEL', 'STATUS', 'BENEFIT'] }, because: /4 dimensions; at most 3/, code: 'LIMIT_EXCEEDED' },
  { says: 'offers have no status to group by', query: { groupBy: ['STATUS'] }, offers: true, because: /offers have no STATUS/, code: 'BAD_USER_INPUT' },
];

for (const { says, query: wrong, offers, because, code } of refused) {
  test(says, () => assert.throws(() => questionOf({ ...query, ...wrong }, [offers ? 'FOUND' : 'SUBMITTED']), { message: because, extensions: { code } }));
}

test('exactly twenty years, three dimensions and one named twice are taken', () => {
  const question = questionOf({ groupBy: ['SERVICE', 'SERVICE', 'CHANNEL', 'STATUS'], from: '2006-01-01', to: '2026-01-01' }, ['SUBMITTED']);
  assert.deepEqual(question.table, ['SERVICE', 'CHANNEL', 'STATUS']);
});

test('what is filtered by is part of the table in which siblings are looked for, and not of the answer', () => {
  const question = questionOf({ ...query, serviceId: 'one', municipalityCode: '0001000' }, ['SUBMITTED']);
  assert.deepEqual(question.table, ['SERVICE', 'MUNICIPALITY']);
  assert.deepEqual([...question.shown], ['SERVICE']);
});

test('too many cells are refused with their number and the most there may be', () => {
  demandFewCells(CELLS_MOST);
  assert.throws(() => demandFewCells(CELLS_MOST + 1), { message: /10001 cells; at most 10000/, extensions: { code: 'LIMIT_EXCEEDED' } });
  demandSmallTable(TABLE_MOST);
  assert.throws(() => demandSmallTable(TABLE_MOST + 1), { extensions: { code: 'LIMIT_EXCEEDED' } });
});
