import { seededRandom } from '#kernel/random.ts';
import { numberArgument } from '../arguments.ts';
import { FAULTS, type FaultName } from './faults.ts';
import { runChaos } from './run.ts';

/**
 * `npm run chaos`: clients work while processes are killed and registers spoil their answers; then everything the hub has
 * promised must be there, once. `-- --minutes 3 --seed N --population 500` are the defaults; the seed is printed.
 */
const minutes = numberArgument('minutes', 3);
const seed = numberArgument('seed', (Date.now() % 1_000_000) + 1);
const population = numberArgument('population', 500);

console.log(`seed ${seed}, ${minutes} minutes, ${population} people`);
const { ledger, faults, events, violations } = await runChaos({ seed, population, faults: forMinutes(), calmMs: [1_500, 5_000] });

console.table(Object.fromEntries(Object.entries(ledger.counts).map(([client, { answered, failed }]) => [client, { answered, 'failed or in part': failed }])));
console.table(
  Object.fromEntries(
    Object.keys(FAULTS).map((name) => {
      const times = faults.filter((fault) => fault.name === name).map(({ unreadyMs }) => Math.round(unreadyMs));
      return [name, { times: times.length, 'ready again after ms, at most': Math.max(0, ...times) }];
    }),
  ),
);
console.log(`${events} events; ${ledger.births.length} births, ${ledger.accepted.size} accepted offers, ${ledger.grants.length} grants acknowledged`);
for (const violation of violations) console.log(`VIOLATED  ${violation}`);
console.log(violations.length ? `${violations.length} invariants violated (seed ${seed})` : 'every invariant held');
process.exitCode = violations.length ? 1 : 0;

/** Each fault once, in a shuffled order, then any, until the time is over. */
function* forMinutes(): Generator<FaultName> {
  const random = seededRandom(`${seed}:faults`);
  const names = Object.keys(FAULTS) as FaultName[];
  const left = names.map((name) => ({ name, key: random.next() })).sort((a, b) => a.key - b.key).map(({ name }) => name);
  for (const end = performance.now() + minutes * 60_000; performance.now() < end; ) {
    const name = left.pop() ?? random.pick(names);
    console.log(name);
    yield name;
  }
}
