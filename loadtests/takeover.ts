import { openTestDatabase } from '../supergraph/testing/cluster.ts';
import { startWorkers } from '../supergraph/testing/workers.ts';

/**
 * `npm run chaos:workers`: of two workers the one that works is killed, or frozen in the middle of its work, while children
 * are born; how long until the other has found what follows, and whether anything is lost. `-- --times 10` is the default.
 */
const at = process.argv.indexOf('--times');
const times = at === -1 ? 10 : Number(process.argv[at + 1]);

const database = await openTestDatabase();
const workers = await startWorkers(database.url, async (personId) => {
  const [row] = await database.admin`select 1 from events.log where type = 'offers.found.v1' and data ->> 'concerningId' = ${personId} limit 1`;
  return row !== undefined;
});
const measured: Record<string, number[]> = { 'nothing happens': [], 'one is killed': [], 'one is frozen': [] };
try {
  await workers.start();
  await workers.start();
  await workers.birth();
  for (let count = 0; count < times; count++) {
    measured['nothing happens']!.push(await workers.birth());

    const busy = workers.birth();
    workers.running.shift()!.kill('SIGKILL');
    measured['one is killed']!.push(await busy);
    await workers.start();

    const [working] = workers.running;
    const meanwhile = workers.birth();
    working!.kill('SIGSTOP');
    measured['one is frozen']!.push(await meanwhile);
    working!.kill('SIGCONT');
    await workers.birth();
  }
  const [log] = await database.admin`select count(*) as events, max(sequence) as last from events.log`;
  for (const [what, all] of Object.entries(measured)) {
    console.log(`a birth and its offers while ${what}: ${Math.round(all.toSorted((one, other) => one - other)[all.length >> 1]!)} ms, at most ${Math.round(Math.max(...all))} ms, ${all.length} times`);
  }
  const isGapless = log!.events === log!.last;
  console.log(isGapless ? `${log!.events} events, numbered without a gap` : `VIOLATED  ${log!.events} events up to number ${log!.last}`);
  process.exitCode = isGapless ? 0 : 1;
} finally {
  await workers.close();
  await database.close();
}
