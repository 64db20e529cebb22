import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openTestDatabase, type TestDatabase } from '../testing/cluster.ts';
import { startWorkers, type Workers } from '../testing/workers.ts';

/** How long another takes to go on is measured by `npm run chaos:workers`; here only that it does, and loses nothing. */
let database: TestDatabase;
let workers: Workers;
before(async () => {
  database = await openTestDatabase();
  workers = await startWorkers(database.url, async (personId) => {
    const [row] = await database.admin`select 1 from events.log where type = 'offers.found.v1' and data ->> 'concerningId' = ${personId} limit 1`;
    return row !== undefined;
  });
  await workers.start();
  await workers.start();
});
after(async () => {
  await workers.close();
  await database.close();
});

async function isGapless(): Promise<void> {
  const [log] = await database.admin`select count(*) as events, max(sequence) as last from events.log`;
  assert.equal(log!.events, log!.last);
  const [subjects] = await database.admin`select count(*) as wrong from (select subject from events.log group by subject having count(*) <> max(subject_version)) as s`;
  assert.equal(subjects!.wrong, 0);
}

test('when a worker is killed, another goes on with what it left', async () => {
  await workers.birth();
  workers.running.shift()!.kill('SIGKILL');
  console.log(`after kill -9: ${Math.round(await workers.birth())} ms`);
  await isGapless();
});

test('when a worker freezes in the middle of its work, another goes on, and the frozen one does no harm when it wakes', async () => {
  const [working] = workers.running;
  await workers.start();
  const busy = workers.birth();
  await new Promise((resolve) => setImmediate(resolve));
  working!.kill('SIGSTOP');
  await busy;
  console.log(`after a freeze: ${Math.round(await workers.birth())} ms`);
  working!.kill('SIGCONT');
  await workers.birth();
  await isGapless();
});
