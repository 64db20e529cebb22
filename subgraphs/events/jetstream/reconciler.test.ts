import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { append, assertSame, caughtUp, openBench, some, streamed, type Bench } from '#supergraph/testing/jetstream.ts';
import { skipWithoutNats, startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import { NO_DIFFERENCES } from './compare.ts';
import { publishOnce, type PublisherOptions } from './publisher.ts';
import { rebuildStream, type Progress } from './rebuild.ts';
import { startReconciler, type Reconciler } from './reconciler.ts';
import { STREAM } from './streams.ts';

const skip = skipWithoutNats;
const PERSON = '5f0c3e9e-0000-4000-8000-000000000001';
const ARISEN = 'life-situations.arisen.v1';
let bench: Bench;
let nats: TestNats;
let options: PublisherOptions;
let reconciler: Reconciler;
let lookedAgain = 0;
before(async () => {
  if (skip) return;
  bench = await openBench();
  nats = await startTestNats();
  options = bench.options(nats.url);
  await options.nats.connected();
  await append(bench, [{ appendedAt: '2020-01-01T00:00:00Z' }, ...some(700)]);
  await everythingOut();
  reconciler = startReconciler({ ...options, publisher: { lookAgain: () => void lookedAgain++ } });
});
after(async () => {
  await reconciler?.close();
  await bench?.close();
  await nats?.close();
});

async function everythingOut(): Promise<void> {
  const memory = { noted: null, position: null };
  for (let more = true; more;) more = ((await publishOnce(options, memory)) as { more: boolean }).more;
}

test('a new stream holds what is younger than it keeps, and log and stream are the same', { skip }, async () => {
  await assertSame(bench, options.nats, 1);
  assert.deepEqual(await reconciler.look(), NO_DIFFERENCES);
  assert.deepEqual(await reconciler.glance(), NO_DIFFERENCES);
  const { compared, advice } = reconciler.standing();
  assert.ok(compared > 700, String(compared));
  assert.equal(advice, null);
});

test('messages that are gone are told, by a glance too, and what to do', { skip }, async () => {
  const all = await streamed(options.nats);
  for (const message of [all[3]!, all[400]!, all.at(-1)!]) await options.nats.jetstream().streams.deleteMessage(STREAM, message.streamSequence);
  assert.deepEqual(await reconciler.glance(), { ...NO_DIFFERENCES, missing: 3 });
  assert.match(reconciler.standing().advice!, /rebuild-stream/);
});

test('a stream that is refilled is as the log again, while a publisher works', { skip }, async () => {
  const publisher = bench.publisher(bench.options(nats.url));
  const steps: Progress[] = [];
  await Promise.all([rebuildStream(options, (progress) => steps.push(progress)), append(bench, some(50))]);
  await caughtUp(bench, publisher);
  await publisher.close();
  await assertSame(bench, options.nats, 1);
  assert.deepEqual(await reconciler.look(), NO_DIFFERENCES);
  assert.equal(reconciler.standing().advice, null);
  assert.equal(steps.at(-1)!.sequence, steps.at(-1)!.head);
});

test('what was emptied, altered or written by others is told apart', { skip }, async () => {
  const jsm = options.nats.jetstream();
  await jsm.jetstream().publish('vienkopus.persons.moved.v1.0001000', 'not of the hub');
  await bench.database.admin`update events.log set id = gen_random_uuid() where sequence = 100`;
  const differences = await reconciler.look();
  assert.equal(differences.foreign, 1);
  assert.ok(differences.different > 0);
  await jsm.streams.purge(STREAM, { keep: 5 });
  assert.ok((await reconciler.look()).missing > 500);
  await rebuildStream(options, () => {});
  assert.deepEqual(await reconciler.look(), NO_DIFFERENCES);
});

test('a stream that is another one is given to the publisher to look at', { skip }, async () => {
  await options.nats.jetstream().streams.delete(STREAM);
  await options.nats.jetstream().streams.add({ name: STREAM, subjects: ['vienkopus.persons.>'] });
  const before = lookedAgain;
  await reconciler.glance();
  assert.equal(lookedAgain, before + 1);
  await everythingOut();
  assert.deepEqual(await reconciler.look(), NO_DIFFERENCES);
});

test('where a protected person lived is erased when they become protected, and what is told of them at that moment with the next look', { skip }, async () => {
  await append(bench, [
    { subject: PERSON, data: { from: '0001000', to: '0002000', since: null } },
    { type: ARISEN, municipality: '0002000', data: { personId: PERSON, situationId: PERSON, since: '2026-11-20' } },
    ...some(20),
  ]);
  await everythingOut();
  const placed = async () => (await streamed(options.nats)).filter(({ subject }) => subject.startsWith(`vienkopus.${ARISEN}`)).map(({ subject }) => subject);
  assert.deepEqual(await placed(), [`vienkopus.${ARISEN}.0002000`]);
  const before = (await streamed(options.nats)).length;
  await bench.database.admin`update events.log set municipality = null, data = '{"from":null,"to":null,"since":null}' where subject = ${PERSON}`;
  await append(bench, [{ type: 'persons.address-protected.v1', subject: PERSON }]);
  await everythingOut();
  assert.equal((await streamed(options.nats)).length, before - 3 + 1, 'both messages of the move are gone, and what had arisen for them');
  await append(bench, [{ type: ARISEN, municipality: '0002000', data: { personId: PERSON, situationId: PERSON, since: '2026-11-20' } }]);
  await everythingOut();
  assert.deepEqual(await placed(), [`vienkopus.${ARISEN}.0002000`]);
  await bench.database.admin`update events.log set municipality = null where type = ${ARISEN}`;
  assert.deepEqual(await reconciler.look(), NO_DIFFERENCES);
  assert.deepEqual(await placed(), []);
  assert.equal(reconciler.standing().erased, 1);
  assert.deepEqual(await reconciler.look(), NO_DIFFERENCES);
});
