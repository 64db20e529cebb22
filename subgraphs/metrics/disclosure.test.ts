import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { heldBack, LEAST_SHOWN, type Counted } from './disclosure.ts';

const SEED = process.env.TEST_SEED ?? String(Date.now());

function shown(counts: Record<string, number>): Record<string, number | null> {
  const table = Object.entries(counts).map(([about, count]) => ({ about: about.split(' '), count }));
  const held = heldBack(table);
  return Object.fromEntries(table.map(({ about, count }, index) => [about.join(' '), held.has(index) ? null : count]));
}

const cases: { says: string; counts: Record<string, number>; shown: Record<string, number | null> }[] = [
  { says: 'five may be shown, four may not', counts: { a: 5, b: 4, c: 4 }, shown: { a: 5, b: null, c: null } },
  { says: 'nothing may be held back alone: the next smallest goes with it', counts: { a: 3, b: 20, c: 7 }, shown: { a: null, b: 20, c: null } },
  { says: 'two that make four in all are not enough, for they may be two each', counts: { a: 2, b: 2, c: 50, d: 6 }, shown: { a: null, b: null, c: 50, d: null } },
  { says: 'what has no siblings is held back alone', counts: { a: 4 }, shown: { a: null } },
  { says: 'zero is shown, and hides nothing', counts: { a: 0, b: 3, c: 9 }, shown: { a: 0, b: null, c: null } },
  { says: 'where all may be shown, all are', counts: { a: 5, b: 6 }, shown: { a: 5, b: 6 } },
  {
    says: 'rows and columns are both closed: what hides one cell needs hiding itself',
    counts: { 'a x': 3, 'a y': 10, 'b x': 12, 'b y': 30, 'c x': 40, 'c y': 50 },
    shown: { 'a x': null, 'a y': null, 'b x': null, 'b y': null, 'c x': 40, 'c y': 50 },
  },
];

for (const { says, counts, shown: wanted } of cases) test(says, () => assert.deepEqual(shown(counts), wanted));

test('no count that is held back follows from the totals of its rows and columns and the other cells', () => {
  console.log(`TEST_SEED=${SEED}`);
  const random = seededRandom(SEED);
  for (let round = 0; round < 300; round++) {
    const [rows, columns] = [2 + random.int(5), 2 + random.int(5)];
    const table: Counted[] = [];
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) table.push({ about: [`r${row}`, `c${column}`], count: Math.floor(random.next() ** 2 * 25) });
    }
    const held = heldBack(table);
    for (const [index, { count }] of table.entries()) if (count > 0 && count < LEAST_SHOWN) assert.ok(held.has(index));
    for (const dimension of [0, 1]) {
      for (const family of Map.groupBy(table.keys().filter((index) => table[index]!.count > 0), (index) => table[index]!.about[dimension]).values()) {
        const hidden = family.filter((index) => held.has(index));
        if (hidden.length === 0 || hidden.length === family.length) continue;
        assert.ok(hidden.length > 1, `one alone is held back of ${JSON.stringify(family.map((index) => table[index]))}`);
        assert.ok(hidden.reduce((sum, index) => sum + table[index]!.count, 0) >= LEAST_SHOWN);
      }
    }
  }
});
