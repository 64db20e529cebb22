import type { ProjectedPerson } from '#connectors/population/projection.ts';
import { isDead } from '#connectors/population/record.ts';
import { parseDay } from '#kernel/days.ts';
import type { PersonEvent } from './events.ts';

/** A record that appears this long after the birth is a late registration: still a birth; later it is an arrival. */
const BIRTH_WITHIN_MONTHS = 12;

/**
 * What happened to a person, by comparing what was known with what the register says now. A protected person has no
 * municipality anywhere: their events carry none, and neither going into protection nor out of it is a move.
 *
 * Of an adoption only the new parents' ties are told. A birth or an arrival of the child, or the ties that its former relatives
 * no longer have, would stand beside them at the same moment, and together they would be the link that the law forbids.
 *
 * @param before null for a person seen for the first time
 */
export function eventsOf(before: ProjectedPerson | null, after: ProjectedPerson, today: Temporal.PlainDate): PersonEvent[] {
  const common = { subject: after.personId, municipality: placeOf(before, after) };
  const told = [
    ...appearance(before, after, today),
    ...protection(before, after),
    ...move(before, after, today),
    ...life(before, after, today),
    ...ties(before, after, today),
  ];
  return (told.length > 0 ? told : correction(before, after)).map((event) => ({ ...common, ...event }) as PersonEvent);
}

/**
 * Whether all that is new is that a tie to a parent or a child is no longer there, of which nothing is told at once: it may be an
 * adopted child's past (`later.ts`).
 */
export function isMerelyUntied(before: ProjectedPerson | null, after: ProjectedPerson, today: Temporal.PlainDate): boolean {
  if (!before || isDead(after.vital) || eventsOf(before, after, today).length > 0) return false;
  const has = new Set(after.ties.map(({ kind, otherId }) => `${kind} ${otherId}`));
  return before.ties.some(({ kind, otherId }) => !has.has(`${kind} ${otherId}`));
}

type Told = { [T in PersonEvent['type']]: Pick<Extract<PersonEvent, { type: T }>, 'type' | 'data'> }[PersonEvent['type']];

/** The dead live nowhere, so their death is told where they lived last. */
function placeOf(before: ProjectedPerson | null, after: ProjectedPerson): string | null {
  if (isProtected(after) || (before && isProtected(before) && isDead(after.vital))) return null;
  return after.municipality ?? (isDead(after.vital) ? (before?.municipality ?? null) : null);
}

function appearance(before: ProjectedPerson | null, after: ProjectedPerson, today: Temporal.PlainDate): Told[] {
  if (before || !isNewborn(after, today) || isAdopted(after)) return [];
  const parentIds = after.ties.filter(({ kind, custody }) => kind === 'PARENT' && custody).map(({ otherId }) => otherId);
  return [{ type: 'persons.born.v1', data: { parentIds } }];
}

function protection(before: ProjectedPerson | null, after: ProjectedPerson): Told[] {
  if (!before || isProtected(before) === isProtected(after)) return [];
  return [{ type: isProtected(after) ? 'persons.address-protected.v1' : 'persons.address-unprotected.v1', data: {} }];
}

/** Whoever appears and was not just born has come from abroad. */
function move(before: ProjectedPerson | null, after: ProjectedPerson, today: Temporal.PlainDate): Told[] {
  if (isProtected(after) || isDead(after.vital)) return [];
  if (before ? isProtected(before) || isDead(before.vital) : isNewborn(after, today) || isAdopted(after)) return [];
  const [from, to] = [before?.municipality ?? null, after.municipality];
  if (from === to) return [];
  return [{ type: 'persons.moved.v1', data: { from, to, since: after.residenceSince } }];
}

/** Nobody is told that someone they never knew is dead, unless the birth is news as well. */
function life(before: ProjectedPerson | null, after: ProjectedPerson, today: Temporal.PlainDate): Told[] {
  if (!before && (!isNewborn(after, today) || isAdopted(after))) return [];
  const [wasDead, dead] = [before !== null && isDead(before.vital), isDead(after.vital)];
  if (dead && !wasDead) return [{ type: 'persons.died.v1', data: { on: after.deathDay } }];
  if (wasDead && !dead) return [{ type: 'persons.death-annulled.v1', data: { on: before!.deathDay } }];
  return [];
}

function ties(before: ProjectedPerson | null, after: ProjectedPerson, today: Temporal.PlainDate): Told[] {
  if (!before) return [];
  const had = new Map(before.ties.map((tie) => [`${tie.kind} ${tie.otherId}`, tie]));
  const changed: Told[] = [];
  for (const { kind, otherId, custody, validFrom, validTo } of after.ties) {
    const old = had.get(`${kind} ${otherId}`);
    had.delete(`${kind} ${otherId}`);
    if (old && old.custody === custody && old.validFrom === validFrom && old.validTo === validTo) continue;
    changed.push({ type: 'persons.tie-changed.v1', data: { kind, otherId, from: validFrom, to: validTo, custody } });
  }
  for (const { kind, otherId, validFrom } of had.values()) {
    if (kind !== 'SPOUSE') continue; // to a child or a parent it ends by days; one that was never there is somebody's secret
    changed.push({ type: 'persons.tie-changed.v1', data: { kind, otherId, from: validFrom, to: today.toString(), custody: false } });
  }
  return changed;
}

/** Told where nothing else is: whoever rests on these facts looks at the person anew at every other event as well. */
function correction(before: ProjectedPerson | null, after: ProjectedPerson): Told[] {
  if (!before || isDead(after.vital)) return [];
  const basis = ({ birthDay, sex, vital, residenceSince, residenceState, flags }: ProjectedPerson) =>
    JSON.stringify([birthDay, sex, vital, residenceSince, residenceState, flags.toSorted()]);
  return basis(before) === basis(after) ? [] : [{ type: 'persons.corrected.v1', data: {} }];
}

function isProtected(person: ProjectedPerson): boolean {
  return person.residenceState === 'PROTECTED';
}

/** By the register's own days: whoever is born to somebody is theirs from the day of birth. */
function isAdopted({ birthDay, ties: all }: ProjectedPerson): boolean {
  const parents = all.filter(({ kind }) => kind === 'PARENT');
  return parents.length > 0 && parents.every(({ validFrom }) => validFrom > birthDay);
}

function isNewborn(person: ProjectedPerson, today: Temporal.PlainDate): boolean {
  return Temporal.PlainDate.compare(parseDay(person.birthDay), today.subtract({ months: BIRTH_WITHIN_MONTHS })) >= 0;
}
