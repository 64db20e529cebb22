import { twinOf, type Tie } from '../person.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';
import { spouseFrom } from './marriage.ts';
import { tellProtection } from './protection.ts';

/** The records of relatives name the person by code, so they change as well. */
export const codeChange: KindOfChange<'code-change'> = {
  people: ({ person }) => [person],
  make(population, { person }, { at }) {
    const draft = new Draft(population);
    for (const { other } of draft.of(person).ties) draft.of(other);
    population.codes.replace(person);
    return { index: person, ...draft.save(at) };
  },
};

/** Two records turn out to be of one person: ties go over to the one that stays, and the other is given out no more. */
export const merge: KindOfChange<'merge'> = {
  people: ({ person, into }) => [person, into],
  *objections({ population, day, name }, { person, into }) {
    yield [person === into, `Person "${name(person)}" cannot be merged into themselves`];
    const [going, staying] = [population.person(person), population.person(into)];
    const both = `"${name(person)}" and "${name(into)}"`;
    yield [going.ties.some(({ other }) => other === into), `${both} are tied to each other, so they are two people`];
    const [first, second] = [going, staying].map((one) => spouseFrom(one, day));
    yield [
      first !== undefined && second !== undefined && first.other !== second.other,
      `${both} are married to two people, so one of the marriages must end first`,
    ];
  },
  make(population, { person, into }, { at }) {
    const draft = new Draft(population);
    const staying = draft.of(into);
    const going = population.person(person);
    for (const one of going.ties) {
      const relative = draft.of(one.other);
      const twin = twinOf(one, going, relative);
      if (staying.ties.some((own) => isDouble(own, one))) {
        relative.ties.splice(relative.ties.indexOf(twin), 1);
      } else {
        staying.ties.push({ ...one });
        twin.other = into;
      }
    }
    const isNewlyProtected = going.protectedSince !== null && staying.protectedSince === null;
    staying.protectedSince ??= going.protectedSince;
    const { changed } = draft.save(at);
    if (isNewlyProtected) tellProtection(population, into, at);
    const position = population.mergeInto(person, into, at);
    return { index: into, changed: [...changed, person], position };
  },
};

/** The same tie at the same time, kept in both records. */
function isDouble(own: Tie, one: Tie): boolean {
  return own.kind === one.kind && own.other === one.other &&
    (own.to === null || one.from < own.to) && (one.to === null || own.from < one.to);
}
