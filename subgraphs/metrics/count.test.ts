import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { seededRandom } from '#kernel/random.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { beginCounting, countLive, readStanding, requestRebuild } from './generations.ts';
import { rebuildStep } from './rebuild.ts';
import { binOf } from './sketch.ts';
import { append, countDirectly, eventMaker } from './testing.ts';

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

/** Everything but the days added up, whose bins are durations again as `countDirectly` has them. */
async function cells(generation: number): Promise<Map<string, number>> {
  const rows = await sql`select * from metrics.cell where generation = ${generation} and amount <> 0 and measure <> 'DAYS'`;
  return new Map(rows.map((row) => [
    [row.measure, row.day, ...(row.measure[0] === 'F' || row.measure === 'ACCEPTED' || row.measure === 'DECLINED' ? [null, null] : [row.service_id, row.organization_id]),
      row.municipality, row.channel, row.status, row.benefit_id, row.measure === 'RATINGS' || row.measure === 'OUTCOMES' ? row.bin : ''].join(' '), row.amount]));
}

function expected(events: readonly EventEnvelope[]): Map<string, number> {
  const merged = new Map<string, number>();
  for (const [key, amount] of countDirectly(events)) {
    const parts = key.split(' ');
    if (parts[0] === 'OUTCOMES') parts[8] = String(binOf(Number(parts[8])));
    merged.set(parts.join(' '), (merged.get(parts.join(' ')) ?? 0) + amount);
  }
  return merged;
}

function demandEqual(is: Map<string, number>, wanted: Map<string, number>): void {
  assert.deepEqual(Object.fromEntries([...is].sort()), Object.fromEntries([...wanted].sort()));
}

test('figures kept live, in batches that fail and are repeated, equal those counted anew and a direct count', async () => {
  const random = seededRandom(SEED);
  const events = eventMaker(random, { from: '2025-12-20T08:00:00Z' }).next(1_500);
  await append(database.admin, events);
  let counted = 0;
  let failures = 0;
  while (counted < events.length) {
    const size = 1 + random.int(60);
    // A batch may begin with what is counted already, as after a failure between effects and cursor.
    const batch = events.slice(Math.max(0, counted - random.int(20)), counted + size);
    const fails = random.next() < 0.3;
    await sql.begin(async (tx) => {
      await countLive(batch, tx as unknown as Sql);
      if (fails) throw new Error('injected');
    }).then(() => (counted += size), (error: Error) => {
      assert.equal(error.message, 'injected');
      failures += 1;
    });
    // Somebody asks for a new count in the middle, which goes on while the live one does.
    if (random.next() < 0.05) await requestRebuild(sql, AT);
    if (random.next() < 0.3) await rebuildStep(sql, TODAY);
  }
  assert.ok(failures > 0);
  while ((await rebuildStep(sql, TODAY)) !== 'NOTHING');
  const live = (await readStanding(sql)).generation;
  demandEqual(await cells(live), expected(events));

  await requestRebuild(sql, AT);
  await requestRebuild(sql, AT);
  assert.equal((await readStanding(sql)).rebuild?.head, events.length);
  while ((await rebuildStep(sql, TODAY)) !== 'NOTHING');
  const standing = await readStanding(sql);
  assert.deepEqual([standing.generation, standing.rebuild], [live + 1, null], 'asked for twice, it is counted once');
  demandEqual(await cells(live + 1), expected(events));
});
