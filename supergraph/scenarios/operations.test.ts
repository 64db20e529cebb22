import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { openGateways, type Gateways } from '../testing/gateways.ts';
import { malform } from '../testing/malformed.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { isHealthy, offend } from '../testing/offend.ts';
import { AS, generateOperation, isSendable, type Operation, type Pool } from '../testing/operations.ts';
import { gatherPool } from '../testing/pool.ts';
import { shrink } from '../testing/shrink.ts';

/** The long form is `npm run fuzz -- --operations 20000 --seed …`. */
const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const VALID = 350;
const MALFORMED = 200;
const AT_ONCE = 80;
/** A slow machine compares fewer rather than failing. */
const FOR_MS = 18_000;

let hub: TestHub;
let gateways: Gateways;
let pool: Pool;
before(async () => {
  console.log(`TEST_SEED=${SEED}`);
  hub = await startTestHub({ logLevel: 'fatal' });
  await hub.network.settled();
  pool = await gatherPool(hub);
  gateways = await openGateways(hub);
});
after(async () => {
  await gateways.close();
  await hub.close();
});

test('compiled and plain executors give the same answers to random operations, as a federation without a planner does, and the specification allows them', async () => {
  const random = seededRandom(SEED);
  const until = performance.now() + FOR_MS;
  let count = 0;
  for (; count < VALID && performance.now() < until; count++) {
    const operation = generateOperation(gateways.schema, pool, random);
    const as = random.pick(AS);
    const { problems } = await gateways.differences(as, operation);
    if (problems.length === 0) continue;
    const isStillWrong = async (smaller: Operation) => isSendable(gateways.schema, smaller.query) && (await gateways.differences(as, smaller)).problems.length > 0;
    const { query, variables } = await shrink(operation, isStillWrong, 100);
    assert.fail(`TEST_SEED=${SEED}, operation ${count} as ${as ?? 'nobody'}\n${query}\n${JSON.stringify(variables)}\n${problems.slice(0, 5).join('\n')}`);
  }
  console.log(`${count} operations compared`);
});

test('operations of many askers at once are answered as they are one after another', async () => {
  const random = seededRandom(`${SEED} at once`);
  const asked = Array.from({ length: AT_ONCE }, () => ({ as: random.pick(AS), operation: generateOperation(gateways.schema, pool, random) })).filter(
    ({ operation }) => operation.query.startsWith('query'),
  );
  const ask = async ({ as, operation }: (typeof asked)[number]) => {
    const { data, errors } = await hub.ask(as, operation.query, operation.variables);
    return { as, operation, data, errors: errors?.map(({ path, extensions }) => `${extensions.code} at ${path?.join('.')}`).sort() };
  };
  await hub.network.forgetRegisters();
  const together = await Promise.all(asked.map(ask));
  for (const answer of together) assert.deepEqual(answer, await ask(answer), `TEST_SEED=${SEED}`);
});

test('malformed requests are answered with data or with typed errors, and the hub stays healthy', async () => {
  const random = seededRandom(`${SEED} malformed`);
  for (let count = 0; count < MALFORMED; count++) {
    const { how, body } = malform(generateOperation(gateways.schema, pool, random), random);
    const as = random.pick(AS);
    assert.deepEqual(await offend(hub, gateways.schema, as, body), [], `TEST_SEED=${SEED}, request ${count} as ${as ?? 'nobody'}, ${how}: ${body.slice(0, 1_000)}`);
  }
  assert.ok(await isHealthy(hub));
});
