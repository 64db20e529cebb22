import { seededRandom } from '#kernel/random.ts';
import { openGateways } from '#supergraph/testing/gateways.ts';
import { malform } from '#supergraph/testing/malformed.ts';
import { startTestHub } from '#supergraph/testing/network.ts';
import { offend, isHealthy } from '#supergraph/testing/offend.ts';
import { AS, generateOperation, isSendable, type Operation } from '#supergraph/testing/operations.ts';
import { gatherPool } from '#supergraph/testing/pool.ts';
import { shrink } from '#supergraph/testing/shrink.ts';

/**
 * `npm run fuzz -- --operations 20000 --seed 7`: the long form of supergraph/scenarios/operations.test.ts. Half of the
 * operations are valid and go through every gateway that must agree; the other half are malformed, and each must be
 * answered within five seconds with data or with errors of promised codes, while the hub stays healthy.
 */
const argument = (name: string, otherwise: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1]!;
};
const operations = Number(argument('operations', '20000'));
const seed = argument('seed', String(Date.now()));
const HEALTH_EVERY = 100;
const SHOWN_MOST = 10;

console.log(`seed ${seed}, ${operations} operations`);
const hub = await startTestHub({ logLevel: 'fatal' });
await hub.network.settled();
const pool = await gatherPool(hub);
const gateways = await openGateways(hub);
const random = seededRandom(seed);
const started = performance.now();
const counts = { valid: 0, malformed: 0, 'with errors': 0, failures: 0 };
let slowestMs = 0;

for (let index = 0; index < operations; index++) {
  const operation = generateOperation(gateways.schema, pool, random);
  const as = random.pick(AS);
  if (random.int(2)) await compare(index, as, operation);
  else await disturb(index, as, operation);
  if (index % HEALTH_EVERY === 0) await assertHealthy(index);
}
await assertHealthy(operations);
const seconds = (performance.now() - started) / 1_000;
console.log(`${JSON.stringify(counts)} in ${seconds.toFixed(1)} s; slowest answer to a malformed operation ${slowestMs.toFixed(0)} ms; seed ${seed}`);
await gateways.close();
await hub.close();
process.exitCode = counts.failures ? 1 : 0;

async function compare(index: number, as: string | null, operation: Operation): Promise<void> {
  counts.valid++;
  const { problems, reply } = await gateways.differences(as, operation);
  if (reply.errors) counts['with errors']++;
  if (!problems.length) return;
  const isSame = async (smaller: Operation) => isSendable(gateways.schema, smaller.query) && (await gateways.differences(as, smaller)).problems.length > 0;
  const smallest = counts.failures < SHOWN_MOST ? await shrink(operation, isSame) : operation;
  fail(index, as, `${smallest.query}\n${JSON.stringify(smallest.variables)}`, problems);
}

async function disturb(index: number, as: string | null, operation: Operation): Promise<void> {
  counts.malformed++;
  const { how, body } = malform(operation, random);
  const before = performance.now();
  const problems = await offend(hub, gateways.schema, as, body);
  slowestMs = Math.max(slowestMs, performance.now() - before);
  if (problems.length) fail(index, as, `${how}: ${body.slice(0, 1_500)}`, problems);
}

async function assertHealthy(index: number): Promise<void> {
  if (!(await isHealthy(hub))) fail(index, null, '/health/ready', ['the hub is not healthy']);
}

function fail(index: number, as: string | null, what: string, problems: string[]): void {
  counts.failures++;
  if (counts.failures > SHOWN_MOST) return;
  console.log(`\noperation ${index} as ${as ?? 'nobody'}\n${what}\n${problems.slice(0, 5).map((problem) => `  ${problem}`).join('\n')}`);
}
