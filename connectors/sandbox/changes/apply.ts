import { parseDay } from '#kernel/days.ts';
import { isDead } from '../person.ts';
import type { Population } from '../population.ts';
import { badRequest, quoted } from '../refusal.ts';
import { adoption } from './adoption.ts';
import { birth } from './birth.ts';
import type { Change, Kind, Outcome } from './change.ts';
import { custodyRemoved, guardianship } from './custody.ts';
import type { KindOfChange, Scene } from './kind.ts';
import { death, deathAnnulled, declareMissing } from './life.ts';
import { divorce, marriage } from './marriage.ts';
import { mergeMunicipalities } from './municipalities.ts';
import { protectAddress, unprotectAddress } from './protection.ts';
import { codeChange, merge } from './records.ts';
import { leaveCountry, move } from './residence.ts';
import { storm } from './storm.ts';

const KINDS: { readonly [One in Kind]: KindOfChange<One> } = {
  birth,
  move,
  death,
  'death-annulled': deathAnnulled,
  'declare-missing': declareMissing,
  'code-change': codeChange,
  merge,
  adoption,
  guardianship,
  'custody-removed': custodyRemoved,
  'protect-address': protectAddress,
  'unprotect-address': unprotectAddress,
  marriage,
  divorce,
  'leave-country': leaveCountry,
  'merge-municipalities': mergeMunicipalities,
  storm,
};

/** Its own kind's, which no type can say of a union. */
function kindOf(change: Change): KindOfChange<Kind> {
  return KINDS[change.kind] as KindOfChange<Kind>;
}

/** Throws a Refusal that names what cannot be: people by `name`, never by code. */
export function checkChange(population: Population, change: Change, today: string, name: Scene['name']): void {
  if (!('effectiveOn' in change)) return;
  const day = readDay(change.effectiveOn, today);
  const kind = kindOf(change);
  for (const index of kind.people(change)) {
    const { vitalStatus, deathDate, birthDate } = population.person(index);
    if (isDead(vitalStatus) && !kind.ofTheDead?.includes(vitalStatus)) {
      throw badRequest(`Person "${name(index)}" ${deathDate === null ? 'was declared dead' : `died on ${deathDate}`}`);
    }
    if (day < birthDate) throw badRequest(`effectiveOn ${day} is before the birth of person "${name(index)}" on ${birthDate}`);
  }
  for (const [stands, because] of kind.objections?.({ population, day, name }, change) ?? []) {
    if (stands) throw badRequest(because);
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
  return kindOf(change).make(population, change, { seed, at });
}
