import { endedOn, isDead, isInForce, type SyntheticPerson, type Tie } from '../person.ts';
import type { Population } from '../population.ts';
import { Draft } from './draft.ts';
import type { KindOfChange } from './kind.ts';

/** Ends homes and ties on that day, at both ends of each tie. */
export const death: KindOfChange<'death'> = {
  people: ({ person }) => [person],
  ofTheDead: ['DECLARED_DEAD'],
  make(population, { person, effectiveOn }, { at }) {
    const draft = new Draft(population);
    const late = draft.of(person);
    Object.assign(late, {
      vitalStatus: 'DECEASED',
      deathDate: effectiveOn,
      residences: endedOn(late.residences, effectiveOn),
      residencesBeforeDeath: late.residences,
    });
    draft.eachTie(person, ({ to }) => to === null, (end) => endByDeath(end, late));
    const saved = draft.save(at);
    tellDeath(population, person, at);
    return { index: person, ...saved };
  },
};

/** What the death ended comes back, unless it could not hold any longer: the other one has died or married since. */
export const deathAnnulled: KindOfChange<'death-annulled'> = {
  people: ({ person }) => [person],
  ofTheDead: ['DECEASED', 'DECLARED_DEAD'],
  *objections({ population, day, name }, { person }) {
    const { vitalStatus, deathDate } = population.person(person);
    yield [!isDead(vitalStatus), `Person "${name(person)}" is not dead`];
    yield [deathDate !== null && day < deathDate, `effectiveOn ${day} is before the death of person "${name(person)}" on ${deathDate}`];
  },
  make(population, { person }, { at }) {
    const draft = new Draft(population);
    const back = draft.of(person);
    Object.assign(back, {
      vitalStatus: 'ALIVE',
      deathDate: null,
      residences: back.residencesBeforeDeath ?? back.residences,
      residencesBeforeDeath: null,
    });
    draft.eachTie(person, ({ endedByDeathOf }) => endedByDeathOf === person, (end, holder) => {
      delete end.endedByDeathOf;
      const other = holder === back ? draft.of(end.other) : holder;
      if (end.kind === 'SPOUSE' && hasMarriedSince(other, person, end)) return;
      end.to = null;
      if (other.deathDate !== null) endByDeath(end, other);
    });
    const saved = draft.save(at);
    tellDeath(population, person, at);
    return { index: person, ...saved };
  },
};

export const declareMissing: KindOfChange<'declare-missing'> = {
  people: ({ person }) => [person],
  *objections({ population, name }, { person }) {
    yield [population.person(person).vitalStatus === 'MISSING', `Person "${name(person)}" is missing already`];
  },
  make(population, { person }, { at }) {
    const draft = new Draft(population);
    draft.of(person).vitalStatus = 'MISSING';
    return { index: person, ...draft.save(at) };
  },
};

function endByDeath(end: Tie, late: SyntheticPerson): void {
  end.to = end.from > late.deathDate! ? end.from : late.deathDate;
  end.endedByDeathOf = late.index;
}

function hasMarriedSince(widowed: SyntheticPerson, late: number, marriage: Tie): boolean {
  return widowed.ties.some((one) =>
    one.kind === 'SPOUSE' && one.other !== late && (one.from >= marriage.to! || isInForce(one, marriage.to!)));
}

/** In the list of their own, which is read more often than the feed. */
function tellDeath(population: Population, person: number, at: string): void {
  population.deaths.append(person, at, 'CHANGED', population.people.versionOf(person));
}
