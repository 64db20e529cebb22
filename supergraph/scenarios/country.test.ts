import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Sql } from '#kernel/database.ts';
import { startHub, type HubProcess } from '../../loadtests/hub-process.ts';
import { makeDatabase, TEST_SECRET, testCluster, type TestCluster } from '../testing/cluster.ts';
import { freePort } from '../testing/free-port.ts';

/** Everybody is discovered and looked at once, by hubs that are killed outright in the middle of both. */
const POPULATION = 4_000;
const closers: (() => Promise<unknown>)[] = [];
let cluster: TestCluster;

before(async () => {
  cluster = await testCluster();
  closers.push(() => cluster.close());
});
after(async () => {
  for (const close of closers.reverse()) await close();
});

interface Place {
  sql: Sql;
  start(): Promise<HubProcess>;
}

async function place(): Promise<Place> {
  const database = await makeDatabase(cluster);
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-country-'));
  const sql = connect(database.url, { name: 'tests' });
  closers.push(() => database.drop(), () => rm(dataDir, { recursive: true, force: true }), () => sql.end());
  const port = await freePort();
  const env = {
    PORT: String(port), DATABASE_URL: database.url, DATA_DIR: dataDir, POPULATION: String(POPULATION), SEED: 'country', SANDBOX: 'on', HUB_SECRET: TEST_SECRET.toString(),
  };
  return { sql, start: () => startHub(env) };
}

/** Until nothing goes on any more, and what was found has been told. */
async function quiet({ url }: HubProcess, sql: Sql): Promise<void> {
  for (;;) {
    const { background = [] } = (await (await fetch(`${url}/health/ready`)).json()) as { background?: string[] };
    const [outbox] = await sql`select exists (select from events.outbox) as some`;
    if (background.length === 0 && !outbox!.some) return;
    await pause(20);
  }
}

async function killWhen(hub: HubProcess, isTime: () => Promise<boolean>): Promise<void> {
  while (!(await isTime())) await pause(2);
  process.kill(hub.pid, 'SIGKILL');
  await hub.stop();
}

/** Everything that discovery and sweep leave behind, without the moments at which they did. */
async function outcome(sql: Sql): Promise<unknown> {
  return {
    facts: await sql`select * from population.fact order by person_id`,
    ties: await sql`select * from population.tie order by person_id, other_id, kind`,
    codes: await sql`select code_hash, person_id, is_current from persons.person_key order by code_hash`,
    offers: await sql`select id, person_id, benefit_id, occasion, state, certainty, value_cents, apply_by, facts_hash from offers.offer order by id`,
    told: await sql`select subject, type, subject_version from events.log where type like 'offers.%' order by subject, subject_version`,
  };
}

const positionOf = async (sql: Sql) => (await sql`select position from persons.feed where name = 'fpr_person'`)[0]?.position as number | undefined;
const sweepOf = async (sql: Sql) => (await sql`select min(persons) as persons, bool_and(finished_at is not null) as done from offers.sweep where after is not null or finished_at is not null`)[0]!;

test('a discovery and a sweep that are killed in the middle go on there, and end as if nothing had been', async () => {
  const [disturbed, undisturbed] = [await place(), await place()];
  await Promise.all([disturb(disturbed), leaveAlone(undisturbed)]);
  const [one, another] = [await outcome(disturbed.sql), await outcome(undisturbed.sql)];
  assert.deepEqual(one, another);
});

async function disturb({ sql, start }: Place): Promise<void> {
  let hub = await start();
  await killWhen(hub, async () => ((await positionOf(sql)) ?? 0) > 0);
  const discovered = (await positionOf(sql))!;
  assert.ok(discovered > 0 && discovered < POPULATION, `killed at ${discovered} of ${POPULATION}`);
  const [{ count }] = (await sql`select count(*) from population.fact`) as unknown as [{ count: number }];
  assert.equal(count, discovered, 'the projection holds exactly those whom the cursor has passed');

  hub = await start();
  await killWhen(hub, async () => (await sweepOf(sql)).persons > 0);
  const swept = await sweepOf(sql);
  assert.ok(swept.persons > 0 && !swept.done, `killed after ${swept.persons} persons of the sweep`);

  hub = await start();
  await quiet(hub, sql);
  await hub.stop();
}

async function leaveAlone({ sql, start }: Place): Promise<void> {
  const hub = await start();
  await quiet(hub, sql);
  await hub.stop();
}
