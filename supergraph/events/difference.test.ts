import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { hashOf, type Got } from './certificate-file.ts';
import { firstDifference, type Difference } from './difference.ts';

const seed = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const FIRST = 101;

/** What a hub would certify of events at these sequences. */
function hubOf(events: readonly Got[], lastSequence: number) {
  let asked = 0;
  const between = (from: number, to: number) => events.filter(({ sequence }) => sequence! >= from && sequence! <= to);
  const certified = { firstSequence: FIRST, lastSequence } as never;
  const certify = async (from: number, to: number) => {
    asked++;
    assert.ok(from <= to && from >= FIRST && to <= lastSequence, `${from}..${to}`);
    const part = between(from, to);
    return { count: part.length, hash: hashOf(part) };
  };
  return { find: (got: readonly Got[]) => firstDifference(got, certified, certify), asked: () => asked };
}

function events(random = seededRandom('events'), span = 300): Got[] {
  return Array.from({ length: span }, (_, index) => ({ id: random.uuid(), sequence: FIRST + index })).filter(() => random.next() < 0.4);
}

const stranger: Got = { id: '00000000-0000-4000-8000-000000000000', sequence: null };

test(`whichever event is missing, or wherever one is too much, it is named (${seed})`, async () => {
  const random = seededRandom(seed);
  for (let turn = 0; turn < 60; turn++) {
    const all = events(random);
    const at = random.int(all.length);
    const hub = hubOf(all, FIRST + 299);
    const isMissing = random.next() < 0.5;
    const got = isMissing ? all.toSpliced(at, 1) : all.toSpliced(at, 0, stranger);
    const difference: Difference = await hub.find(got);
    if (isMissing) assert.deepEqual(difference, { kind: 'MISSING', sequence: all[at]!.sequence });
    else assert.deepEqual([difference.kind, (difference as { id?: string }).id], ['EXTRA', stranger.id]);
    assert.ok(hub.asked() <= 12, `${hub.asked()} certificates for 300 sequences`);
  }
});

test('of several differences the first is named', async () => {
  const all = events();
  assert.deepEqual(await hubOf(all, FIRST + 299).find(all.toSpliced(20, 3).toSpliced(5, 1)), { kind: 'MISSING', sequence: all[5]!.sequence });
});

test('at either end, of one event, and of none, it is named too', async () => {
  const all = events();
  const hub = hubOf(all, FIRST + 299);
  assert.deepEqual(await hub.find(all.slice(0, -1)), { kind: 'MISSING', sequence: all.at(-1)!.sequence });
  assert.deepEqual(await hub.find(all.slice(1)), { kind: 'MISSING', sequence: all[0]!.sequence });
  assert.deepEqual(await hub.find([...all, stranger]), { kind: 'EXTRA', ...stranger, after: FIRST + 299 });
  assert.deepEqual(await hub.find([]), { kind: 'MISSING', sequence: all[0]!.sequence });
  assert.deepEqual(await hubOf([], FIRST + 299).find([stranger]), { kind: 'EXTRA', ...stranger, after: FIRST + 299 });
  assert.deepEqual(await hubOf([], FIRST - 1).find([stranger]), { kind: 'EXTRA', ...stranger, after: FIRST - 1 });
});

test('two that were swapped differ at the first of them', async () => {
  const all = events();
  const swapped = all.with(7, all[8]!).with(8, all[7]!);
  const difference = await hubOf(all, FIRST + 299).find(swapped);
  assert.deepEqual(difference, { kind: 'EXTRA', ...all[8]!, after: all[7]!.sequence! - 1 });
});
