import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { append, assertSame, caughtUp, openBench, some, type Bench } from '#supergraph/testing/jetstream.ts';
import { skipWithoutNats, startTestNatsCluster, type TestNats } from '#supergraph/testing/nats.ts';
import { STREAM } from './streams.ts';

const skip = skipWithoutNats;
let bench: Bench;
let nodes: TestNats[] = [];
before(async () => {
  if (skip) return;
  bench = await openBench();
  nodes = await startTestNatsCluster();
});
after(async () => {
  await bench?.close();
  await Promise.all(nodes.map((node) => node.close()));
});

test('a cluster of three loses its leader under load, and each event stands in the stream once and in order', { skip }, async () => {
  const options = { ...bench.options(nodes.map(({ url }) => url)), stream: { replicas: 3 } };
  const publisher = bench.publisher(options);
  await append(bench, some(300));
  await caughtUp(bench, publisher);
  const info = () => options.nats.jetstream().streams.info(STREAM);
  assert.equal((await info()).config.num_replicas, 3);

  let isLoading = true;
  const load = (async () => {
    while (isLoading) {
      await append(bench, some(60 + bench.random.int(60)));
      await pause(10);
    }
  })();
  await pause(100 + bench.random.int(300));
  const leader = (await info()).cluster!.leader!;
  const node = nodes[Number(leader.at(-1)) - 1]!;
  await node.kill();
  await pause(200);
  isLoading = false;
  await load;
  await caughtUp(bench, publisher);
  assert.notEqual((await info()).cluster!.leader, leader);
  await publisher.close();
  await assertSame(bench, options.nats);
});
