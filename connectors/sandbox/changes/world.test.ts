import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import { MUNICIPALITIES } from '../distributions.ts';
import type { Feed, FeedEntry } from '../feed.ts';
import { isMinor } from '../households.ts';
import { openJournal } from '../journal.ts';
import { INVERSES, isDead, type SyntheticPerson } from '../person.ts';
import { personRecord } from '../person-record.ts';
import { FIRST_BORN_INDEX } from '../personal-codes.ts';
import type { Population } from '../population.ts';
import { Refusal } from '../refusal.ts';
import { createWorld, type World } from '../world.ts';
import type { Change, Kind } from './change.ts';

const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const SIZE = 250;
const STEPS = 2_500;
const CHECKED_EVERY = 500;
const EVERY_KIND = [
  'birth', 'move', 'death', 'death-annulled', 'declare-missing', 'code-change', 'merge', 'adoption', 'guardianship', 'custody-removed',
  'protect-address', 'unprotect-address', 'marriage', 'divorce', 'leave-country', 'merge-municipalities', 'storm',
] as const satisfies readonly Kind[];
const OF_CHILDREN = new Set<Kind>(['adoption', 'guardianship', 'custody-removed']);

const start = (folder: string) =>
  createWorld({ seed: 'test', population: SIZE, clock: fixedClock('2026-11-20T10:00:00Z'), journal: openJournal(folder, { seed: 'test', population: SIZE }) });

function everyIndex({ born }: Population): number[] {
  return [...Array.from({ length: SIZE }, (_, index) => index), ...Array.from({ length: born }, (_, nth) => FIRST_BORN_INDEX + nth)];
}

/** Anything that could be asked for, most of it refused: often about people who are tied to each other. */
function anyChange(population: Population, random: Random): Change {
  const people = everyIndex(population).filter((index) => population.has(index));
  const kind = random.pick(EVERY_KIND);
  const minors = people.filter((index) => isMinor(population.person(index), '2026-11-20'));
  const one = random.pick(OF_CHILDREN.has(kind) && minors.length > 0 ? minors : people);
  const { ties } = population.person(one);
  const other = ties.length > 0 && random.int(3) > 0 ? random.pick(ties).other : random.pick(people);
  const municipality = random.pick(MUNICIPALITIES).code;
  const effectiveOn = Temporal.PlainDate.from('2026-11-20').subtract({ days: random.int(300) }).toString();
  switch (kind) {
    case 'birth': return { kind, mother: one, effectiveOn };
    case 'move': return { kind, person: one, municipality, effectiveOn };
    case 'merge': return { kind, person: one, into: random.pick(people), effectiveOn };
    case 'adoption': return { kind, child: one, parents: random.int(2) === 0 ? [other] : [other, random.pick(people)], effectiveOn };
    case 'guardianship': return { kind, child: one, guardian: random.pick(people), effectiveOn };
    case 'custody-removed': return { kind, child: one, parent: other, effectiveOn };
    case 'marriage': return { kind, one, other: random.pick(people), effectiveOn };
    case 'divorce': return { kind, one, other, effectiveOn };
    case 'leave-country': return { kind, person: one, country: 'Norway', effectiveOn };
    case 'merge-municipalities': return { kind, municipality, into: random.pick(MUNICIPALITIES).code, effectiveOn };
    case 'storm': return { kind, count: 1 + random.int(20) };
    default: return { kind, person: one, effectiveOn };
  }
}

/** Answers how many changes of each kind were made. */
function live(world: World, random: Random, watch: () => void): Map<Kind, number> {
  const made = new Map<Kind, number>();
  for (let step = 1; step <= STEPS; step++) {
    const change = anyChange(world.population, random);
    try {
      world.change(change, String);
      made.set(change.kind, (made.get(change.kind) ?? 0) + 1);
    } catch (problem) {
      if (!(problem instanceof Refusal)) throw problem;
    }
    if (step % CHECKED_EVERY === 0) watch();
  }
  return made;
}

function linesOf(feed: Feed): FeedEntry[] {
  return Array.from({ length: feed.last }, (_, nth) => feed.entry(nth + 1));
}

function everything(population: Population) {
  const { people, deaths, protections, addresses, municipalityMergers, codes } = population;
  const indexes = everyIndex(population);
  return {
    records: indexes.filter((index) => population.has(index)).map((index) => personRecord(population, index)),
    leads: indexes.map((index) => [codes.codeOf(index), population.indexOfCode(codes.codeOf(index)), population.beingOf(index)]),
    lines: [people, deaths, protections].map(linesOf),
    addresses: Array.from({ length: addresses.count }, (_, index) => addresses.record(index)),
    municipalityMergers,
  };
}

function assertWhole(population: Population): void {
  const indexes = everyIndex(population);
  const present = indexes.filter((index) => population.has(index));
  const codes = new Map<string, number>();
  for (const index of present) {
    const { PersonCode, FormerCodes, MergedCodes } = personRecord(population, index);
    for (const code of [PersonCode, ...FormerCodes, ...MergedCodes]) {
      assert.ok(!codes.has(code), `a code of ${index} is also one of ${codes.get(code)}`);
      codes.set(code, index);
      assert.equal(population.indexOfCode(code), index);
    }
    assertTied(population, population.person(index));
  }
  for (const index of indexes.filter((index) => !population.has(index))) {
    const found = population.indexOfCode(population.codes.codeOf(index));
    assert.ok(found === null || population.has(found));
    assert.ok(population.has(population.beingOf(index)));
  }
  assertTold(population);
}

/** Every tie is seen from both ends alike, leads to a record that is given out, and nobody has two spouses at a time. */
function assertTied(population: Population, person: SyntheticPerson): void {
  for (const one of person.ties) {
    assert.ok(population.has(one.other), `${person.index} is tied to the removed ${one.other}`);
    const isAlike = (twin: typeof one) => twin.custody === one.custody && twin.from === one.from && twin.to === one.to;
    const mine = person.ties.filter((own) => own.other === one.other && own.kind === one.kind && isAlike(own));
    const theirs = population.person(one.other).ties.filter((twin) =>
      twin.other === person.index && INVERSES[one.kind].includes(twin.kind) && isAlike(twin));
    assert.equal(theirs.length, mine.length, `${one.kind} between ${person.index} and ${one.other}`);
    if (isDead(person.vitalStatus) && person.deathDate !== null) assert.notEqual(one.to, null);
  }
  assert.ok(person.ties.filter(({ kind, to }) => kind === 'SPOUSE' && to === null).length <= 1);
  assert.equal(person.residences.filter(({ to }) => to === null).length > 0 && person.deathDate !== null, false);
}

/** The newest line about a record says whether it is given out, and the record has its version. */
function assertTold(population: Population): void {
  const { people } = population;
  const newest = new Map(linesOf(people).map((line) => [line.index, line]));
  for (const index of everyIndex(population)) {
    const { kind, version } = newest.get(index)!;
    assert.equal(kind === 'REMOVED', !population.has(index));
    assert.equal(version, people.versionOf(index));
  }
}

test(`any life of the registers is the same after a restart, and whole all along (TEST_SEED=${SEED})`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  try {
    const world = start(folder);
    const made = live(world, seededRandom(SEED), () => assertWhole(world.population));
    assert.deepEqual(EVERY_KIND.filter((kind) => !made.has(kind)), [], 'every kind was made at least once');
    assert.deepEqual(everything(start(folder).population), everything(world.population));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
