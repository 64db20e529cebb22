import { seededRandom } from '#kernel/random.ts';
import { argument, numberArgument } from '../arguments.ts';
import { FAULTS, type FaultName } from '../events/faults.ts';
import { openEventsRun } from '../events/run.ts';

/**
 * `npm run chaos -- events`: hub, worker, Postgres and nats-server are killed and frozen, and receivers fail, hang, answer slowly
 * and lie, while people and officers write. Behind each round a ledger must find that the log has no gap and that each of nine
 * subscribers, on every transport, got by its ids each event that is its, in order, once. `-- --minutes 10 --seed N
 * --population 600 --nats-gone 60` are the defaults: NATS is gone once for so many seconds.
 */
const minutes = numberArgument('minutes', 10);
const seed = argument('seed', String((Date.now() % 1_000_000) + 1));
const population = numberArgument('population', 600);
const natsGoneMs = numberArgument('nats-gone', 60) * 1_000;
const FAULTS_OF_A_ROUND = 5;

console.log(`seed ${seed}, ${minutes} minutes, ${population} people`);
const run = await openEventsRun({ seed, population, calmMs: [1_000, 4_000], natsGoneMs, say: (line) => console.log(line) });
const violations: string[] = [];
try {
  for (const faults of forMinutes()) {
    violations.push(...(await run.round(faults)));
    if (violations.length) break;
  }
  const report = await run.report();
  console.table(report.counts);
  console.table(Object.fromEntries(report.subscribers.map(({ name, ...counts }) => [name, counts])));
  console.log(`${report.faults.length} faults, ${report.events} events, ${report.promised} changes acknowledged`);
} finally {
  await run.close();
}
for (const violation of violations) console.log(`VIOLATED  ${violation}`);
console.log(violations.length ? `${violations.length} differences (seed ${seed})` : 'the ledger found no difference');
process.exitCode = violations.length ? 1 : 0;

/** Each fault once, in a shuffled order, then any but the long one, until the time is over; never less than one round. */
function* forMinutes(): Generator<FaultName[]> {
  const random = seededRandom(`${seed}: order`);
  const names = Object.keys(FAULTS) as FaultName[];
  const short = names.filter((name) => name !== 'NATS is gone for a while');
  const left = names.map((name) => ({ name, key: random.next() })).sort((one, other) => one.key - other.key).map(({ name }) => name);
  const end = performance.now() + minutes * 60_000;
  do yield Array.from({ length: FAULTS_OF_A_ROUND }, () => left.pop() ?? random.pick(short));
  while (performance.now() < end);
}
