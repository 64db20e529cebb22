import type { Population } from '../population.ts';
import type { Outcome } from './change.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';

export const protectAddress: KindOfChange<'protect-address'> = {
  people: ({ person }) => [person],
  *objections({ population, name }, { person }) {
    const { protectedSince } = population.person(person);
    yield [protectedSince !== null, `The address of person "${name(person)}" is protected already, since ${protectedSince}`];
  },
  make: (population, { person, effectiveOn }, { at }) => setProtection(population, person, effectiveOn, at),
};

export const unprotectAddress: KindOfChange<'unprotect-address'> = {
  people: ({ person }) => [person],
  *objections({ population, name }, { person }) {
    yield [population.person(person).protectedSince === null, `The address of person "${name(person)}" is not protected`];
  },
  make: (population, { person }, { at }) => setProtection(population, person, null, at),
};

function setProtection(population: Population, person: number, since: string | null, at: string): Outcome {
  const draft = new Draft(population);
  draft.of(person).protectedSince = since;
  const saved = draft.save(at);
  tellProtection(population, person, at);
  return { index: person, ...saved };
}

/** In the list of their own, which is read more often than the feed. */
export function tellProtection(population: Population, person: number, at: string): void {
  population.protections.append(person, at, 'CHANGED', population.people.versionOf(person));
}
