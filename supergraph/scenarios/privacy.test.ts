import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { everyPersonalCode, everyRow, findCodes, recordFetch, rowsAbout, type Row } from '../testing/privacy.ts';
import { subscribeBySse, subscribeByWebSocket } from '../testing/sse.ts';

const DASHBOARD = readFileSync(new URL('../../loadtests/dashboard.graphql', import.meta.url), 'utf8');
const BY_CODE = 'query ($code: String!) { personByCode(personalCode: $code) { id givenName surname birthDate residenceState municipality { code } statuses { id } } }';
const OFFERS = '{ me { offers { id state benefit { code award } because { met fact value description { lv } } } } }';
const ACCEPT = 'mutation ($id: ID!) { acceptOffer(id: $id) { __typename ... on Conflict { message } ... on AcceptOfferSuccess { offer { id state } request { id number status } instruction { id state } } } }';
const DECLINE = 'mutation ($id: ID!, $reason: String) { declineOffer(id: $id, reason: $reason) { __typename ... on Conflict { message } } }';
const GRANT = 'mutation ($input: GrantStatusInput!) { grantStatus(input: $input) { __typename ... on InvalidInput { message } ... on Conflict { message } ... on GrantStatusSuccess { status { id } } } }';
const REVOKE = 'mutation ($input: RevokeStatusInput!) { revokeStatus(input: $input) { __typename ... on InvalidInput { message } ... on Conflict { message } } }';
const SUBMIT = 'mutation ($input: SubmitRequestInput!) { submitRequest(input: $input) { __typename ... on InvalidInput { message } ... on SubmitRequestSuccess { request { id } } } }';
const REGISTER = 'mutation ($input: RegisterServiceInput!) { registerService(input: $input) { __typename ... on InvalidInput { message } ... on Conflict { message } } }';
const DRAFT = 'mutation ($input: DraftBenefitInput!) { draftBenefit(input: $input) { __typename ... on InvalidInput { message } ... on Conflict { message } } }';
const PUBLISHED_DRAFT = 'mutation ($input: DraftBenefitInput!) { draftBenefit(input: $input) { ... on DraftBenefitSuccess { benefit { id } } } }';
const OFFER_CHANGED = 'subscription { offerChanged { id state benefit { code } because { fact value } } }';

let hub: TestHub;
let codes: ReadonlySet<string>;
let rows: Row[];
/** Everything that left the hub, by the way it left. */
const left: Record<'log' | 'answers' | 'addresses' | 'live', string[]> = { log: [], answers: [], addresses: [], live: [] };

/** The whole story once, with everything written down on the way. */
before(async () => {
  const printed = console.error;
  console.error = (...what: unknown[]) => void left.log.push(what.map((one) => (one instanceof Error ? `${one.stack} ${JSON.stringify(one)}` : String(one))).join(' '));
  try {
    hub = await startTestHub({ population: 300, logLines: left.log });
    await hub.network.settled();
    const codeOf = await everyPersonalCode(hub.databaseUrl);
    const code = codeOf.get(await hub.personId('janis'))!;
    const fetched = recordFetch(hub.url);
    try {
      await live(code);
      await shapesOf(code);
      await codesInPlacesWhereTheyDoNotBelong(code);
      await failingRegister(code);
      await hub.network.settled();
    } finally {
      fetched.stop();
    }
    left.answers.push(...fetched.answers);
    left.addresses.push(...fetched.addresses);
    codes = new Set((await everyPersonalCode(hub.databaseUrl)).values());
    rows = await everyRow(hub.databaseUrl);
  } finally {
    console.error = printed;
  }
});
after(() => hub?.close());

/** People live: sign in, are born, move, die, accept and decline; officers look and decide. */
async function live(code: string): Promise<void> {
  // For everybody in Petra's municipality, so that she might be one of them.
  const { data } = await hub.ask('grantor-riga', PUBLISHED_DRAFT, { input: { code: 'RIGA-EVERYBODY', name: { lv: 'Visiem' }, kind: 'GRANT', criteriaText: 'age >= 18 and municipality in (0054000, 0001000)', value: { amount: '1.00', per: 'ONCE' }, validFrom: '2026-01-01' } });
  await hub.ask('grantor-riga', 'mutation ($id: ID!) { publishBenefit(id: $id) { __typename } }', { id: data.draftBenefit.benefit.id });
  await hub.network.settled();
  const streams = [await subscribeBySse(hub.url, await hub.token('anna'), OFFER_CHANGED), subscribeByWebSocket(hub.url, await hub.token('petra'), OFFER_CHANGED)];
  for (const as of ['anna', 'martins', 'marta', 'janis', 'petra', 'olena', 'anna→marta']) await hub.ask(as, DASHBOARD);
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  await hub.sandbox('changes', { kind: 'move', person: 'janis', municipality: '0001000' });
  await streams[0]!.until((message) => (message as any).data?.offerChanged?.state === 'FOUND');
  await hub.network.settled();

  for (const as of ['anna', 'janis', 'petra']) {
    const offers: any[] = (await hub.ask(as, OFFERS)).data.me.offers.filter((offer: any) => ['FOUND', 'NOTIFIED', 'SEEN'].includes(offer.state));
    await hub.ask(as, 'mutation ($ids: [ID!]!) { markOffersSeen(ids: $ids) { __typename } }', { ids: offers.map(({ id }) => id) });
    if (offers[0]) await hub.ask(as, ACCEPT, { id: offers[0].id });
    if (offers[1]) await hub.ask(as, DECLINE, { id: offers[1].id, reason: 'not now' });
  }
  const petra = await hub.personId('petra');
  await hub.ask('officer-riga', GRANT, { input: { personId: petra, typeCode: 'TRUC', validFrom: '2026-11-01', validTo: '2027-01-31', idempotencyKey: 'petra-1' } });
  await hub.ask('petra', SUBMIT, { input: { kind: 'COMPLAINT', channel: 'PORTAL', text: 'It takes long.', idempotencyKey: 'petra-2' } });
  const found = await hub.ask('officer-vsaa', BY_CODE, { code });
  assert.equal(found.data.personByCode?.givenName, 'Jānis', JSON.stringify(found.errors));
  await hub.ask('officer-vsaa', 'query ($id: ID!) { person(id: $id) { givenName municipality { code } declaredResidence { text } offers { because { value } } } }', { id: petra });
  await hub.sandbox('changes', { kind: 'death', person: 'martins' });
  await hub.network.settled();
  for (const as of ['anna', 'petra']) await hub.ask(as, DASHBOARD);
  left.live.push(...streams.map(({ messages }) => JSON.stringify(messages)));
  for (const stream of streams) stream.close();
}

/** A search by a code that is mistyped in every way, or no text at all. */
async function shapesOf(code: string): Promise<void> {
  const dashed = `${code.slice(0, 6)}-${code.slice(6)}`;
  const wrong = [dashed, `${code}1`, `${code} `, `${code.slice(0, 3)}-${code.slice(3)}`, `PK:${dashed}`, `x${code}`, `${code}\u0000`, Number(code), -Number(code), [code], [[dashed]], { code }, { [code]: 1 }, true, null];
  for (const value of wrong) {
    await hub.ask('officer-vsaa', BY_CODE, { code: value });
    await hub.ask('anna', BY_CODE, { code: value });
  }
  const texts = [`"${dashed}"`, `"${code}"`, code, `"""${dashed}"""`, `"\\u003${code[0]}${code.slice(1)}"`, `[${code}]`, `{ a: "${code}" }`];
  for (const text of texts) await hub.ask('officer-vsaa', `{ personByCode(personalCode: ${text}) { id } }`);
  for (const text of [`# ${dashed}\n{ me { id } }`, `{ _${code}: session { roles } }`, `query Q${code} { session { roles } }`, `{ me { id } } ${code}`, `{ ${dashed} }`, `"${code}" { me { id } }`]) {
    await hub.ask('officer-vsaa', text);
    left.live.push(JSON.stringify(await overWebSocket(text)));
  }
  left.live.push(JSON.stringify(await overWebSocket(BY_CODE, { code: [code] })));
}

/** A code where an id, a number, a free text, a header or a name is expected. */
async function codesInPlacesWhereTheyDoNotBelong(code: string): Promise<void> {
  const dashed = `${code.slice(0, 6)}-${code.slice(6)}`;
  for (const one of [code, dashed]) {
    for (const field of ['person', 'service', 'organization', 'lifeSituation', 'benefit', 'request']) {
      await hub.ask('officer-vsaa', `query ($id: ID!) { ${field}(id: $id) { id } }`, { id: one });
    }
    await hub.ask('officer-vsaa', 'query ($ids: [ID!]!) { persons(ids: $ids) { id } }', { ids: [one] });
    await hub.ask('anna', 'query ($code: ID!) { address(code: $code) { text } }', { code: one });
    await hub.ask('anna', 'query ($after: String) { services(after: $after, search: $after) { edges { node { id } } } }', { after: one });
    await hub.ask('anna', 'query ($on: Date) { me { statuses(validOn: $on) { id } } }', { on: one });
    await hub.ask('anna', ACCEPT, { id: one });
    await hub.ask('anna', DECLINE, { id: one, reason: one });
    const offer = (await hub.ask('anna', OFFERS)).data.me.offers.find(({ state }: any) => ['FOUND', 'SEEN'].includes(state));
    if (offer) await hub.ask('anna', DECLINE, { id: offer.id, reason: `because of ${one}` });
    await hub.ask('anna', 'mutation ($ids: [ID!]!) { markOffersSeen(ids: $ids) { __typename ... on InvalidInput { message } } }', { ids: [one] });
    await hub.ask('anna', 'mutation ($l: String) { updatePreferences(input: { language: $l }) { __typename ... on InvalidInput { message } } }', { l: one });
    const personId = await hub.personId('olena');
    const status = { personId, typeCode: 'TRUC', validFrom: '2026-11-01', idempotencyKey: 'plain' };
    for (const name of ['personId', 'typeCode', 'validFrom', 'validTo', 'legalBasis', 'decisionNumber', 'idempotencyKey']) {
      await hub.ask('officer-riga', GRANT, { input: { ...status, [name]: one } });
    }
    const granted = await hub.ask('officer-riga', GRANT, { input: { ...status, idempotencyKey: 'olena' } });
    await hub.ask('officer-riga', REVOKE, { input: { id: granted.data.grantStatus?.status?.id ?? one, from: '2026-11-20', reason: `asked by ${one}` } });
    const request = { kind: 'COMPLAINT', channel: 'PORTAL', text: 'slow', idempotencyKey: 'plain' };
    for (const name of ['kind', 'serviceId', 'institutionId', 'applicantId', 'applicantName', 'text', 'contactPointId', 'paperMandate', 'idempotencyKey']) {
      await hub.ask('anna', SUBMIT, { input: { ...request, [name]: one } });
    }
    const service = { identifier: 'VSAA-NEW-ONE', name: { lv: 'a' }, description: { lv: 'b' }, ownerId: one, audiences: ['RESIDENTS'], digitalisationLevel: 'FULL' };
    await hub.ask('admin', REGISTER, { input: service });
    const owner = (await hub.ask('officer-vsaa', '{ session { organization { id } } }')).data.session.organization.id;
    for (const [name, value] of [['identifier', `A-${one}`], ['name', { lv: one }], ['description', { lv: 'b', en: `x ${one}` }], ['channels', [{ kind: 'PHONE', contact: one }]]]) {
      await hub.ask('admin', REGISTER, { input: { ...service, ownerId: owner, [name as string]: value } });
    }
    const benefit = { code: 'RIGA-X', name: { lv: 'x' }, kind: 'GRANT', criteriaText: 'age >= 18', value: { amount: '1.00', per: 'ONCE' }, validFrom: '2027-01-01' };
    for (const [name, value] of [['code', `RIGA-${code}`], ['name', { lv: one }], ['criteriaText', one], ['value', { percent: code }], ['serviceId', one], ['legalBasis', [{ title: one }]]]) {
      await hub.ask('grantor-riga', DRAFT, { input: { ...benefit, [name as string]: value } });
    }
    const id = await hub.personId('anna');
    for (const header of ['x-purpose', 'x-request-id', 'authorization', 'x-forwarded-for']) {
      await hub.ask('officer-vsaa', 'query ($id: ID!) { person(id: $id) { givenName } }', { id }, { [header]: one });
      await hub.ask('anna', '{ person(id: "nobody") { givenName } }', {}, { [header]: one });
    }
    for (const path of ['tokens', 'changes', 'clock', 'faults', 'feeds', 'permissions']) {
      await hub.sandbox(path, { as: one, kind: 'move', person: one, municipality: one, today: one, register: one, permission: one, fields: [one] });
    }
    for (const body of [`{"query": ${one}`, one, `{"query":"{ me { id } }","operationName":"${one}"}`, `{"query":"{ me { id } }","variables":"${one}"}`]) {
      await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${await hub.token('anna')}` }, body });
    }
  }
  const encoded = [...dashed].map((sign) => `%${sign.charCodeAt(0).toString(16)}`).join('');
  for (const target of [`/${code}`, `/graphql?query=${encodeURIComponent(BY_CODE)}&variables=%7B%22code%22:%22${encoded}%22%7D`, `/graphql?x=%ZZ&y=${encoded}`, `/sandbox/tokens?${dashed}`]) {
    // Not by fetch: the address is what these send wrongly themselves.
    left.answers.push(await get(target));
  }
}

/** The population register breaks in every way while officers and residents read. */
async function failingRegister(code: string): Promise<void> {
  const petra = await hub.personId('petra');
  for (const fault of [{ errorRate: 1 }, { body: 'garbage' }, { body: 'half' }]) {
    await hub.sandbox('faults', { register: 'population', ...fault });
    await hub.network.forgetRegisters();
    const offer = (await hub.ask('anna', OFFERS)).data.me.offers.find(({ state }: any) => ['FOUND', 'SEEN'].includes(state));
    await Promise.all([
      hub.ask('anna', DASHBOARD),
      hub.ask('officer-vsaa', BY_CODE, { code }),
      hub.ask('officer-vsaa', BY_CODE, { code: '32999999999' }),
      hub.ask('officer-vsaa', 'query ($id: ID!) { person(id: $id) { givenName } }', { id: petra }),
      offer && hub.ask('anna', ACCEPT, { id: offer.id }),
    ]);
    await hub.sandbox('faults', { clear: true });
  }
}

async function overWebSocket(query: string, variables: Record<string, unknown> = {}): Promise<unknown> {
  const received = subscribeByWebSocket(hub.url, await hub.token('officer-vsaa'), query, variables);
  await Promise.race([received.ended, received.until(() => true).catch(() => {})]);
  received.close();
  return received.messages;
}

async function get(target: string): Promise<string> {
  const { request } = await import('node:http');
  const { hostname, port } = new URL(hub.url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  request({ hostname, port, path: target }, (reply) => {
    let text = '';
    reply.on('data', (chunk) => (text += chunk)).on('end', () => resolve(text));
  }).on('error', reject).end();
  return promise;
}

test('the scanner sees a code that is planted, with a dash, without, and within other digits', () => {
  const [code] = codes;
  assert.ok(codes.size > 300, `${codes.size} people were met`);
  for (const planted of [code!, `${code!.slice(0, 6)}-${code!.slice(6)}`, `{"a":"${code!.slice(0, 6)} ${code!.slice(6)}"}`, `9${code}9`]) {
    assert.equal(findCodes(codes, `before ${planted} after`).length, 1, 'not seen');
  }
  assert.equal(findCodes(codes, 'before 999999-99999 after').length, 0);
});

test('the story left traces everywhere that is looked at', () => {
  assert.ok(left.log.length > 20 && left.answers.length > 100 && left.addresses.length > 100 && left.live.length > 5, JSON.stringify(Object.entries(left).map(([name, texts]) => [name, texts.length])));
  assert.ok(left.log.some((line) => line.includes('a search by personal code')), 'searches are logged');
  assert.ok(left.log.some((line) => line.includes('a register did not answer')), 'the register failed');
  for (const table of ['events.log_0', 'offers.offer', 'statuses.status', 'requests.request', 'life_situations.occurrence', 'population.fact', 'persons.person_key', 'persons.data_access']) {
    assert.ok(rows.some((row) => row.table === table), `${table} is empty`);
  }
});

for (const [way, says] of Object.entries({ log: 'line of the log', answers: 'answer over HTTP', addresses: 'address of a request', live: 'message of a subscription' })) {
  test(`no ${says} holds a personal code`, () => {
    assert.deepEqual(left[way as keyof typeof left].flatMap((text) => findCodes(codes, text)), []);
  });
}

test('no row of any table holds a personal code that can be read', () => {
  assert.deepEqual(rows.flatMap(({ table, text }) => findCodes(codes, text).map((found) => `${table}: ${found}`)), []);
});

/** A territory, or the address itself. */
const PLACE = /"00\d{5}"|"\d{9}"/;

test("nothing outside the persons subgraph tells where a protected person lives", async () => {
  const outside = rows.filter(({ table }) => !table.startsWith('persons.'));
  const about = async (as: string) => rowsAbout(await hub.personId(as), outside);
  const petra = await about('petra');
  for (const table of ['events.log_0', 'offers.offer', 'statuses.status', 'requests.request', 'population.fact']) {
    assert.ok(petra.some((row) => row.table === table), `nothing about her in ${table}`);
  }
  assert.deepEqual(petra.filter(({ text }) => PLACE.test(text)), []);
  assert.ok((await about('janis')).some(({ text }) => PLACE.test(text)), 'the scanner sees where somebody else lives');
});

test('no answer that the protected person or an officer got tells where she lives', () => {
  const named = left.answers.filter((text) => /Petra|Liepiņa/.test(text));
  assert.ok(named.length > 1);
  assert.deepEqual(named.filter((text) => PLACE.test(text.slice(text.indexOf('"data"')))), []);
});
