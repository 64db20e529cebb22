import assert from 'node:assert/strict';
import test from 'node:test';
import { Histogram, Registry } from 'prom-client';
import { seededRandom } from '#kernel/random.ts';
import { Timings } from './timings.ts';

const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;

test("the text is that of the library's own histogram, whatever is taken in", async () => {
  const random = seededRandom(SEED);
  const options = { name: 'x_seconds', help: 'Time.' };
  const bounds = [0.1, 0.5, 1];
  const [ours, theirs] = [new Registry(), new Registry()];
  const timings = new Timings({ ...options, labels: ['part', 'outcome'] as const, registry: ours, bounds });
  const histogram = new Histogram({ ...options, labelNames: ['part', 'outcome'], buckets: bounds, registers: [theirs] });
  for (let count = 0; count < 200; count++) {
    const [value, part, outcome] = [random.pick([0, 0.1, 0.25, 0.5, 1, 1.5]), random.pick(['a', 'b "quoted"']), random.pick(['OK', 'INTERNAL'])];
    timings.observe(value, part, outcome);
    histogram.observe({ part, outcome }, value);
  }
  const lines = async (registry: Registry) => (await registry.metrics()).split('\n').map((line) => line.replace(/\{(.*)\}/, (_, labels: string) => `{${labels.split(/,(?=\w+=)/).toSorted()}}`)).toSorted();
  assert.deepEqual(await lines(ours), await lines(theirs), `TEST_SEED=${SEED}`);
});

test('without labels there is one series, and none before anything was taken in', async () => {
  const registry = new Registry();
  const timings = new Timings({ name: 'y', help: 'Some.', labels: [] as const, registry, bounds: [1] });
  assert.doesNotMatch(await registry.metrics(), /y_count/);
  timings.observe(1);
  assert.match(await registry.metrics(), /y_bucket\{le="1"\} 1\ny_bucket\{le="\+Inf"\} 1\ny_sum 1\ny_count 1/);
});
