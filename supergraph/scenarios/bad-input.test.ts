import assert from 'node:assert/strict';
import { createServer, request } from 'node:http';
import test, { after, before } from 'node:test';
import { createClient } from 'graphql-ws';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { WebSocket } from 'ws';
import { startTestHub, type TestHub } from '../testing/network.ts';

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
});
after(() => hub.close());

const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const queries: { says: string; as: string | null; query: string; variables?: Record<string, unknown>; code: string; message: RegExp }[] = [
  { says: 'an unknown service', as: 'anna', query: `{ service(id: "${UNKNOWN}") { id } }`, code: 'NOT_FOUND', message: /00000000-0000/ },
  { says: 'an id that is none', as: 'anna', query: '{ service(id: "nonsense") { id } }', code: 'NOT_FOUND', message: /nonsense/ },
  { says: 'an unknown benefit', as: 'anna', query: `{ benefit(id: "${UNKNOWN}") { id } }`, code: 'NOT_FOUND', message: /00000000-0000/ },
  { says: 'an unknown request', as: 'anna', query: `{ request(id: "${UNKNOWN}") { id } }`, code: 'NOT_FOUND', message: /00000000-0000/ },
  { says: 'an unknown address', as: 'anna', query: '{ address(code: "999999999") { text } }', code: 'NOT_FOUND', message: /999999999/ },
  { says: 'an unknown person, asked by an officer', as: 'officer-vsaa', query: `{ person(id: "${UNKNOWN}") { givenName } }`, code: 'NOT_FOUND', message: /00000000-0000/ },
  { says: 'a page of 100000', as: 'anna', query: '{ services(first: 100000) { edges { node { id } } } }', code: 'BAD_USER_INPUT', message: /100000 is out of range; ask for 1 to 100/ },
  { says: 'a cursor of another list', as: 'anna', query: '{ services(after: "abc") { edges { node { id } } } }', code: 'BAD_USER_INPUT', message: /"abc" is not a cursor/ },
  { says: 'a day that is none', as: 'anna', query: '{ me { statuses(validOn: "2026-02-30") { id } } }', code: 'BAD_USER_INPUT', message: /2026-02-30.*calendar day/ },
  { says: 'a literal personal code', as: 'officer-vsaa', query: '{ personByCode(personalCode: "010180-01234") { id } }', code: 'BAD_USER_INPUT', message: /as a variable/ },
  { says: 'a malformed code with letters', as: 'officer-vsaa', query: 'query ($c: String!) { personByCode(personalCode: $c) { id } }', variables: { c: '01018A-01234' }, code: 'BAD_USER_INPUT', message: /digit|letter|character/ },
  { says: 'a code that is too short', as: 'officer-vsaa', query: 'query ($c: String!) { personByCode(personalCode: $c) { id } }', variables: { c: '010180-012' }, code: 'BAD_USER_INPUT', message: /digits|11/ },
  { says: 'a code as a number', as: 'officer-vsaa', query: 'query ($c: String!) { personByCode(personalCode: $c) { id } }', variables: { c: 32416565491 }, code: 'BAD_USER_INPUT', message: /String/ },
  { says: 'a code asked by a resident', as: 'anna', query: 'query ($c: String!) { personByCode(personalCode: $c) { id } }', variables: { c: '32416565491' }, code: 'FORBIDDEN', message: /persons:read-code/ },
  { says: 'more than 100 persons', as: 'officer-vsaa', query: 'query ($ids: [ID!]!) { persons(ids: $ids) { id } }', variables: { ids: Array.from({ length: 101 }, () => UNKNOWN) }, code: 'BAD_USER_INPUT', message: /101|100/ },
  { says: 'a field that does not exist', as: 'anna', query: '{ me { shoeSize } }', code: 'BAD_USER_INPUT', message: /shoeSize/ },
  { says: 'text that is no GraphQL', as: 'anna', query: '{ me { id ', code: 'BAD_USER_INPUT', message: /Syntax Error/ },
  { says: 'an operation that is too deep', as: 'anna', query: `{ me ${'{ children '.repeat(20)}{ id }${' }'.repeat(20)} }`, code: 'LIMIT_EXCEEDED', message: /levels of depth; at most/ },
  { says: 'an operation that is too long', as: 'anna', query: `{ me { ${'id '.repeat(5_000)} } }`, code: 'LIMIT_EXCEEDED', message: /tokens/ },
  { says: 'brackets within brackets without end', as: 'anna', query: `{ persons(ids: ${'['.repeat(1_500)}"x"${']'.repeat(1_500)}) { id } }`, code: 'LIMIT_EXCEEDED', message: /nests 1502 brackets; at most/ },
  { says: 'a day before there were calendars', as: 'officer-vsaa', query: '{ requests(filter: { submittedFrom: "0001-01-01" }) { pageInfo { hasNextPage } } }', code: 'BAD_USER_INPUT', message: /0001-01-01.*calendar day/ },
  { says: 'me, by nobody', as: null, query: '{ me { id } }', code: 'UNAUTHENTICATED', message: /Sign in/ },
  { says: 'me, by an officer', as: 'officer-vsaa', query: '{ me { id } }', code: 'FORBIDDEN', message: /resident/ },
];
for (const { says, as, query, variables, code, message } of queries) {
  test(`${says}: ${code}`, async () => {
    const { errors } = await hub.ask(as, query, variables);
    assert.equal(errors?.[0]?.extensions.code, code, JSON.stringify(errors));
    assert.match(errors[0]!.message, message);
    if (variables?.c) assert.ok(!errors.some((error) => error.message.includes(String(variables.c))), 'the code is in the message');
  });
}

const statusInput = (over: object) => ({ input: { personId: UNKNOWN, typeCode: 'TRUC', validFrom: '2026-11-01', validTo: '2026-12-01', idempotencyKey: crypto.randomUUID(), ...over } });
const GRANT = 'mutation ($input: GrantStatusInput!) { grantStatus(input: $input) { __typename ... on InvalidInput { message path } ... on Conflict { message } ... on GrantStatusSuccess { status { id } } } }';
test('dates upside down are told as data, with the path', async () => {
  const personId = await hub.personId('olena');
  const { data, errors } = await hub.ask('officer-riga', GRANT, statusInput({ personId, validFrom: '2026-12-01', validTo: '2026-11-01' }));
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.equal(data.grantStatus.__typename, 'InvalidInput');
  assert.match(data.grantStatus.message, /2026-11-01/);
  assert.ok(data.grantStatus.path.includes('validTo'));
});

test('an unknown status type is told as data', async () => {
  const { data } = await hub.ask('officer-riga', GRANT, statusInput({ typeCode: 'KING', personId: await hub.personId('olena') }));
  assert.equal(data.grantStatus.__typename, 'InvalidInput');
  assert.match(data.grantStatus.message, /KING/);
});

test('a status for somebody whom nobody knows is NOT_FOUND', async () => {
  const { errors } = await hub.ask('officer-riga', GRANT, statusInput({}));
  assert.equal(errors?.[0]?.extensions.code, 'NOT_FOUND', JSON.stringify(errors));
  assert.match(errors[0]!.message, new RegExp(`Person "${UNKNOWN}" was not found`));
});

const HOUR = 3_600;
const nowSeconds = () => Math.floor(hub.clock.now().epochMilliseconds / 1_000);
const claims = { roles: ['resident'], person: UNKNOWN, label: 'mallory' };
const tokens: { says: string; make: () => Promise<string>; message: RegExp }[] = [
  { says: 'no token at all but a word', make: async () => 'nonsense', message: /not "Bearer"|cannot be read/ },
  { says: 'alg none', make: async () => new UnsecuredJWT(claims).setIssuer(hub.network.registerUrl!).setAudience('vienkopus').setSubject(UNKNOWN).setExpirationTime(nowSeconds() + HOUR).encode(), message: /algorithm|not "Bearer"/ },
  { says: 'another issuer', make: () => signed({ issuer: 'https://elsewhere.example' }), message: /another issuer|key its issuer does not publish/ },
  { says: "the right issuer's name, signed by another", make: () => signed({ issuer: hub.network.registerUrl! }), message: /does not publish|signature does not match/ },
  { says: 'an HMAC made with the public key', make: async () => new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setIssuer(hub.network.registerUrl!).setAudience('vienkopus').setSubject(UNKNOWN).setExpirationTime(nowSeconds() + HOUR).sign(Buffer.from('x'.repeat(32))), message: /algorithm/ },
];
async function signed({ issuer }: { issuer: string }): Promise<string> {
  const { privateKey } = await generateKeyPair('ES256');
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'x' }).setIssuer(issuer).setAudience('vienkopus').setSubject(UNKNOWN).setIssuedAt().setExpirationTime('1h').sign(privateKey);
}
for (const { says, make, message } of tokens) {
  test(`a token that is ${says} is refused with 401 and says what is wrong`, async () => {
    const { status, errors } = await hub.ask(`Bearer ${await make()}`, '{ __typename }');
    assert.equal(status, 401);
    assert.equal(errors![0]!.extensions.code, 'UNAUTHENTICATED');
    assert.match(errors![0]!.message, message);
  });
}

test('an expired token is refused, even one that was verified before', async () => {
  const token = await hub.token('olena');
  assert.equal((await hub.ask(`Bearer ${token}`, '{ me { id } }')).errors, undefined);
  const early = hub.clock.now();
  hub.clock.advance(48 * HOUR * 1_000);
  const { status, errors } = await hub.ask(`Bearer ${token}`, '{ me { id } }');
  assert.equal(status, 401);
  assert.match(errors![0]!.message, /expired/);
  assert.ok(Temporal.Instant.compare(early, hub.clock.now()) < 0);
});

test('a body of a megabyte is refused before it is read', async () => {
  const reply = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: ' '.repeat(2 ** 20) }) });
  assert.equal(reply.status, 413);
  assert.match(((await reply.json()) as any).errors[0].message, /at most 262144/);
});

for (const { says, body, message } of [
  { says: 'no JSON', body: '{"query":', message: /invalid JSON/ },
  { says: 'a list', body: '[]', message: /Batching/ },
  { says: 'no query', body: '{}', message: /query/ },
  { says: 'variables that are no object', body: '{"query":"{ __typename }","variables":[1]}', message: /variables/ },
  { says: 'two operations and no word which', body: '{"query":"query A { __typename } query B { __typename }"}', message: /what operation/ },
]) {
  test(`a body that holds ${says} is told so, not hidden as our fault`, async () => {
    const reply = await fetch(`${hub.url}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const { errors } = (await reply.json()) as any;
    assert.equal(errors[0].extensions.code, 'BAD_USER_INPUT');
    assert.match(errors[0].message, message);
  });
}

test('introspection and data may be asked at once', async () => {
  const { data, errors } = await hub.ask(null, '{ portals { id } __type(name: "Portal") { name } ...F } fragment F on Query { portals { name } }');
  assert.equal(errors, undefined);
  assert.deepEqual(Object.keys(data), ['portals', '__type']);
  assert.deepEqual(data.__type, { name: 'Portal' });
  assert.ok(data.portals.every((portal: object) => Object.keys(portal).join() === 'id,name'));
});

test('a personal code in the address is refused', async () => {
  const reply = await fetch(`${hub.url}/graphql?query=${encodeURIComponent('query ($c: String!) { personByCode(personalCode: $c) { id } }')}&variables=${encodeURIComponent('{"c":"32416565491"}')}`);
  assert.equal(reply.status, 400);
});

test('an issuer that publishes its keys elsewhere is not asked', async () => {
  const { publicKey } = await generateKeyPair('ES256', { extractable: true });
  let isAsked = false;
  const server = createServer((_request, response) => {
    isAsked = true;
    void exportJWK(publicKey).then((key) => response.end(JSON.stringify({ keys: [key] })));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await hub.ask(`Bearer ${await signed({ issuer: `http://127.0.0.1:${port}` })}`, '{ __typename }');
  assert.equal(isAsked, false);
  await new Promise((resolve) => server.close(resolve));
});

test('a search by personal code is not taken from an address, whatever it looks for', async () => {
  const reply = await fetch(`${hub.url}/graphql?query=${encodeURIComponent('query ($c: String!) { personByCode(personalCode: $c) { id } }')}&variables=${encodeURIComponent('{"c":"3241-6565491"}')}`);
  assert.equal(reply.status, 405);
});

test('a comment or a name in the text that holds a personal code is refused like a literal', async () => {
  for (const text of ['# 120768-18764\n{ portals { id } }', '{ _32416565491: portals { id } }']) {
    const { errors } = await hub.ask(null, text);
    assert.match(errors![0]!.message, /as a variable/, text);
  }
});

test('pages within pages within pages are refused before anything is read', async () => {
  const page = (inner: string) => `services(first: 100) { edges { node { owner { ${inner} } } } }`;
  const { errors } = await hub.ask(null, `{ ${page(page(page('id')))} }`);
  assert.equal(errors![0]!.extensions.code, 'LIMIT_EXCEEDED');
});

test('a path behind /sandbox/ that leads elsewhere in the register leads nowhere', async () => {
  const { hostname, port } = new URL(hub.url);
  const { promise, resolve } = Promise.withResolvers<number>();
  request({ hostname, port, path: '/sandbox/../jwks' }, (reply) => resolve(reply.resume().statusCode!)).end();
  assert.equal(await promise, 404);
});

test('over a WebSocket what is wrong ends the one operation with a coded error, and not the connection', async () => {
  const client = createClient({ url: `${hub.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0, lazy: false });
  const closed: unknown[] = [];
  client.on('closed', (event) => closed.push(event));
  const ask = (query: string, variables: Record<string, unknown> = {}) => new Promise<any>((resolve) => {
    client.subscribe({ query, variables }, { next: resolve, error: (errors) => resolve({ errors }), complete: () => {} });
  });
  assert.equal((await ask('{ me { id ')).errors[0].extensions.code, 'BAD_USER_INPUT');
  assert.equal((await ask('{ me { shoeSize } }')).errors[0].extensions.code, 'BAD_USER_INPUT');
  assert.equal((await ask('query ($id: ID!) { service(id: $id) { id } }', { id: [] })).errors[0].extensions.code, 'BAD_USER_INPUT');
  assert.ok((await ask('{ portals { id } }')).data.portals.length > 0);
  assert.deepEqual(closed, []);
  await client.dispose();
});
