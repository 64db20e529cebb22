/**
 * Reads one fact against one condition. What is shown as `value` is the person's own, or what a parent may see of a
 * minor child (the birth date); another person's statuses never become text.
 */
import type { FactTest } from '../benefits/events.ts';
import { monthsOn, parseDay } from '#kernel/days.ts';
import { holdingStatus, inCustody, yearsOn, type Circumstances } from './facts.ts';
import type { Met } from './kleene.ts';
import type { Criterion } from './rule.ts';

/** Where a fact is read: DAGR's data set of natural persons, or the hub's central register of statuses. */
export type FactSource = 'fpr_person' | 'social_statuses';

export interface Reading {
  met: Met;
  /** Display text, or null where there is nothing to tell or it is not this person's to see. */
  value: string | null;
  /** The fact behind it, which does not change by mere passing of time; only ever stored hashed. */
  basis: string;
  source: FactSource | null;
}

/** @param criterion what is known of the condition beside its test */
export function readFact(test: FactTest, circumstances: Circumstances, { endsWithTerm, namedAs }: Pick<Criterion, 'endsWithTerm' | 'namedAs'>): Reading {
  const { person, child, day, statuses } = circumstances;
  switch (test.fact) {
    case 'age':
      return readAge(test, person.birthDay, day);
    case 'concernedAge':
      return child ? readAge(test, child.birthDay, endsWithTerm ? withinTerm(test, child.birthDay, day) : day) : nobody;
    case 'concernedBorn':
      return child ? readBirth(test, child.birthDay) : nobody;
    case 'parentRole':
      return readRole(test, circumstances);
    case 'municipality':
      return readMunicipality(namedAs, circumstances);
    case 'residenceMonths':
      return readResidence(test, namedAs, circumstances);
    case 'status':
      return readStatus(holdingStatus(statuses, person.personId, test.type, day), true);
    case 'concernedStatus':
      return child ? readStatus(holdingStatus(statuses, child.otherId, test.type, day), false) : nobody;
    case 'children':
      return readChildren(test, circumstances);
    case 'flag': {
      const met = person.flags.includes(test.flag);
      return { met, value: met ? test.flag : null, basis: String(met), source: 'fpr_person' };
    }
    case 'unknown':
      return cannotTell(null, test.what);
  }
}

/** A condition about a child, of an offer that is about nobody else. */
const nobody: Reading = { met: false, value: null, basis: 'nobody', source: 'fpr_person' };

function cannotTell(source: FactSource | null, basis: string): Reading {
  return { met: null, value: null, basis, source };
}

function readAge(test: { unit: 'years' | 'months'; from?: number; below?: number }, birthDay: string | null, day: string): Reading {
  if (!birthDay) return cannotTell('fpr_person', 'no birth day');
  const age = test.unit === 'years' ? yearsOn(birthDay, day) : monthsOn(parseDay(birthDay), parseDay(day));
  const met = age >= (test.from ?? 0) && age < (test.below ?? Infinity);
  return { met, value: String(age), basis: birthDay, source: 'fpr_person' };
}

/** On the last day of the term the child is still as old as the day before: a term in months includes its last day. */
function withinTerm(test: { unit: 'years' | 'months'; below?: number }, birthDay: string | null, day: string): string {
  const isLastDay = birthDay !== null && parseDay(birthDay).add({ [test.unit]: test.below! }).toString() === day;
  return isLastDay ? parseDay(day).subtract({ days: 1 }).toString() : day;
}

function readBirth(test: { from?: string; before?: string }, birthDay: string | null): Reading {
  if (!birthDay) return cannotTell('fpr_person', 'no birth day');
  const met = (!test.from || birthDay >= test.from) && (!test.before || birthDay < test.before);
  return { met, value: birthDay, basis: birthDay, source: 'fpr_person' };
}

function readRole(test: { is: 'MOTHER' | 'FATHER' | 'PARENT' }, { person, child }: Circumstances): Reading {
  if (!child) return nobody;
  if (child.kind !== 'CHILD') return { met: false, value: null, basis: `${child.otherId} ${child.kind}`, source: 'fpr_person' };
  const role = person.sex === 'F' ? 'MOTHER' : person.sex === 'M' ? 'FATHER' : null;
  const met = test.is === 'PARENT' ? true : role && role === test.is;
  return { met, value: role, basis: `${child.otherId} ${role}`, source: 'fpr_person' };
}

/**
 * A protected person's municipality is nowhere in the hub, so whether it is a certain one cannot be checked; the answer
 * is the same for every municipality and tells nobody where the person lives. The fact behind it is the name that the
 * condition has for the place: where that becomes part of another municipality, nobody has moved.
 */
function readMunicipality(namedAs: ReadonlyMap<string, string>, { person }: Circumstances): Reading {
  if (isHidden(person.residenceState)) return cannotTell('fpr_person', 'residence not known');
  const named = person.municipality === null ? undefined : namedAs.get(person.municipality);
  return { met: named !== undefined, value: person.municipality, basis: named ?? 'elsewhere', source: 'fpr_person' };
}

function readResidence(test: { atLeast: number }, namedAs: ReadonlyMap<string, string>, circumstances: Circumstances): Reading {
  const { person, day } = circumstances;
  const there = readMunicipality(namedAs, circumstances);
  if (there.met !== true) return there;
  if (!person.residenceSince) return cannotTell('fpr_person', there.basis);
  const met = monthsOn(parseDay(person.residenceSince), parseDay(day)) >= test.atLeast;
  return { met, value: person.residenceSince, basis: `${there.basis} ${person.residenceSince}`, source: 'fpr_person' };
}

function isHidden(residenceState: string | null): boolean {
  return residenceState === 'PROTECTED' || residenceState === 'UNKNOWN';
}

function readStatus(status: { id: string; validFrom: string; validTo: string | null } | null, isOwn: boolean): Reading {
  if (!status) return { met: false, value: null, basis: 'none', source: 'social_statuses' };
  const value = isOwn ? `${status.validFrom} – ${status.validTo ?? ''}`.trimEnd() : null;
  return { met: true, value, basis: status.id, source: 'social_statuses' };
}

function readChildren(test: { atLeast: number; ageBelow: number }, { person, day }: Circumstances): Reading {
  const children = inCustody(person, day);
  const counted = children.filter((tie) => tie.birthDay && yearsOn(tie.birthDay, day) < test.ageBelow);
  const unclear = children.filter((tie) => !tie.birthDay).length;
  const met = counted.length >= test.atLeast ? true : counted.length + unclear >= test.atLeast ? null : false;
  const basis = counted.map((tie) => tie.otherId).sort().join(' ');
  return { met, value: String(counted.length), basis, source: 'fpr_person' };
}
