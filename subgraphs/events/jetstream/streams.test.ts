import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { jetstreamManager, RetentionPolicy, StorageType, type JetStreamManager } from '@nats-io/jetstream';
import { connect, nanos, type NatsConnection } from '@nats-io/transport-node';
import { skipWithoutNats, startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import { ensureStream, FOR_STREAM, forStreamConfig, STREAM, streamConfig } from './streams.ts';

const skip = skipWithoutNats;
let nats: TestNats;
let connection: NatsConnection;
let jsm: JetStreamManager;
before(async () => {
  if (skip) return;
  nats = await startTestNats();
  connection = await connect({ servers: nats.url });
  jsm = await jetstreamManager(connection);
});
after(async () => {
  await connection?.close();
  await nats?.close();
});

test('both streams are made as they are wanted, and left as they are the next time', { skip }, async () => {
  for (const wanted of [streamConfig({}), forStreamConfig({})]) {
    const made = await ensureStream(jsm, wanted);
    assert.equal(made.config.max_age, nanos(7 * 86_400_000));
    const again = await ensureStream(jsm, wanted);
    assert.equal(again.created, made.created);
  }
  assert.equal((await jsm.streams.info(FOR_STREAM)).config.discard_new_per_subject, true);
});

test('what can be changed is changed, and messages stay', { skip }, async () => {
  await jsm.jetstream().publish('vienkopus.persons.died.v1.none', '{}');
  await jsm.streams.update(STREAM, { max_age: nanos(60_000), duplicate_window: nanos(1_000), subjects: ['vienkopus.persons.>'] });
  const { config, state } = await ensureStream(jsm, streamConfig({ keptDays: 3 }));
  assert.equal(config.max_age, nanos(3 * 86_400_000));
  assert.equal(config.duplicate_window, nanos(120_000));
  assert.ok(config.subjects.includes('vienkopus.services.>'));
  assert.equal(state.messages, 1);
});

test('what cannot be changed is named, with what to do', { skip }, async () => {
  await jsm.streams.delete(STREAM);
  await jsm.streams.add({ name: STREAM, subjects: ['vienkopus.persons.>'], storage: StorageType.Memory, retention: RetentionPolicy.Workqueue });
  await assert.rejects(ensureStream(jsm, streamConfig({})), /VIENKOPUS cannot be used as it is: retention is "workqueue" and must be "limits"; storage is "memory" and must be "file"\. .*nats stream rm VIENKOPUS/);
  await jsm.streams.delete(STREAM);
});

test('a single server that is to keep three copies says why it does not', { skip }, async () => {
  await assert.rejects(ensureStream(jsm, streamConfig({ replicas: 3 })), /The stream VIENKOPUS could not be made: replicas > 1/);
});
