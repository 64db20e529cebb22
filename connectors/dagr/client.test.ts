import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { type TestContext } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { decodeJwt, generateKeyPair } from 'jose';
import pino from 'pino';
import { z } from 'zod';
import { fixedClock } from '#kernel/clock.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { seededRandom } from '#kernel/random.ts';
import { inScope, type Span } from '#kernel/telemetry/scope.ts';
import { DagrClient, type Call } from './client.ts';
import { registerOf, type DagrLimits, type DataSet } from './config.ts';
import { within } from './field-tree.ts';
import type { Grant } from './grant.ts';
import type { Urgency } from './urgency.ts';

const SECRET = '39000000001';
const { privateKey } = await generateKeyPair('ES256', { extractable: true });
const clockStart = '2026-11-20T09:00:00Z';
const unavailable = { extensions: { code: 'REGISTER_UNAVAILABLE', register: 'population' } };
const shape = z.object({ ok: z.literal(true) });

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A register whose answers to reads are given one after the other; the last is given again. */
async function setUp(t: TestContext, answers: Answer[], limits: Partial<DagrLimits> = {}) {
  const seen = {
    tokens: [] as string[], calls: [] as string[], refused: 0, logged: '', spent: [] as Urgency[], sockets: 0, socketsMost: 0,
    reads: [] as { headers: IncomingMessage['headers']; body: string; url: string }[],
  };
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
  server.on('connection', (socket) => {
    seen.socketsMost = Math.max(seen.socketsMost, ++seen.sockets);
    socket.once('close', () => seen.sockets--);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const clock = fixedClock(clockStart);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logger = pino({ level: 'trace' }, { write: (line: string) => void (seen.logged += line) });
  const client = new DagrClient({ config: { url, clientId: 'hub', privateKey, limits }, clock, logger, random: seededRandom(1), refused: () => void seen.refused++, observe: {
    called: (register, kind, outcome, seconds) => void (seconds > 0 && seen.calls.push(`${register} ${kind}: ${outcome}`)),
    repeated: (register, kind) => void seen.calls.push(`${register} ${kind} again`),
    refused: (register, kind, reason) => void seen.calls.push(`${register} ${kind} not sent: ${reason}`),
    opened: (register) => void seen.calls.push(`${register} opened`),
    closed: (register) => void seen.calls.push(`${register} closed`),
  } });
  t.after(() => { client.close(); server.closeAllConnections(); server.close(); });
  const grant = (dataSet: DataSet = 'fpr_person', spend: Grant['spend'] = () => {}): Grant => ({
    purpose: 'care', dataSet, number: '22791', access: 'care 22791 all', tree: { fingerprint: 'all', fields: null, prune: (record) => record },
    spend: (urgency) => (spend(urgency), void seen.spent.push(urgency)),
  });
  const readAs = (call: Partial<Call<{ ok: true }>>) => client.read({
    register: 'population', path: '/fpr_person/read', body: { PersonCode: SECRET }, grant: grant(), urgency: 'shown', shape, ...call,
  });
  const readAddress = () => readAs({ register: registerOf.vzd_address, path: '/vzd_address/read', grant: grant('vzd_address') });
  const stateOf = (name: string) => client.standing().find(({ register }) => register === name)!.state;
  return { seen, clock, client, grant, read: (signal?: AbortSignal) => readAs({ signal }), readAs, readAddress, stateOf, answers, url };
}

const fine: Answer = (_, response) => response.end('{"ok":true}');
const status = (code: number): Answer => (_, response) => { response.statusCode = code; response.end(`{"PersonCode":"${SECRET}"}`); };
const garbage: Answer = (_, response) => response.end(`<html>${SECRET}`);
const half: Answer = (_, response) => { response.setHeader('content-length', 100); response.write('{"ok":'); response.destroy(); };
const another: Answer = (_, response) => response.end(`{"ok":"${SECRET}"}`);
const reset: Answer = (request) => request.socket.destroy();
const never: Answer = () => {};
const busy: Answer = (_, response) => { response.statusCode = 429; response.setHeader('retry-after', 1); response.end(); };

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

test('a refusal under a grant is told, and another failure is not', async (t) => {
  const { seen, client, read } = await setUp(t, [status(403), busy, status(500), status(500), fine, status(403)]);
  await assert.rejects(read(), unavailable);
  assert.equal(seen.refused, 1);
  await assert.rejects(read(), unavailable);
  assert.equal(seen.refused, 2);
  await assert.rejects(read(), unavailable);
  const bare = { register: 'population', path: '/', urgency: 'shown', shape } as const;
  await client.read(bare);
  await assert.rejects(client.read(bare), unavailable);
  assert.equal(seen.refused, 2);
});

test('an answer that tells less than the grant opens is not asked for again, is told, and does not speak against the register', async (t) => {
  const { seen, client, grant, read, readAs, stateOf } = await setUp(t, [fine]);
  const wanting = within(grant().tree, shape, ['ok', 'Surname']);
  for (let nth = 1; nth <= 30; nth++) {
    await assert.rejects(readAs({ shape: wanting }), unavailable);
    assert.deepEqual([seen.reads.length, seen.refused], [nth, nth]);
  }
  assert.equal(stateOf('population'), client.standing().find(({ register }) => register === 'addresses')!.state);
  assert.deepEqual(await read(), { ok: true });
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

test('every attempt that is sent is spent, and what is kept for others is not sent', async (t) => {
  const { seen, grant, readAs } = await setUp(t, [status(500), status(401), fine]);
  await readAs({ urgency: 'decision' });
  assert.deepEqual(seen.spent, ['decision', 'decision', 'decision']);
  const kept = new RegisterUnavailableError('population');
  const stingy = grant('fpr_person', () => { throw kept; });
  await assert.rejects(readAs({ grant: stingy, urgency: 'refresh' }), kept);
  assert.equal(seen.reads.length, 3);
  assert.equal(seen.calls.at(-1), 'population read not sent: QUOTA');
  assert.ok(!seen.logged.includes('did not answer'));
});

test('changes and events are read page by page', async (t) => {
  const { seen, client, grant } = await setUp(t, [fine]);
  const page = { after: 7, limit: 10 };
  await client.changes('fpr_person', page, { grant: grant(), urgency: 'change', shape });
  await client.events('fpr_person', 'address-protection', page, { grant: grant(), urgency: 'urgent-change', shape });
  await client.events('vzd_address', 'municipality-merged', page, { grant: grant('vzd_address'), urgency: 'urgent-change', shape });
  assert.deepEqual(seen.reads.map(({ url }) => url), [
    '/fpr_person/changes?after=7&limit=10', '/fpr_person/events/address-protection?after=7&limit=10', '/vzd_address/events/municipality-merged?after=7&limit=10',
  ]);
  assert.deepEqual(seen.calls, ['population changes: OK', 'population events: OK', 'addresses events: OK']);
});

test('a token that does not come is waited for no longer than the deadline', async (t) => {
  const hung = createServer(() => {}).listen(0, '127.0.0.1');
  await once(hung, 'listening');
  t.after(() => { hung.closeAllConnections(); hung.close(); });
  const client = new DagrClient({
    config: { url: `http://127.0.0.1:${(hung.address() as AddressInfo).port}`, clientId: 'hub', privateKey, limits: { deadlineMs: 5_000 } },
    clock: fixedClock(clockStart), logger: pino({ level: 'silent' }), random: seededRandom(1),
  });
  const startedAt = performance.now();
  await assert.rejects(client.read({ register: 'population', path: '/', urgency: 'shown', shape, signal: AbortSignal.timeout(50) }), unavailable);
  assert.ok(performance.now() - startedAt < 2_000);
});

const swift = { deadlineMs: 200, probeFirstMs: 20, probeMostMs: 50, probeMs: 200 };
/** Answers to the probe as the register does; what is read otherwise is not looked at. */
const well: Answer = (_, response) => response.end('{"ok":true,"records":[]}');

async function until(isSo: () => boolean): Promise<void> {
  for (const startedAt = performance.now(); !isSo(); await delay(5)) assert.ok(performance.now() - startedAt < 5_000, 'not within five seconds');
}

for (const [says, fault] of Object.entries({ 'answers 500': status(500), 'answers 429': status(429), hangs: never, 'answers garbage': garbage, 'gives half a body': half, 'resets connections': reset })) {
  test(`a register that ${says} is no longer asked, and asked again by itself when it is well`, async (t) => {
    const { seen, answers, read, readAddress, stateOf } = await setUp(t, [fault], swift);
    for (let round = 0; stateOf('population') === 'closed'; round++) {
      assert.ok(round < 5, 'it never opened');
      await assert.rejects(read(), unavailable);
    }
    const logged = seen.logged.length;
    const startedAt = performance.now();
    for (let times = 0; times < 200; times++) await assert.rejects(read(), unavailable);
    assert.ok(performance.now() - startedAt < 1_000, 'refused at once');
    assert.ok(!seen.logged.slice(logged).includes('did not answer'), 'not a line for each');
    assert.equal(seen.calls.filter((call) => call === 'population read not sent: BREAKER_OPEN').length, 200);
    assert.equal(stateOf('addresses'), 'closed');
    answers.splice(0, 1, well);
    await until(() => stateOf('population') === 'closed');
    assert.deepEqual(await read(), { ok: true });
    assert.deepEqual(await readAddress(), { ok: true });
    assert.deepEqual(seen.calls.filter((call) => /opened|closed/.test(call)), ['population opened', 'population closed']);
    assert.ok(seen.calls.includes('population probe: OK'));
    assert.match(seen.logged, /a register fails too often.*a register answers again/s);
    assert.ok(!seen.logged.includes(SECRET), seen.logged);
  });
}

test('a register that asks for a pause gets it, and is asked again once it is over', async (t) => {
  const { seen, read, stateOf } = await setUp(t, [busy, fine]);
  await assert.rejects(read(), unavailable);
  await assert.rejects(read(), unavailable);
  assert.equal(stateOf('population'), 'paused');
  assert.deepEqual(seen.calls, ['population read: TOO_MANY_REQUESTS', 'population read not sent: PAUSED']);
  assert.equal(seen.reads.length, 1);
  await until(() => stateOf('population') === 'closed');
  assert.deepEqual(await read(), { ok: true });
});

test('a thousand calls to a register that hangs hold so many sockets, are all answered by the deadline, and delay nobody else', async (t) => {
  const { seen, client, answers, read, readAs, readAddress, stateOf } = await setUp(t, [fine], { deadlineMs: 1_000 });
  await read();
  answers.splice(0, 1, (request, response, body) => request.url!.startsWith('/vzd') && fine(request, response, body));
  const before = process.memoryUsage().heapUsed;
  const startedAt = performance.now();
  const people = Array.from({ length: 1_000 }, () => assert.rejects(read(), unavailable));
  const background = Array.from({ length: 1_000 }, () => assert.rejects(readAs({ urgency: 'refresh' }), unavailable));
  const { atOnce, waiting } = client.standing()[0]!;
  assert.deepEqual([atOnce, waiting], [40, 320]);
  await delay(100);
  const askedAt = performance.now();
  for (let times = 0; times < 20; times++) assert.deepEqual(await readAddress(), { ok: true });
  assert.ok(performance.now() - askedAt < 600, 'addresses are not delayed');
  assert.ok(seen.sockets <= 42, `${seen.sockets} sockets`);
  await Promise.all([...people, ...background]);
  const took = performance.now() - startedAt;
  assert.ok(took < 2_000, `${took} ms`);
  assert.ok(process.memoryUsage().heapUsed - before < 50_000_000);
  assert.equal(stateOf('population'), 'open');
  // At the deadline a few places are handed on before the fifth failure, while their sockets are being closed.
  assert.ok(seen.socketsMost <= 50, `${seen.socketsMost} sockets`);
  const sent = seen.reads.filter(({ url }) => url === '/fpr_person/read').length;
  assert.ok(sent >= 41 && sent <= 50, `${sent} sent`);
  assert.ok(seen.calls.filter((call) => call.startsWith('population read not sent')).length >= 1_950);
});

test('what people wait for does not wait behind the background', async (t) => {
  const { seen, client, answers, read, readAs } = await setUp(t, [never], { deadlineMs: 500 });
  const background = Array.from({ length: 50 }, () => readAs({ urgency: 'change' }).catch(() => {}));
  assert.deepEqual([client.standing()[0]!.atOnce, client.standing()[0]!.waiting], [8, 42]);
  await until(() => seen.reads.length === 8);
  answers.splice(0, 1, fine);
  assert.deepEqual(await read(), { ok: true });
  assert.equal(client.standing()[0]!.waiting, 42);
  await Promise.all(background);
});

test('a probe spends what is kept for decisions only where nothing else is left', async (t) => {
  const { seen, answers, grant, readAs, stateOf } = await setUp(t, [status(500)], swift);
  const saving = grant('fpr_person', (urgency) => { if (urgency === 'refresh') throw new RegisterUnavailableError('population'); });
  for (let times = 0; times < 2; times++) await assert.rejects(readAs({ grant: saving, urgency: 'shown' }), unavailable);
  assert.equal(stateOf('population'), 'open');
  answers.splice(0, 1, well);
  await until(() => stateOf('population') === 'closed');
  assert.equal(seen.spent.at(-1), 'decision');
  assert.deepEqual(seen.reads.at(-1)!.body, '{"PersonCodes":["0"]}');
});

test('once closed down it probes no more', async (t) => {
  const { seen, client, read } = await setUp(t, [status(500)], swift);
  for (let times = 0; times < 2; times++) await assert.rejects(read(), unavailable);
  client.close();
  const { length } = seen.reads;
  await delay(150);
  assert.equal(seen.reads.length, length);
});

test('a register that last failed under a permission that is used up by now is still asked again under others', async (t) => {
  const { answers, grant, readAs, stateOf } = await setUp(t, [status(500)], swift);
  let isUsedUp = false;
  const limited = grant('fpr_person', () => { if (isUsedUp) throw new RegisterUnavailableError('population'); });
  for (let times = 0; times < 2; times++) await assert.rejects(readAs({ grant: limited }), unavailable);
  assert.equal(stateOf('population'), 'open');
  isUsedUp = true;
  answers.splice(0, 1, fine);
  await until(() => stateOf('population') === 'closed');
  assert.deepEqual(await readAs({ grant: { ...grant(), number: '22792' } }), { ok: true });
});
