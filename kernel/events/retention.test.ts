import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { fixedClock } from '../clock.ts';
import type { Sql } from '../database.ts';
import { createLogger } from '../logger.ts';
import { seededRandom } from '../random.ts';
import { BLOCK, keptSince, retirement, startRetention, type Retired } from './retention.ts';

const TODAY = Temporal.Instant.from('2026-11-20T09:00:00Z');
const DAYS = { 'x.short.v1': 90, 'x.long.v1': 400, 'x.rare.v1': 90 };
const seed = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const everything = async () => Infinity;
let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('events');
});
after(() => database.close());
beforeEach(() => sql`with log as (delete from events.log), retired as (delete from events.retired), retention as (delete from events.retention) update events.relay_state set last_sequence = 0`);

/** As many events as told, one type after another, evenly between two instants that are so many days ago. */
async function fill(count: number, { from, to, types, behind = 0 }: { from: number; to: number; types: string[]; behind?: number }): Promise<void> {
  await sql`
    insert into events.log (sequence, id, type, subject, subject_version, time, data, appended_at)
    select n, gen_random_uuid(), (${types}::text[])[n % ${types.length}::int + 1], gen_random_uuid(), 1, now(), '{}',
      ${TODAY.toString()}::timestamptz - make_interval(secs => 86400 * (${from}::float8 - (${from}::float8 - ${to}::float8) * (n - ${behind}::int) / ${count}))
    from generate_series(${behind + 1}::int, ${behind + count}::int) as n`;
  await sql`update events.relay_state set last_sequence = ${behind + count}`;
}

async function retireAll(clock = fixedClock(TODAY.toString()), consumed = everything, keptDays: Record<string, number> = DAYS): Promise<number> {
  const retire = await retirement({ sql, clock, keptDays, consumed });
  let events = 0;
  for (let last: Retired = { events: 0, more: true }; last !== 'TAKEN' && last.more; last = await retire(), events += last === 'TAKEN' ? 0 : last.events);
  return events;
}

const left = async (type: string) => (await sql`select count(*) as n, coalesce(min(sequence), 0) as first from events.log where type = ${type}`)[0] as { n: number; first: number };
const retired = () => sql`select type, first_sequence as first, last_sequence as last, events from events.retired order by first_sequence, type`.then((rows) => rows.map((row) => ({ ...row })));

test('what is older than its type is kept goes by whole blocks, and its counts stay', async () => {
  await fill(25_000, { from: 200, to: 95, types: ['x.short.v1', 'x.long.v1'] });
  assert.equal(await retireAll(), 10_000);
  assert.deepEqual(await retired(), [
    { type: 'x.short.v1', first: 1, last: 10_000, events: 5_000 },
    { type: 'x.short.v1', first: 10_001, last: 20_000, events: 5_000 },
  ]);
  assert.deepEqual(await left('x.long.v1'), { n: 12_500, first: 1 });
  assert.deepEqual(await left('x.short.v1'), { n: 2_500, first: 20_002 }, 'the third block is not whole yet');
});

test('a block of which one event is not old enough stays, until time has moved on', async () => {
  await fill(10_000, { from: 91, to: 89.9, types: ['x.short.v1'] });
  const clock = fixedClock(TODAY.toString());
  assert.equal(await retireAll(clock), 0);
  clock.advance(3 * 3_600_000);
  assert.equal(await retireAll(clock), 10_000);
});

test('nothing is let go of that a part of the hub has not consumed', async () => {
  await fill(20_000, { from: 200, to: 150, types: ['x.short.v1'] });
  assert.equal(await retireAll(undefined, async () => 9_999), 0);
  assert.equal(await retireAll(undefined, async () => 19_999), 10_000);
  assert.equal((await left('x.short.v1')).first, 10_001);
});

test('a cursor is too old below the last block in which something of its types was', async () => {
  await fill(10_000, { from: 300, to: 250, types: ['x.short.v1', 'x.rare.v1'] });
  await fill(10_000, { from: 250, to: 200, types: ['x.short.v1'], behind: 10_000 });
  await fill(10_000, { from: 200, to: 150, types: ['x.long.v1'], behind: 20_000 });
  await retireAll();
  const since = (...types: string[]) => keptSince(sql, types);
  assert.deepEqual(await Promise.all([since('x.short.v1'), since('x.rare.v1'), since('x.long.v1'), since('x.long.v1', 'x.rare.v1'), since()]), [20_000, 10_000, 0, 10_000, 0]);
});

test('a type that is not named is kept for good', async () => {
  await fill(10_000, { from: 4_000, to: 3_900, types: ['x.short.v1', 'x.unnamed.v1'] });
  await retireAll();
  assert.equal((await left('x.unnamed.v1')).n, 5_000);
});

test('two processes at once let go of each block once', async () => {
  await fill(40_000, { from: 200, to: 150, types: ['x.short.v1', 'x.rare.v1'] });
  const others = database.as('events');
  const [one, other] = await Promise.all([sql, others].map((sql) => retirement({ sql, clock: fixedClock(TODAY.toString()), keptDays: DAYS, consumed: everything })));
  const sums = await Promise.all([one!, other!].map(async (retire) => {
    let sum = 0;
    for (let last: Retired = { events: 0, more: true }; last === 'TAKEN' || last.more; last = await retire(), sum += last === 'TAKEN' ? 0 : last.events);
    return sum;
  }));
  assert.equal(sums[0]! + sums[1]!, 40_000);
  assert.equal((await retired()).length, 8);
});

test(`of any log what is left and what was let go of add up, block by block (${seed})`, async () => {
  const random = seededRandom(seed);
  const types = [...Object.keys(DAYS), 'x.unnamed.v1'];
  let [behind, from] = [0, 600];
  while (behind < 60_000) {
    const [count, to] = [1 + Math.floor(random.next() * 20_000), from * random.next()];
    await fill(count, { from, to, types: types.filter(() => random.next() < 0.5).concat('x.long.v1'), behind });
    [behind, from] = [behind + count, to];
  }
  const clock = fixedClock(TODAY.toString());
  for (let turn = 0; turn < 4; turn++, clock.advance(random.int(100 * 86_400_000))) {
    const consumed = Math.floor(random.next() * behind * 1.5);
    await retireAll(clock, async () => consumed);
    for (let first = 1; first <= behind; first += BLOCK) {
      const last = Math.min(first + BLOCK - 1, behind);
      const [sum] = await sql`
        select (select count(*) from events.log where sequence between ${first} and ${last}) as held,
          (select coalesce(sum(events), 0)::int from events.retired where first_sequence = ${first}) as gone,
          (select count(*) from events.retired where first_sequence = ${first} and last_sequence <> ${first + BLOCK - 1}) as crooked,
          (select count(*) from events.retired r where first_sequence = ${first} and exists (select from events.log where type = r.type and sequence between ${first} and ${last})) as partly`;
      assert.deepEqual({ ...sum, held: sum!.held + sum!.gone }, { held: last - first + 1, gone: sum!.gone, crooked: 0, partly: 0 });
    }
  }
});

test('partitions in which nothing is left are dropped, and not made again', async () => {
  await sql`select events.reach_partition(3000000)`;
  await sql`insert into events.log (sequence, id, type, subject, subject_version, time, data) values (1000001, gen_random_uuid(), 'x.unnamed.v1', gen_random_uuid(), 1, now(), '{}')`;
  await sql`update events.relay_state set last_sequence = 2000000`;
  const partitions = async () => (await sql`select inhrelid::regclass::text as name from pg_inherits where inhparent = 'events.log'::regclass order by 1`).map(({ name }) => name);
  assert.deepEqual(await partitions(), ['events.log_0', 'events.log_1', 'events.log_2']);
  assert.equal((await sql`select events.drop_empty_partitions() as dropped`)[0]!.dropped, 1);
  assert.equal((await sql`select events.reach_partition(3100000) as reach`)[0]!.reach, 4_000_000);
  assert.deepEqual(await partitions(), ['events.log_1', 'events.log_2', 'events.log_3']);
});

test('who reads a partition meanwhile is not kept waiting', async () => {
  await sql`update events.relay_state set last_sequence = 3000000`;
  await sql`select events.reach_partition(3000001)`;
  const reader = database.as('offers', { max: 1 });
  await reader.begin(async (tx) => {
    await tx`select count(*) from events.log`;
    assert.equal((await sql`select events.drop_empty_partitions() as dropped`)[0]!.dropped, 0);
  });
  assert.ok((await sql`select events.drop_empty_partitions() as dropped`)[0]!.dropped > 0);
});

test('it looks again when the day changes', async () => {
  await sql`update events.relay_state set last_sequence = 0`;
  await database.admin`select events.reach_partition(1)`;
  await fill(10_000, { from: 20, to: 10, types: ['x.short.v1'] });
  const clock = fixedClock(TODAY.toString());
  const retention = startRetention({ sql, clock, logger: createLogger('silent'), keptDays: DAYS, consumed: everything });
  await retention.settled();
  assert.equal((await left('x.short.v1')).n, 10_000);
  clock.advance(91 * 86_400_000);
  await retention.settled();
  assert.equal((await left('x.short.v1')).n, 0);
  await retention.close();
});
