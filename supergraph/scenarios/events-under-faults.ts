import assert from 'node:assert/strict';
import test from 'node:test';
import '../postgres/mended-driver.ts';
import type { FaultName } from '../../loadtests/events/faults.ts';

/** A short run of `npm run chaos -- events` as a test, in a file of its own: it starts a hub, a worker and what they stand on. */
export function ledgerTest(says: string, faults: FaultName[], only?: string[], skip: string | false = false): void {
  test(says, { skip }, async (t) => {
    const seed = process.env.TEST_SEED ?? crypto.randomUUID();
    t.diagnostic(`TEST_SEED=${seed}`);
    // What imports the driver is loaded only after it is mended.
    const { runEventsChaos } = await import('../../loadtests/events/run.ts');
    const { violations, subscribers, counts } = await runEventsChaos({ seed, population: 150, rounds: [faults], calmMs: [1_000, 1_500], natsGoneMs: 2_500, ...(only ? { only } : {}) });
    assert.deepEqual(violations, []);
    for (const { name, got } of subscribers) assert.ok(got > 0, `${name} got nothing: ${JSON.stringify(counts)}`);
  });
}
