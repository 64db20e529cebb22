import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

const DASHBOARD = readFileSync(new URL('../../loadtests/dashboard.graphql', import.meta.url), 'utf8');

let hub: TestHub;
let admin: Sql;
let healthy: any;

before(async () => {
  hub = await startTestHub();
  admin = connect(hub.databaseUrl, { name: 'saboteur', max: 1 });
  await hub.network.settled();
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  await hub.network.settled();
  const draft = await hub.ask('anna', '{ me { offers(states: [FOUND]) { id benefit { code } } } }');
  const grant = draft.data.me.offers.find((offer: any) => offer.benefit.code === 'VSAA-BIRTH-GRANT');
  await hub.ask('anna', 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }', { id: grant.id });
  await hub.network.settled();
  const answer = await hub.ask('anna', DASHBOARD);
  assert.equal(answer.errors, undefined, JSON.stringify(answer.errors));
  healthy = answer.data;
  assert.ok(healthy.me.offers.length && healthy.me.requests.edges.length && healthy.me.lifeSituations.length && healthy.me.children.length);
});
after(async () => {
  await admin.end();
  await hub.close();
});

/** Sets to null what a path with `*` for list items points at. */
function without(data: any, paths: string[]): any {
  const copy = structuredClone(data);
  const cut = (value: any, [step, ...rest]: string[]): void => {
    if (value === null || value === undefined) return;
    if (step === '*') for (const item of value) cut(item, rest);
    else if (rest.length === 0) value[step!] = null;
    else cut(value[step!], rest);
  };
  for (const path of paths) cut(copy, path.split('.'));
  return copy;
}

/** Ages of values move on between two answers. */
const comparable = (data: any) => JSON.parse(JSON.stringify(data, (key, value) => (key === 'ageSeconds' || key === 'stale' ? undefined : value)));

const subgraphs = [
  { name: 'services', gone: ['me.statuses.*.issuer', 'me.offers.*.benefit.grantor', 'me.offers.*.benefit.service', 'me.requests.edges.*.node.service', 'me.lifeSituations.*.steps.*.step.service'] },
  { name: 'life-situations', gone: ['me.lifeSituations'] }, // the catalogue itself is kept in memory
  { name: 'statuses', gone: ['me.statuses'] },
  { name: 'benefits', gone: ['me.offers.*.benefit'] },
  { name: 'offers', gone: ['me.offers'] },
  { name: 'requests', gone: ['me.requests'] },
  { name: 'persons', gone: ['me.givenName', 'me.surname', 'me.birthDate', 'me.declaredResidence', 'me.children'] },
];

for (const { name, gone } of subgraphs) {
  test(`with the subgraph ${name} failing, exactly its part of the dashboard is null, with a typed error`, async () => {
    const schema = name.replace('-', '_');
    await admin.unsafe(`revoke usage on schema ${schema} from vienkopus_${schema}`);
    try {
      await hub.network.forgetRegisters();
      const { data, errors, status } = await hub.ask('anna', DASHBOARD);
      assert.equal(status, 200);
      assert.deepEqual(comparable(data), comparable(without(healthy, gone)));
      assert.ok(errors?.length);
      for (const error of errors) assert.equal(error.extensions.code, 'SUBGRAPH_UNAVAILABLE', JSON.stringify(error));
    } finally {
      await admin.unsafe(`grant usage on schema ${schema} to vienkopus_${schema}`);
    }
  });
}

const registers = [
  { register: 'population', gone: ['me.givenName', 'me.surname', 'me.birthDate', 'me.declaredResidence', 'me.children'] },
  { register: 'addresses', gone: ['me.declaredResidence'] },
];
for (const { register, gone } of registers) {
  for (const fault of [{ errorRate: 1 }, { body: 'garbage', errorRate: 0 }, { body: 'half', errorRate: 0 }]) {
    test(`with the ${register} register ${fault.body ? `answering ${fault.body === 'half' ? 'half a body' : 'garbage'}` : 'down'} and cold, exactly its part is null`, async () => {
      await hub.sandbox('faults', { register, ...fault });
      try {
        await hub.network.forgetRegisters();
        const { data, errors, status } = await hub.ask('anna', DASHBOARD);
        assert.equal(status, 200);
        assert.deepEqual(comparable(data), comparable(without(healthy, gone)));
        for (const error of errors!) {
          assert.equal(error.extensions.code, 'REGISTER_UNAVAILABLE', JSON.stringify(error));
          assert.equal(error.extensions.register, register);
        }
      } finally {
        await hub.sandbox('faults', { clear: true });
      }
      assert.deepEqual(comparable(await wholeWithinFiveSeconds()), comparable(healthy), 'mended, it is whole again');
    });
  }
}

async function wholeWithinFiveSeconds(): Promise<any> {
  const since = performance.now();
  const answer = async () => {
    await hub.network.forgetRegisters();
    return hub.ask('anna', DASHBOARD);
  };
  let { data, errors } = await answer();
  while (errors && performance.now() - since < 5_000) ({ data, errors } = await answer());
  assert.equal(errors, undefined);
  return data;
}

test('a decision needs a fresh read: with the register down nothing is accepted, and nothing is half-done', async () => {
  const open = healthy.me.offers.find((offer: any) => offer.state === 'FOUND');
  await hub.sandbox('faults', { register: 'population', errorRate: 1 });
  const refused = await hub.ask('anna', 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename } }', { id: open.id });
  assert.equal(refused.data.acceptOffer, null);
  assert.equal(refused.errors![0]!.extensions.code, 'REGISTER_UNAVAILABLE');
  await hub.sandbox('faults', { clear: true });
  const { data } = await hub.ask('anna', '{ me { offers { id state } } }');
  assert.equal(data.me.offers.find((offer: any) => offer.id === open.id).state, 'FOUND');
});
