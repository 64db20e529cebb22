import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { append, assertSame, caughtUp, openBench, some, type Bench } from '#supergraph/testing/jetstream.ts';
import { skipWithoutNats, startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import { startJetStream } from './jetstream.ts';

const skip = skipWithoutNats;
let bench: Bench;
let nats: TestNats;
before(async () => {
  if (skip) return;
  bench = await openBench();
  nats = await startTestNats();
});
after(async () => {
  await bench?.close();
  await nats?.close();
});

test('a hub that starts before NATS publishes when it comes, and tells who observes it', { skip }, async () => {
  const { url } = nats;
  await nats.kill();
  await append(bench, some(50));
  let published = 0;
  const jetstream = startJetStream(bench.options(url), { url, credentialsPath: null, replicas: 1 }, { published: (messages) => void (published += messages) });
  assert.equal(jetstream.link.isConnected, false);
  assert.equal((await jetstream.deliverer.deliver({ id: 'e' } as never, { subscriptionId: 's', organizationId: 'o', webhookUrl: null, secrets: [], attempt: 1 }, new AbortController().signal)).kind, 'FAILED');
  await nats.start();
  await caughtUp(bench, jetstream.publisher);
  await assertSame(bench, jetstream.link);
  assert.ok(published >= 50, String(published));
  await jetstream.close();
});

test('an event that is appended stands in the stream at once', { skip }, async () => {
  const options = bench.options(nats.url);
  const jetstream = startJetStream(options, { url: nats.url, credentialsPath: null, replicas: 1 });
  await caughtUp(bench, jetstream.publisher);
  const took: number[] = [];
  for (let round = 0; round < 30; round++) {
    const started = performance.now();
    await append(bench, some(1));
    await caughtUp(bench, jetstream.publisher);
    took.push(performance.now() - started);
  }
  took.sort((one, other) => one - other);
  console.log(`appended to acknowledged by JetStream: p50 ${Math.round(took[15]!)} ms, most ${Math.round(took.at(-1)!)} ms`);
  await jetstream.close();
  await assertSame(bench, options.nats);
});
