import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { createLogger } from '#kernel/logger.ts';
import { liveGateway } from '../testing/live-gateway.ts';
import { startFront } from './front.ts';
import { serveEventStreams } from './server-sent-events.ts';

const SCHEMA = 'type Query { ticks: Int } type Subscription { tick: Int! }';

/** Gives what it is handed to the one who waits, and tells when it was let go of. */
function source() {
  let take: ((step: IteratorResult<unknown>) => void) | null = null;
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const iterator: AsyncIterableIterator<unknown> = {
    next: () => new Promise((resolve) => ((take = resolve), asked.resolve())),
    async return() {
      left.resolve();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => iterator,
  };
  return { iterator, give: (tick: number) => take!({ done: false, value: { tick } }), asked: asked.promise, left: left.promise };
}

const closers: (() => unknown)[] = [];
after(async () => {
  for (const close of closers.reverse()) await close();
});

async function serve(iterator: AsyncIterable<unknown>, opened: () => Promise<void> = async () => {}) {
  const gateway = liveGateway({ ticks: { typeDefs: SCHEMA } }, () => iterator);
  const streams = await serveEventStreams(gateway, createLogger('fatal'), async (_, run) => {
    const answer = await run();
    await opened();
    return answer;
  });
  const closed = Promise.withResolvers<void>();
  const front = await startFront({
    host: '127.0.0.1', port: 0,
    routes: [(request, response, path) => {
      response.once('close', closed.resolve);
      return streams.route(request, response, path);
    }],
  });
  closers.push(() => gateway.dispose(), () => front.drain(0));
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream' };
  return { streams, closed: closed.promise, follow: (signal?: AbortSignal) => fetch(`${front.url}/graphql`, { method: 'POST', headers, body: JSON.stringify({ query: 'subscription { tick }' }), ...(signal ? { signal } : {}) }) };
}

test('what comes while the hub stops is not written to a stream that it has ended', async () => {
  const { iterator, give, asked, left } = source();
  const { streams, follow } = await serve(iterator);
  const reply = await follow();
  await asked;
  const closed = streams.close();
  give(1);
  await Promise.all([closed, left]);
  assert.equal(await reply.text(), ':\n\n');
});

test('whoever leaves before their subscription is open leaves nothing behind', async () => {
  const { iterator, left } = source();
  const [opening, gone, leaving] = [Promise.withResolvers<void>(), Promise.withResolvers<void>(), new AbortController()];
  const { follow, closed } = await serve(iterator, () => (opening.resolve(), gone.promise));
  const following = follow(leaving.signal);
  await opening.promise;
  leaving.abort();
  await assert.rejects(following);
  await closed;
  gone.resolve();
  await left;
});

test('what is opened while the hub stops is ended at once', async () => {
  const { iterator, left } = source();
  const { streams, follow } = await serve(iterator);
  await streams.close();
  assert.equal(await (await follow()).text(), '');
  await left;
});
