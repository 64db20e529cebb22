import { seededRandom } from '#kernel/random.ts';
import { familyNameOf, pickGivenName, surnameFor } from '../names.ts';
import { CHILD_AND_PARENT, isInForce, tie, type SyntheticPerson } from '../person.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';

const YOUNGEST_MOTHER = 12;
const OLDEST_MOTHER = 60;

/** The mother's husband on that day is the father, also where he has died by now; the child lives where the mother does and is as protected. */
export const birth: KindOfChange<'birth'> = {
  people: ({ mother }) => [mother],
  *objections({ population, day, name }, { mother }) {
    const { sex, birthDate } = population.person(mother);
    yield [sex !== 'F', `Person "${name(mother)}" is a man and cannot be the mother`];
    const age = Number(day.slice(0, 4)) - Number(birthDate.slice(0, 4));
    yield [
      age < YOUNGEST_MOTHER || age > OLDEST_MOTHER,
      `Person "${name(mother)}", born ${birthDate}, cannot give birth on ${day}`,
    ];
  },
  make(population, { mother, effectiveOn }, { seed, at }) {
    const random = seededRandom(`${seed}:birth:${population.born}`);
    const her = population.person(mother);
    const husband = her.ties.find((one) => one.kind === 'SPOUSE' && isInForce(one, effectiveOn));
    const parents = husband ? [mother, husband.other] : [mother];
    const home = her.residences.findLast((one) => one.to === null && one.address !== null);
    const sex = random.int(2) === 0 ? 'F' : 'M';
    const draft = new Draft(population);
    const child = population.add(at, (index) => {
      const newborn: SyntheticPerson = {
        index,
        givenName: pickGivenName(random, sex),
        surname: surnameFor(familyNameOf(her.surname), sex),
        sex,
        birthDate: effectiveOn,
        vitalStatus: 'ALIVE',
        deathDate: null,
        residences: home ? [{ ...home, kind: 'DECLARED', from: effectiveOn }] : [],
        residencesBeforeDeath: null,
        protectedSince: her.protectedSince === null ? null : effectiveOn,
        ties: [],
        flags: [],
      };
      for (const parent of parents.map((one) => draft.of(one))) {
        const isLate = parent.deathDate !== null;
        tie(parent, newborn, CHILD_AND_PARENT, {
          custody: true, from: effectiveOn, to: parent.deathDate, ...(isLate && { endedByDeathOf: parent.index }),
        });
      }
      return newborn;
    });
    const { changed, position } = draft.save(at);
    return { index: child.index, changed: [child.index, ...changed], position };
  },
};
