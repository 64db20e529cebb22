import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { COUNTED } from './count.ts';
import { beginCounting, countLive, readStanding, requestRebuild } from './generations.ts';
import { rebuildStep } from './rebuild.ts';
import { firstWholeMonth, forget } from './retention.ts';
import { append, eventMaker } from './testing.ts';

const SEED = process.env.TEST_SEED ?? String(Date.now());
const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
const TODAY = Temporal.PlainDate.from('2026-11-20');

let database: TestDatabase;
let sql: Sql;
before(async () => {
  console.log(`TEST_SEED=${SEED}`);
  database = await openTestDatabase();
  sql = database.as('metrics');
  await beginCounting(sql, AT);
});
after(() => database.close());

const live = async () => (await readStanding(sql)).generation;
const cells = async () => sql`
  select measure, day, service_id, organization_id, municipality, channel, status, benefit_id, bin, amount
  from metrics.cell where generation = ${await live()} and amount <> 0 order by 1, 2, 3, 4, 5, 6, 7, 8, 9`.then((rows) => [...rows]);

/** As the log does: the rows go, how many there were stays. */
async function retire(through: number): Promise<void> {
  await database.admin`
    with gone as (delete from events.log where sequence <= ${through} and type = any(${[...COUNTED]}::text[]) returning type, sequence)
    insert into events.retired (type, first_sequence, last_sequence, events) select type, min(sequence), max(sequence), count(*) from gone group by type`;
}

test('what the log no longer tells is kept when the rest is counted anew, and goes on being counted', async () => {
  const maker = eventMaker(seededRandom(SEED), { from: '2025-12-20T08:00:00Z' });
  const events = maker.next(1_000);
  await append(database.admin, events);
  await sql.begin((tx) => countLive(events, tx as unknown as Sql));
  await retire(400);
  const month = (await firstWholeMonth(sql, TODAY))!;
  assert.ok(month > events[399]!.time.slice(0, 10) && month.endsWith('-01'), 'no month is counted anew of which something is gone');

  const before = await cells();
  const later = maker.next(300);
  await append(database.admin, later);
  await requestRebuild(sql, AT);
  await rebuildStep(sql, TODAY); // what is gone has been taken over as it was before
  await sql.begin((tx) => countLive(later, tx as unknown as Sql));
  const kept = await cells();
  while ((await rebuildStep(sql, TODAY)) !== 'NOTHING');
  assert.equal(await live(), 2);
  assert.deepEqual(await cells(), kept);
  assert.notDeepEqual(kept, before);
});

test('requests and offers that are over are forgotten once the log has nothing of them; their figures stay', async () => {
  const figures = await cells();
  const count = async () => (await sql`select (select count(*) from metrics.request) + (select count(*) from metrics.offer) as n`)[0]!.n as number;
  const known = await count();
  await forget(sql);
  assert.ok((await count()) < known);
  assert.deepEqual(await cells(), figures);
  const [open] = await sql`select count(*) as n from metrics.request where last_sequence <= 400 and status in ('SUBMITTED', 'REGISTERED', 'IN_PROGRESS', 'FORWARDED')`;
  assert.ok(open!.n > 0, 'what may still come to an end is kept');
});

test('where nothing is left in the log, all figures are taken over', async () => {
  const figures = await cells();
  await retire(1_300);
  assert.ok((await firstWholeMonth(sql, TODAY))! > (figures.map(({ day }) => day as string).sort().at(-1)!), 'no month of which there are figures is whole');
  await requestRebuild(sql, AT);
  while ((await rebuildStep(sql, TODAY)) !== 'NOTHING');
  assert.deepEqual(await cells(), figures);
});
