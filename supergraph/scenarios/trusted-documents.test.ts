import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { getIntrospectionQuery } from 'graphql';
import { DashboardDocument, OfferChangedDocument } from '#codegen/generated/portal.ts';
import { startTestHub, type Answer, type TestHub } from '../testing/network.ts';
import { followBySse, followByWebSocket } from '../testing/sse.ts';

const PORTAL = 'query MyName { me { givenName } }';
const portalHash = createHash('sha256').update(PORTAL).digest('hex');
const folder = mkdtempSync(join(tmpdir(), 'vienkopus-portal-'));
let hub: TestHub;
before(async () => {
  const manifest = join(folder, 'city-portal.json');
  writeFileSync(manifest, JSON.stringify({ [portalHash]: PORTAL }));
  hub = await startTestHub({ freeForm: false, trustedDocuments: [manifest] });
});
after(async () => {
  await hub?.close();
  rmSync(folder, { recursive: true });
});

async function send(as: string | null, body: Record<string, unknown>): Promise<Answer> {
  const authorization: Record<string, string> = as === null ? {} : { authorization: `Bearer ${await hub.token(as)}` };
  const reply = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', ...authorization }, body: JSON.stringify(body) });
  return { status: reply.status, ...((await reply.json()) as Omit<Answer, 'status'>) };
}

test('a resident reads their dashboard by the hash that the console has published', async () => {
  const { data, errors } = await send('anna', { documentId: DashboardDocument.documentId, variables: { first: 10 } });
  assert.equal(errors, undefined);
  assert.equal(data.me.givenName, 'Anna');
});

test("a portal's own manifest is trusted beside the console's", async () => {
  assert.equal((await send('anna', { documentId: `sha256:${portalHash}` })).data.me.givenName, 'Anna');
});

test('text of a resident or of nobody in particular is refused, be it only to look at the schema', async () => {
  for (const as of ['anna', null]) {
    for (const query of [PORTAL, getIntrospectionQuery()]) assert.equal((await send(as, { query })).errors?.[0]?.extensions.code, 'FORBIDDEN');
  }
});

test('officers, analysts, systems, grantors and administrators explore', async () => {
  for (const as of ['officer-vsaa', 'officer-riga', 'officer-vpvkac', 'system-riga', 'grantor-riga', 'analyst', 'admin']) {
    assert.equal((await send(as, { query: '{ __typename }' })).data?.__typename, 'Query', as);
  }
});

test('a trusted document gets its limits and rights like any other: without a token there is no "me"', async () => {
  const { errors } = await send(null, { documentId: DashboardDocument.documentId });
  assert.equal(errors?.[0]?.extensions.code, 'UNAUTHENTICATED');
});

test('offers are followed by hash over server-sent events and graphql-ws; text is refused over both', async () => {
  const token = await hub.token('anna');
  const byHash = { documentId: OfferChangedDocument.documentId };
  const byText = { query: 'subscription { offerChanged { id } }' };
  for (const follow of [followBySse, followByWebSocket]) {
    const refused = await follow(hub.url, token, byText);
    assert.equal((await refused.until(() => true)).errors?.[0].extensions.code, 'FORBIDDEN');
    refused.close();
  }
  const streams = await Promise.all([followBySse(hub.url, token, byHash), followByWebSocket(hub.url, token, byHash)]);
  await hub.network.settled();
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  for (const stream of streams) {
    assert.ok((await stream.until(({ data }) => Boolean(data))).data.offerChanged.id);
    stream.close();
  }
});
