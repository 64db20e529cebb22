import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** Benefits and status types name organizations and services by the keys of another subgraph: a slip would only show as a hole. */
let hub: TestHub;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
});
after(() => hub.close());

const CATALOGUE = `{
  benefits(first: 100) {
    edges { node { code grantor { kind name { lv en } } providers { kind name { lv en } } service { identifier owner { name { lv } } } } }
    pageInfo { hasNextPage }
  }
  statusTypes { code issuers { name { lv en } } }
}`;

test('whoever gives a benefit, carries it out or issues a status is an organization with a name in both languages', async () => {
  const { data, errors } = await hub.ask('analyst', CATALOGUE);
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.equal(data.benefits.pageInfo.hasNextPage, false);
  const benefits = data.benefits.edges.map((edge: any) => edge.node);
  for (const { code, grantor, providers } of benefits) {
    for (const organization of [grantor, ...providers]) assert.ok(organization?.name.lv && organization.name.en, code);
    for (const { kind } of providers) assert.equal(kind, 'MERCHANT', code);
  }
  for (const { code, issuers } of data.statusTypes) assert.ok(issuers.every((issuer: any) => issuer?.name.lv && issuer.name.en), code);
  const kinds = new Set(benefits.map((benefit: any) => benefit.grantor.kind));
  for (const kind of ['STATE', 'MUNICIPALITY', 'MERCHANT']) assert.ok(kinds.has(kind), `somebody of kind ${kind} gives something`);
});

test('a service that a benefit names exists', async () => {
  const { data } = await hub.ask('analyst', CATALOGUE);
  const services = data.benefits.edges.map((edge: any) => edge.node.service).filter((service: any) => service !== null);
  assert.ok(services.length >= 15);
  for (const { identifier, owner } of services) assert.ok(owner?.name.lv, identifier);
});
