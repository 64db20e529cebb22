import assert from 'node:assert/strict';
import test from 'node:test';
import '../postgres/mended-driver.ts';

/** The long form, with every fault, strict times and ten minutes of silence: `npm run chaos -- registers`. */
const NAMES = ['both registers are down', 'the population register takes 5 s', 'the register is killed and started again'];
const SEED = Number.parseInt(/\d+/.exec(process.env.TEST_SEED ?? '')?.[0] ?? '1', 10) % 1_000_000;

test('while registers fail dashboards are answered, nothing is decided, and what changed is taken in afterwards', async (t) => {
  const { runRegisterChaos } = await import('../../loadtests/chaos/register-run.ts');
  const { BOTH_DOWN, SHORT_FAULTS } = await import('../../loadtests/chaos/register-faults.ts');
  const { defaultLimits, verdictOn } = await import('../../loadtests/chaos/register-verdict.ts');
  t.diagnostic(`seed ${SEED}`);
  const faults = [BOTH_DOWN, ...SHORT_FAULTS].filter(({ name }) => NAMES.includes(name)).map((fault) => ({ fault, lastsMs: 2_000 }));
  // Other tests run beside this one: a dashboard in a hundred may wait for them.
  const limits = { ...defaultLimits, noiseMs: 1_000 };
  const { trials, normal, violations, moves, compared } = await runRegisterChaos({
    seed: SEED, population: 400, faults, calmMs: 1_000, known: 40, rates: { dashboardsPerSecond: 20, strangersPerSecond: 4 }, limits,
  });
  for (const trial of trials) t.diagnostic(verdictOn(trial, normal, limits));
  assert.deepEqual(violations, []);
  assert.equal(trials.length, NAMES.length);
  assert.ok(moves > 0 && compared === 400);
  assert.ok(trials.every(({ during, decided }) => during.known.length > 10 && decided.includes('REGISTER_UNAVAILABLE')), 'every fault was felt');
});
