import assert from 'node:assert/strict';
import test from 'node:test';
import { judge } from './verdict.ts';
import type { Difference } from './verification.ts';

const wrong = (personId: string, isBehind = false): Difference => ({ personId, fields: ['flags'], isBehind });

/** Pages of people, of whom some differ each time they are compared; a page takes a second. */
async function judged(pages: string[][], differ: (id: string, time: number) => Difference | null) {
  let time = 0;
  const compared: string[] = [];
  const paused: number[] = [];
  const verdict = await judge((async function* () { yield* pages; })(), {
    followedWithinMs: 3_000,
    now: () => time,
    pause: async (ms) => {
      paused.push(ms);
      time += ms;
    },
    compare: async (ids) => {
      compared.push(ids.join());
      const found = ids.flatMap((id) => differ(id, time) ?? []);
      time += 1_000;
      return found;
    },
  });
  return { verdict, compared, paused };
}

test('who differs is compared again later, and only that counts: the follower may just have been about to hear of them', async () => {
  const { verdict, paused } = await judged([['a', 'b']], (id, time) => (id === 'a' || (id === 'b' && time < 3_000) ? wrong(id) : null));
  assert.deepEqual([verdict.people, verdict.wrong, verdict.behind, verdict.shown], [2, 1, 0, [wrong('a')]]);
  assert.deepEqual(paused, [3_000]);
});

test('nobody waits while there are more pages to compare', async () => {
  const { verdict, compared, paused } = await judged([['a'], ['b'], ['c'], ['d'], ['e']], (id) => (id === 'a' ? wrong(id, true) : null));
  assert.deepEqual(compared, ['a', 'b', 'c', 'd', 'a', 'e']);
  assert.deepEqual([verdict.behind, verdict.wrong, paused.length], [1, 0, 0]);
});

test('however many differ, all are counted and the first hundred are named', async () => {
  const pages = Array.from({ length: 3 }, (_, page) => Array.from({ length: 100 }, (_, at) => `${page} ${at}`));
  const { verdict } = await judged(pages, (id) => wrong(id));
  assert.deepEqual([verdict.wrong, verdict.fields.get('flags'), verdict.shown.length], [300, 300, 100]);
});
