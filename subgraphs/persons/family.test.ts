import assert from 'node:assert/strict';
import test from 'node:test';
import type { PersonRecord, Tie } from '#connectors/population/record.ts';
import { minorsInCustody } from './family.ts';

const person = (personId: string, birthDay: string, more: Partial<PersonRecord> = {}): PersonRecord => ({
  personId, birthDay, version: 1, changedAt: '', givenName: null, surname: null, sex: null, vital: 'ALIVE', deathDay: null, residences: [], ties: [], flags: [], ...more,
});
const tie = (otherId: string, more: Partial<Tie> = {}): Tie => ({ kind: 'CHILD', otherId, custody: true, from: '2008-11-21', to: null, ...more });

async function minorsOf(child: PersonRecord, toChild: Tie, today: string): Promise<string[]> {
  const readAt = Temporal.Instant.from('2026-11-20T09:00:00Z');
  return minorsInCustody(person('parent', '1980-01-01', { ties: [toChild] }), Temporal.PlainDate.from(today), async (ids) =>
    ids.filter((id) => id === child.personId).map(() => ({ value: child, source: 'fpr_person', readAt, permission: '1' })));
}

const cases: [string, PersonRecord, Tie, string, boolean][] = [
  ['a child of five in custody', person('child', '2021-02-22'), tie('child'), '2026-11-20', true],
  ['a child on the day before turning 18', person('child', '2008-11-21'), tie('child'), '2026-11-20', true],
  ['a child on the day of turning 18, whatever the tie says', person('child', '2008-11-21'), tie('child'), '2026-11-21', false],
  ['a child without custody', person('child', '2021-02-22'), tie('child', { custody: false }), '2026-11-20', false],
  ['a child whose tie ended today', person('child', '2021-02-22'), tie('child', { to: '2026-11-20' }), '2026-11-20', false],
  ['a foster child', person('child', '2021-02-22'), tie('child', { kind: 'FOSTER_CHILD' }), '2026-11-20', false],
  ['a child who died', person('child', '2021-02-22', { vital: 'DECEASED' }), tie('child'), '2026-11-20', false],
  ['a child the register does not know', person('other', '2021-02-22'), tie('child'), '2026-11-20', false],
];

for (const [says, child, toChild, today, expected] of cases) {
  test(`${says} is ${expected ? '' : 'not '}a minor in custody`, async () => {
    assert.deepEqual(await minorsOf(child, toChild, today), expected ? ['child'] : []);
  });
}
