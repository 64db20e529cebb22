import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApart, type TestApart } from '../testing/apart.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

const MINUTE = 60_000;
const FOR_TEN_MINUTES = 'private, max-age=600';
const CHANGING = 'private, no-cache';

let hub: TestHub;
let apart: TestApart;
let address: string;
before(async () => {
  hub = await startTestHub({ population: 100 });
  apart = await startApart(hub, { ...hub.clock, close: () => {} });
  const { data } = await hub.ask('anna', '{ me { declaredResidence { code } } }');
  address = data.me.declaredResidence.code;
  await hub.network.settled();
});
after(async () => {
  await apart?.close();
  await hub?.close();
});

interface Asked {
  as?: string;
  query: string;
  variables?: Record<string, unknown>;
  headers?: Record<string, string>;
  at?: string;
}

/** The whole reply, read to its end. */
async function send({ as, query, variables = {}, headers = {}, at = hub.url }: Asked): Promise<Response> {
  const authorization = as && `Bearer ${await hub.token(as)}`;
  const reply = await fetch(`${at}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}), ...headers },
    body: JSON.stringify({ query, variables }),
  });
  await reply.clone().text();
  return reply;
}

/** `Cache-Control` and `Age` of an answer. */
async function keptFor(asked: Asked): Promise<[control: string | null, age: string | null]> {
  const { headers } = await send(asked);
  return [headers.get('cache-control'), headers.get('age')];
}

const ANNA = '{ me { id givenName surname ties { kind person { id } } municipality { name } } }';
const ADDRESS = 'query ($code: ID!) { address(code: $code) { code text municipality { name } status } }';
const FOR_A_MINUTE = 'public, max-age=60';

const BY_ITS_PARTS: { says: string; as?: string; query: string; control: string }[] = [
  { says: 'services and their owners are for everybody for a minute', query: '{ services(first: 2) { edges { node { name { lv } owner { name { lv } } lifeSituations { name { lv } } } } } }', control: FOR_A_MINUTE },
  { says: 'so are benefits with their grantors', query: '{ benefits(first: 2) { edges { node { code value { amount { amount } } grantor { id name { lv } } } } pageInfo { endCursor } } }', control: FOR_A_MINUTE },
  { says: 'so are life situations, municipalities and kinds of status in one', query: '{ lifeSituations { name { lv } steps { service { name { lv } } } } municipalities { code name } statusTypes { code } }', control: FOR_A_MINUTE },
  { says: 'a catalogue is kept by the one who signed in alone', as: 'anna', query: '{ services(first: 1) { edges { node { id } } } }', control: 'private, max-age=60' },
  { says: 'a catalogue beside a person runs out first', as: 'anna', query: '{ me { givenName } services(first: 1) { edges { node { id } } } }', control: 'private, max-age=60' },
  { says: 'offers, requests and statuses may change at any moment', as: 'anna', query: '{ me { givenName offers { id } requests { edges { node { id } } } statuses { id } } }', control: CHANGING },
  { says: 'so may preferences, beside a person', as: 'anna', query: '{ me { givenName preferences { language } } }', control: CHANGING },
  { says: 'so may who looked', as: 'anna', query: '{ me { givenName dataAccess { edges { node { at } } } } }', control: CHANGING },
  { says: 'so may who is signed in', as: 'anna', query: '{ session { roles } me { givenName } }', control: CHANGING },
  { says: 'a personal code lies in no cache', as: 'anna', query: '{ me { givenName personalCode } }', control: CHANGING },
  { says: 'what says how old it is would be wrong in a cache', as: 'anna', query: '{ me { provenance { ageSeconds } } }', control: CHANGING },
  { says: 'when it was read stays right', as: 'anna', query: '{ me { provenance { readAt source stale } } }', control: FOR_TEN_MINUTES },
  { says: 'nothing is known of what the schema says of itself', query: '{ __typename __schema { queryType { name } } }', control: CHANGING },
];
for (const { says, query, control, ...asked } of BY_ITS_PARTS) {
  test(says, async () => {
    assert.deepEqual(await keptFor({ ...asked, query }), [control, null]);
  });

  test(`${says}: the parts apart say the same`, async () => {
    assert.deepEqual(await keptFor({ ...asked, query, at: apart.url }), [control, null]);
  });
}

test('an address is for everybody until midnight in Riga; for the one who signed in to ask for it alone', async () => {
  const asked = { query: ADDRESS, variables: { code: address } };
  const left = hub.clock.untilMidnightMs() / 1_000;
  for (const at of [hub.url, apart.url]) {
    assert.deepEqual(await keptFor({ ...asked, at }), [`public, max-age=${left}`, null]);
    assert.deepEqual(await keptFor({ ...asked, at, as: 'anna' }), [`private, max-age=${left}`, null]);
  }
});

test('a look by somebody in office has to reach the hub each time, to be told of', async () => {
  const query = 'query ($id: ID!) { person(id: $id) { givenName } }';
  const asked = { as: 'officer-vsaa', query, variables: { id: await hub.personId('anna') } };
  const { data } = (await (await send(asked)).json()) as { data: { person: { givenName: string } } };
  assert.ok(data.person.givenName);
  assert.deepEqual(await keptFor(asked), [CHANGING, null]);
});

for (const [says, asked] of Object.entries<Asked>({
  'with an error in it': { query: '{ me { givenName } services(first: 1) { edges { node { id } } } }' },
  'to a wrong query': { query: '{ nobody }' },
  'to a token that does not hold': { query: '{ services { pageInfo { endCursor } } }', headers: { authorization: 'Bearer x' } },
  'to a mutation': { as: 'anna', query: 'mutation { updatePreferences(input: { language: "lv" }) { __typename } }' },
})) {
  test(`an answer ${says} is not kept`, async () => {
    const reply = await send(asked);
    assert.deepEqual([reply.headers.get('cache-control'), reply.headers.get('age')], ['no-store', null], await reply.text());
  });
}

test('an answer hangs on who asks, for what and in which form, and for a page of another site on that site too', async () => {
  const varies = async (headers: Record<string, string>) => (await send({ query: '{ portals { name } }', headers })).headers.get('vary');
  assert.equal(await varies({}), 'Accept, Authorization, X-Purpose');
  assert.equal(await varies({ origin: 'https://portal.example' }), 'Origin, Accept, Authorization, X-Purpose');
});

test('what comes as events stays as it was', async () => {
  const { headers } = await send({ query: '{ portals { name } }', headers: { accept: 'text/event-stream' } });
  assert.deepEqual([headers.get('content-type'), headers.get('cache-control'), headers.get('vary')], ['text/event-stream', 'no-cache', null]);
});

/** From here on the clock moves. */
async function readAnewBy(query: string): Promise<void> {
  await hub.network.settled();
  await hub.network.forgetRegisters();
  assert.deepEqual(await keptFor({ as: 'anna', query }), [FOR_TEN_MINUTES, null]);
}

test('a person read three minutes ago says so, and may be kept for what is left; the parts apart say the same', async () => {
  assert.deepEqual(await keptFor({ as: 'anna', query: ANNA, at: apart.url }), [FOR_TEN_MINUTES, null]);
  await readAnewBy(ANNA);
  hub.clock.advance(3 * MINUTE);
  assert.deepEqual(await keptFor({ as: 'anna', query: ANNA }), [FOR_TEN_MINUTES, '180']);
  assert.deepEqual(await keptFor({ as: 'anna', query: ANNA, at: apart.url }), [FOR_TEN_MINUTES, '180']);
});

test('an answer follows its oldest part, also beside one that was read just now', async () => {
  await readAnewBy(ANNA);
  hub.clock.advance(2 * MINUTE);
  assert.deepEqual(await keptFor({ as: 'anna', query: '{ me { givenName children { givenName } } }' }), [FOR_TEN_MINUTES, '120']);
});

test('a query by GET says the same', async () => {
  await readAnewBy(ANNA);
  hub.clock.advance(MINUTE);
  const authorization = `Bearer ${await hub.token('anna')}`;
  const { headers } = await fetch(`${hub.url}/graphql?query=${encodeURIComponent(ANNA)}`, { headers: { authorization } });
  assert.deepEqual([headers.get('cache-control'), headers.get('age')], [FOR_TEN_MINUTES, '60']);
});
