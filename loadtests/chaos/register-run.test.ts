import assert from 'node:assert/strict';
import test from 'node:test';
import '#supergraph/postgres/mended-driver.ts';

/** The long form, with every fault, strict times and ten minutes of silence: `npm run chaos -- registers`. */
const NAMES = ['both registers are down', 'the population register takes 5 s', 'the register is killed and started again'];
const SEED = Number.parseInt(/\d+/.exec(process.env.TEST_SEED ?? '')?.[0] ?? '1', 10) % 1_000_000;
const POPULATION = 400;

test('while registers fail dashboards are answered, nothing is decided, and what changed is taken in afterwards', async (t) => {
  const { runRegisterChaos } = await import('./register-run.ts');
  const { BOTH_DOWN, SHORT_FAULTS } = await import('./register-faults.ts');
  const { defaultLimits, verdictOn } = await import('./register-verdict.ts');
  t.diagnostic(`seed ${SEED}`);
  const faults = [BOTH_DOWN, ...SHORT_FAULTS].filter(({ name }) => NAMES.includes(name)).map((fault) => ({ fault, lastsMs: 2_000 }));
  // Other tests run beside this one: dashboards may wait for them.
  const limits = { ...defaultLimits, noiseMs: 2_000 };
  const { trials, normal, violations, moves, compared } = await runRegisterChaos({
    seed: SEED, population: POPULATION, faults, calmMs: 1_000, known: 30, rates: { dashboardsPerSecond: 15, strangersPerSecond: 3 }, limits,
    say: (line) => t.diagnostic(line),
  });
  for (const trial of trials) t.diagnostic(verdictOn(trial, normal, limits));
  assert.deepEqual(violations, []);
  assert.equal(trials.length, NAMES.length);
  assert.ok(moves > 0 && compared === POPULATION, `${moves} moves, ${compared} people compared`);
  assert.ok(trials.every(({ decided }) => decided.includes('REGISTER_UNAVAILABLE')), 'every fault was felt');
});
