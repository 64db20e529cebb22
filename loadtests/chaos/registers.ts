import { seededRandom } from '#kernel/random.ts';
import { argument, numberArgument } from '../arguments.ts';
import { BOTH_DOWN, SHORT_FAULTS } from './register-faults.ts';
import { runRegisterChaos } from './register-run.ts';
import { defaultLimits, verdictOn } from './register-verdict.ts';

/**
 * `npm run chaos -- registers`: every fault of the registers in turn, in an order of chance, under dashboards all the time.
 * `-- --minutes 10 --seed N --population 8000 --seconds 15 --calm 8 --known 300 --rate 40 --strangers 2` are the defaults:
 * both registers are fully down for so many minutes, and each other fault lasts so many seconds. With ten minutes it takes 25.
 * `--only replica,feed` chooses those with one of these in their name.
 */
const minutes = numberArgument('minutes', 10);
const seed = numberArgument('seed', (Date.now() % 1_000_000) + 1);
const population = numberArgument('population', 8_000);
const seconds = numberArgument('seconds', 15);
const only = argument('only', '').split(',');
const calm = numberArgument('calm', 8);
const known = numberArgument('known', 300);
const rates = { dashboardsPerSecond: numberArgument('rate', 40), strangersPerSecond: numberArgument('strangers', 2) };

const random = seededRandom(`${seed}:faults`);
const faults = [{ fault: BOTH_DOWN, lastsMs: minutes * 60_000 }, ...SHORT_FAULTS.map((fault) => ({ fault, lastsMs: seconds * 1_000 }))]
  .filter(({ fault }) => only.some((part) => fault.name.includes(part)))
  .map((each) => ({ each, key: random.next() }))
  .sort((one, other) => one.key - other.key)
  .map(({ each }) => each);

console.log(`seed ${seed}, ${minutes} minutes down, ${population} people, ${known} of them well known, ${rates.dashboardsPerSecond} dashboards/s`);
const { trials, normal, moves, compared, violations } = await runRegisterChaos({
  seed, population, faults, calmMs: calm * 1_000, known, rates, limits: defaultLimits, say: (line) => console.log(line),
});
console.log(`normally: p99 ${normal.p99.toFixed(0)} ms, the hub takes ${normal.hubMb.toFixed(0)} MB`);
for (const trial of trials) console.log(verdictOn(trial, normal, defaultLimits));
console.log(`${moves} moves acknowledged; the projection of ${compared} people compared with the register`);
for (const violation of violations) console.log(`VIOLATED  ${violation}`);
console.log(violations.length ? `${violations.length} promises broken (seed ${seed})` : 'every promise held');
process.exitCode = violations.length ? 1 : 0;
