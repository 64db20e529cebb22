import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { decodeJwt, generateKeyPair } from 'jose';
import pino from 'pino';
import { z } from 'zod';
import { fixedClock } from '#kernel/clock.ts';
import { seededRandom } from '#kernel/random.ts';
import { inScope, type Span } from '#kernel/telemetry/scope.ts';
import { DagrClient } from './client.ts';
import type { DagrLimits } from './config.ts';
import { Permissions } from './permissions.ts';

const SECRET = '39000000001';
const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const clockStart = '2026-11-20T09:00:00Z';
const unavailable = { extensions: { code: 'REGISTER_UNAVAILABLE', register: 'population' } };

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A register whose answers to reads are given one after the other; the last is given again. */
async function setUp(t: TestContext, answers: Answer[], limits: Partial<DagrLimits> = {}) {
  const seen = { tokens: [] as string[], calls: [] as string[], reads: [] as { headers: IncomingMessage['headers']; body: string; url: string }[], logged: '' };
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    if (request.url === '/token') {
      seen.tokens.push(body);
      response.end(JSON.stringify({ access_token: `token-${seen.tokens.length}`, token_type: 'Bearer', expires_in: 100 }));
      return;
    }
    seen.reads.push({ headers: request.headers, body, url: request.url! });
    (answers.length > 1 ? answers.shift()! : answers[0]!)(request, response, body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => { server.closeAllConnections(); server.close(); });
  const clock = fixedClock(clockStart);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logger = pino({ level: 'trace' }, { write: (line: string) => void (seen.logged += line) });
  const client = new DagrClient({ config: { url, clientId: 'hub', privateKey, limits }, clock, logger, random: seededRandom(1), observe: {
    called: (register, kind, outcome, seconds) => void (seconds > 0 && seen.calls.push(`${register} ${kind}: ${outcome}`)),
    repeated: (register, kind) => void seen.calls.push(`${register} ${kind} again`),
  } });
  const read = (signal?: AbortSignal) => client.read({
    register: 'population', path: '/fpr_person/read', body: { PersonCode: SECRET }, permission: '22791', shape: z.object({ ok: z.literal(true) }), signal,
  });
  return { seen, clock, client, read, url };
}

const fine: Answer = (_, response) => response.end('{"ok":true}');
const status = (code: number): Answer => (_, response) => { response.statusCode = code; response.end(`{"PersonCode":"${SECRET}"}`); };
const garbage: Answer = (_, response) => response.end(`<html>${SECRET}`);
const half: Answer = (_, response) => { response.setHeader('content-length', 100); response.write('{"ok":'); response.destroy(); };
const another: Answer = (_, response) => response.end(`{"ok":"${SECRET}"}`);
const reset: Answer = (request) => request.socket.destroy();
const never: Answer = () => {};

test('a read names its permission, and identifiers travel in the body alone', async (t) => {
  const { seen, read, url } = await setUp(t, [fine]);
  assert.deepEqual(await read(), { ok: true });
  const [{ headers, body, url: path }] = seen.reads as [typeof seen.reads[0]];
  assert.equal(headers['x-dagr-permission'], '22791');
  assert.equal(headers.authorization, 'Bearer token-1');
  assert.equal(body, `{"PersonCode":"${SECRET}"}`);
  assert.ok(!path.includes(SECRET));
  const claims = decodeJwt(new URLSearchParams(seen.tokens[0]).get('client_assertion')!);
  assert.deepEqual([claims.iss, claims.sub, claims.aud], ['hub', 'hub', `${url}/token`]);
});

test('many readers share one token call, and it is renewed ahead of its end', async (t) => {
  const { seen, clock, read } = await setUp(t, [fine]);
  await Promise.all([read(), read(), read()]);
  assert.equal(seen.tokens.length, 1);
  clock.advance(79_000);
  await read();
  assert.equal(seen.tokens.length, 1);
  clock.advance(1_000);
  await read();
  assert.equal(seen.tokens.length, 2);
});

test('a refused token is renewed once', async (t) => {
  const { seen, read } = await setUp(t, [status(401), fine]);
  assert.deepEqual(await read(), { ok: true });
  assert.deepEqual(seen.reads.map(({ headers }) => headers.authorization), ['Bearer token-1', 'Bearer token-2']);
});

test('a refused token is not renewed for ever', async (t) => {
  const { seen, read } = await setUp(t, [status(401)]);
  await assert.rejects(read(), unavailable);
  assert.equal(seen.reads.length, 2);
});

for (const [says, answer] of Object.entries({ 'status 500': status(500), 'status 429': status(429), garbage, 'half a body': half, 'another shape': another, 'a reset connection': reset })) {
  test(`${says} is read again`, async (t) => {
    const { read } = await setUp(t, [answer, answer, fine]);
    assert.deepEqual(await read(), { ok: true });
  });

  test(`${says} all the time is REGISTER_UNAVAILABLE, and neither error nor log repeats an identifier`, async (t) => {
    const { seen, read } = await setUp(t, [answer]);
    await assert.rejects(read(), (error: Error) => {
      assert.ok(!error.message.includes(SECRET));
      assert.deepEqual((error as Error & { extensions: object }).extensions, unavailable.extensions);
      return true;
    });
    assert.equal(seen.reads.length, 3);
    assert.match(seen.logged, /did not answer/);
    assert.ok(!seen.logged.includes(SECRET), seen.logged);
  });
}

test('every call is told once with its outcome, and every further attempt', async (t) => {
  const { seen, read } = await setUp(t, [status(500), garbage, fine, status(403), status(404)]);
  await read();
  await assert.rejects(read(), unavailable);
  await read();
  assert.deepEqual(seen.calls, ['population read again', 'population read again', 'population read: OK', 'population read: REFUSED', 'population read: NOT_FOUND']);
});

test('a read for a traced request tells the register where it stands; another tells nothing', async (t) => {
  const { seen, read } = await setUp(t, [fine]);
  const span: Span = { traceId: 't', traceparent: 'at the request', begin: () => ({ ...span, traceparent: 'at the call' }), set: () => {}, end: () => {} };
  await inScope({ requestId: 'r', span }, () => read());
  await read();
  assert.deepEqual(seen.reads.map(({ headers }) => headers.traceparent), ['at the call', undefined]);
});

test('what may not be read is not asked for again', async (t) => {
  const { seen, read } = await setUp(t, [status(403)]);
  await assert.rejects(read(), unavailable);
  assert.equal(seen.reads.length, 1);
});

test('what is not there is null', async (t) => {
  const { read } = await setUp(t, [status(404)]);
  assert.equal(await read(), null);
});

test('an answer without end is cut off', async (t) => {
  const { seen, read } = await setUp(t, [(_, response) => response.end(' '.repeat(2_000))], { answerBytes: 1_000 });
  await assert.rejects(read(), unavailable);
  assert.equal(seen.reads.length, 1);
});

test('no answer ends at the deadline', async (t) => {
  const { read } = await setUp(t, [never], { deadlineMs: 50 });
  await assert.rejects(read(), unavailable);
});

test('a request that ends takes its read with it', async (t) => {
  const { read } = await setUp(t, [never], { deadlineMs: 60_000 });
  const request = new AbortController();
  const reading = read(request.signal);
  request.abort();
  await assert.rejects(reading, unavailable);
});

test('a purpose opens what its permission opens, while that is valid', async (t) => {
  const granted = [
    { service_name: 'fpr_person', permission_number: 1, valid_from: '2026-01-01', valid_to: null },
    { service_name: 'fpr_person', permission_number: '2', valid_from: null, valid_to: '2026-11-19' },
  ];
  const { client, clock } = await setUp(t, [(_, response) => response.end(JSON.stringify(granted))]);
  const purposes = { care: { fpr_person: '1' }, past: { fpr_person: '2' }, refused: { fpr_person: '3' } };
  const permissions = new Permissions({ client, purposes, clock, logger: pino({ level: 'silent' }) });
  assert.equal(permissions.numberFor('past', 'fpr_person'), '2', 'until the register has been heard, it decides itself');
  await permissions.refresh();
  assert.equal(permissions.numberFor('care', 'fpr_person'), '1');
  for (const [purpose, dataSet] of [['past', 'fpr_person'], ['refused', 'fpr_person'], ['care', 'vzd_address'], ['curiosity', 'fpr_person'], ['toString', 'fpr_person']] as const) {
    assert.throws(() => permissions.numberFor(purpose, dataSet), { extensions: { code: 'FORBIDDEN' } }, purpose);
  }
});
