import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { Sql } from '../database.ts';
import { uuidv5 } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { seededRandom } from '../random.ts';
import { startConsumer } from './consumer.ts';
import type { EventEnvelope } from './envelope.ts';
import { EventLog } from './event-log.ts';
import { hidePlaces } from './hidden-places.ts';
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
  while ((await relayOnce(events))!.count > 0);
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

/** Tells events one by one, each in a transaction of its own, in the lanes they name. */
async function tellInLanes(sql: Sql, events: { subject: string; type: string; lane: 'urgent' | 'normal' | 'bulk' }[]): Promise<void> {
  for (const { subject, type, lane } of events) {
    await sql`
      with happened as (select ${subject}::uuid as subject, ${type} as type, null::text as municipality, '{}'::jsonb as data),
      ${told(sql, { audit: 'offers', by: 'test', at: AT, urgent: lane === 'urgent' ? [type] : [], bulk: lane === 'bulk' })}
      select 1`;
  }
}

async function orderOf(events: Sql, after: number): Promise<[string, string, number][]> {
  const rows = await events`select subject, type, subject_version from events.log where sequence > ${after} order by sequence`;
  return rows.map((row) => [row.subject, row.type, row.subject_version]);
}

const headOf = async (events: Sql) => (await events`select last_sequence from events.relay_state`)[0]!.last_sequence as number;

test('what is urgent is numbered first and takes what happened to its subject before along; bulk comes last', async () => {
  const [offers, events] = [open('offers'), open('events')];
  await drainOutbox(events);
  const [p, q, r] = ['lane p', 'lane q', 'lane r'].map((name) => uuidv5(name)) as [string, string, string];
  const before = await headOf(events);
  await tellInLanes(offers, [
    { subject: p, type: 'x.a.v1', lane: 'bulk' }, { subject: q, type: 'x.b.v1', lane: 'bulk' }, { subject: r, type: 'x.c.v1', lane: 'normal' },
    { subject: q, type: 'x.d.v1', lane: 'normal' }, { subject: p, type: 'x.e.v1', lane: 'normal' }, { subject: p, type: 'x.f.v1', lane: 'urgent' },
    { subject: p, type: 'x.g.v1', lane: 'bulk' },
  ]);
  await drainOutbox(events);
  assert.deepEqual(await orderOf(events, before), [
    [p, 'x.a.v1', 1], [p, 'x.e.v1', 2], [p, 'x.f.v1', 3], [q, 'x.b.v1', 1], [r, 'x.c.v1', 1], [q, 'x.d.v1', 2], [p, 'x.g.v1', 4],
  ]);
});

test('bulk waits while somebody who follows the log is left behind, and what is not bulk goes on', async () => {
  const [offers, events] = [open('offers'), open('events')];
  await drainOutbox(events);
  const before = await headOf(events);
  const [p, q] = ['yield p', 'yield q'].map((name) => uuidv5(name)) as [string, string];
  await events`insert into events.reader values ('slow', clock_timestamp() - interval '2 seconds', clock_timestamp())`;
  await tellInLanes(offers, [{ subject: p, type: 'x.bulk.v1', lane: 'bulk' }, { subject: q, type: 'x.now.v1', lane: 'normal' }]);
  await relayOnce(events);
  await relayOnce(events);
  assert.deepEqual((await orderOf(events, before)).map(([, type]) => type), ['x.now.v1']);
  await events`update events.reader set waiting_since = clock_timestamp(), seen_at = clock_timestamp()`;
  await relayOnce(events);
  assert.deepEqual((await orderOf(events, before)).map(([, type]) => type), ['x.now.v1', 'x.bulk.v1']);
  await tellInLanes(offers, [{ subject: p, type: 'x.bulk.v1', lane: 'bulk' }]);
  await events`update events.reader set waiting_since = clock_timestamp() - interval '1 minute', seen_at = clock_timestamp() - interval '11 seconds'`;
  await relayOnce(events);
  assert.equal((await orderOf(events, before)).length, 3, 'who is not there any more holds up nobody');
  await events`delete from events.reader`;
});

test('whatever the lanes and however few are moved at once, the order within a subject and the sequence hold', async () => {
  const [offers, events] = [open('offers'), open('events')];
  await drainOutbox(events);
  const random = seededRandom(process.env.TEST_SEED ?? 'lanes');
  const lanes = ['urgent', 'normal', 'bulk'] as const;
  const subjects = Array.from({ length: 6 }, (_, index) => uuidv5(`random lane ${index}`));
  const before = await headOf(events);
  let told = 0;
  for (let round = 0; round < 30; round++) {
    const some = Array.from({ length: random.int(12) }, () => ({ subject: subjects[random.int(6)]!, type: 'x.random.v1', lane: lanes[random.int(3)]! }));
    await tellInLanes(offers, some);
    told += some.length;
    await events`select events.move(${1 + random.int(6)}, ${random.int(4)})`;
  }
  await drainOutbox(events);
  const order = await orderOf(events, before);
  assert.equal(order.length, told);
  assert.equal(await headOf(events), before + told);
  for (const subject of subjects) {
    const versions = order.filter(([of]) => of === subject).map(([, , version]) => version);
    assert.deepEqual(versions, versions.map((_, index) => index + 1));
  }
});

test('whoever holds something of the log in memory hears that a place was taken out of it', async () => {
  const log = await EventLog.open(open('events'));
  let heard = 0;
  log.onHidden(() => heard++);
  await hidePlaces(open('persons'), [uuidv5('somebody')]);
  await until(() => heard === 1);
  await log.close();
});

async function until(holds: () => boolean): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!holds()) {
    assert.ok(Date.now() < deadline, 'it did not come true in 10 s');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
