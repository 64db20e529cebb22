import { parseDay } from '#kernel/days.ts';
import { seededRandom } from '#kernel/random.ts';
import { MUNICIPALITIES, municipalityNumber } from './distributions.ts';
import { familyNameOf, pickGivenName, surnameFor } from './names.ts';
import { CHILD_AND_PARENT, isInForce, tie, type SyntheticPerson, type Tie } from './person.ts';
import type { Population } from './population.ts';
import { badRequest, quoted } from './refusal.ts';

/** A change of the registers with people by index, as the journal keeps it. Days are ISO text. */
export type Change =
  | { kind: 'birth'; mother: number; effectiveOn: string }
  | { kind: 'move'; person: number; municipality: string; effectiveOn: string }
  | { kind: 'death'; person: number; effectiveOn: string }
  | { kind: 'storm'; count: number };

export interface Outcome {
  /** The one it is mainly about. */
  index: number | null;
  changed: number[];
  /** Position of the newest entry in the feed of people. */
  position: number;
}

export const LARGEST_STORM = 640_000;
const YOUNGEST_MOTHER = 12;
const OLDEST_MOTHER = 60;

/** Throws a Refusal that names what cannot be: people by `label`, never by code. */
export function checkChange(population: Population, change: Change, today: string, label: string): void {
  if (change.kind === 'storm') return;
  const day = readDay(change.effectiveOn, today);
  const person = population.person(change.kind === 'birth' ? change.mother : change.person);
  if (person.vitalStatus === 'DECEASED') throw badRequest(`Person "${label}" died on ${person.deathDate}`);
  if (day < person.birthDate) {
    throw badRequest(`effectiveOn ${day} is before the birth of person "${label}" on ${person.birthDate}`);
  }
  if (change.kind === 'move' && municipalityNumber(change.municipality) < 0) {
    throw badRequest(`Municipality ${quoted(change.municipality)} was not found; codes look like ${MUNICIPALITIES[0]!.code}`);
  }
  if (change.kind !== 'birth') return;
  if (person.sex !== 'F') throw badRequest(`Person "${label}" is a man and cannot be the mother`);
  const age = Number(day.slice(0, 4)) - Number(person.birthDate.slice(0, 4));
  if (age < YOUNGEST_MOTHER || age > OLDEST_MOTHER) {
    throw badRequest(`Person "${label}", born ${person.birthDate}, cannot give birth on ${day}`);
  }
}

function readDay(text: string, today: string): string {
  try {
    parseDay(text);
  } catch {
    throw badRequest(`effectiveOn: ${quoted(text)} is not a calendar day such as 2026-11-20`);
  }
  if (text > today) throw badRequest(`effectiveOn ${text} is in the future: today is ${today}`);
  return text;
}

/** Makes a checked change. The same changes in the same order make the same world. */
export function applyChange(population: Population, seed: string, change: Change, at: string): Outcome {
  switch (change.kind) {
    case 'birth':
      return bear(population, seed, change, at);
    case 'move':
      return move(population, seed, change, at);
    case 'death':
      return die(population, change, at);
    case 'storm':
      // Corrects a detail that no field of the record shows: only version and time differ.
      return { index: null, changed: [], position: population.people.spread(change.count, at) };
  }
}

/** The mother's husband on that day is the father; the child lives where the mother does and is as protected. */
function bear(
  population: Population, seed: string, { mother, effectiveOn }: Extract<Change, { kind: 'birth' }>, at: string,
): Outcome {
  const random = seededRandom(`${seed}:birth:${population.born}`);
  const her = population.person(mother);
  const husband = her.ties.find((one) => one.kind === 'SPOUSE' && isInForce(one, effectiveOn));
  const parents = husband ? [mother, husband.other] : [mother];
  const isAlive = (index: number) => population.person(index).deathDate === null;
  const home = her.residences.findLast((one) => one.to === null && one.address !== null);
  const sex = random.int(2) === 0 ? 'F' : 'M';
  const child = population.add(at, (index) => ({
    index,
    givenName: pickGivenName(random, sex),
    surname: surnameFor(familyNameOf(her.surname), sex),
    sex,
    birthDate: effectiveOn,
    vitalStatus: 'ALIVE',
    deathDate: null,
    residences: home ? [{ ...home, kind: 'DECLARED', from: effectiveOn }] : [],
    protectedSince: her.protectedSince === null ? null : effectiveOn,
    ties: [],
    flags: [],
  }));
  let position = 0;
  for (const parent of parents) {
    position = population.change(parent, at, (copy) => {
      tie(copy, child, CHILD_AND_PARENT, { custody: isAlive(parent), from: effectiveOn });
    });
  }
  return { index: child.index, changed: [child.index, ...parents], position };
}

/** A move may be told late: homes that began after it were entered by mistake and give way to it. */
function move(
  population: Population,
  seed: string,
  { person, municipality, effectiveOn }: Extract<Change, { kind: 'move' }>,
  at: string,
): Outcome {
  const random = seededRandom(`${seed}:move:${population.people.last}`);
  const address = population.addresses.vacantHome(municipalityNumber(municipality), random);
  const position = population.change(person, at, (copy) => {
    copy.residences = endResidences(copy, effectiveOn).filter(({ from }) => from < effectiveOn);
    copy.residences.push({ kind: 'DECLARED', address, foreignText: null, from: effectiveOn, to: null });
  });
  return { index: person, changed: [person], position };
}

/** Ends homes and ties on that day, at both ends of each tie. */
function die(population: Population, { person, effectiveOn }: Extract<Change, { kind: 'death' }>, at: string): Outcome {
  const isOpen = (one: Tie) => one.to === null;
  const end = (one: Tie) => {
    one.to = one.from > effectiveOn ? one.from : effectiveOn;
  };
  const relatives = [...new Set(population.person(person).ties.filter(isOpen).map(({ other }) => other))];
  let position = population.change(person, at, (copy) => {
    copy.vitalStatus = 'DECEASED';
    copy.deathDate = effectiveOn;
    copy.residences = endResidences(copy, effectiveOn);
    copy.ties.filter(isOpen).forEach(end);
  });
  for (const relative of relatives) {
    position = population.change(relative, at, (copy) => {
      copy.ties.filter((one) => one.other === person && isOpen(one)).forEach(end);
    });
  }
  return { index: person, changed: [person, ...relatives], position };
}

function endResidences(person: SyntheticPerson, day: string): SyntheticPerson['residences'] {
  return person.residences
    .filter(({ from }) => from <= day)
    .map((one) => ({ ...one, to: one.to !== null && one.to < day ? one.to : day }));
}
