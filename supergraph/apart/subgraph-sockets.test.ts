import assert from 'node:assert/strict';
import { on, once } from 'node:events';
import test, { after, afterEach, before } from 'node:test';
import { WebSocket } from 'ws';
import { ForbiddenError } from '#kernel/errors.ts';
import { loneToken, startLoneSubgraph, type LoneSubgraph, type LoneSubgraphOptions } from '../testing/lone-subgraph.ts';

const CODE = '010180-01234';
const MESSAGE_MOST_BYTES = 256 * 1024;

let returned = 0;
const lines: string[] = [];
const OPTIONS: LoneSubgraphOptions = {
  typeDefs: 'type Query { word: String broken: String } type Subscription { words: String forbidden: String broken: String endless: String }',
  resolvers: {
    Query: {
      word: () => 'word',
      broken() {
        throw new TypeError('Cannot read it');
      },
    },
    Subscription: {
      words: {
        async *subscribe(_: unknown, __: unknown, { viewer }: { viewer: { label: string } | null }) {
          yield { words: viewer?.label ?? 'nobody' };
          yield { words: 'last' };
        },
      },
      forbidden: {
        subscribe() {
          throw new ForbiddenError('That is not yours');
        },
      },
      broken: {
        async *subscribe() {
          yield {};
        },
        resolve() {
          throw new TypeError('Cannot read it');
        },
      },
      endless: { subscribe: endless },
    },
  },
  logLines: lines,
};

/** Says one word and then nothing, until it is told to stop. */
function endless(): AsyncIterableIterator<unknown> {
  const stopped = Promise.withResolvers<IteratorResult<unknown>>();
  const steps: (IteratorResult<unknown> | Promise<IteratorResult<unknown>>)[] = [{ done: false, value: { endless: 'first' } }];
  return {
    next: async () => steps.shift() ?? stopped.promise,
    async return() {
      returned++;
      stopped.resolve({ done: true, value: undefined });
      return stopped.promise;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

let subgraph: LoneSubgraph;
const opened: WebSocket[] = [];
before(async () => {
  subgraph = await startLoneSubgraph(OPTIONS);
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
after(() => subgraph.close());

/** A connection by hand, so that every message and the way it is closed can be looked at. */
async function connect({ url }: LoneSubgraph, options: { params?: Record<string, unknown>; headers?: Record<string, string> } = {}) {
  const socket = new WebSocket(url.replace('http', 'ws'), 'graphql-transport-ws', { headers: options.headers ?? {} });
  opened.push(socket);
  const closed = once(socket, 'close').then(([code, reason]) => ({ code: code as number, reason: String(reason) }));
  const messages = on(socket, 'message', { close: ['close'] });
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  say({ type: 'connection_init', ...(options.params ? { payload: options.params } : {}) });
  return {
    socket,
    closed,
    /** The next message, or null when the connection is closed. */
    async next(): Promise<{ type: string; payload?: any } | null> {
      const { done, value } = await messages.next();
      return done ? null : JSON.parse(String(value[0]));
    },
    ask(query: string, id = 'a') {
      say({ id, type: 'subscribe', payload: { query } });
    },
    say,
  };
}

async function answersTo(query: string, options: Parameters<typeof connect>[1] = {}) {
  const connection = await connect(subgraph, options);
  const messages = [await connection.next()];
  connection.ask(query);
  for (let message = await connection.next(); message; message = await connection.next()) {
    messages.push(message);
    if (message.type === 'complete' || message.type === 'error') break;
  }
  return messages;
}

test('the token stands in the parameters of the connection or in the headers it was opened with', async () => {
  const authorization = `Bearer ${await loneToken()}`;
  const cases: { options: Parameters<typeof connect>[1]; who: string }[] = [
    { options: { params: { authorization } }, who: 'somebody' },
    { options: { headers: { authorization } }, who: 'somebody' },
    { options: {}, who: 'nobody' },
  ];
  for (const { options, who } of cases) {
    const messages = await answersTo('subscription { words }', options);
    assert.deepEqual(messages.map((message) => message?.payload?.data?.words ?? message?.type), ['connection_ack', who, 'last', 'complete']);
  }
});

test('a token that does not hold closes the connection, and the reason says why', async () => {
  for (const options of [{ params: { authorization: 'Bearer a.b.c' } }, { headers: { authorization: 'Bearer a.b.c' } }]) {
    const { closed } = await connect(subgraph, options);
    assert.deepEqual(await closed, { code: 4403, reason: 'UNAUTHENTICATED: The token cannot be read' });
  }
});

test('when tokens cannot be looked at, the connection is closed without telling why', async () => {
  const verify = async () => {
    throw new Error('connect ECONNREFUSED 10.0.0.7:443');
  };
  const other = await startLoneSubgraph({ ...OPTIONS, verifier: { verify } });
  const { closed } = await connect(other);
  const { code, reason } = await closed;
  await other.close();
  assert.equal(code, 1011);
  assert.match(reason, /^INTERNAL: Something went wrong here/);
});

test('a subscription ends with the token it was opened with, by a typed error', async (context) => {
  const { ask, next } = await connect(subgraph, { params: { authorization: `Bearer ${await loneToken()}` } });
  await next();
  context.mock.timers.enable({ apis: ['setTimeout'] });
  ask('subscription { endless }');
  assert.equal((await next())?.payload.data.endless, 'first');
  const before = returned;
  context.mock.timers.tick(3_600_000);
  const ended = await next();
  assert.deepEqual([ended?.type, ended?.payload.errors[0].extensions.code], ['next', 'UNAUTHENTICATED']);
  assert.equal((await next())?.type, 'complete');
  assert.equal(returned, before + 1, 'what feeds it is let go of');
});

test('errors are typed or hidden, before the first message and within one, and the connection stays', async () => {
  const { ask, next, closed } = await connect(subgraph);
  await next();
  const codes: unknown[] = [];
  for (const [at, query] of ['subscription { forbidden }', 'subscription { broken }', '{ broken }', '{ colour }', '{ word', '{ word }'].entries()) {
    ask(query, String(at));
    const { type, payload } = (await next())!;
    codes.push([type, Array.isArray(payload) ? payload[0].extensions.code : (payload.errors?.[0].extensions.code ?? payload.data.word)]);
    assert.doesNotMatch(JSON.stringify(payload), /Cannot read/);
    if (type === 'next') assert.equal((await next())?.type, 'complete');
  }
  assert.deepEqual(codes, [['next', 'FORBIDDEN'], ['next', 'INTERNAL'], ['next', 'INTERNAL'], ['error', 'BAD_USER_INPUT'], ['error', 'BAD_USER_INPUT'], ['next', 'word']]);
  assert.equal(await Promise.race([closed, 'open']), 'open');
});

test('a personal code comes back in no error', async (context) => {
  const printed = context.mock.method(console, 'error', () => {});
  for (const query of [`{ word(of: "${CODE}") }`, `{ word(of: ${CODE}) }`, `subscription { words(of: "${CODE}") }`]) {
    const messages = await answersTo(query);
    assert.equal(messages.at(-1)?.type, 'error');
    assert.ok(!JSON.stringify(messages).includes('01234'), query);
  }
  assert.deepEqual(printed.mock.calls.map(({ arguments: given }) => given), []);
  assert.deepEqual(lines.filter((line) => line.includes('01234')), []);
});

test('who leaves frees what feeds the subscription', async () => {
  const before = returned;
  const { socket, ask, next } = await connect(subgraph);
  await next();
  ask('subscription { endless }');
  await next();
  socket.terminate();
  while (returned === before) await new Promise((resolve) => setImmediate(resolve));
  assert.equal(returned, before + 1);
});

test('a message that is too long closes the connection', async (context) => {
  context.mock.method(console, 'error', () => {});
  const { closed, next, ask } = await connect(subgraph);
  await next();
  ask(`{ word } # ${'x'.repeat(MESSAGE_MOST_BYTES)}`);
  assert.equal((await closed).code, 1009);
});

test('when the subgraph stops, subscribers are told to connect again', async () => {
  const stopping = await startLoneSubgraph(OPTIONS);
  const { closed, next, ask } = await connect(stopping);
  await next();
  ask('subscription { endless }');
  await next();
  await stopping.close();
  assert.deepEqual(await closed, { code: 1001, reason: 'The subgraph restarts; connect again' });
});
