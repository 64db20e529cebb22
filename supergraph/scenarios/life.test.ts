import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { Lives, type Life } from '../testing/lives.ts';

/** Life as it is, in one hub: what each change of the register means to everyone, one after the other. */
let lives: Lives;
before(async () => {
  lives = await Lives.begin(2_000);
  const adult = ['1965-01-01', '1994-01-01'];
  await lives.cast((sql) => sql`
    select f.person_id as mother, t.other_id as father, f.municipality as "their-home" from population.fact f
    join population.tie t on t.person_id = f.person_id and t.kind = 'SPOUSE' and t.valid_to is null join population.fact g on g.person_id = t.other_id
    where f.sex = 'F' and f.birth_day between '1978-01-01' and '1994-01-01' and g.birth_day between '1970-01-01' and '1994-01-01'
      and f.vital = 'ALIVE' and g.vital = 'ALIVE' and f.municipality is not null and g.municipality = f.municipality
      and not exists (select from population.tie c where c.kind = 'CHILD' and c.person_id in (f.person_id, g.person_id)) order by 1 limit 1`);
  const single = (more: string) => (sql: any) => sql.unsafe(`
    select f.person_id as ${more.split(' ')[0]}, f.municipality as "home of ${more.split(' ')[0]}" from population.fact f
    where f.vital = 'ALIVE' and f.municipality is not null and not exists (select from population.tie t where t.person_id = f.person_id and t.valid_to is null)
      and f.birth_day between '${adult[0]}' and '${adult[1]}' order by 1 offset ${more.split(' ')[1]} limit 1`);
  for (const part of ['bride 0', 'groom 1', 'leaver 2', 'hidden 3', 'open 4']) await lives.cast(single(part));
  await lives.cast((sql) => sql`
    select t.other_id as emils from population.tie t join population.fact f on f.person_id = t.other_id
    join population.fact a on a.person_id = t.person_id where t.kind = 'CHILD' and a.birth_day = '1988-04-17' and f.birth_day = '2021-02-22'`);
  await lives.cast((sql) => sql`
    select f.person_id as twin from population.fact f where f.vital = 'ALIVE' and f.municipality = '0001000' and f.birth_day < '1955-01-01'
      and not exists (select from population.tie t where t.person_id = f.person_id) order by 1 limit 1`);
  await lives.cast((sql) => sql`
    select f.person_id as missing from population.fact f join offers.offer o on o.person_id = f.person_id and o.state = 'FOUND'
    where f.vital = 'ALIVE' and f.birth_day < '1950-01-01' order by 1 offset 3 limit 1`);
});
after(() => lives?.close());

const BY_CODE = 'query ($code: String!) { personByCode(personalCode: $code) { id } }';
const BY_ID = 'query ($id: ID!) { person(id: $id) { id } }';
const NAME_OF = 'query ($id: ID!) { person(id: $id) { givenName } }';
const CHILDREN = '{ me { children { id } } }';
const WHERE = 'query ($id: ID!) { person(id: $id) { residenceState municipality { code } declaredResidence { code } addresses { kind } } }';
const SITUATIONS = '{ me { lifeSituations { cause } } }';
const ABOUT = '{ me { offers(states: [FOUND, NOTIFIED, SEEN]) { concerning { id } } } }';
const STATUSES = 'query ($id: ID!) { person(id: $id) { vitalStatus statuses { type { code } state validTo } } }';
const GRANT = 'mutation ($input: GrantStatusInput!) { grantStatus(input: $input) { __typename ... on UserError { message } } }';
const SUBMIT = 'mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename ... on UserError { message } } }';
const PREFER = 'mutation ($input: UpdatePreferencesInput!) { updatePreferences(input: $input) { __typename ... on UserError { message } } }';

const LIVES: Life[] = [
  {
    says: 'a new code: the same person, found by either code, and told without one',
    happens: [{ noteCodeOf: 'anna' }, { change: { kind: 'code-change', person: 'anna' } }, { noteCodeOf: 'anna' }],
    told: [['@anna', 'persons.code-changed.v1', { formerIds: [] }, '0001000']],
    shows: [
      ['anna', '{ me { id personalCode } }', {}, { me: { id: '@anna', personalCode: '#anna/2' } }],
      ['officer-vsaa', BY_CODE, { code: '#anna/1' }, { personByCode: { id: '@anna' } }],
      ['officer-vsaa', BY_CODE, { code: '#anna/2' }, { personByCode: { id: '@anna' } }],
      ['anna→marta', '{ me { id } }', {}, { me: { id: '@marta' } }],
    ],
    nowhere: [['#anna/1'], ['#anna/2']],
  },
  {
    says: 'an address becomes protected: nothing says any more where the person lives or lived',
    happens: [
      { change: { kind: 'move', person: 'janis', municipality: '0001000', effectiveOn: '2026-11-10' } },
      { change: { kind: 'protect-address', person: 'janis' } },
    ],
    told: [
      ['@janis', 'persons.moved.v1', { from: null, to: null, since: '2026-11-10' }, null],
      ['@janis', 'persons.address-protected.v1', {}, null],
    ],
    shows: [
      ['officer-riga', WHERE, { id: '@janis' }, { person: { residenceState: 'PROTECTED', municipality: null, declaredResidence: null, addresses: [] } }],
      ['janis', '{ me { municipality { code } } }', {}, { me: { municipality: null } }],
    ],
    nowhere: [['@janis', '0001000'], ['@janis', '0002000']],
  },
  {
    says: 'protection ends: what holds today is read and offered again, and it is no move',
    happens: [{ change: { kind: 'unprotect-address', person: 'janis' } }],
    told: [['@janis', 'persons.address-unprotected.v1', {}, '0001000']],
    shows: [['janis', '{ me { residenceState municipality { code } } }', {}, { me: { residenceState: 'DECLARED', municipality: { code: '0001000' } } }]],
    offered: [{ to: '@janis', found: ['RIGA-TRANSPORT-SENIOR'] }],
  },
  {
    says: 'a marriage told late holds from its day',
    happens: [{ change: { kind: 'marriage', one: '@bride', other: '@groom', effectiveOn: '2026-02-14' } }],
    told: [
      ['@bride', 'persons.tie-changed.v1', { kind: 'SPOUSE', otherId: '@groom', from: '2026-02-14', to: null, custody: false }, '@home of bride'],
      ['@groom', 'persons.tie-changed.v1', { kind: 'SPOUSE', otherId: '@bride', from: '2026-02-14', to: null, custody: false }, '@home of groom'],
    ],
    shows: [['officer-riga', 'query ($id: ID!) { person(id: $id) { ties { kind person { id } validFrom } } }', { id: '@bride' },
      { person: { ties: [{ kind: 'SPOUSE', person: { id: '@groom' }, validFrom: '2026-02-14' }] } }]],
  },
  {
    says: 'a divorce ends it by its day',
    happens: [{ change: { kind: 'divorce', one: '@bride', other: '@groom', effectiveOn: '2026-11-01' } }],
    told: [
      ['@bride', 'persons.tie-changed.v1', { kind: 'SPOUSE', otherId: '@groom', from: '2026-02-14', to: '2026-11-01', custody: false }],
      ['@groom', 'persons.tie-changed.v1', { kind: 'SPOUSE', otherId: '@bride', from: '2026-02-14', to: '2026-11-01', custody: false }],
    ],
    shows: [['officer-riga', 'query ($id: ID!) { person(id: $id) { ties { kind } } }', { id: '@bride' }, { person: { ties: [] } }]],
  },
  {
    says: 'who leaves the country lives in no municipality, and loses what a municipality gives',
    happens: [{ change: { kind: 'leave-country', person: '@leaver', effectiveOn: '2026-11-15' } }],
    told: [['@leaver', 'persons.moved.v1', { from: '@home of leaver', to: null, since: null }, null]],
    shows: [['officer-riga', 'query ($id: ID!) { person(id: $id) { residenceState municipality { code } } }', { id: '@leaver' }, { person: { residenceState: 'ABROAD', municipality: null } }]],
  },
  {
    says: 'nothing is offered to whoever is missing, and what happened to them is nobody else\'s to know',
    happens: [{ change: { kind: 'declare-missing', person: '@missing' } }],
    told: [['@missing', 'persons.corrected.v1', {}]],
    shows: [['officer-vsaa', 'query ($id: ID!) { person(id: $id) { vitalStatus } }', { id: '@missing' }, { person: { vitalStatus: 'MISSING' } }]],
    unoffered: ['@missing'],
  },
  {
    says: 'custody removed: the child is no longer among the children, its name closed, and nothing about it is offered',
    happens: [{ change: { kind: 'custody-removed', child: 'marta', parent: 'martins' } }],
    told: [
      ['@martins', 'persons.tie-changed.v1', { kind: 'CHILD', otherId: '@marta', from: '2026-11-20', to: null, custody: false }, '0001000'],
      ['@marta', 'persons.tie-changed.v1', { kind: 'PARENT', otherId: '@martins', from: '2026-11-20', to: null, custody: false }, '0001000'],
    ],
    shows: [
      ['martins', CHILDREN, {}, { me: { children: [{ id: '@emils' }] } }],
      ['martins', NAME_OF, { id: '@marta' }, { person: 'FORBIDDEN' }],
      ['anna', CHILDREN, {}, { me: { children: [{ id: '@marta' }, { id: '@emils' }] } }],
      ['anna', NAME_OF, { id: '@marta' }, { person: { givenName: 'Marta' } }],
    ],
    refused: [['martins', 'marta']],
    offered: [{ to: '@martins', about: '@marta', withdrawn: ['VSAA-FAMILY-STATE'] }],
  },
  {
    says: 'a guardian takes the parents\' place: the child\'s name is open to the guardian and closed to them',
    happens: [{ change: { kind: 'guardianship', child: '@emils', guardian: 'olena', effectiveOn: '2026-11-16' } }],
    told: [
      ['@olena', 'persons.tie-changed.v1', { kind: 'WARD', otherId: '@emils', from: '2026-11-16', to: null, custody: true }],
      ['@emils', 'persons.tie-changed.v1', { kind: 'GUARDIAN', otherId: '@olena', from: '2026-11-16', to: null, custody: true }],
      ...['@anna', '@martins'].flatMap((parent): NonNullable<Life['told']> => [
        [parent, 'persons.tie-changed.v1', { kind: 'CHILD', otherId: '@emils', from: '2026-11-16', to: null, custody: false }],
        ['@emils', 'persons.tie-changed.v1', { kind: 'PARENT', otherId: parent, from: '2026-11-16', to: null, custody: false }],
      ]),
    ],
    shows: [
      ['olena', NAME_OF, { id: '@emils' }, { person: { givenName: 'Emīls' } }],
      ['anna', NAME_OF, { id: '@emils' }, { person: 'FORBIDDEN' }],
      ['anna', CHILDREN, {}, { me: { children: [{ id: '@marta' }] } }],
    ],
    offered: [{ to: '@anna', about: '@emils', withdrawn: ['VSAA-FAMILY-STATE'] }],
  },
  {
    says: 'a child is born, late told: since its day, and told once',
    happens: [{ change: { kind: 'birth', mother: 'anna', effectiveOn: '2026-09-01' }, as: 'past' }, { noteCodeOf: 'past' }],
    told: [
      ['@past', 'persons.born.v1', { parentIds: ['@anna', '@martins'] }, '0001000'],
      ['@anna', 'persons.tie-changed.v1', { kind: 'CHILD', otherId: '@past', from: '2026-09-01', to: null, custody: true }],
      ['@martins', 'persons.tie-changed.v1', { kind: 'CHILD', otherId: '@past', from: '2026-09-01', to: null, custody: true }],
    ],
    shows: [['anna', SITUATIONS, {}, { me: { lifeSituations: [{ cause: 'CHILD_BORN' }] } }]],
    offered: [{ to: '@anna', about: '@past', found: ['VSAA-BIRTH-GRANT', 'VSAA-CHILD-CARE'] }],
  },
  {
    says: 'an adopted child: another person from now on, and nothing anywhere leads from the one to the other',
    happens: [{ passes: 'PT1M' }, { change: { kind: 'adoption', child: '@past', parents: ['@mother', '@father'] }, as: 'future' }, { noteCodeOf: 'future' }, { passes: 'PT1M' }],
    told: [
      ['@mother', 'persons.tie-changed.v1', { kind: 'CHILD', otherId: '@future', from: '2026-11-20', to: null, custody: true }, '@their-home'],
      ['@father', 'persons.tie-changed.v1', { kind: 'CHILD', otherId: '@future', from: '2026-11-20', to: null, custody: true }, '@their-home'],
    ],
    shows: [
      ['officer-vsaa', BY_CODE, { code: '#past' }, { personByCode: 'NOT_FOUND' }],
      ['officer-vsaa', BY_CODE, { code: '#future' }, { personByCode: { id: '@future' } }],
      ['officer-vsaa', BY_ID, { id: '@past' }, { person: 'NOT_FOUND' }],
      ['anna', NAME_OF, { id: '@past' }, { person: 'FORBIDDEN' }],
      ['anna', CHILDREN, {}, { me: { children: [{ id: '@marta' }] } }],
      ['anna', SITUATIONS, {}, { me: { lifeSituations: [] } }],
      ['anna', ABOUT, {}, { me: { offers: [{ concerning: { id: '@marta' } }] } }],
      ['officer-riga', 'query ($id: ID!) { person(id: $id) { children { id } } }', { id: '@mother' }, { person: { children: [{ id: '@future' }] } }],
    ],
    offered: [{ to: '@mother', about: '@future', found: ['VSAA-BIRTH-GRANT', 'VSAA-CHILD-CARE'] }],
    apart: [['@past', '@future'], ['@past', '@mother'], ['@anna', '@future']],
    nowhere: [['@past', '@future'], ['@past', '@mother'], ['@past', '@father'], ['@future', '@anna'], ['@future', '@martins'], ['#past']],
  },
  {
    says: 'two records that were one person: everything of both is the survivor\'s, once, under either id, code and token',
    happens: [
      { passes: 'PT1M' },
      { noteCodeOf: 'janis' },
      { noteCodeOf: 'twin' },
      ...['@janis', '@twin'].map((personId, at) => ({ ask: ['officer-riga', GRANT, { input: { personId, typeCode: 'MAZN', validFrom: '2026-11-01', validTo: at ? null : '2027-01-31', idempotencyKey: `merger ${at}` } }] as [string, string, object] })),
      { ask: ['janis', SUBMIT, { input: { kind: 'COMPLAINT', channel: 'PORTAL', text: 'Par ilgu.', idempotencyKey: 'merger' } }] },
      { ask: ['janis', PREFER, { input: { language: 'en' } }] },
      { change: { kind: 'merge', person: 'janis', into: '@twin' } },
    ],
    told: [['@janis', 'persons.preferences-changed.v1', { evaluateOffers: true }], ['@twin', 'persons.merged.v1', { formerIds: ['@janis'] }, '0001000']],
    shows: [
      ['janis', '{ me { id preferences { language } requests { edges { node { applicant { id } } } } } }', {},
        { me: { id: '@twin', preferences: { language: 'en' }, requests: { edges: [{ node: { applicant: { id: '@twin' } } }] } } }],
      ['janis', BY_ID, { id: '@janis' }, { person: { id: '@twin' } }],
      ['officer-vsaa', BY_CODE, { code: '#janis' }, { personByCode: { id: '@twin' } }],
      ['officer-vsaa', BY_CODE, { code: '#twin' }, { personByCode: { id: '@twin' } }],
      ['officer-vsaa', 'query ($ids: [ID!]!) { persons(ids: $ids) { id } }', { ids: ['@janis', '@twin'] }, { persons: [{ id: '@twin' }, { id: '@twin' }] }],
      ['officer-riga', 'query ($id: ID!) { person(id: $id) { statuses(validOn: "2026-11-20") { type { code } validTo } } }', { id: '@janis' },
        { person: { statuses: [{ type: { code: 'MAZN' }, validTo: null }, { type: { code: 'PENS' }, validTo: null }] } }],
    ],
    nowhere: [['#janis'], ['#twin']],
    onlyInHistory: ['@janis'],
  },
  {
    says: 'protection after a merger: nothing told under either id says where the person lives or lived',
    happens: [{ change: { kind: 'protect-address', person: '@twin' } }],
    told: [['@twin', 'persons.address-protected.v1', {}, null]],
    shows: [['officer-riga', WHERE, { id: '@janis' }, { person: { residenceState: 'PROTECTED', municipality: null, declaredResidence: null, addresses: [] } }]],
    nowhere: [['@janis', '0001000'], ['@twin', '0001000']],
  },
  {
    says: 'somebody turns out to be a protected person: nothing told of them under their former id says where they lived',
    happens: [
      { change: { kind: 'protect-address', person: '@hidden' } },
      { change: { kind: 'move', person: '@open', municipality: '0002000', effectiveOn: '2026-11-10' } },
      { change: { kind: 'move', person: '@open', municipality: '0001000', effectiveOn: '2026-11-12' } },
      { change: { kind: 'merge', person: '@open', into: '@hidden' } },
    ],
    nowhere: [['@open', '0001000'], ['@open', '0002000'], ['@open', '@home of open'], ['@hidden', '0001000'], ['@hidden', '@home of hidden'], ['@hidden', '@home of open']],
  },
  {
    says: 'a death: nothing is offered to the dead, and their statuses end with the day',
    happens: [
      { ask: ['officer-riga', GRANT, { input: { personId: '@martins', typeCode: 'MAZN', validFrom: '2026-11-01', validTo: '2027-01-31', idempotencyKey: 'death' } }] },
      { change: { kind: 'death', person: 'martins', effectiveOn: '2026-11-18' } },
    ],
    shows: [
      ['officer-riga', STATUSES, { id: '@martins' }, { person: { vitalStatus: 'DECEASED', statuses: [{ type: { code: 'MAZN' }, state: 'EXPIRED', validTo: '2026-11-18' }] } }],
      ['anna', SITUATIONS, {}, { me: { lifeSituations: [{ cause: 'RELATIVE_DIED' }] } }],
    ],
    unoffered: ['@martins'],
  },
  {
    says: 'the death is annulled: what ended with it is there again, and nobody is bereaved',
    happens: [{ change: { kind: 'death-annulled', person: '@martins' } }],
    shows: [
      ['officer-riga', STATUSES, { id: '@martins' }, { person: { vitalStatus: 'ALIVE', statuses: [{ type: { code: 'MAZN' }, state: 'ACTIVE', validTo: '2027-01-31' }] } }],
      ['anna', SITUATIONS, {}, { me: { lifeSituations: [] } }],
    ],
  },
  {
    says: 'the day before eighteen a child is a child',
    happens: [{ passes: 'PT1M' }, { today: '2029-05-08' }],
    told: [],
    shows: [['anna', CHILDREN, {}, { me: { children: [{ id: '@marta' }] } }], ['anna', NAME_OF, { id: '@marta' }, { person: { givenName: 'Marta' } }]],
  },
  {
    says: 'at midnight in Riga custody ends: no child, no name, no acting for them',
    happens: [{ today: '2029-05-09' }],
    told: [],
    shows: [
      ['anna', CHILDREN, {}, { me: { children: [] } }],
      ['anna', NAME_OF, { id: '@marta' }, { person: 'FORBIDDEN' }],
      ['anna→marta', '{ me { id } }', {}, 'UNAUTHENTICATED'],
      ['marta', '{ me { id givenName } }', {}, { me: { id: '@marta', givenName: 'Marta' } }],
    ],
  },
];

for (const life of LIVES) test(life.says, () => lives.live(life));

const PARTS = [
  ['persons', 'givenName'], ['statuses', 'statuses { id }'], ['benefits', 'benefits { id }'], ['offers', 'offers { id }'],
  ['requests', 'requests { edges { node { id } } }'], ['life-situations', 'lifeSituations { id }'],
] as const;
for (const [part, field] of PARTS) {
  test(`a reference by an id that was given up is the survivor's to ${part}, asked past the gateway with a token of that id`, async () => {
    const token = await lives.hub.token('janis');
    const ask = (id: string) => lives.hub.network.askSubgraph(
      part, `query ($of: [_Any!]!) { _entities(representations: $of) { ... on Person { id ${field} } } }`, { of: [{ __typename: 'Person', id }] }, token);
    const [former, survivor] = [await ask(lives.idOf('janis')), await ask(lives.idOf('twin'))];
    assert.equal(former.errors, undefined, JSON.stringify(former.errors));
    assert.deepEqual(former.data, survivor.data);
    assert.equal((former.data as any)._entities[0].id, lives.idOf('twin'));
  });
}

test('what an adopted child\'s past leaves behind is told days later, apart from who the child is now', () => lives.live({
  says: 'time passes',
  happens: [{ passes: 'PT72H' }],
  told: [['@past', 'persons.removed.v1', {}, null], ['@anna', 'persons.corrected.v1', {}], ['@martins', 'persons.corrected.v1', {}]],
  offered: [{ to: '@anna', about: '@past', withdrawn: ['VSAA-BIRTH-GRANT', 'VSAA-CHILD-CARE'] }],
  unoffered: ['@past'],
  apart: [['@past', '@future'], ['@past', '@mother']],
  nowhere: [['@past', '@future'], ['@past', '@mother'], ['@past', '@father'], ['@future', '@anna'], ['@future', '@martins']],
}));
