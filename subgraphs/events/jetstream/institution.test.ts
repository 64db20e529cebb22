import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { jetstream } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { append, openBench, type Bench } from '#supergraph/testing/jetstream.ts';
import { skipWithoutNats, startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { API_PREFIX, ensureConsumers, HUB_ACCOUNT_TEMPLATE, natsTemplate, passwordVariable } from './institution.ts';
import { publishOnce, type PublisherOptions } from './publisher.ts';
import { ensureStream, FOR_STREAM, forStreamConfig, STREAM } from './streams.ts';
import { deliverySubject } from './subjects.ts';

const skip = skipWithoutNats;
const RIGA = { organizationId: 'a0000000-0000-4000-8000-000000000001', municipality: '0001000' };
const OGRE = { organizationId: 'a0000000-0000-4000-8000-000000000002', municipality: '0002000' };
const SUBSCRIPTION = 'b0000000-0000-4000-8000-000000000001';
let nats: TestNats;
let bench: Bench;
let options: PublisherOptions;
let riga: NatsConnection;

before(async () => {
  if (skip) return;
  const institutions = [RIGA, OGRE].map((institution) => natsTemplate(institution).replace(`$${passwordVariable(institution.organizationId)}`, '"secret"'));
  nats = await startTestNats({ settings: `accounts {\n${HUB_ACCOUNT_TEMPLATE.replace('$NATS_HUB_PASSWORD', '"hub"')}\n${institutions.join('\n')}\n}\n` });
  bench = await openBench();
  options = bench.options(nats.url.replace('//', '//hub:hub@'));
  await options.nats.connected();
  await append(bench, [
    { data: { from: '0001000', to: '0002000', since: null } },
    { type: 'persons.died.v1', municipality: '0001000', data: { on: '2026-11-20' } },
    { type: 'persons.died.v1', municipality: '0002000', data: { on: '2026-11-20' } },
  ]);
  await publishOnce(options, { noted: null, position: null });
  const jsm = options.nats.jetstream();
  await ensureStream(jsm, forStreamConfig({}));
  for (const { organizationId } of [RIGA, OGRE]) await jsm.jetstream().publish(deliverySubject(organizationId, SUBSCRIPTION), JSON.stringify({ subject: organizationId }));
  for (let twice = 0; twice < 2; twice++) for (const institution of [RIGA, OGRE]) await ensureConsumers(jsm, institution);
  riga = await connect({ servers: nats.url, user: RIGA.organizationId, pass: 'secret' });
});
after(async () => {
  await riga?.close();
  await bench?.close();
  await nats?.close();
});

async function pulled(stream: string): Promise<CloudEvent[]> {
  const consumer = await jetstream(riga, { apiPrefix: API_PREFIX }).consumers.get(stream, RIGA.organizationId);
  const events: CloudEvent[] = [];
  for await (const message of await consumer.fetch({ max_messages: 10, expires: 1_000 })) {
    events.push(message.json());
    await message.ackAck();
  }
  return events;
}

test('an institution reads what happens in its own territory and what its subscriptions get, once', { skip }, async () => {
  assert.deepEqual((await pulled(STREAM)).map(({ type }) => type), ['lv.vienkopus.persons.moved.v1', 'lv.vienkopus.persons.died.v1']);
  assert.deepEqual((await pulled(FOR_STREAM)).map(({ subject }) => subject), [RIGA.organizationId]);
  assert.deepEqual(await pulled(STREAM), [], 'what is acknowledged does not come again');
});

const REFUSED: [string, string, unknown][] = [
  ['read with the consumer of another', `CONSUMER.MSG.NEXT.${STREAM}.${OGRE.organizationId}`, { batch: 1 }],
  ['look at the consumer of another', `CONSUMER.INFO.${STREAM}.${OGRE.organizationId}`, {}],
  ['list consumers', `CONSUMER.NAMES.${STREAM}`, {}],
  ['make a consumer', `CONSUMER.CREATE.${STREAM}.mine`, { stream_name: STREAM, config: { durable_name: 'mine', ack_policy: 'explicit' } }],
  ['make a consumer of its own territory', `CONSUMER.CREATE.${STREAM}.${RIGA.organizationId}.vienkopus.*.*.*.0001000`, { stream_name: STREAM, config: { durable_name: RIGA.organizationId, filter_subject: 'vienkopus.*.*.*.0001000' } }],
  ['delete its consumer', `CONSUMER.DELETE.${STREAM}.${RIGA.organizationId}`, {}],
  ['get a message by its sequence', `STREAM.MSG.GET.${STREAM}`, { seq: 1 }],
  ['get a message directly', `DIRECT.GET.${STREAM}`, { seq: 1 }],
  ['look at the stream', `STREAM.INFO.${STREAM}`, {}],
  ['purge the stream', `STREAM.PURGE.${STREAM}`, {}],
  ['delete a message', `STREAM.MSG.DELETE.${STREAM}`, { seq: 1 }],
  ['delete the stream', `STREAM.DELETE.${STREAM}`, {}],
  ['make a stream', 'STREAM.CREATE.MINE', { name: 'MINE', subjects: ['mine'] }],
];
for (const [what, subject, body] of REFUSED) {
  test(`an institution cannot ${what}`, { skip }, async () => {
    for (const prefix of [API_PREFIX, '$JS.API']) await assert.rejects(riga.request(`${prefix}.${subject}`, JSON.stringify(body), { timeout: 300 }), /permission|no responders/i);
  });
}

test('nothing it publishes reaches a stream, and it hears nothing of others', { skip }, async () => {
  const before = (await options.nats.jetstream().streams.info(STREAM)).state;
  const heard: string[] = [];
  for (const subject of ['>', 'vienkopus.>', '_INBOX.>']) riga.subscribe(subject, { callback: (_, message) => void heard.push(message?.subject) });
  riga.publish('vienkopus.persons.died.v1.0001000', 'false');
  riga.publish(deliverySubject(OGRE.organizationId, SUBSCRIPTION), 'false');
  // Where the answer goes is in the asker's account, so that a pull cannot write under the hub's subjects either.
  riga.publish(`${API_PREFIX}.CONSUMER.MSG.NEXT.${FOR_STREAM}.${RIGA.organizationId}`, JSON.stringify({ batch: 1, no_wait: true }), { reply: deliverySubject(OGRE.organizationId, SUBSCRIPTION) });
  riga.publish(`$JS.ACK.${STREAM}.${OGRE.organizationId}.1.1.1.1.1`, '+ACK');
  await riga.flush();
  await append(bench, [{ type: 'persons.died.v1', municipality: '0002000', data: { on: '2026-11-20' } }]);
  await publishOnce(options, { noted: null, position: null });
  await riga.flush();
  const jsm = options.nats.jetstream();
  assert.equal((await jsm.streams.info(STREAM)).state.messages, before.messages + 1);
  assert.equal((await jsm.streams.info(FOR_STREAM)).state.messages, 2);
  assert.equal((await jsm.consumers.info(STREAM, OGRE.organizationId)).num_pending, 3);
  assert.deepEqual(heard.filter((subject) => subject?.startsWith('vienkopus')), []);
});
