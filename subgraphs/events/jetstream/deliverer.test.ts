import assert from 'node:assert/strict';
import test, { after, before, type TestContext } from 'node:test';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { skipWithoutNats, startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Receiver } from '../delivery.ts';
import { natsDeliverer } from './deliverer.ts';
import { NatsLink } from './link.ts';
import { FOR_STREAM } from './streams.ts';
import { deliverySubject } from './subjects.ts';

const skip = skipWithoutNats;
const random = seededRandom(process.env.TEST_SEED ?? 'deliverer');
const signal = new AbortController().signal;
let nats: TestNats;
let sequence = 0;
before(async () => { if (!skip) nats = await startTestNats(); });
after(() => nats?.close());

async function linked(t: TestContext, url = nats.url): Promise<NatsLink> {
  const link = NatsLink.open({ servers: [url] }, { logger: createLogger('silent'), random });
  t.after(() => link.close());
  return link;
}

function receiver(): Receiver {
  return { subscriptionId: random.uuid(), organizationId: random.uuid(), webhookUrl: null, secrets: [], attempt: 1 };
}

function event(): CloudEvent {
  return {
    specversion: '1.0', id: random.uuid(), source: 'urn:lv:vienkopus', type: 'lv.vienkopus.persons.died.v1', time: '2026-11-20T09:00:00Z', subject: random.uuid(),
    datacontenttype: 'application/json', sequence: String(++sequence), subjectversion: 1, data: {},
  };
}

async function received(link: NatsLink, to: Receiver): Promise<string[]> {
  const found: string[] = [];
  const subject = deliverySubject(to.organizationId, to.subscriptionId);
  for (let seq = 1; ;) {
    const message = await link.jetstream().direct.getMessage(FOR_STREAM, { seq, next_by_subj: subject });
    if (!message) return found;
    found.push(message.json<CloudEvent>().id);
    seq = message.seq + 1;
  }
}

test('several subscriptions get the same event, each on its own subject and in order', { skip }, async (t) => {
  const link = await linked(t);
  await link.connected();
  const deliverer = natsDeliverer(link);
  const [one, other] = [receiver(), receiver()];
  const events = Array.from({ length: 30 }, event);
  for (const each of events) {
    for (const to of [one, other]) assert.deepEqual(await deliverer.deliver(each, to, signal), { kind: 'DELIVERED' });
  }
  for (const to of [one, other]) assert.deepEqual(await received(link, to), events.map(({ id }) => id));
});

test('an attempt that got through without an answer is not repeated, by another hub neither, nor when the ids are forgotten', { skip }, async (t) => {
  const link = await linked(t);
  await link.connected();
  const [to, first] = [receiver(), event()];
  await natsDeliverer(link).deliver(first, to, signal);
  await link.jetstream().streams.update(FOR_STREAM, { duplicate_window: 100_000_000 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  assert.deepEqual(await natsDeliverer(link).deliver(first, { ...to, attempt: 2 }, signal), { kind: 'DELIVERED' });
  assert.deepEqual(await natsDeliverer(link).deliver(first, to, signal), { kind: 'DELIVERED' });
  assert.deepEqual(await received(link, to), [first.id]);
});

test('what is asked for again is sent again', { skip }, async (t) => {
  const link = await linked(t);
  await link.connected();
  const deliverer = natsDeliverer(link);
  const [to, first] = [receiver(), event()];
  await deliverer.deliver(first, to, signal);
  for (const replayId of ['one', 'one', 'another']) assert.equal((await deliverer.deliver(first, { ...to, replayId }, signal)).kind, 'DELIVERED');
  assert.deepEqual(await received(link, to), [first.id, first.id, first.id], 'by each replay once');
});

test('whoever takes over late repeats nothing of what was delivered and not written down', { skip }, async (t) => {
  const link = await linked(t);
  await link.connected();
  const [to, other, deliverer] = [receiver(), receiver(), natsDeliverer(link)];
  const events = Array.from({ length: 40 }, event);
  for (const each of events) for (const one of [to, other]) await deliverer.deliver(each, one, signal);
  await link.jetstream().streams.update(FOR_STREAM, { duplicate_window: 100_000_000 });
  await new Promise((resolve) => setTimeout(resolve, 400));
  const [late, more] = [natsDeliverer(link), Array.from({ length: 3 }, event)];
  for (const each of [...events.slice(25), ...more]) assert.deepEqual(await late.deliver(each, to, signal), { kind: 'DELIVERED' });
  assert.deepEqual(await received(link, to), [...events, ...more].map(({ id }) => id));
});

test('of two hubs that deliver to one subscription the one that knows less looks again', { skip }, async (t) => {
  const [link, another] = [await linked(t), await linked(t)];
  await Promise.all([link.connected(), another.connected()]);
  const [hub, other] = [natsDeliverer(link), natsDeliverer(another)];
  const [to, events] = [receiver(), Array.from({ length: 6 }, event)];
  for (const [index, each] of events.entries()) assert.equal((await (index % 2 ? hub : other).deliver(each, to, signal)).kind, 'DELIVERED');
  assert.deepEqual(await received(link, to), events.map(({ id }) => id));
});

test('a subject that nobody reads refuses more, and says so', { skip }, async (t) => {
  const link = await linked(t);
  await link.connected();
  const deliverer = natsDeliverer(link);
  const to = receiver();
  await deliverer.deliver(event(), to, signal);
  await link.jetstream().streams.update(FOR_STREAM, { max_msgs_per_subject: 50 });
  for (let count = 1; count < 50; count++) assert.equal((await deliverer.deliver(event(), to, signal)).kind, 'DELIVERED');
  assert.deepEqual(await deliverer.deliver(event(), to, signal), { kind: 'FAILED', reason: 'STREAM_FULL', retryAfterMs: 60_000 });
  assert.equal((await deliverer.deliver(event(), receiver(), signal)).kind, 'DELIVERED', 'others are not concerned');
});

test('without NATS an attempt fails at once, and one that is broken off says so', { skip }, async (t) => {
  const link = await linked(t, 'nats://127.0.0.1:1');
  assert.deepEqual(await natsDeliverer(link).deliver(event(), receiver(), signal), { kind: 'FAILED', reason: 'NATS_AWAY', waitMostMs: 5_000 });
  const there = await linked(t);
  await there.connected();
  nats.freeze(true);
  const attempt = await natsDeliverer(there).deliver(event(), receiver(), AbortSignal.timeout(100));
  nats.freeze(false);
  assert.deepEqual(attempt, { kind: 'FAILED', reason: 'ABORTED', waitMostMs: 5_000 });
});
