import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { SUBSCRIPTIONS_MOST } from './subscription-limits.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { subscribeBySse, type Received } from '../testing/sse.ts';

const OFFER_CHANGED = 'subscription { offerChanged { id } }';
let hub: TestHub;
before(async () => {
  hub = await startTestHub({ population: 100 });
});
after(() => hub.close());

const first = (stream: Received) => stream.until(() => true) as Promise<{ errors: { extensions: { code: string } }[] }>;

test('one person opens so many subscriptions and no more, and a place that is left is free again', async () => {
  const token = await hub.token('anna');
  const streams = await Promise.all(Array.from({ length: SUBSCRIPTIONS_MOST }, () => subscribeBySse(hub.url, token, OFFER_CHANGED)));
  assert.equal((await first(await subscribeBySse(hub.url, token, OFFER_CHANGED))).errors[0]!.extensions.code, 'LIMIT_EXCEEDED');
  const other = await subscribeBySse(hub.url, await hub.token('janis'), OFFER_CHANGED);
  assert.deepEqual(other.messages, [], 'nobody else is concerned');

  streams[0]!.close();
  await streams[0]!.ended;
  let again: Received | null = null;
  // The server hears of the closed connection a moment later.
  for (const deadline = Date.now() + 10_000; Date.now() < deadline && !again; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const one = await subscribeBySse(hub.url, token, OFFER_CHANGED);
    const isRefused = await Promise.race([first(one).then(() => true, () => false), new Promise<boolean>((resolve) => setTimeout(resolve, 50, false))]);
    if (!isRefused) again = one;
  }
  assert.ok(again, 'the place is free');
  for (const stream of [...streams, other, again]) stream.close();
});
