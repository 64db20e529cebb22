import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { BestHits } from './best-hits.ts';
import { TopPlaces } from './top-places.ts';

const SEED = process.env.TEST_SEED ?? 'vienkopus-tests';

test(`the best hits are those that sorting all would give, each code at its best (seed ${SEED})`, () => {
  const random = seededRandom(`${SEED}:best hits`);
  for (let round = 0; round < 300; round++) {
    const offers = Array.from({ length: random.int(40) }, (_, doc) => ({ score: random.int(9), doc, code: random.int(20) }));
    const hits = new BestHits(5);
    for (const { score, doc, code } of random.int(2) ? offers : offers.toReversed()) hits.offer(score, doc, code);
    const sorted = offers.toSorted((one, other) => other.score - one.score || one.doc - other.doc);
    assert.deepEqual(hits.all, sorted.filter(({ code }, at) => sorted.findIndex((each) => each.code === code) === at).slice(0, 5));
  }
});

test(`the top places are those that sorting all would give, whatever was kept before (seed ${SEED})`, () => {
  const random = seededRandom(`${SEED}:top places`);
  const top = new TopPlaces(16);
  for (let round = 0; round < 300; round++) {
    const offers = Array.from({ length: random.int(100) }, (_, place) => ({ score: random.int(12), place: place * 80_000 }));
    top.clear();
    for (const { score, place } of offers) top.offer(score, place);
    assert.deepEqual(top.sorted(), offers.toSorted((one, other) => other.score - one.score || one.place - other.place).slice(0, 16));
  }
});
