import assert from 'node:assert/strict';
import test from 'node:test';
import type { ProjectedPerson } from '#connectors/population/projection.ts';
import { personEvents, type PersonEvent } from './events.ts';
import { eventsOf, isMerelyUntied } from './person-events.ts';

const TODAY = Temporal.PlainDate.from('2026-11-20');
const ANNA = '00000000-0000-8000-8000-00000000000a';
const MARTINS = '00000000-0000-8000-8000-00000000000c';
const CHILD = '00000000-0000-8000-8000-00000000000b';

const anna: ProjectedPerson = {
  personId: ANNA, birthDay: '1988-04-17', sex: 'F', vital: 'ALIVE', deathDay: null, municipality: '0001000',
  residenceSince: '2013-06-01', residenceState: 'DECLARED', flags: [], version: 1, ties: [],
};
const hidden = { residenceState: 'PROTECTED', municipality: null, residenceSince: null };
const tie = (kind: string, otherId: string, more: Partial<ProjectedPerson['ties'][number]> = {}) =>
  ({ kind, otherId, custody: true, validFrom: '2026-11-20', validTo: null, ...more });
const child: ProjectedPerson = {
  ...anna, personId: CHILD, birthDay: '2026-11-20', residenceSince: '2026-11-20',
  ties: [tie('PARENT', ANNA), tie('PARENT', MARTINS, { custody: false })],
};

const cases: { says: string; before: ProjectedPerson | null; after: ProjectedPerson; events: [string, string | null, object][] }[] = [
  { says: 'nothing that counts: nothing', before: anna, after: { ...anna, version: 2 }, events: [] },
  {
    says: 'a birth: born, with the parents who have custody, and no move',
    before: null, after: child, events: [['persons.born.v1', '0001000', { parentIds: [ANNA] }]],
  },
  {
    says: 'a birth registered eleven months late is a birth',
    before: null, after: { ...child, birthDay: '2025-12-21', ties: [tie('PARENT', ANNA, { validFrom: '2025-12-21' })] }, events: [['persons.born.v1', '0001000', { parentIds: [ANNA] }]],
  },
  {
    says: 'a child who appears with parents since a later day is adopted: nothing, for that would be the link to the past',
    before: null, after: { ...child, birthDay: '2021-03-01' }, events: [],
  },
  { says: 'nor of one adopted in the first year of life', before: null, after: { ...child, birthDay: '2026-05-20' }, events: [] },
  {
    says: 'a child who vanished from the ties: nothing at once', before: { ...anna, ties: [tie('CHILD', CHILD)] }, after: anna, events: [],
  },
  { says: 'declared missing: that something was', before: anna, after: { ...anna, vital: 'MISSING' }, events: [['persons.corrected.v1', '0001000', {}]] },
  {
    says: 'somebody of age who appears has come from abroad',
    before: null, after: anna, events: [['persons.moved.v1', '0001000', { from: null, to: '0001000', since: '2013-06-01' }]],
  },
  { says: 'somebody who appears dead and was not just born: nothing', before: null, after: { ...anna, vital: 'DECEASED' }, events: [] },
  {
    says: 'a protected newborn: born, without a municipality',
    before: null, after: { ...child, ...hidden }, events: [['persons.born.v1', null, { parentIds: [ANNA] }]],
  },
  {
    says: 'a move', before: anna, after: { ...anna, municipality: '0002000', residenceSince: '2026-11-01' },
    events: [['persons.moved.v1', '0002000', { from: '0001000', to: '0002000', since: '2026-11-01' }]],
  },
  {
    says: 'a move abroad', before: anna, after: { ...anna, municipality: null, residenceSince: null, residenceState: 'ABROAD' },
    events: [['persons.moved.v1', null, { from: '0001000', to: null, since: null }]],
  },
  {
    says: 'becoming protected: no move, and no municipality', before: anna, after: { ...anna, ...hidden },
    events: [['persons.address-protected.v1', null, {}]],
  },
  {
    says: 'no longer protected: no move', before: { ...anna, ...hidden }, after: anna,
    events: [['persons.address-unprotected.v1', '0001000', {}]],
  },
  {
    says: 'a death, told where the person lived, and no move', before: anna,
    after: { ...anna, vital: 'DECEASED', deathDay: '2026-11-19', municipality: null, residenceState: 'NONE', residenceSince: null },
    events: [['persons.died.v1', '0001000', { on: '2026-11-19' }]],
  },
  {
    says: 'the death of a protected person, without a municipality', before: { ...anna, ...hidden },
    after: { ...anna, ...hidden, vital: 'DECEASED', deathDay: '2026-11-19' }, events: [['persons.died.v1', null, { on: '2026-11-19' }]],
  },
  {
    says: 'a death annulled, and no move', before: { ...anna, vital: 'DECEASED', deathDay: '2026-11-01', municipality: null, residenceState: 'NONE' },
    after: anna, events: [['persons.death-annulled.v1', '0001000', { on: '2026-11-01' }]],
  },
  {
    says: 'a new tie', before: anna, after: { ...anna, ties: [tie('CHILD', CHILD)] },
    events: [['persons.tie-changed.v1', '0001000', { kind: 'CHILD', otherId: CHILD, from: '2026-11-20', to: null, custody: true }]],
  },
  {
    says: 'custody taken', before: { ...anna, ties: [tie('CHILD', CHILD)] }, after: { ...anna, ties: [tie('CHILD', CHILD, { custody: false })] },
    events: [['persons.tie-changed.v1', '0001000', { kind: 'CHILD', otherId: CHILD, from: '2026-11-20', to: null, custody: false }]],
  },
  {
    says: 'a tie that vanished ends today', before: { ...anna, ties: [tie('SPOUSE', MARTINS, { validFrom: '2010-08-14' })] }, after: anna,
    events: [['persons.tie-changed.v1', '0001000', { kind: 'SPOUSE', otherId: MARTINS, from: '2010-08-14', to: '2026-11-20', custody: false }]],
  },
  {
    says: 'a birth date, a flag or the day of settling corrected: that something was, not what', before: anna,
    after: { ...anna, birthDay: '1978-04-17', flags: ['POL_REP'], residenceSince: '2013-07-01' }, events: [['persons.corrected.v1', '0001000', {}]],
  },
  { says: 'the same flags in another order: nothing', before: { ...anna, flags: ['NPK', 'WW2'] }, after: { ...anna, flags: ['WW2', 'NPK'] }, events: [] },
];

for (const { says, before, after, events } of cases) {
  test(`what happened: ${says}`, () => {
    const told: PersonEvent[] = eventsOf(before, after, TODAY);
    assert.deepEqual(told.map(({ type, municipality, data }) => [type, municipality, data]), events);
    for (const event of told) {
      assert.equal(event.subject, after.personId);
      personEvents[event.type].strict().parse(event.data);
    }
  });
}

test('that a tie vanished without an end is told later, unless something is told anyway or the person is dead', () => {
  const before = { ...anna, ties: [tie('CHILD', CHILD), tie('PARENT', MARTINS)] };
  const isLater = (after: ProjectedPerson, known: ProjectedPerson | null = before) => isMerelyUntied(known, after, TODAY);
  assert.equal(isLater({ ...anna, ties: [tie('CHILD', CHILD)] }), true);
  assert.equal(isLater(before), false);
  assert.equal(isLater({ ...anna, flags: ['POL_REP'] }), false);
  assert.equal(isLater({ ...anna, vital: 'DECEASED' }, { ...before, vital: 'DECEASED' }), false);
  assert.equal(isLater(anna, null), false);
});
