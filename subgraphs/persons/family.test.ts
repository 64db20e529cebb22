import assert from 'node:assert/strict';
import test from 'node:test';
import type { PersonRecord, Tie } from '#connectors/population/record.ts';
import { IN_CARE, ageOf, minorsInCustody, sinceFirstDay } from './family.ts';

const person = (personId: string, birthDay: string | null, more: Partial<PersonRecord> = {}): PersonRecord => ({
  personId, birthDay, version: 1, changedAt: '', givenName: null, surname: null, sex: null, vital: 'ALIVE', deathDay: null, residences: [], ties: [], flags: [], ...more,
});
const tie = (otherId: string, more: Partial<Tie> = {}): Tie => ({ kind: 'CHILD', otherId, custody: true, from: '2008-11-21', to: null, ...more });

async function minorsOf(child: PersonRecord, toChild: Tie, today: string, kinds?: typeof IN_CARE): Promise<string[] | null> {
  const readAt = Temporal.Instant.from('2026-11-20T09:00:00Z');
  return minorsInCustody(person('parent', '1980-01-01', { ties: [toChild] }), Temporal.PlainDate.from(today), async (ids) =>
    ids.filter((id) => id === child.personId).map(() => ({ value: child, source: 'fpr_person', readAt, permission: '1', isStale: false, freshForMs: 0 })), kinds);
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

test('in care are wards and foster children too, as long as custody of them is held', async () => {
  for (const kind of ['CHILD', 'WARD', 'FOSTER_CHILD'] as const) {
    assert.deepEqual(await minorsOf(person('child', '2021-02-22'), tie('child', { kind }), '2026-11-20', IN_CARE), ['child']);
    assert.deepEqual(await minorsOf(person('child', '2021-02-22'), tie('child', { kind, custody: false }), '2026-11-20', IN_CARE), []);
  }
});

test('where a permission opens no ties, birth days or vital statuses, nobody is told to be a child in custody, nor that there is none', async () => {
  assert.equal(await minorsOf(person('child', null), tie('child'), '2026-11-20'), null);
  assert.equal(await minorsOf(person('child', '2021-02-22', { vital: 'UNKNOWN' }), tie('child'), '2026-11-20'), null);
  assert.deepEqual(await minorsOf(person('child', '2001-02-22', { vital: 'UNKNOWN' }), tie('child'), '2026-11-20'), [], 'who is of age is no child, alive or not');
  assert.equal(await minorsInCustody(person('parent', '1980-01-01', { ties: null }), Temporal.PlainDate.from('2026-11-20'), async () => []), null);
});

const ages: [string, Partial<PersonRecord>, number | null][] = [
  ['of the living is counted to today', {}, 38],
  ['of the missing is counted to today', { vital: 'MISSING' }, 38],
  ['of the dead is counted to the day of death', { vital: 'DECEASED', deathDay: '2020-04-16' }, 31],
  ['is not told without a birth day', { birthDay: null }, null],
  ['is not told of the dead without the day of death', { vital: 'DECEASED' }, null],
  ['is not told of those who may be dead', { vital: 'UNKNOWN' }, null],
];
for (const [says, more, age] of ages) {
  test(`the age ${says}`, () => assert.equal(ageOf(person('one', '1988-04-17', more), Temporal.PlainDate.from('2026-11-20')), age));
}

test('a tie is as old as its first day, though a change of custody began it anew', () => {
  const tie = { kind: 'CHILD' as const, otherId: 'a', custody: false, from: '2026-11-21', to: null };
  const before = { ...tie, custody: true, from: '2011-05-09', to: '2026-11-21' };
  assert.equal(sinceFirstDay([before, tie], tie).from, '2011-05-09');
  assert.equal(sinceFirstDay([{ ...before, to: '2020-01-01' }, tie], tie).from, '2026-11-21', 'a tie that had ended is another');
  assert.equal(sinceFirstDay([{ ...before, otherId: 'b' }, tie], tie).from, '2026-11-21');
});
