import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { append, assertSame, caughtUp, openBench, some, streamed, until, type Bench } from '#supergraph/testing/jetstream.ts';
import { skipWithoutNats, startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import { publishOnce, type Memory } from './publisher.ts';
import { STREAM } from './streams.ts';

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

test('the log stands in the stream message by message, a move under both places, and nothing of the hub\'s own', { skip }, async () => {
  const options = bench.options(nats.url);
  await append(bench, [
    { data: { from: '0001000', to: '0002000', since: null } },
    { type: 'persons.corrected.v1', municipality: '0001000' },
    { type: 'persons.address-unprotected.v1' },
    ...some(1_100),
  ]);
  const publisher = bench.publisher(options);
  await caughtUp(bench, publisher);
  await assertSame(bench, options.nats);
  const [first, second, third] = await streamed(options.nats);
  assert.deepEqual([first!.subject, second!.subject, third!.subject], ['vienkopus.persons.moved.v1.0002000', 'vienkopus.persons.moved-away.v1.0001000', 'vienkopus.persons.address-unprotected.v1.none']);
  const message = await options.nats.jetstream().streams.getMessage(STREAM, { seq: 2 });
  assert.equal(message!.header.get('Nats-Msg-Id'), `${message!.json<{ id: string }>().id}:away`);
  assert.equal(message!.json<{ type: string }>().type, 'lv.vienkopus.persons.moved.v1');
  await publisher.close();
});

test('a publisher goes on where another stopped, wherever that was', { skip }, async () => {
  const options = bench.options(nats.url);
  for (let round = 0; round < 6; round++) {
    await append(bench, some(100 + bench.random.int(400)));
    const publisher = bench.publisher(options);
    await pause(bench.random.int(60));
    await publisher.close();
  }
  const last = bench.publisher(options);
  await caughtUp(bench, last);
  await last.close();
  await assertSame(bench, options.nats);
});

test('what was acknowledged but not noted is not written again, also when the stream has forgotten its ids', { skip }, async () => {
  const options = bench.options(nats.url);
  await options.nats.connected();
  const [note] = await bench.sql`select * from subscriptions.published`;
  await append(bench, some(700));
  for (let more = true; more;) more = ((await publishOnce(options, { noted: null, position: null })) as { more: boolean }).more;
  await bench.sql`update subscriptions.published set log_sequence = ${note!.log_sequence}, stream_sequence = ${note!.stream_sequence}`;
  await options.nats.jetstream().streams.update(STREAM, { duplicate_window: 100_000_000 });
  await pause(200);
  const publisher = bench.publisher(options);
  await caughtUp(bench, publisher);
  await publisher.close();
  await assertSame(bench, options.nats);
});

test('a stale publisher is refused by the stream and steps back', { skip }, async () => {
  const options = bench.options(nats.url);
  await options.nats.connected();
  const stale: Memory = { noted: null, position: null };
  await publishOnce(options, stale);
  await append(bench, some(20));
  const wrong: Memory = { noted: stale.noted, position: { ...stale.position!, streamSequence: stale.position!.streamSequence - 3 } };
  const turn = await publishOnce(options, wrong);
  assert.ok(turn !== 'TAKEN' && /wrong last sequence/.test(String(turn.failure)), String((turn as { failure: unknown }).failure));
  await publishOnce(options, wrong);
  await assertSame(bench, options.nats);
});

test('of two publishers at once each message is written by one', { skip }, async () => {
  const [one, other] = [bench.options(nats.url), bench.options(nats.url)];
  const publishers = [bench.publisher(one), bench.publisher(other)];
  for (let round = 0; round < 20; round++) await append(bench, some(bench.random.int(120)).concat(some(1)));
  await caughtUp(bench, ...publishers);
  await Promise.all(publishers.map((publisher) => publisher.close()));
  await assertSame(bench, one.nats);
});

test('a server that is killed and comes back only delays', { skip }, async () => {
  const options = bench.options(nats.url);
  const publisher = bench.publisher(options);
  for (let round = 0; round < 3; round++) {
    await append(bench, some(400));
    await pause(bench.random.int(40));
    await nats.kill();
    await append(bench, some(50));
    await nats.start();
  }
  await caughtUp(bench, publisher);
  await publisher.close();
  await assertSame(bench, options.nats);
});

test('a server that is there and says nothing only delays', { skip }, async () => {
  const options = bench.options(nats.url);
  const publisher = bench.publisher(options);
  await caughtUp(bench, publisher);
  nats.freeze(true);
  await append(bench, some(300));
  await pause(400);
  nats.freeze(false);
  await caughtUp(bench, publisher);
  await publisher.close();
  await assertSame(bench, options.nats);
});

test('a stream that is deleted is made and filled anew', { skip }, async () => {
  const options = bench.options(nats.url);
  const publisher = bench.publisher(options);
  await caughtUp(bench, publisher);
  await options.nats.jetstream().streams.delete(STREAM);
  await append(bench, some(5));
  await until(async () => (await options.nats.jetstream().streams.info(STREAM).catch(() => null)) !== null, 'a new stream');
  await caughtUp(bench, publisher);
  await publisher.close();
  await assertSame(bench, options.nats);
});

test('a stream that lost its end is filled up behind what is left', { skip }, async () => {
  const options = bench.options(nats.url);
  await options.nats.connected();
  const before = (await options.nats.jetstream().streams.info(STREAM)).state.last_seq;
  for (const message of (await streamed(options.nats)).slice(-50)) await options.nats.jetstream().streams.deleteMessage(STREAM, message.streamSequence);
  await nats.kill();
  await nats.start();
  await options.nats.connected();
  // What the note says of a server that was cut from power before it had stored its end.
  await bench.sql`update subscriptions.published set stream_sequence = stream_sequence + 10`;
  const publisher = bench.publisher(options);
  await caughtUp(bench, publisher);
  await publisher.close();
  await assertSame(bench, options.nats);
  assert.equal((await options.nats.jetstream().streams.info(STREAM)).state.last_seq, before + 50);
});

test('where the log is not the stream\'s, nothing is published until somebody decides', { skip }, async () => {
  const options = bench.options(nats.url);
  const publisher = bench.publisher(options);
  await caughtUp(bench, publisher);
  const { state } = await options.nats.jetstream().streams.info(STREAM);
  await publisher.close();
  await bench.database.admin`update events.log set id = gen_random_uuid() where sequence = (select last_sequence from events.relay_state)`;
  await bench.sql`update subscriptions.published set epoch = 'another'`;
  const restored = bench.publisher(options);
  await append(bench, some(3));
  await until(() => restored.standstill() !== null, 'a standstill');
  assert.match(restored.standstill()!, /rebuild-stream/);
  assert.equal((await options.nats.jetstream().streams.info(STREAM)).state.last_seq, state.last_seq);
  await restored.close();
});
