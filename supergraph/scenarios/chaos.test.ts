import assert from 'node:assert/strict';
import test from 'node:test';
import '../postgres/mended-driver.ts';

test('clients go on while the hub and then Postgres are killed, and everything acknowledged is there, once', async () => {
  const { runChaos } = await import('../../loadtests/chaos/run.ts');
  const { violations, ledger } = await runChaos({ seed: 1, population: 300, faults: ['kill -9 the hub', 'kill -9 Postgres'], calmMs: [1_500, 2_000] });
  assert.deepEqual(violations, []);
  assert.ok(ledger.grants.length && ledger.births.length && ledger.accepted.size, JSON.stringify(ledger.counts));
});
