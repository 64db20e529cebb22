import { isMinor } from '../households.ts';
import { familyNameOf, surnameFor } from '../names.ts';
import { CHILD_AND_PARENT, tie, type SyntheticPerson } from '../person.ts';
import { ageOn } from './age.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';

const LEAST_YEARS_BETWEEN = 18;

/**
 * The child goes on under a new record, as a child of the adoptive parents and of nobody else. Nothing on the wire leads
 * from the old record to the new one or back, neither by code nor through relatives.
 */
export const adoption: KindOfChange<'adoption'> = {
  people: ({ child, parents }) => [child, ...parents],
  *objections({ population, day, name }, { child, parents }) {
    const minor = population.person(child);
    yield [!isMinor(minor, day), `Person "${name(child)}", born ${minor.birthDate}, is of age on ${day} and cannot be adopted`];
    yield [new Set(parents).size < parents.length, `Person "${name(parents[0]!)}" is named twice as a parent`];
    for (const parent of parents) {
      const { birthDate } = population.person(parent);
      yield [
        ageOn(population.person(parent), minor.birthDate) < LEAST_YEARS_BETWEEN,
        `Person "${name(parent)}", born ${birthDate}, must be ${LEAST_YEARS_BETWEEN} years older than "${name(child)}", born ${minor.birthDate}`,
      ];
    }
  },
  make(population, { child, parents, effectiveOn }, { at }) {
    const past = population.person(child);
    const draft = new Draft(population);
    const family = parents.map((parent) => draft.of(parent));
    draft.untie(child);
    const { index } = population.add(at, (index) => {
      const adopted = newRecord(past, index, family, effectiveOn);
      for (const parent of family) tie(parent, adopted, CHILD_AND_PARENT, { custody: true, from: effectiveOn });
      return adopted;
    });
    draft.save(at);
    const position = population.adoptAs(child, index, at);
    return { index, changed: [index, ...parents], position };
  },
};

function newRecord(past: SyntheticPerson, index: number, family: readonly SyntheticPerson[], day: string): SyntheticPerson {
  const home = family.find(({ residences }) => residences.some(({ to }) => to === null)) ?? family[0]!;
  return {
    index,
    givenName: past.givenName,
    surname: surnameFor(familyNameOf(family[0]!.surname), past.sex),
    sex: past.sex,
    birthDate: past.birthDate,
    vitalStatus: past.vitalStatus,
    deathDate: null,
    residences: home.residences
      .filter(({ to }) => to === null)
      .map((one) => ({ ...one, from: one.from > day ? one.from : day })),
    residencesBeforeDeath: null,
    protectedSince: family.some(({ protectedSince }) => protectedSince !== null) ? day : null,
    ties: [],
    flags: [...past.flags],
  };
}
