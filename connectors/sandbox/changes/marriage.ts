import { SPOUSES, isInForce, tie, type SyntheticPerson, type Tie } from '../person.ts';
import { ageOn } from './age.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';

/** From 16 with a court's permission, from 18 without. */
const YOUNGEST_SPOUSE = 16;

export const marriage: KindOfChange<'marriage'> = {
  people: ({ one, other }) => [one, other],
  *objections({ population, day, name }, { one, other }) {
    yield [one === other, `Person "${name(one)}" cannot marry themselves`];
    for (const index of [one, other]) {
      const person = population.person(index);
      yield [spouseFrom(person, day) !== undefined, `Person "${name(index)}" is married`];
      yield [ageOn(person, day) < YOUNGEST_SPOUSE, `Person "${name(index)}", born ${person.birthDate}, is too young to marry on ${day}`];
    }
    yield [
      areNearRelatives(population.person(one), population.person(other)),
      `"${name(one)}" and "${name(other)}" are too closely related to marry`,
    ];
  },
  make(population, { one, other, effectiveOn }, { at }) {
    const draft = new Draft(population);
    tie(draft.of(one), draft.of(other), SPOUSES, { from: effectiveOn });
    return { index: one, ...draft.save(at) };
  },
};

export const divorce: KindOfChange<'divorce'> = {
  people: ({ one, other }) => [one, other],
  *objections({ population, day, name }, { one, other }) {
    const held = spouseFrom(population.person(one), day);
    yield [held === undefined || held.other !== other, `"${name(one)}" and "${name(other)}" are not married to each other`];
    yield [held!.from > day, `"${name(one)}" and "${name(other)}" married on ${held?.from}, after ${day}`];
  },
  make(population, { one, other, effectiveOn }, { at }) {
    const draft = new Draft(population);
    const isMarriage = (held: Tie) => held.kind === 'SPOUSE' && held.other === other && isInForce(held, effectiveOn);
    draft.eachTie(one, isMarriage, (end) => { end.to = effectiveOn; });
    return { index: one, ...draft.save(at) };
  },
};

/** The marriage that holds on that day or begins later. */
export function spouseFrom(person: SyntheticPerson, day: string): Tie | undefined {
  return person.ties.find(({ kind, to }) => kind === 'SPOUSE' && (to === null || to > day));
}

/** Parent and child, brothers and sisters. */
function areNearRelatives(one: SyntheticPerson, other: SyntheticPerson): boolean {
  const parentsOf = (person: SyntheticPerson) => person.ties.filter(({ kind }) => kind === 'PARENT').map((held) => held.other);
  const [first, second] = [parentsOf(one), parentsOf(other)];
  return first.includes(other.index) || second.includes(one.index) || first.some((parent) => second.includes(parent));
}
