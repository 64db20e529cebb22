import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { Sql } from '../database.ts';
import { uuidv5 } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { startConsumer } from './consumer.ts';
import type { EventEnvelope } from './envelope.ts';
import { EventLog } from './event-log.ts';
import { relayOnce, startRelay } from './relay.ts';
import { told } from './told.ts';

const logger = createLogger('silent');
const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
const A = uuidv5('subject a');
const B = uuidv5('subject b');

let database: TestDatabase;
const open = (schema: string, max = 2): Sql => database.as(schema, { max });

before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

/** Tells events the way a subgraph's store does. */
async function tell(sql: Sql, events: { subject: string; type: string }[]): Promise<void> {
  await sql`
    with happened as (
      select (e->>'subject')::uuid as subject, e->>'type' as type, null::text as municipality, '{"some":"data"}'::jsonb as data
      from jsonb_array_elements(${sql.json(events)}) as e
    ), ${told(sql, { audit: 'offers', by: 'test', at: AT })}
    select 1`;
}

async function drainOutbox(events: Sql): Promise<void> {
  while (await relayOnce(events));
}

test('an event goes through the outbox to the log with its sequence and its subject version', async () => {
  const [offers, events] = [open('offers'), open('events')];
  await tell(offers, [{ subject: A, type: 'x.one.v1' }, { subject: A, type: 'x.two.v1' }, { subject: B, type: 'x.one.v1' }]);
  await drainOutbox(events);
  const log = await EventLog.open(events);
  const read = await log.read(0, 10);
  assert.deepEqual(read.map((event) => event.sequence), [1, 2, 3]);
  assert.deepEqual(read.filter((event) => event.subject === A).map((event) => [event.type, event.subjectVersion]), [['x.one.v1', 1], ['x.two.v1', 2]]);
  assert.deepEqual(read[0]!.data, { some: 'data' });
  const audit = await offers`select by, action from offers.audit order by id`;
  assert.equal(audit.length, 3);
  await log.close();
});

test('a runtime role may put events out but neither read nor remove them', async () => {
  const offers = open('offers');
  await assert.rejects(offers`select * from events.outbox`, /permission denied/);
  await assert.rejects(offers`delete from events.outbox`, /permission denied/);
  await assert.rejects(offers`insert into events.log values (1)`, /permission denied/);
});

test('two events of one subject keep the order of their commits, although inserted the other way round', async () => {
  const subject = uuidv5('subject of two writers');
  const [first, second, events] = [open('offers', 1), open('offers', 1), open('events')];
  let isSecondDone = false;
  let late: Promise<void> | undefined;
  await first.begin(async (tx) => {
    await tell(tx as unknown as Sql, [{ subject, type: 'x.first.v1' }]);
    late = tell(second, [{ subject, type: 'x.second.v1' }]).then(() => void (isSecondDone = true));
    await tx`select pg_sleep(0.05)`;
    assert.equal(isSecondDone, false, 'the second writer waits for the first');
  });
  await late;
  await drainOutbox(events);
  const rows = await events`select type, subject_version from events.log where subject = ${subject} order by sequence`;
  assert.deepEqual(rows.map((row) => [row.type, row.subject_version]), [['x.first.v1', 1], ['x.second.v1', 2]]);
});

test('a transaction in flight leaves no hole that a reader skips', async () => {
  const [slow, quick, events] = [open('offers', 1), open('offers', 1), open('events')];
  await drainOutbox(events);
  const before = (await events`select last_sequence from events.relay_state`)[0]!.last_sequence as number;
  await slow.begin(async (tx) => {
    await tell(tx as unknown as Sql, [{ subject: uuidv5('slow'), type: 'x.slow.v1' }]);
    await tell(quick, [{ subject: uuidv5('quick'), type: 'x.quick.v1' }]);
    await drainOutbox(events);
  });
  await drainOutbox(events);
  const rows = await events`select sequence, type from events.log where sequence > ${before} order by sequence`;
  assert.deepEqual(rows.map((row) => [row.sequence - before, row.type]), [[1, 'x.quick.v1'], [2, 'x.slow.v1']]);
});

test('with many writers and two relays the sequence has no gap and every subject its own order', async () => {
  const writers = Array.from({ length: 6 }, () => open('offers', 1));
  const relays = [open('events', 1), open('events', 1)].map((sql) => startRelay({ sql, logger }));
  const events = open('events');
  const subjects = ['p', 'q', 'r'].map((name) => uuidv5(`many ${name}`));
  await Promise.all(writers.map(async (sql, writer) => {
    for (let turn = 0; turn < 40; turn++) await tell(sql, [{ subject: subjects[(writer + turn) % 3]!, type: 'x.many.v1' }]);
  }));
  const wanted = 6 * 40;
  const count = async () => (await events`select count(*) as n from events.log where type = 'x.many.v1'`)[0]!.n as number;
  for (let look = 0; look < 500 && (await count()) < wanted; look++) await events`select pg_sleep(0.01)`;
  await Promise.all(relays.map((relay) => relay.close()));
  assert.equal(await count(), wanted);
  const [gaps] = await events`select max(sequence) - count(*) as gaps from events.log`;
  assert.equal(gaps!.gaps, 0);
  for (const subject of subjects) {
    const rows = await events`select subject_version from events.log where subject = ${subject} order by sequence`;
    assert.deepEqual(rows.map((row) => row.subject_version), rows.map((_, index) => index + 1));
  }
});

test('a consumer sees every event once its effects are committed, again after a failure, and goes on from its cursor', async () => {
  const [offers, events] = [open('offers'), open('events')];
  const relay = startRelay({ sql: open('events', 1), logger });
  const log = await EventLog.open(open('events'));
  const seen: string[] = [];
  let failures = 1;
  const follow = () => startConsumer({
    name: 'test-consumer', sql: offers, log, logger, types: ['x.consumed.v1'], schema: 'offers',
    async handle(batch: EventEnvelope[]) {
      if (failures-- > 0) throw new Error('not this time');
      seen.push(...batch.map((event) => event.subject));
    },
  });
  const subjects = Array.from({ length: 5 }, (_, index) => uuidv5(`consumed ${index}`));
  let consumer = follow();
  await tell(offers, subjects.slice(0, 3).map((subject) => ({ subject, type: 'x.consumed.v1' })));
  await until(() => seen.length === 3);
  await consumer.close();
  await tell(offers, subjects.slice(3).map((subject) => ({ subject, type: 'x.consumed.v1' })));
  consumer = follow();
  await until(() => seen.length === 5);
  assert.deepEqual(seen.toSorted(), subjects.toSorted());
  await consumer.close();
  await relay.close();
  await log.close();
  await events`select 1`;
});

test('whoever waits for an event of a subject gets it, or null in time', async () => {
  const log = await EventLog.open(open('events'));
  const relay = startRelay({ sql: open('events', 1), logger });
  const subject = uuidv5('waited for');
  const waiting = log.waitFor({ subject }, 5_000);
  await tell(open('offers'), [{ subject, type: 'x.waited.v1' }]);
  assert.equal((await waiting)?.type, 'x.waited.v1');
  assert.equal(await log.waitFor({ subject: uuidv5('never') }, 20), null);
  await relay.close();
  await log.close();
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, 'it did not come true in 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
