import assert from 'node:assert/strict';
import test from 'node:test';
import { isUuid } from './ids.ts';
import { seededRandom } from './random.ts';

test('the same seed gives the same numbers, another seed others', () => {
  const take = (seed: string) => {
    const random = seededRandom(seed);
    return Array.from({ length: 20 }, () => random.int(1_000_000));
  };
  assert.deepEqual(take('a'), take('a'));
  assert.notDeepEqual(take('a'), take('b'));
});

test('numbers fill their range evenly', () => {
  const random = seededRandom(7);
  const counts = Array.from({ length: 10 }, () => 0);
  for (let index = 0; index < 100_000; index++) counts[random.int(10)]!++;
  assert.ok(counts.every((count) => Math.abs(count - 10_000) < 500), String(counts));
});

test('its ids are UUIDs', () => assert.ok(isUuid(seededRandom(1).uuid())));
