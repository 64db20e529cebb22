import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { startApolloGateway } from '../testing/apollo-gateway.ts';
import { startApart, type TestApart } from '../testing/apart.ts';
import { disagreements } from '../testing/gateways.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** The committed supergraph and our subgraphs, under a router of another make. */
const DASHBOARD = readFileSync(new URL('../../loadtests/dashboard.graphql', import.meta.url), 'utf8');

let hub: TestHub;
let apart: TestApart;
let router: Awaited<ReturnType<typeof startApolloGateway>>;
before(async () => {
  hub = await startTestHub({ logLevel: 'fatal' });
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  await hub.network.settled();
  apart = await startApart(hub);
  router = await startApolloGateway(apart.subgraphs);
});
after(async () => {
  await router.close();
  await apart.close();
  await hub.close();
});

async function ask(as: string, query: string) {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${await hub.token(as)}` };
  return (await fetch(router.url, { method: 'POST', headers, body: JSON.stringify({ query }) })).json() as Promise<{ data?: any; errors?: any[] }>;
}

test('it serves the dashboard as our gateway does', async () => {
  const theirs = await ask('anna', DASHBOARD);
  assert.equal(theirs.errors, undefined, JSON.stringify(theirs.errors));
  assert.ok(theirs.data.me.offers.length > 0 && theirs.data.me.lifeSituations.length > 0);
  assert.deepEqual(disagreements({ ours: await hub.ask('anna', DASHBOARD), theirs }), []);
});

test('rights hold behind it: a stranger learns nothing that our gateway would not tell', async () => {
  const query = `{ person(id: "${await hub.personId('petra')}") { id givenName declaredResidence { text } statuses { id } } }`;
  const theirs = await ask('anna', query);
  assert.equal(theirs.data?.person ?? null, null);
  assert.equal(theirs.errors?.[0].extensions.code, 'FORBIDDEN');
});
