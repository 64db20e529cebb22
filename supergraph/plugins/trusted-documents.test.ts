import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { createSchema, createYoga } from 'graphql-yoga';
import { createClient, type SubscribePayload } from 'graphql-ws';
import { generateKeyPair, SignJWT } from 'jose';
import { WebSocket } from 'ws';
import { fixedClock } from '#kernel/clock.ts';
import type { Role } from '#kernel/identity/viewer.ts';
import { createVerifier } from '#kernel/identity/verifier.ts';
import { createLogger } from '#kernel/logger.ts';
import { startFront, type Front } from '../front/front.ts';
import { graphqlRoute, serveWebSockets } from '../front/graphql.ts';
import { serveEventStreams } from '../front/server-sent-events.ts';
import { tidy } from './honest-answers.ts';
import { identity } from './identity.ts';
import { operationLimits } from './operation-limits.ts';
import { readManifest, readManifests, type Manifest } from './trusted-documents-manifest.ts';
import { trustedDocuments } from './trusted-documents.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const GREET = 'query Greet($name: String!) { greet(name: $name) }';
const COUNT = 'subscription Count { count }';
const MARK = 'mutation Mark { mark }';
const UNKNOWN = 'a'.repeat(64);
const portal: Manifest = { client: 'portal', documents: new Map([GREET, COUNT, MARK].map((text) => [sha256(text), text])) };

const logger = createLogger('silent');
const { privateKey, publicKey } = await generateKeyPair('ES256');
const verifier = createVerifier({ issuer: 'https://signin.example', audience: 'hub', clock: fixedClock('2026-11-20T09:00:00Z'), keys: async () => publicKey });
const bearer = async (role: Role) =>
  `Bearer ${await new SignJWT({ sub: role, roles: [role] }).setProtectedHeader({ alg: 'ES256' }).setIssuer('https://signin.example').setAudience('hub')
    .setExpirationTime(Date.parse('2026-11-20T10:00:00Z') / 1_000).sign(privateKey)}`;

const schema = createSchema({
  typeDefs: 'type Query { greet(name: String!): String! } type Mutation { mark: Boolean! } type Subscription { count: Int! }',
  resolvers: {
    Query: { greet: (_: unknown, { name }: { name: string }) => `Hello, ${name}` },
    Mutation: { mark: () => true },
    Subscription: { count: { async *subscribe() { yield { count: 1 }; } } },
  },
});

/** The hub's own front and plugins over a graph of three fields. */
async function open(freeForm: boolean): Promise<{ front: Front; close(): Promise<void> }> {
  const yoga = createYoga({
    schema,
    plugins: [identity(verifier), trustedDocuments({ manifests: [portal], freeForm }), operationLimits()],
    maskedErrors: { maskError: (error) => tidy(error, 'r', logger) },
    batching: false,
    logging: false,
  });
  const gateway = Object.assign(yoga, { getSchema: async () => schema }) as unknown as GatewayRuntime;
  const front = await startFront({ host: '127.0.0.1', port: 0, routes: [(await serveEventStreams(gateway, createLogger('silent'))).route, graphqlRoute(gateway)] });
  const sockets = await serveWebSockets(front.server, gateway, logger);
  return { front, close: async () => (await sockets.close(), front.drain(1_000)) };
}

interface Told {
  data?: Record<string, unknown> | null;
  errors?: { message: string; extensions: { code: string } }[];
}
type Send = (url: string, body: Record<string, unknown>, authorization: string | null) => Promise<Told>;

const headers = (authorization: string | null) => ({ 'content-type': 'application/json', ...(authorization ? { authorization } : {}) });
const byPost: Send = async (url, body, authorization) =>
  (await (await fetch(`${url}/graphql`, { method: 'POST', headers: headers(authorization), body: JSON.stringify(body) })).json()) as Told;
const byGet: Send = async (url, body, authorization) => {
  const parameters = new URLSearchParams(Object.entries(body).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]));
  return (await (await fetch(`${url}/graphql?${parameters}`, { headers: headers(authorization) })).json()) as Told;
};
const bySse: Send = async (url, body, authorization) => {
  const reply = await fetch(`${url}/graphql`, { method: 'POST', headers: { ...headers(authorization), accept: 'text/event-stream' }, body: JSON.stringify(body) });
  return JSON.parse(/^data: (.+)$/m.exec(await reply.text())![1]!) as Told;
};
const byWebSocket: Send = async (url, body, authorization) => {
  const client = createClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: authorization ? { authorization } : {}, retryAttempts: 0 });
  try {
    return await new Promise((resolve, reject) => {
      const error = (told: unknown) => (Array.isArray(told) ? resolve({ errors: told } as Told) : reject(told as Error));
      client.subscribe({ query: '', ...body } as SubscribePayload, { next: (told) => resolve(told as Told), error, complete: () => {} });
    });
  } finally {
    await client.dispose();
  }
};

const ways: Record<string, Send> = { POST: byPost, GET: byGet, 'server-sent events': bySse, 'graphql-ws': byWebSocket };
const codeOf = (told: Told) => told.errors?.[0]?.extensions.code;

describe('where free text is for those who explore', () => {
  let hub: Awaited<ReturnType<typeof open>>;
  before(async () => {
    hub = await open(false);
  });
  after(() => hub.close());

  for (const [way, send] of Object.entries(ways)) {
    test(`by ${way} a resident and nobody in particular send the hash of a published document`, async () => {
      for (const authorization of [await bearer('resident'), null]) {
        const variables = { name: 'Anna' };
        const told = await send(hub.front.url, { documentId: `sha256:${sha256(GREET)}`, variables }, authorization);
        assert.deepEqual(told, { data: { greet: 'Hello, Anna' } });
        const inApollosWay = { extensions: { persistedQuery: { version: 1, sha256Hash: sha256(GREET) } }, variables };
        assert.deepEqual(await send(hub.front.url, inApollosWay, authorization), { data: { greet: 'Hello, Anna' } });
      }
    });

    test(`by ${way} text is refused to them, also the text of a published document, and they are told how to publish`, async () => {
      for (const authorization of [await bearer('resident'), null]) {
        const told = await send(hub.front.url, { query: GREET, variables: { name: 'Anna' } }, authorization);
        assert.equal(codeOf(told), 'FORBIDDEN');
        assert.match(told.errors![0]!.message, /manifest.*TRUSTED_DOCUMENTS/);
        assert.ok(!told.data);
      }
    });

    test(`by ${way} an unknown hash is named, and a text beside it is neither run nor learnt`, async () => {
      for (const role of ['resident', 'analyst'] as const) {
        for (const id of [{ documentId: `sha256:${UNKNOWN}` }, { extensions: { persistedQuery: { version: 1, sha256Hash: UNKNOWN } } }]) {
          const told = await send(hub.front.url, { ...id, query: GREET, variables: { name: 'Anna' } }, await bearer(role));
          assert.equal(codeOf(told), 'BAD_USER_INPUT');
          assert.match(told.errors![0]!.message, new RegExp(`"(sha256:)?${UNKNOWN}" is not published`));
          assert.ok(!told.data);
        }
      }
      assert.equal(codeOf(await send(hub.front.url, { documentId: `sha256:${sha256('query Mine { greet(name: "x") }')}` }, null)), 'BAD_USER_INPUT');
    });

    test(`by ${way} the hash decides, whatever text is beside it`, async () => {
      const told = await send(hub.front.url, { documentId: `sha256:${sha256(GREET)}`, query: '{ __typename }', variables: { name: 'Anna' } }, null);
      assert.deepEqual(told, { data: { greet: 'Hello, Anna' } });
      assert.equal(codeOf(await send(hub.front.url, { query: '{ __typename }' }, null)), 'FORBIDDEN');
    });

    test(`by ${way} officers, analysts, systems and grantors send what they like`, async () => {
      for (const role of ['officer', 'analyst', 'admin', 'system', 'grantor'] as const) {
        assert.deepEqual(await send(hub.front.url, { query: '{ greet(name: "you") }' }, await bearer(role)), { data: { greet: 'Hello, you' } });
      }
    });
  }

  for (const way of ['server-sent events', 'graphql-ws']) {
    test(`a published subscription is followed by ${way}`, async () => {
      assert.deepEqual(await ways[way]!(hub.front.url, { documentId: `sha256:${sha256(COUNT)}` }, await bearer('resident')), { data: { count: 1 } });
    });
  }

  test('a published mutation is not run by GET', async () => {
    const reply = await fetch(`${hub.front.url}/graphql?documentId=sha256:${sha256(MARK)}`);
    assert.equal(reply.status, 405);
    assert.ok(!((await reply.json()) as Told).data);
    assert.deepEqual(await byPost(hub.front.url, { documentId: `sha256:${sha256(MARK)}` }, null), { data: { mark: true } });
  });

  for (const documentId of ['', 'sha256:', 'constructor', 7, {}, '120768-18764']) {
    test(`the id ${JSON.stringify(documentId)} is no hash of anything here`, async () => {
      const told = await byPost(hub.front.url, { documentId }, null);
      assert.equal(codeOf(told), 'BAD_USER_INPUT');
      assert.doesNotMatch(told.errors![0]!.message, /18764/);
    });
  }

  test('refusals have the status of their kind', async () => {
    const status = async (body: unknown) =>
      (await fetch(`${hub.front.url}/graphql`, { method: 'POST', headers: { ...headers(null), accept: 'application/graphql-response+json' }, body: JSON.stringify(body) })).status;
    assert.equal(await status({ query: GREET }), 403);
    assert.equal(await status({ documentId: UNKNOWN }), 400);
  });
});

test('where free text is for everybody, hashes are answered all the same', async (t) => {
  const hub = await open(true);
  t.after(() => hub.close());
  for (const send of Object.values(ways)) {
    assert.deepEqual(await send(hub.front.url, { query: '{ greet(name: "you") }' }, null), { data: { greet: 'Hello, you' } });
    assert.deepEqual(await send(hub.front.url, { documentId: sha256(GREET), variables: { name: 'Anna' } }, null), { data: { greet: 'Hello, Anna' } });
    assert.equal(codeOf(await send(hub.front.url, { documentId: UNKNOWN }, null)), 'BAD_USER_INPUT');
  }
});

describe('a manifest', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vienkopus-manifests-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = (content: string, name = 'portal.json') => {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  };
  const holding = (text: string) => JSON.stringify({ [sha256(text)]: text });

  test('is named by its file and read beside that of the console; publishing twice does no harm', () => {
    const [own, first, second] = readManifests([file(holding(GREET), 'city.json'), file(holding(GREET), 'bank.json')]);
    assert.deepEqual([own!.client, first!.client, second!.client], ['console', 'city', 'bank']);
    assert.ok([...own!.documents.values()].some((text) => text.includes('query Dashboard')));
    assert.deepEqual(first!.documents, second!.documents);
  });

  test('may write the algorithm before its hashes, as graphql-codegen does', () => {
    assert.deepEqual(readManifest(file(JSON.stringify({ [`sha256:${sha256(GREET)}`]: GREET }))).documents, new Map([[sha256(GREET), GREET]]));
  });

  const deep = `{ ${'a { '.repeat(200)}b${' }'.repeat(200)} }`;
  const long = `{ ${'a '.repeat(5_000)} }`;
  for (const [what, content, says] of [
    ['that is not JSON', '{"', /portal\.json .*is not JSON/],
    ['that is a list', '[]', /portal\.json .*is not an object/],
    ['whose key is no hash', '{"Greet": "{ a }"}', /"Greet", which is not a SHA-256/],
    ['whose document is not a text', JSON.stringify({ [UNKNOWN]: { query: '{ a }' } }), /which is not the text of a document/],
    ['whose hash is of another text', JSON.stringify({ [UNKNOWN]: '{ a }' }), new RegExp(`${UNKNOWN}", which is not the hash of its document: that is "${sha256('{ a }')}"`)],
    ['whose document cannot be parsed', holding('query {'), /cannot be parsed: Syntax Error/],
    ['whose document nests too deep', holding(deep), /nests more than 100 brackets/],
    ['whose document is too long', holding(long), /cannot be parsed: .*tokens/],
  ] as const) {
    test(`${what} is refused with the file's name`, () => {
      assert.throws(() => readManifest(file(content)), (error: Error) => error.name === 'ConfigError' && says.test(error.message) && error.message.includes('portal.json'));
    });
  }

  test('that holds a personal code is refused without repeating it', () => {
    assert.throws(() => readManifest(file(holding('{ a(code: "120768-18764") }'))), (error: Error) => /personal code/.test(error.message) && !error.message.includes('18764'));
  });

  test('that is not there, or far too large, is refused', () => {
    assert.throws(() => readManifest(join(folder, 'nothing.json')), /nothing\.json .*is not there/);
    assert.throws(() => readManifest(file(' '.repeat(5 * 1024 * 1024))), /has 5242880 bytes; at most 4194304/);
  });
});
