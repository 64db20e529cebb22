import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { CodeSet } from './code-set.ts';
import { WhereaboutsOf, type Whereabouts } from './whereabouts.ts';

const SEED = process.env.TEST_SEED ?? 'vienkopus-tests';

test(`what was kept of a code is found, and nothing of another, however many there are (seed ${SEED})`, () => {
  const random = seededRandom(`${SEED}:whereabouts`);
  const whereabouts = new WhereaboutsOf();
  const codes = new CodeSet();
  const plain = new Map<number, Whereabouts>();
  for (let round = 0; round < 150_000; round++) {
    // Some close together, as codes are given out, some far apart.
    const code = random.int(2) ? 101_000_000 + random.int(200_000) : 1 + random.int(999_999_999);
    const place = { area: random.int(700), postcode: random.int(9_999), latitude: 550_000_000 + random.int(30_000_000), longitude: random.int(290_000_000) };
    assert.equal(codes.add(code), !plain.has(code));
    if (plain.has(code)) continue;
    whereabouts.set(code, place);
    plain.set(code, place);
  }
  const found = { area: 0, postcode: 0, latitude: 0, longitude: 0 };
  for (const [code, place] of plain) {
    assert.ok(whereabouts.find(code, found) && codes.has(code));
    assert.deepEqual(found, place);
  }
  for (let round = 0; round < 50_000; round++) {
    const code = 101_000_000 + random.int(400_000);
    assert.equal(whereabouts.find(code, found), plain.has(code));
    assert.equal(codes.has(code), plain.has(code));
  }
});

test('an area has one number, whoever lies in it', () => {
  const whereabouts = new WhereaboutsOf();
  const number = whereabouts.area('0038001\tĒrgļu pagasts');
  assert.equal(whereabouts.area('0038001\tĒrgļu pagasts'), number);
  assert.notEqual(whereabouts.area('0038001\t\\N'), number);
  assert.equal(whereabouts.areaText(number), '0038001\tĒrgļu pagasts');
});
