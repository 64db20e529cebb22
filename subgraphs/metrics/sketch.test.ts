import assert from 'node:assert/strict';
import test from 'node:test';
import { DDSketch } from '@datadog/sketches-js';
import { seededRandom } from '#kernel/random.ts';
import { binOf, daysAtQuantile } from './sketch.ts';

const SEED = process.env.TEST_SEED ?? String(Date.now());

function binsOf(durations: readonly number[]): Map<number, number> {
  const bins = new Map<number, number>();
  for (const days of durations) bins.set(binOf(days), (bins.get(binOf(days)) ?? 0) + 1);
  return bins;
}

function added(...parts: Map<number, number>[]): Map<number, number> {
  const sum = new Map<number, number>();
  for (const part of parts) for (const [bin, count] of part) sum.set(bin, (sum.get(bin) ?? 0) + count);
  return sum;
}

test('sketches of parts add up to the sketch of the whole, whichever the parts, and to what the library merges', () => {
  console.log(`TEST_SEED=${SEED}`);
  const random = seededRandom(SEED);
  for (let round = 0; round < 50; round++) {
    const durations = Array.from({ length: 1 + random.int(300) }, () => Math.floor(random.next() ** 3 * 800));
    const parts = Array.from({ length: 4 }, () => [] as number[]);
    for (const days of durations) random.pick(parts).push(days);
    const merged = added(...parts.map(binsOf));
    assert.deepEqual(new Map([...merged].sort()), new Map([...binsOf(durations)].sort()));

    const byLibrary = new DDSketch({ relativeAccuracy: 0.005 });
    for (const part of parts) {
      const sketch = new DDSketch({ relativeAccuracy: 0.005 });
      for (const days of part) sketch.accept(days);
      byLibrary.merge(sketch);
    }
    for (const share of [0.1, 0.5, 0.9, 1]) assert.equal(daysAtQuantile(merged, share), Math.round(byLibrary.getValueAtQuantile(share)));
  }
});

test('a percentile in whole days is exact up to 100 days and within half a percent beyond', () => {
  for (let days = 0; days <= 8_000; days++) {
    const shown = daysAtQuantile(binsOf([days]), 0.5)!;
    if (days <= 100) assert.equal(shown, days);
    else assert.ok(Math.abs(shown - days) <= days * 0.005 + 0.5, `${days} days are shown as ${shown}`);
  }
});

test('of nothing there is no percentile', () => {
  assert.equal(daysAtQuantile(new Map(), 0.5), null);
});
