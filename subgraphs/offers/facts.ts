/**
 * What is known of one person on one day, as conditions look at it. Pure: no database, clock or network.
 * Calendar days are ISO text here: it orders like the days themselves, and a sweep compares millions of them.
 */
import type { PersonFacts, TieFacts } from '#connectors/population/projection.ts';
import { ageOn, parseDay } from '#kernel/days.ts';

/** This subgraph's own copy of a social status, kept from the events of `statuses`. Both days are inclusive. */
export interface HeldStatus {
  id: string;
  personId: string;
  typeCode: string;
  validFrom: string;
  validTo: string | null;
  state: string;
}

/** One person's facts on a day and, where the benefit concerns a child, the tie to that child. */
export interface Circumstances {
  day: string;
  person: PersonFacts;
  child: TieFacts | null;
  /** Of the person and of the children in their custody. */
  statuses: readonly HeldStatus[];
}

const IN_CARE = ['CHILD', 'FOSTER_CHILD', 'WARD'];
const OF_AGE = 18;

export function isDead(vital: string | null): boolean {
  return vital === 'DECEASED' || vital === 'DECLARED_DEAD';
}

/** Living children, foster children and wards for whom the person decides on that day, eldest first, of any age. */
export function inCustody(person: PersonFacts, day: string): TieFacts[] {
  const byId = new Map<string, TieFacts>();
  for (const tie of person.ties) {
    if (!tie.custody || !IN_CARE.includes(tie.kind) || isDead(tie.vital) || !bindsOn(tie, day)) continue;
    if (tie.birthDay && tie.birthDay > day) continue;
    // One's own child who is also one's ward is still one's own child.
    if (!byId.has(tie.otherId) || tie.kind === 'CHILD') byId.set(tie.otherId, tie);
  }
  return [...byId.values()].sort((a, b) => order(a.birthDay ?? '', b.birthDay ?? '') || order(a.otherId, b.otherId));
}

/** Of those, the minors: custody ends at midnight in Riga when the child turns 18. */
export function minorsInCustody(person: PersonFacts, day: string): TieFacts[] {
  return inCustody(person, day).filter((tie) => tie.birthDay && yearsOn(tie.birthDay, day) < OF_AGE);
}

export function yearsOn(birthDay: string, day: string): number {
  return ageOn(parseDay(birthDay), parseDay(day));
}

/** By its days: a status revoked from a day on still held before it. A suspended one does not hold. */
export function holdingStatus(statuses: readonly HeldStatus[], personId: string, typeCode: string, day: string): HeldStatus | null {
  return statuses.find((status) => status.personId === personId && status.typeCode === typeCode
    && status.state !== 'SUSPENDED' && status.validFrom <= day && (status.validTo === null || day <= status.validTo)) ?? null;
}

/** A tie's last day is the one before `validTo`. */
function bindsOn(tie: TieFacts, day: string): boolean {
  return tie.validFrom <= day && (tie.validTo === null || day < tie.validTo);
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
