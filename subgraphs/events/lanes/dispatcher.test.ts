import assert from 'node:assert/strict';
import test, { after, afterEach, before } from 'node:test';
import { Webhook } from 'standardwebhooks';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { insertReplay } from '../changes/replay-store.ts';
import { answering, taken, type TestReceiver } from '../webhooks/testing.ts';
import { setState } from '../changes/writes.ts';
import { Journal } from './journal.ts';
import { prune } from './prune.ts';
import { deed, idsOf, INSTITUTION, openPushed, receiversOfTest, TYPE, type PushedHub } from './testing-pushed.ts';
import { ScriptedReceiver, until } from './testing.ts';

const DAY = 24 * 3_600_000;

let database: TestDatabase;
let hub: PushedHub;
const { receiving, closeReceivers } = receiversOfTest();

before(async () => {
  database = await openTestDatabase();
  hub = await openPushed(database.as);
});
after(async () => {
  await hub.close();
  await database.close();
});
afterEach(async () => {
  await hub.reset();
  await closeReceivers();
});

test('what happens is delivered in order and signed, the cursor and the delivery log follow', async () => {
  const receiver = await receiving();
  const { id, secret } = await hub.subscribe(receiver.url);
  hub.dispatch();
  const ids = await hub.publish(250);
  await until(() => receiver.received.length === 250);
  assert.deepEqual(idsOf(receiver), ids);
  const first = receiver.received[0]!;
  assert.equal((new Webhook(secret).verify(first.body, first.headers) as { type: string }).type, `lv.vienkopus.${TYPE}`);
  await until(async () => (await hub.rowOf(id)).acknowledged === hub.log.head);
  const lines = await hub.sql`select event_id, attempt, outcome, status from subscriptions.delivery where subscription_id = ${id} order by id`;
  assert.deepEqual(lines.map((line) => line.event_id), ids);
  assert.ok(lines.every((line) => line.attempt === 1 && line.outcome === 'DELIVERED' && line.status === 204));
});

test('what waits for a transport goes on as soon as what that stands on is back, before its time has come', async () => {
  const receiver = new ScriptedReceiver();
  receiver.answer = () => ({ kind: 'FAILED', reason: 'AWAY' });
  let isBack = () => {};
  await hub.subscribe('http://127.0.0.1:1/');
  const dispatcher = hub.dispatch(undefined, { deliver: (event, to) => receiver.deliver(event, to), onBack: (listener) => ((isBack = listener), () => {}) });
  const ids = await hub.publish(2);
  await until(() => dispatcher.standing().failing === 1);
  receiver.answer = () => ({ kind: 'DELIVERED' });
  isBack();
  await until(() => receiver.taken.length === 2);
  assert.deepEqual(receiver.taken, ids);
});

test('receivers that hang, fail, redirect or lie never delay one that takes what it gets', async () => {
  const bad = [() => {}, answering(500), answering(302, { location: 'http://127.0.0.1/' }), (response) => response.writeHead(200, { 'content-length': '9' }).write('a')] as TestReceiver['answer'][];
  const failing = [];
  for (const answer of bad) failing.push(await hub.subscribe((await receiving(answer)).url));
  const good = await receiving();
  await hub.subscribe(good.url);
  const dispatcher = hub.dispatch();
  await until(() => dispatcher.standing().lanes === 5);
  await hub.publish(1);
  await until(() => dispatcher.standing().failing === 4);
  for (let turn = 0; turn < 5; turn++) {
    const startedAt = performance.now();
    await hub.publish(20);
    await until(() => good.received.length === 21 + turn * 20);
    assert.ok(performance.now() - startedAt < 2_000);
  }
  for (const { id } of failing) assert.equal((await hub.rowOf(id)).failures, 1);
});

test('the third failure in a row says that it fails, once; a resumed one is tried at once and says so no more', async () => {
  const receiver = await receiving(answering(503));
  const { id } = await hub.subscribe(receiver.url);
  hub.dispatch();
  const [first, second] = await hub.publish(2);
  for (let failures = 1; failures <= 4; failures++) {
    await until(async () => (await hub.rowOf(id)).failures === failures);
    assert.equal((await hub.rowOf(id)).state, failures < 3 ? 'ACTIVE' : 'FAILING');
    if (failures < 4) hub.clock.advance(DAY / 4);
  }
  const row = await hub.rowOf(id);
  assert.deepEqual([row.failure, row.acknowledged < hub.log.head], ['STATUS_503', true]);
  await until(async () => (await hub.toldFailing(id)).length > 0);
  const failings = await hub.toldFailing(id);
  assert.deepEqual(failings.map(({ reason, organizationId }) => [reason, organizationId]), [['STATUS_503', INSTITUTION]]);
  assert.equal(Temporal.Instant.from(failings[0]!.since!).epochMilliseconds, Temporal.Instant.from(row.failing_since).epochMilliseconds);
  receiver.answer = taken;
  await hub.sql.begin((tx) => setState(tx as unknown as Sql, id, 'ACTIVE', deed('resumed')));
  await until(() => idsOf(receiver).includes(second!));
  assert.deepEqual(idsOf(receiver).slice(-2), [first, second]);
  await until(async () => (await hub.rowOf(id)).acknowledged >= hub.log.head - 3);
  const after = await hub.rowOf(id);
  assert.deepEqual([after.state, after.failures, after.failing_since, after.failure, after.next_attempt_at], ['ACTIVE', 0, null, null, null]);
  assert.equal((await hub.toldFailing(id)).length, 1);
});

test('a receiver that is gone is disabled at once, with its cursor; resumed, it goes on from there', async () => {
  const receiver = await receiving(answering(410));
  const { id } = await hub.subscribe(receiver.url);
  const before = (await hub.rowOf(id)).acknowledged;
  hub.dispatch();
  const ids = await hub.publish(3);
  await until(async () => (await hub.rowOf(id)).state === 'DISABLED');
  const row = await hub.rowOf(id);
  assert.deepEqual([row.failure, receiver.received.length], ['STATUS_410', 1]);
  assert.ok(row.acknowledged >= before && row.acknowledged < hub.log.head);
  await until(async () => (await hub.toldFailing(id)).length === 1);
  receiver.answer = taken;
  await hub.sql.begin((tx) => setState(tx as unknown as Sql, id, 'ACTIVE', deed('resumed')));
  await until(() => receiver.received.length === 4);
  assert.deepEqual(idsOf(receiver), [ids[0], ...ids]);
});

test('a paused one gets nothing until it is resumed, and then everything', async () => {
  const receiver = await receiving();
  const { id } = await hub.subscribe(receiver.url);
  const dispatcher = hub.dispatch();
  await until(() => dispatcher.standing().lanes === 1);
  await hub.sql.begin((tx) => setState(tx as unknown as Sql, id, 'PAUSED', deed('paused')));
  await until(() => dispatcher.standing().lanes === 0);
  const ids = await hub.publish(5);
  assert.equal(receiver.received.length, 0);
  await hub.sql.begin((tx) => setState(tx as unknown as Sql, id, 'ACTIVE', deed('resumed')));
  await until(() => receiver.received.length === 5);
  assert.deepEqual(idsOf(receiver), ids);
});

test('after three days dead letters are kept, the lane goes on, and a replay brings them without moving the cursor', async () => {
  const receiver = await receiving(answering(500));
  const { id } = await hub.subscribe(receiver.url);
  hub.dispatch();
  const dead = await hub.publish(3);
  await until(async () => (await hub.rowOf(id)).failures === 1);
  hub.clock.advance(4 * DAY);
  const lettersOf = () => hub.sql`select event_id, reason from subscriptions.dead_letter where subscription_id = ${id} order by sequence`;
  await until(async () => (await lettersOf()).length === 3);
  assert.deepEqual((await lettersOf()).map((row) => [row.event_id, row.reason]), [[dead[0], 'STATUS_500'], [dead[1], 'RECEIVER_DOWN'], [dead[2], 'RECEIVER_DOWN']]);
  receiver.answer = taken;
  hub.clock.advance(DAY);
  const alive = await hub.publish(1);
  await until(() => idsOf(receiver).includes(alive[0]!));
  await until(async () => (await hub.rowOf(id)).acknowledged >= hub.log.head - 2);
  const cursor = (await hub.rowOf(id)).acknowledged;
  const seen = receiver.received.length;
  await insertReplay(hub.sql, { id: uuidv7(), subscriptionId: id, what: 'DEAD', fromSequence: 1, toSequence: cursor, by: 'test', at: hub.clock.now() });
  const replayOf = async () => (await hub.sql`select * from subscriptions.replay where subscription_id = ${id} order by requested_at desc limit 1`)[0]!;
  await until(async () => (await replayOf()).ended === 'DONE');
  assert.deepEqual(receiver.received.slice(seen).map(({ headers }) => [headers['webhook-id'], headers['vienkopus-replay']]), dead.map((event) => [event, 'true']));
  assert.deepEqual([(await lettersOf()).length, (await replayOf()).sent], [0, 3]);
  assert.ok((await hub.rowOf(id)).acknowledged >= cursor);
});

test('a receiver that takes things and is behind is shown to the hub\'s bulk, and one that fails is not', async () => {
  const waitsOf = async () => (await hub.sql`select waiting_since from events.reader where name = 'pushed subscriptions'`)[0]?.waiting_since ?? null;
  const receiver = await receiving((response) => void setTimeout(() => response.writeHead(200).end(), 350));
  await hub.subscribe(receiver.url);
  hub.dispatch();
  await hub.publish(3);
  await until(async () => (await waitsOf()) !== null);
  receiver.answer = answering(500);
  await until(async () => (await waitsOf()) === null);
});

test('what a stale one writes changes nothing, and it is told so', async () => {
  const receiver = await receiving();
  const { id } = await hub.subscribe(receiver.url);
  const [{ epoch }] = (await hub.sql`
    insert into subscriptions.dispatcher (singleton, epoch) values (true, 1) on conflict (singleton) do update set epoch = dispatcher.epoch + 1 returning epoch`) as unknown as [{ epoch: number }];
  const lost: Error[] = [];
  const journal = new Journal({ sql: hub.sql, epoch: epoch - 1, clock: hub.clock, lost: (error) => lost.push(error) });
  const before = await hub.rowOf(id);
  const line = { subscriptionId: id, sequence: before.acknowledged + 5, eventId: uuidv7(), type: TYPE, attempt: 1, isReplay: false, at: hub.clock.now().toString(), tookMs: 1, outcome: 'DELIVERED', status: 200, reason: null } as const;
  await journal.delivered(line);
  await assert.rejects(journal.flush(), /Another process delivers/);
  await assert.rejects(journal.delivered(line), /Another process delivers/);
  await assert.rejects(journal.died(id, [{ sequence: 1, eventId: line.eventId, type: TYPE, reason: 'x' }]), /Another process delivers/);
  assert.equal(lost.length, 1);
  assert.deepEqual(await hub.rowOf(id), before);
  for (const table of ['delivery', 'dead_letter']) assert.equal((await hub.sql`select from ${hub.sql(`subscriptions.${table}`)} where subscription_id = ${id}`).length, 0);
});

test('attempts and dead letters are kept in bounds', async () => {
  const [id, now] = [uuidv7(), hub.clock.now()];
  await hub.sql`
    insert into subscriptions.delivery (subscription_id, sequence, event_id, type, attempt, at, took_ms, outcome)
    select ${id}, n, gen_random_uuid(), 'x', 1, ${now.toString()}::timestamptz - (30 - n) * interval '2 days', 1, 'DELIVERED' from generate_series(1, 30) as n`;
  await hub.sql`
    insert into subscriptions.dead_letter (subscription_id, sequence, event_id, type, died_at, reason)
    select ${id}, n, gen_random_uuid(), 'x', ${now.toString()}::timestamptz - (30 - n) * interval '2 days', 'x' from generate_series(1, 30) as n`;
  const left = async (table: string) => (await hub.sql`select sequence from ${hub.sql(`subscriptions.${table}`)} where subscription_id = ${id} order by sequence`).map((row) => row.sequence);
  await prune(hub.sql, [id], now);
  assert.deepEqual([(await left('delivery'))[0], (await left('dead_letter'))[0]], [15, 15]);
  await prune(hub.sql, [id], now, { deliveries: 4, deadLetters: 3, days: 30 });
  assert.deepEqual([await left('delivery'), await left('dead_letter')], [[27, 28, 29, 30], [28, 29, 30]]);
});
