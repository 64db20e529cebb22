import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts';
import { startWorkers, type Workers } from '../testing/workers.ts';

/** In a small town; `npm run chaos -- discovery` is the same for a country. */
const PEOPLE = 8_000;
const KILLS = 3;
const COMMAND = new URL('../verify-projection.ts', import.meta.url).pathname;
let database: TestDatabase;
let workers: Workers;

before(async () => {
  database = await openTestDatabase();
  workers = await startWorkers(database.url, async () => true, PEOPLE);
});
after(async () => {
  await workers.close();
  await database.close();
});

async function standing(): Promise<{ position: number; through: number | null; people: number }> {
  const [row] = await database.admin`
    select coalesce(max(position), 0) as position, max(discovered_through) as through, (select count(*) from population.fact) as people
    from persons.feed where name = 'fpr_person'`;
  return row as never;
}

async function discoveredUpTo(position: number): Promise<void> {
  while ((await standing()).position < position) await pause(2);
}

test('killed at any moment of the discovery it goes on where it was; in the end the projection equals the register, and nobody was told of', async (t) => {
  const seed = process.env.TEST_SEED ?? crypto.randomUUID();
  const random = seededRandom(`${seed}: kills`);
  const moments = Array.from({ length: KILLS }, () => random.int(PEOPLE)).sort((one, other) => one - other);
  t.diagnostic(`TEST_SEED=${seed}, killed once these many are discovered: ${moments.join(', ')}`);
  let before = 0;
  for (const moment of moments) {
    const worker = await workers.start();
    await discoveredUpTo(moment);
    await pause(random.int(50)); // anywhere in a page, too
    worker.kill('SIGKILL');
    await once(worker, 'exit');
    const { position, people } = await standing();
    assert.equal(people, position, 'people and cursor were kept together');
    assert.ok(position >= before, `it had been at ${before} and was at ${position}`);
    before = position;
  }
  await workers.start();
  await discoveredUpTo(PEOPLE);
  assert.deepEqual(await standing(), { position: PEOPLE, through: PEOPLE, people: PEOPLE });
  const [told] = await database.admin`
    select (select count(*) from events.log where type like 'persons.%') + (select count(*) from events.outbox where type like 'persons.%') as events`;
  assert.equal(told!.events, 0);
  const verification = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, '--all'], { env: { ...process.env, ...workers.env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const [out, [code]] = await Promise.all([text(verification.stdout), once(verification, 'exit')]);
  assert.match(out, new RegExp(`^${PEOPLE} people compared with the register: 0 differ, 0 have changed since`));
  assert.equal(code, 0);
});
