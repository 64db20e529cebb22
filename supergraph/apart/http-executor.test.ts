import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { afterEach } from 'node:test';
import type { ExecutionResult } from '@graphql-tools/utils';
import { buildSchema, parse } from 'graphql';
import { WebSocketServer, type WebSocket } from 'ws';
import { CHANGING, Freshness } from '#kernel/freshness.ts';
import { createLogger } from '#kernel/logger.ts';
import type { RequestInfo } from '#subgraphs/module.ts';
import { ANSWER_MOST_BYTES, httpExecutor } from './http-executor.ts';

const schema = buildSchema('type Query { word: String } type Mutation { write: String } type Subscription { words: String }');
const opened: { close(): void | Promise<void> }[] = [];
afterEach(async () => {
  for (const each of opened.splice(0).reverse()) await each.close();
});

/** A server in place of a subgraph, and the executor that asks it. */
async function strange(answer: RequestListener, timeoutMs = 10_000) {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const lines: string[] = [];
  const executor = httpExecutor({
    name: 'strange',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    schema,
    timeoutMs,
    logger: createLogger('warn', (line) => void lines.push(line)),
  });
  opened.push({
    async close() {
      await executor[Symbol.asyncDispose]();
      server.closeAllConnections();
      server.close();
    },
  });
  const ask = (query: string, info: Partial<RequestInfo> = {}) =>
    executor({ document: parse(query), variables: {}, operationType: query.startsWith('{') ? 'query' : query.split(' ')[0], context: { viewer: null, requestId: 'request-id', ...info } } as never);
  return {
    server,
    ask: ask as (...asked: Parameters<typeof ask>) => Promise<ExecutionResult>,
    follow: (query: string) => ask(query) as AsyncIterableIterator<ExecutionResult>,
    /** Why the last answer could not be used. */
    reason: () => JSON.parse(lines.at(-1) ?? '{}'),
  };
}

function isUnavailable({ data, errors }: ExecutionResult): void {
  assert.deepEqual(Object.values(data as object), [null]);
  assert.deepEqual(errors?.map(({ extensions }) => extensions), [{ code: 'SUBGRAPH_UNAVAILABLE', subgraph: 'strange' }]);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return body;
}

/** Answers the first request on each connection, and resets the connection instead of answering the next ones. */
function resettingReused() {
  const seen: string[] = [];
  const used = new WeakSet<object>();
  const answer: RequestListener = async (request, response) => {
    const { query } = JSON.parse(await bodyOf(request));
    seen.push(query.split(/\W/).find(Boolean));
    if (used.has(request.socket)) return request.socket.resetAndDestroy();
    used.add(request.socket);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: query.startsWith('mutation') ? { write: 'written' } : { word: 'word' } }));
  };
  return { seen, answer };
}

test('a query on a kept connection that is closed meanwhile is sent once more, on a fresh one', async () => {
  const { seen, answer } = resettingReused();
  const { ask } = await strange(answer);
  for (let turn = 0; turn < 2; turn++) assert.deepEqual(await ask('{ word }'), { data: { word: 'word' } });
  assert.deepEqual(seen, ['word', 'word', 'word']);
});

test('a mutation is never sent twice', async () => {
  const { seen, answer } = resettingReused();
  const { ask, reason } = await strange(answer);
  await ask('{ word }');
  isUnavailable(await ask('mutation { write }'));
  assert.deepEqual(seen, ['word', 'mutation']);
  assert.equal(reason().code, 'ECONNRESET');
});

test('a fresh connection that is reset is the end of it', async () => {
  let count = 0;
  const { ask } = await strange((request) => {
    count++;
    request.socket.resetAndDestroy();
  });
  isUnavailable(await ask('{ word }'));
  assert.equal(count, 1);
});

test('an answer longer than the limit is not read to its end', async () => {
  const piece = 'x'.repeat(1024 * 1024);
  const left = Promise.withResolvers<number>();
  const { ask, reason } = await strange((_, response) => {
    let written = 0;
    response.writeHead(200, { 'content-type': 'application/json' }).write('{"data":{"word":"');
    const write = () => {
      while (!response.destroyed && (written += piece.length) < 4 * ANSWER_MOST_BYTES) if (!response.write(piece)) return;
      response.end();
    };
    response.on('drain', write).on('close', () => left.resolve(written));
    write();
  });
  isUnavailable(await ask('{ word }'));
  assert.match(reason().reason, /longer than 33554432 bytes/);
  assert.ok((await left.promise) < 4 * ANSWER_MOST_BYTES);
});

test('errors must be errors: what stands in their place is no answer', async () => {
  const wrong: unknown[] = ['broken', {}, [null], ['broken'], [{}], [{ message: 7 }], [{ message: 'x', path: 'word' }], [{ message: 'x', path: [{}] }], [{ message: 'x', extensions: [] }]];
  for (const errors of wrong) {
    const { ask, reason } = await strange((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { word: null }, errors })));
    isUnavailable(await ask('{ word }'));
    assert.match(reason().reason, /something else than errors/, JSON.stringify(errors));
  }
  const { ask } = await strange((_, response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"word":null},"errors":[{"message":"No","path":["word"],"extensions":{"code":"FORBIDDEN"}},{"message":"Nor"}]}'));
  assert.deepEqual((await ask('{ word }')).errors?.map(({ message, path, extensions }) => [message, path, extensions.code]), [['No', ['word'], 'FORBIDDEN'], ['Nor', undefined, undefined]]);
});

test('a subgraph that takes too long is no longer waited for', async () => {
  const { ask, reason } = await strange(() => {}, 50);
  isUnavailable(await ask('{ word }'));
  assert.equal(reason().reason, 'no answer within 50 ms');
});

test('who asks, for what and under which id goes with the request', async () => {
  const seen: IncomingMessage['headers'][] = [];
  const { ask } = await strange((request, response) => {
    seen.push(request.headers);
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"word":null}}');
  });
  await ask('{ word }', { viewer: { token: 'a.b.c' } as never, purpose: 'social-insurance' });
  assert.deepEqual([seen[0]?.authorization, seen[0]?.['x-purpose'], seen[0]?.['x-request-id']], ['Bearer a.b.c', 'social-insurance', 'request-id']);
});

/** A subgraph that speaks graphql-transport-ws as far as the test wants; the ends of its connections can be waited for. */
function speaking(server: Server, onSubscribe: (socket: WebSocket, next: (data: object) => void) => void) {
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  const closed = Promise.withResolvers<void>();
  sockets.on('connection', (socket) => {
    socket.on('close', () => closed.resolve());
    socket.on('message', (text) => {
      const { id, type } = JSON.parse(String(text));
      if (type === 'connection_init') socket.send(JSON.stringify({ type: 'connection_ack' }));
      if (type === 'subscribe') onSubscribe(socket, (data) => socket.send(JSON.stringify({ id, type: 'next', payload: { data } })));
    });
  });
  return closed.promise;
}

test('a subscription whose subgraph dies in the middle ends with a typed error', async () => {
  const { server, follow, reason } = await strange(() => {});
  void speaking(server, (socket, next) => {
    next({ words: 'first' });
    setImmediate(() => socket.terminate());
  });
  const words = follow('subscription { words }');
  assert.deepEqual((await words.next()).value, { data: { words: 'first' } });
  isUnavailable((await words.next()).value);
  assert.equal((await words.next()).done, true);
  assert.equal((await words.next()).done, true);
  assert.equal(reason().requestId, 'request-id');
});

test('a subscription that cannot begin ends with a typed error', async () => {
  const down = await strange(() => {});
  down.server.close();
  const silent = await strange(() => {}, 50);
  opened.push(new WebSocketServer({ server: silent.server, handleProtocols: () => 'graphql-transport-ws' }));
  for (const { follow } of [down, silent]) {
    const words = follow('subscription { words }');
    isUnavailable((await words.next()).value);
    assert.equal((await words.next()).done, true);
  }
});

test('a message that does not fit the schema, or is too long, ends a subscription with a typed error', async () => {
  for (const words of [{ words: 7 }, { words: 'x'.repeat(ANSWER_MOST_BYTES) }]) {
    const { server, follow } = await strange(() => {});
    const closed = speaking(server, (_, next) => next(words));
    const source = follow('subscription { words }');
    isUnavailable((await source.next()).value);
    assert.equal((await source.next()).done, true);
    await closed;
  }
});

test('when the client leaves, the connection to the subgraph is closed, even while a message is waited for', async () => {
  for (const isWaiting of [false, true]) {
    const { server, follow } = await strange(() => {});
    const closed = speaking(server, (_, next) => next({ words: 'first' }));
    const words = follow('subscription { words }');
    await words.next();
    const waited = isWaiting ? words.next() : null;
    await words.return!();
    await closed;
    if (waited) assert.equal((await waited).done, true);
  }
});

test('how long an answer may be kept is noted for the whole; what says nothing may change at any moment', async () => {
  const answers = [{ 'cache-control': 'public, max-age=60' }, { 'cache-control': 'private, max-age=600', age: '180' }, {}];
  const { ask } = await strange((_, response) => response.writeHead(200, { 'content-type': 'application/json', ...answers.shift() }).end('{"data":{"word":"a"}}'));
  const freshness = new Freshness();
  const whole = async () => {
    await ask('{ word }', { freshness });
    return freshness.whole;
  };
  assert.deepEqual(await whole(), { ageMs: 0, freshForMs: 60_000, isPersonal: false });
  assert.deepEqual(await whole(), { ageMs: 0, freshForMs: 60_000, isPersonal: true });
  assert.deepEqual(await whole(), CHANGING);
});
