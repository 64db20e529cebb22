import assert from 'node:assert/strict';
import { connect as connectTo, type Socket } from 'node:net';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Sql } from '#kernel/database.ts';
import { runtimeUrl } from '../postgres/migrate.ts';
import { TEST_SECRET } from '../testing/cluster.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { tell, type Happened } from '../../loadtests/events/bench/tell.ts';

const EVENTS = 8_000;
const IN_ONE_COMMIT = 1_000;
/** Each event is large on its way, so that the buffers of two sockets hold few of them. */
const TIMES = 30;
const CREATE = 'mutation ($input: CreateEventSubscriptionInput!) { createEventSubscription(input: $input) { ... on CreateEventSubscriptionSuccess { subscription { id } } } }';
const POSITION = 'query ($id: ID!) { eventSubscription(id: $id) { acknowledged lag } }';
const FOLLOW = `subscription ($id: ID!) { events(subscriptionId: $id, acknowledge: AUTO, heartbeatSeconds: 1) { type sequence ${Array.from({ length: TIMES }, (_, index) => `data${index}: data`).join(' ')} } }`;
const WITHIN_MS = 20_000;

let hub: TestHub;
let persons: Sql;
before(async () => {
  hub = await startTestHub({ population: 100 });
  persons = connect(runtimeUrl(hub.databaseUrl, 'persons', TEST_SECRET), { name: 'test' });
  await hub.network.settled();
});
after(async () => {
  await persons.end();
  await hub.close();
});

const arisen = (): Happened => ({
  subject: crypto.randomUUID(), type: 'life-situations.arisen.v1', municipality: '0001000',
  data: { personId: crypto.randomUUID(), situationId: crypto.randomUUID(), since: '2026-11-20' },
});

async function follow(id: string): Promise<Socket> {
  const body = JSON.stringify({ query: FOLLOW, variables: { id } });
  const socket = connectTo(Number(new URL(hub.url).port), '127.0.0.1');
  socket.pause();
  socket.write(`POST /graphql HTTP/1.1\r\nhost: hub\r\ncontent-type: application/json\r\naccept: text/event-stream\r\nauthorization: Bearer ${await hub.token('officer-vsaa')}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  return socket;
}

async function position(id: string): Promise<{ acknowledged: number; lag: number }> {
  const { data } = await hub.ask('officer-vsaa', POSITION, { id });
  return { acknowledged: Number(data.eventSubscription.acknowledged), lag: data.eventSubscription.lag };
}

/** Where it stands once it has not moved for a while. */
async function standstill(id: string): Promise<{ acknowledged: number; lag: number }> {
  for (let before = await position(id); ; ) {
    await pause(600);
    const now = await position(id);
    if (now.acknowledged === before.acknowledged) return now;
    before = now;
  }
}

test('a subscriber that reads nothing is asked for nothing: it keeps its place in the log, and gets all from there once it reads', async () => {
  const { data } = await hub.ask('officer-vsaa', CREATE, { input: { name: 'slow', types: ['life-situations.*'] } });
  const { id } = data.createEventSubscription.subscription;
  const socket = await follow(id);
  for (let told = 0; told < EVENTS; told += IN_ONE_COMMIT) await tell(persons, Array.from({ length: IN_ONE_COMMIT }, arisen));
  await hub.network.settled();
  // Acknowledged is what was asked for behind it: what is given out and not read fills the buffers of two sockets, and no more.
  const { lag } = await standstill(id);
  assert.ok(lag > EVENTS / 3, `it has not read anything and is only ${lag} events behind`);

  const sequences: number[] = [];
  let text = '';
  socket.on('data', (chunk: Buffer) => {
    text += chunk.toString('latin1');
    const whole = text.lastIndexOf('\n\n');
    for (const [, type, sequence] of text.slice(0, whole + 2).matchAll(/"type":"([^"]+)","sequence":"(\d+)"/g)) if (!type!.includes('heartbeat')) sequences.push(Number(sequence));
    text = text.slice(whole + 2);
  });
  socket.resume();
  const deadline = performance.now() + WITHIN_MS;
  while (sequences.length < EVENTS && performance.now() < deadline) await pause(20);
  socket.destroy();
  assert.equal(sequences.length, EVENTS);
  assert.deepEqual(sequences, sequences.toSorted((one, other) => one - other));
  assert.equal(new Set(sequences).size, EVENTS);
});
