import { isMinor } from '../households.ts';
import { WARD_AND_GUARDIAN, isInForce, tie, type Tie } from '../person.ts';
import { ageOn } from './age.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';

const OF_AGE = 18;

/** The guardian takes the parents' place: their custody ends that day. */
export const guardianship: KindOfChange<'guardianship'> = {
  people: ({ child, guardian }) => [child, guardian],
  *objections({ population, day, name }, { child, guardian }) {
    const [minor, adult] = [population.person(child), population.person(guardian)];
    yield [!isMinor(minor, day), `Person "${name(child)}", born ${minor.birthDate}, is of age on ${day} and needs no guardian`];
    yield [ageOn(adult, day) < OF_AGE, `Person "${name(guardian)}", born ${adult.birthDate}, is too young to be a guardian on ${day}`];
    const held = minor.ties.find(({ kind, other, to }) =>
      other === guardian && (kind === 'PARENT' || (kind === 'GUARDIAN' && (to === null || to > day))));
    yield [held !== undefined, `Person "${name(guardian)}" is ${held?.kind.toLowerCase()} of "${name(child)}" already`];
  },
  make(population, { child, guardian, effectiveOn }, { at }) {
    const draft = new Draft(population);
    tie(draft.of(guardian), draft.of(child), WARD_AND_GUARDIAN, { custody: true, from: effectiveOn });
    endCustody(draft, child, effectiveOn, () => true);
    return { index: child, ...draft.save(at) };
  },
};

export const custodyRemoved: KindOfChange<'custody-removed'> = {
  people: ({ child, parent }) => [child, parent],
  *objections({ population, day, name }, { child, parent }) {
    const minor = population.person(child);
    yield [!minor.ties.some(({ kind, other }) => kind === 'PARENT' && other === parent), `Person "${name(parent)}" is no parent of "${name(child)}"`];
    yield [!isMinor(minor, day), `Person "${name(child)}", born ${minor.birthDate}, is of age on ${day}: nobody has custody of them`];
    yield [
      !minor.ties.some((one) => one.other === parent && isCustody(one, day)),
      `Person "${name(parent)}" has no custody of "${name(child)}" on ${day}`,
    ];
  },
  make(population, { child, parent, effectiveOn }, { at }) {
    const draft = new Draft(population);
    endCustody(draft, child, effectiveOn, ({ other }) => other === parent);
    return { index: child, ...draft.save(at) };
  },
};

function isCustody(one: Tie, day: string): boolean {
  return one.kind === 'PARENT' && one.custody && isInForce(one, day);
}

/** The parent stays a parent: the tie with custody ends and one without begins, so that both days stay known. */
function endCustody(draft: Draft, child: number, day: string, isMeant: (one: Tie) => boolean): void {
  draft.eachTie(child, (one) => isCustody(one, day) && isMeant(one), (end, holder) => {
    if (end.from === day) {
      end.custody = false;
      return;
    }
    holder.ties.push({ ...end, custody: false, from: day });
    end.to = day;
    delete end.endedByDeathOf;
  });
}
