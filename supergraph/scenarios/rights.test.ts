import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** Every field of Person, asked by everybody it can be asked by. */
const FIELDS: Record<string, string> = {
  id: 'id',
  givenName: 'givenName',
  surname: 'surname',
  birthDate: 'birthDate',
  personalCode: 'personalCode',
  age: 'age',
  vitalStatus: 'vitalStatus',
  deathDate: 'deathDate',
  declaredResidence: 'declaredResidence { code }',
  residenceState: 'residenceState',
  residenceSince: 'residenceSince',
  addresses: 'addresses { kind }',
  municipality: 'municipality { code }',
  children: 'children { id }',
  ties: 'ties { kind }',
  provenance: 'provenance { source }',
  statuses: 'statuses { id }',
  benefits: 'benefits { id }',
  offers: 'offers { id }',
  requests: 'requests { pageInfo { hasNextPage } }',
  lifeSituations: 'lifeSituations { id }',
  identificationMeans: 'identificationMeans { id }',
  preferences: 'preferences { language }',
  dataPermissions: 'dataPermissions { id }',
  dataAccess: 'dataAccess { pageInfo { hasNextPage } }',
};
const EVERY = Object.keys(FIELDS);
const THROUGH_A_TIE = ['id', 'givenName', 'surname', 'birthDate'];
const OWN_ONLY = ['personalCode', 'dataAccess'];
const NOT_FOR_OFFICERS = ['preferences', 'dataPermissions', 'dataAccess'];

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
});
after(() => hub.close());

/** Which fields of a person an asker gets; the others must be null with a typed error. */
const cases: { says: string; as: string | null; person: string; open: string[]; code?: string }[] = [
  { says: 'oneself', as: 'anna', person: 'anna', open: EVERY },
  { says: 'who acts for a child under custody', as: 'anna→marta', person: 'marta', open: EVERY.filter((field) => !OWN_ONLY.includes(field)) },
  { says: 'a mother through the tie to her child', as: 'anna', person: 'marta', open: THROUGH_A_TIE },
  { says: 'who acts for a child, meanwhile,', as: 'anna→marta', person: 'anna', open: THROUGH_A_TIE },
  { says: 'a child through the tie to her mother', as: 'marta', person: 'anna', open: [] },
  { says: 'an officer with the right to codes', as: 'officer-vsaa', person: 'anna', open: EVERY.filter((field) => !NOT_FOR_OFFICERS.includes(field)) },
  { says: 'an officer', as: 'officer-riga', person: 'anna', open: EVERY.filter((field) => ![...OWN_ONLY, ...NOT_FOR_OFFICERS].includes(field)) },
  { says: 'a stranger', as: 'janis', person: 'anna', open: [] },
  { says: 'an analyst', as: 'analyst', person: 'anna', open: [] },
  { says: 'nobody signed in', as: null, person: 'anna', open: [], code: 'UNAUTHENTICATED' },
];

function described(open: string[]): string {
  if (open.length === EVERY.length) return 'every field';
  if (open.length === 0) return 'nothing but typed errors';
  const closed = EVERY.filter((field) => !open.includes(field));
  return open.length > closed.length ? `everything but ${closed.join(', ')}` : `only ${open.join(', ')}`;
}

for (const { says, as, person, open, code } of cases) {
  test(`${says} gets of ${person}: ${described(open)}`, async () => {
    const id = await hub.personId(person);
    for (const field of EVERY) {
      const { data, errors } = await hub.ask(as, `query ($id: ID!) { person(id: $id) { id ${FIELDS[field]} } }`, { id });
      if (open.includes(field)) {
        assert.equal(errors, undefined, `${field}: ${JSON.stringify(errors)}`);
        continue;
      }
      assert.equal(data?.person?.[field] ?? null, null, `${field} leaks`);
      assert.equal(errors?.[0]?.extensions.code, code ?? 'FORBIDDEN', `${field}: ${JSON.stringify(errors)}`);
      assert.ok(errors.every((error) => !/\d{6}-?\d{5}/.test(error.message)));
    }
  });
}

test('the same holds for what an entity reference reaches, in every subgraph', async () => {
  const id = await hub.personId('anna');
  for (const { name, field } of [
    { name: 'persons', field: 'givenName' },
    { name: 'statuses', field: 'statuses { id }' },
    { name: 'benefits', field: 'benefits { id }' },
    { name: 'offers', field: 'offers { id }' },
    { name: 'requests', field: 'requests { pageInfo { hasNextPage } }' },
    { name: 'life-situations', field: 'lifeSituations { id }' },
  ]) {
    const query = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ... on Person { ${field} } } }`;
    const variables = { representations: [{ __typename: 'Person', id }] };
    const own = await hub.network.askSubgraph(name, query, variables, await hub.token('anna'));
    assert.equal(own.errors, undefined, `${name}: ${JSON.stringify(own.errors)}`);
    for (const [token, code] of [[await hub.token('janis'), 'FORBIDDEN'], [null, 'UNAUTHENTICATED']] as const) {
      const { data, errors } = await hub.network.askSubgraph(name, query, variables, token);
      assert.deepEqual(Object.values((data as any)?._entities?.[0] ?? {}), [null], name);
      assert.equal(errors?.[0]?.extensions.code, code, name);
    }
  }
});

test("an officer's look is written into the person's access log, with its purpose, before it is answered", async () => {
  const id = await hub.personId('olena');
  await hub.ask('officer-vsaa', 'query ($id: ID!) { person(id: $id) { givenName } }', { id });
  const { data } = await hub.ask('olena', '{ me { dataAccess { edges { node { by purpose permission fields } } } } }');
  assert.equal(data.me.dataAccess.edges[0].node.purpose, 'social-insurance');
});

test('a protected person has no residence and no municipality, anywhere', async () => {
  const { data, errors } = await hub.ask('petra', '{ me { residenceState declaredResidence { code } municipality { code } addresses { kind address { code } } } }');
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.equal(data.me.residenceState, 'PROTECTED');
  assert.equal(data.me.declaredResidence, null);
  assert.equal(data.me.municipality, null);
  assert.ok(data.me.addresses.every((each: any) => each.address === null));
});

test('who may not act for someone gets no token for it', async () => {
  await assert.rejects(hub.token('janis', 'marta'), /custody|mandate/i);
});

test('custody that was removed opens nothing, whatever a replica and a token from before still say', async (t) => {
  t.after(() => hub.sandbox('faults', { clear: true }));
  const marta = await hub.personId('marta');
  const NAME = 'query ($id: ID!) { person(id: $id) { givenName } }';
  const CHILDREN = '{ me { children { id } } }';
  const has = async () => (await hub.ask('martins', CHILDREN)).data.me.children.some(({ id }: { id: string }) => id === marta);
  assert.ok(await has());
  assert.equal((await hub.ask('martins', NAME, { id: marta })).errors, undefined);
  const acting = `Bearer ${await hub.token('martins', 'marta')}`;
  assert.equal((await hub.ask(acting, '{ me { givenName } }')).data.me.givenName, 'Marta');

  await hub.sandbox('changes', { kind: 'custody-removed', child: 'marta', parent: 'martins' });
  await hub.network.settled();
  await hub.network.forgetRegisters();
  await hub.sandbox('faults', { register: 'population', replicaLagMs: 60_000 });
  assert.equal((await hub.ask('martins', '{ me { provenance { stale } } }')).data.me.provenance.stale, true, 'the replica is behind');
  assert.equal(await has(), false);
  assert.equal((await hub.ask('martins', NAME, { id: marta })).errors?.[0]?.extensions.code, 'FORBIDDEN');
  await hub.sandbox('faults', { clear: true });

  const refused = await hub.ask(acting, '{ me { givenName } }');
  assert.deepEqual([refused.status, refused.errors?.[0]?.extensions.code], [401, 'UNAUTHENTICATED']);
  assert.match(refused.errors![0]!.message, /has ended; sign in again$/);
  assert.equal((await hub.ask('anna→marta', '{ me { givenName } }')).data.me.givenName, 'Marta', 'the mother still acts for her');
});

test('a token to act for a child whose record is gone is refused', async () => {
  const acting = `Bearer ${await hub.token('anna', 'marta')}`;
  assert.equal((await hub.ask(acting, '{ me { givenName } }')).errors, undefined);
  const adopted = await hub.sandbox('changes', { kind: 'adoption', child: 'marta', parents: ['olena'] });
  assert.ok(adopted.personId, JSON.stringify(adopted));
  await hub.network.settled();
  assert.equal((await hub.ask(acting, '{ me { givenName } }')).errors?.[0]?.extensions.code, 'UNAUTHENTICATED');
});
