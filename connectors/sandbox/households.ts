import { seededRandom, type Random } from '#kernel/random.ts';
import type { AddressBook } from './addresses.ts';
import { MUNICIPALITIES } from './distributions.ts';
import { namedHouseholds } from './identities.ts';
import { pickGivenName, pickSurname, surnameFor, type Surname } from './names.ts';
import {
  CHILD_AND_PARENT, FOSTER_CHILD_AND_PARENT, SPOUSES, WARD_AND_GUARDIAN, WARD_AND_TRUSTEE, endedOn, tie,
  type Residence, type Sex, type SyntheticPerson,
} from './person.ts';

/**
 * People are derived in blocks of a thousand, whole households together: nobody is tied to a person of another block,
 * so one block is all that must be in memory to know anyone.
 */
export const BLOCK_SIZE = 1000;
/** The derived population is as it was on this day; nobody derived is born later. */
export const REFERENCE_DAY = '2026-10-01';
const REFERENCE_YEAR = 2026;

/** Assumptions, where nothing is published per municipality. */
const SINGLE_PARENT_SHARE = 0.3;
const SEPARATED_SHARE = 0.6;
const SHARED_CUSTODY_SHARE = 0.6;
const MARRIED_SHARE = 0.8;
const PENSIONERS_IN_COUPLES_SHARE = 0.45;
const ADULTS_IN_COUPLES_SHARE = 0.35;
const GUARDIAN_SHARE = 0.012;
const FOSTER_SHARE = 0.006;
const WIDOWED_WITH_RECORD_SHARE = 0.08;
const CHILDREN_WHEN_SIX_OR_MORE = 6;

interface Shape {
  readonly kind: 'couple' | 'single-parent' | 'pensioner-couple' | 'pensioner' | 'adult-couple' | 'adult';
  readonly municipality: number;
  readonly children: number;
}

const SHAPES: Shape[] = [];
const UP_TO: number[] = [];
for (const [municipality, facts] of MUNICIPALITIES.entries()) layOut(municipality, facts);

/** How many households of each shape a municipality has, from its families, pensioners and what is left of residents. */
function layOut(municipality: number, facts: (typeof MUNICIPALITIES)[number]): void {
  const add = (kind: Shape['kind'], children: number, households: number) => {
    SHAPES.push({ kind, municipality, children });
    UP_TO.push((UP_TO.at(-1) ?? 0) + Math.max(0, households));
  };
  let left = facts.residents - facts.pensioners;
  for (const [at, families] of facts.familiesByChildren.entries()) {
    const children = Math.min(at + 1, CHILDREN_WHEN_SIX_OR_MORE);
    const single = families * SINGLE_PARENT_SHARE;
    add('couple', children, families - single);
    add('single-parent', children, single);
    left -= (families - single) * (children + 2) + single * (children + 1 + SEPARATED_SHARE);
  }
  add('pensioner-couple', 0, (facts.pensioners * PENSIONERS_IN_COUPLES_SHARE) / 2);
  add('pensioner', 0, facts.pensioners * (1 - PENSIONERS_IN_COUPLES_SHARE));
  add('adult-couple', 0, (left * ADULTS_IN_COUPLES_SHARE) / 2);
  add('adult', 0, left * (1 - ADULTS_IN_COUPLES_SHARE));
}

function pickShape(random: Random): Shape {
  const at = random.next() * UP_TO.at(-1)!;
  let low = 0;
  let high = UP_TO.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (UP_TO[middle]! > at) high = middle;
    else low = middle + 1;
  }
  return SHAPES[low]!;
}

/** Makes people of one block one after another and hands out homes. */
export interface Builder {
  readonly random: Random;
  person(facts: { sex: Sex; birthDate: string; surname: Surname; givenName?: string }): SyntheticPerson;
  home(municipality: number): number;
}

/** The people with indexes `block * 1000` to `block * 1000 + size - 1`. */
export function deriveBlock(seed: string, addresses: AddressBook, population: number, block: number): SyntheticPerson[] {
  const size = Math.min(BLOCK_SIZE, population - block * BLOCK_SIZE);
  const blocks = Math.ceil(population / BLOCK_SIZE);
  const random = seededRandom(`${seed}:block:${block}`);
  const people: SyntheticPerson[] = [];
  const households = MUNICIPALITIES.map(() => 0);
  const builder: Builder = {
    random,
    person({ sex, birthDate, surname, givenName = pickGivenName(random, sex) }) {
      const person: SyntheticPerson = {
        index: block * BLOCK_SIZE + people.length,
        givenName,
        surname: surnameFor(surname, sex),
        sex,
        birthDate,
        vitalStatus: 'ALIVE',
        deathDate: null,
        residences: [],
        residencesBeforeDeath: null,
        protectedSince: null,
        ties: [],
        flags: [],
      };
      people.push(person);
      return person;
    },
    home: (municipality) => addresses.home(municipality, block, blocks, households[municipality]!++),
  };
  if (block === 0) namedHouseholds(builder);
  while (people.length < size) {
    const shape = pickShape(random);
    const most = shape.children + 3;
    build(builder, people.length + most <= size ? shape : { ...shape, kind: 'adult', children: 0 });
  }
  return people;
}

function build(builder: Builder, shape: Shape): void {
  switch (shape.kind) {
    case 'couple':
      return family(builder, shape);
    case 'single-parent':
      return singleParent(builder, shape);
    case 'pensioner-couple':
      return couple(builder, shape, 65, 88);
    case 'adult-couple':
      return couple(builder, shape, 22, 63);
    case 'pensioner':
      return pensioner(builder, shape);
    case 'adult':
      return adult(builder, shape);
  }
}

function family(builder: Builder, { municipality, children }: Shape): void {
  const { random } = builder;
  const surname = pickSurname(random);
  const births = childBirths(random, children);
  const mother = builder.person({ sex: 'F', birthDate: parentBirth(random, births), surname });
  const father = builder.person({ sex: 'M', birthDate: parentBirth(random, births), surname });
  const offspring = births.map((birthDate) => builder.person({ sex: anySex(random), birthDate, surname }));
  if (random.next() < MARRIED_SHARE) tie(mother, father, SPOUSES, { from: yearsAfter(births[0]!, -1 - random.int(4)) });
  for (const child of offspring) {
    for (const parent of [mother, father]) tieToParent(parent, child, true);
  }
  settle(builder, municipality, [mother, father, ...offspring]);
}

/** Most often a mother; where the parents live apart, the other one has a home of their own, with custody or without. */
function singleParent(builder: Builder, { municipality, children }: Shape): void {
  const { random } = builder;
  const surname = pickSurname(random);
  const births = childBirths(random, children);
  const chance = random.next();
  const sex = random.next() < 0.85 ? 'F' : 'M';
  const adult = builder.person({ sex, birthDate: parentBirth(random, births), surname });
  const offspring = births.map((birthDate) => builder.person({ sex: anySex(random), birthDate, surname }));
  const since = births.at(-1)!;
  if (chance < GUARDIAN_SHARE) {
    for (const child of offspring) tie(adult, child, WARD_AND_GUARDIAN, { custody: isMinor(child), from: since });
  } else if (chance < GUARDIAN_SHARE + FOSTER_SHARE) {
    for (const child of offspring) tie(adult, child, FOSTER_CHILD_AND_PARENT, { custody: isMinor(child), from: since });
  } else {
    for (const child of offspring) tieToParent(adult, child, true);
    if (random.next() < SEPARATED_SHARE) {
      const other = builder.person({ sex: sex === 'F' ? 'M' : 'F', birthDate: parentBirth(random, births), surname });
      const shared = random.next() < SHARED_CUSTODY_SHARE;
      for (const child of offspring) tieToParent(other, child, shared);
      settle(builder, random.next() < 0.7 ? municipality : pickShape(random).municipality, [other]);
    }
  }
  settle(builder, municipality, [adult, ...offspring]);
}

function couple(builder: Builder, { municipality }: Shape, youngest: number, oldest: number): void {
  const { random } = builder;
  const surname = pickSurname(random);
  const age = youngest + random.int(oldest - youngest + 1);
  const wife = builder.person({ sex: 'F', birthDate: birthAtAge(random, age), surname });
  const husband = builder.person({
    sex: 'M', birthDate: birthAtAge(random, Math.max(youngest, age - 2 + random.int(6))), surname,
  });
  const married = yearsAfter([wife, husband].map(({ birthDate }) => birthDate).sort().at(-1)!, 21);
  if (married < REFERENCE_DAY) tie(wife, husband, SPOUSES, { from: married });
  if (youngest >= 65 && random.next() < 0.004) tie(wife, husband, WARD_AND_TRUSTEE, { from: '2024-05-01' });
  settle(builder, municipality, [wife, husband]);
}

function pensioner(builder: Builder, { municipality }: Shape): void {
  const { random } = builder;
  const surname = pickSurname(random);
  const sex = random.next() < 0.72 ? 'F' : 'M';
  const age = 65 + Math.floor(random.next() ** 1.3 * 30);
  const person = builder.person({ sex, birthDate: birthAtAge(random, age), surname });
  settle(builder, municipality, [person]);
  if (random.next() >= WIDOWED_WITH_RECORD_SHARE) return;
  const late = builder.person({ sex: sex === 'F' ? 'M' : 'F', birthDate: birthAtAge(random, age), surname });
  const died = dayIn(random, REFERENCE_YEAR - 1 - random.int(8));
  Object.assign(late, { vitalStatus: 'DECEASED', deathDate: died });
  late.residencesBeforeDeath = person.residences
    .filter(({ from }) => from < died)
    .map((residence) => ({ ...residence, to: residence.to !== null && residence.to < died ? residence.to : null }));
  late.residences = endedOn(late.residencesBeforeDeath, died);
  late.protectedSince = person.protectedSince;
  tie(person, late, SPOUSES, { from: yearsAfter(person.birthDate, 24), to: died, endedByDeathOf: late.index });
}

function adult(builder: Builder, { municipality }: Shape): void {
  const { random } = builder;
  const person = builder.person({
    sex: random.next() < 0.45 ? 'F' : 'M', birthDate: birthAtAge(random, 19 + random.int(46)), surname: pickSurname(random),
  });
  settle(builder, municipality, [person]);
  const chance = random.next();
  if (chance < 0.0005) person.vitalStatus = 'MISSING';
  else if (chance < 0.0007) person.vitalStatus = 'DECLARED_DEAD';
}

/** Gives a household one home, or the reason why there is none, and the flags that go with being old enough. */
function settle(builder: Builder, municipality: number, members: SyntheticPerson[]): void {
  const { random } = builder;
  const home = builder.home(municipality);
  const moved = `${2004 + random.int(22)}-${twoDigits(1 + random.int(12))}-${twoDigits(1 + random.int(28))}`;
  const chance = random.next();
  for (const member of members) {
    const from = moved > member.birthDate ? moved : member.birthDate;
    member.residences = residences(chance, home, from);
    if (chance < 0.0015) member.protectedSince = from > '2025-03-01' ? from : '2025-03-01';
    if (chance > 0.8 && from === moved) {
      const previous = builder.home(municipality);
      member.residences.unshift({ kind: 'DECLARED', address: previous, foreignText: null, from: member.birthDate, to: from });
    }
    if (member.birthDate < '1950' && random.next() < 0.03) member.flags.push('POL_REP');
    if (member.birthDate < '1938' && random.next() < 0.005) member.flags.push('NPK');
    if (member.birthDate < '1929' && random.next() < 0.05) member.flags.push('WW2');
  }
}

function residences(chance: number, address: number, from: string): Residence[] {
  const at = (kind: Residence['kind'], where: number | null, foreignText: string | null = null): Residence =>
    ({ kind, address: where, foreignText, from, to: null });
  if (chance < 0.0015) return [at('DECLARED', address)];
  if (chance < 0.015) return [at('ABROAD', null, 'Dublin, Ireland')];
  if (chance < 0.02) return [at('ABROAD', null, 'Leeds, United Kingdom'), at('INDICATED', address)];
  if (chance < 0.025) return [];
  if (chance < 0.03) return [at('REGISTERED', address)];
  return [at('DECLARED', address)];
}

function tieToParent(parent: SyntheticPerson, child: SyntheticPerson, custody: boolean): void {
  tie(parent, child, CHILD_AND_PARENT, { custody: custody && isMinor(child), from: child.birthDate });
}

export function isMinor(person: SyntheticPerson, day: string = REFERENCE_DAY): boolean {
  return yearsAfter(person.birthDate, 18) > day;
}

/** Eldest first; the benefit is paid up to 20 while studying, so the eldest may be grown up. */
function childBirths(random: Random, children: number): string[] {
  const youngestEldest = Math.min(2 * (children - 1), 16);
  let age = youngestEldest + random.int(20 - youngestEldest);
  const births = [birthAtAge(random, age)];
  while (births.length < children) {
    const next = age - 2 - random.int(3);
    if (next < 0) {
      births.push(births.at(-1)!);
    } else {
      age = next;
      births.push(birthAtAge(random, age));
    }
  }
  return births;
}

function parentBirth(random: Random, childrenBirths: readonly string[]): string {
  const span = Number(childrenBirths.at(-1)!.slice(0, 4)) - Number(childrenBirths[0]!.slice(0, 4));
  const ageAtFirst = 20 + random.int(Math.max(4, 21 - span));
  return yearsAfter(dayIn(random, Number(childrenBirths[0]!.slice(0, 4))), -ageAtFirst);
}

function anySex(random: Random): Sex {
  return random.next() < 0.5 ? 'F' : 'M';
}

function dayIn(random: Random, year: number): string {
  return `${year}-${twoDigits(1 + random.int(12))}-${twoDigits(1 + random.int(28))}`;
}

/** A birth date with that age on the reference day. */
function birthAtAge(random: Random, age: number): string {
  const day = dayIn(random, REFERENCE_YEAR - age);
  return day.slice(5) < REFERENCE_DAY.slice(5) ? day : yearsAfter(day, -1);
}

/** Days made here are never later than the 28th, so every year has them. */
function yearsAfter(day: string, years: number): string {
  return `${Number(day.slice(0, 4)) + years}${day.slice(4)}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, '0');
}
