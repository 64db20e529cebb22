import assert from 'node:assert/strict';
import test from 'node:test';
import { CHANGING, Freshness, together, type Part } from './freshness.ts';
import { seededRandom } from './random.ts';

const part = (ageMs: number, freshForMs: number, isPersonal = false): Part => ({ ageMs, freshForMs, isPersonal });

test('an answer holds as long as the part that runs out first, which need not be the oldest', () => {
  const [old, short] = [part(3_600_000, 86_400_000), part(1_000, 60_000)];
  assert.deepEqual(together(old, short), short);
  assert.deepEqual(together(short, old), short);
});

test('one personal part makes the whole personal, whichever runs out first', () => {
  assert.deepEqual(together(part(0, 60_000), part(0, 600_000, true)), part(0, 60_000, true));
  assert.deepEqual(together(part(0, 60_000, true), part(0, 600_000)), part(0, 60_000, true));
});

test('beside what may change at any moment nothing is left, and beside what is stale less than nothing', () => {
  assert.deepEqual(together(part(0, 60_000), CHANGING), CHANGING);
  assert.deepEqual(together(CHANGING, part(700_000, 600_000)), part(700_000, 600_000, true));
});

test('the order of the parts says nothing', () => {
  const random = seededRandom(process.env.TEST_SEED ?? 'freshness');
  const left = ({ ageMs, freshForMs, isPersonal }: Part) => [freshForMs - ageMs, isPersonal];
  for (let round = 0; round < 200; round++) {
    const parts = Array.from({ length: 1 + random.int(6) }, () => part(random.int(1_000), random.int(1_000), random.int(4) === 0));
    const [forth, back] = [new Freshness(), new Freshness()];
    parts.forEach((each) => forth.note(each));
    parts.toReversed().forEach((each) => back.note(each));
    assert.deepEqual(left(forth.whole), left(back.whole), JSON.stringify(parts));
    assert.equal(left(forth.whole)[0], Math.min(...parts.map((each) => left(each)[0] as number)));
  }
});

test('an answer of whose parts nothing was noted may change at any moment', () => {
  assert.deepEqual(new Freshness().whole, CHANGING);
});

test('a value of a register brings its age; one read a moment ahead of this clock is new', () => {
  const freshness = new Freshness();
  const now = Temporal.Instant.from('2026-11-20T09:03:00Z');
  freshness.noteRead({ readAt: Temporal.Instant.from('2026-11-20T09:00:00Z'), freshForMs: 600_000 }, now, true);
  assert.deepEqual(freshness.whole, part(180_000, 600_000, true));
  const ahead = new Freshness();
  ahead.noteRead({ readAt: Temporal.Instant.from('2026-11-20T09:03:00.005Z'), freshForMs: 600_000 }, now, false);
  assert.deepEqual(ahead.whole, part(0, 600_000));
});
