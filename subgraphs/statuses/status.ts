/** Decisions about statuses: pure functions over a status, an input and a day. */
import { createHash } from 'node:crypto';
import { parseDay } from '#kernel/days.ts';
import { isUuid } from '#kernel/ids.ts';
import { holdsPersonalCode } from '#kernel/personal-code-shape.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import type { SocialStatusModel, SocialStatusTypeModel } from './models.ts';

export interface GrantInput {
  personId: string;
  typeCode: string;
  validFrom: string;
  validTo?: string | null;
  legalBasis?: string | null;
  decisionNumber?: string | null;
  idempotencyKey: string;
}

type Period = Pick<SocialStatusModel, 'validFrom' | 'validTo'>;

/** By dates alone: a status revoked from a day on still held before it. ISO days compare as text. */
export function holdsOn(status: Period, day: string): boolean {
  return status.validFrom <= day && (status.validTo === null || day <= status.validTo);
}

/** What is wrong with a grant before the register is asked, or null. */
export function findGrantFault(input: GrantInput, type: SocialStatusTypeModel | undefined): InvalidInput | null {
  if (!isUuid(input.personId)) return invalidInput('personId is not an id of a person: expected a UUID', ['personId']);
  if (!type) return invalidInput(`Status type "${input.typeCode}" is not known; statusTypes lists those that are`, ['typeCode']);
  if (type.origin === 'REGISTER') {
    return invalidInput(`Status "${type.code}" is a fact of another register and cannot be granted here`, ['typeCode']);
  }
  if (type.origin === 'DERIVED') {
    return invalidInput(`Status "${type.code}" follows from other facts and cannot be granted by hand`, ['typeCode']);
  }
  const badDay = findBadDay('validFrom', input.validFrom) ?? (input.validTo == null ? null : findBadDay('validTo', input.validTo));
  if (badDay) return badDay;
  if (input.validTo != null && input.validTo < input.validFrom) {
    return invalidInput(`validTo ${input.validTo} lies before validFrom ${input.validFrom}`, ['validTo']);
  }
  if (input.idempotencyKey.trim() === '' || input.idempotencyKey.length > 200) {
    return invalidInput('idempotencyKey must have 1 to 200 characters', ['idempotencyKey']);
  }
  return findTextFault(input);
}

const LONGEST = { legalBasis: 1_000, decisionNumber: 200, idempotencyKey: 200 } as const;

function findTextFault(input: GrantInput): InvalidInput | null {
  for (const [name, longest] of Object.entries(LONGEST) as [keyof typeof LONGEST, number][]) {
    const text = input[name] ?? '';
    if (text.length > longest) return invalidInput(`${name} has ${text.length} characters; at most ${longest} are taken`, [name]);
    if (holdsPersonalCode(text)) return invalidInput(`${name} seems to hold a personal code; leave it out`, [name]);
  }
  return null;
}

function findBadDay(name: string, text: string): InvalidInput | null {
  try {
    parseDay(text);
    return null;
  } catch {
    return invalidInput(`${name} "${text}" is not a day of the calendar such as 2026-11-20`, [name]);
  }
}

/** A person holds a type at most once on any day; returns the status in the way. */
export function findOverlap(existing: readonly SocialStatusModel[], wanted: Period & { typeCode: string }): Conflict | null {
  const other = existing.find(
    (status) =>
      status.typeCode === wanted.typeCode &&
      status.state !== 'REVOKED' && // one that expired held on its days, and still did when more is granted backwards
      (wanted.validTo === null || status.validFrom <= wanted.validTo) &&
      (status.validTo === null || wanted.validFrom <= status.validTo),
  );
  if (!other) return null;
  const until = other.validTo === null ? 'without an end' : `to ${other.validTo}`;
  return conflict(`The person already holds "${wanted.typeCode}" from ${other.validFrom} ${until}`, ['validFrom']);
}

/** A status granted for days that are over is history from the start. */
export function stateAtGrant(validTo: string | null, today: string): 'ACTIVE' | 'EXPIRED' {
  return validTo !== null && validTo < today ? 'EXPIRED' : 'ACTIVE';
}

/** Same key, other input is the issuer's mistake; only a hash of what was sent is kept. */
export function hashGrant(input: GrantInput): string {
  const { personId, typeCode, validFrom, validTo, legalBasis, decisionNumber } = input;
  const canonical = JSON.stringify([personId, typeCode, validFrom, validTo ?? null, legalBasis ?? null, decisionNumber ?? null]);
  return createHash('sha256').update(canonical).digest('hex');
}

/** How a status is to stand, where it does not stand so already, or what is in the way. */
export type Revision = Pick<SocialStatusModel, 'state' | 'validTo'> | 'AS_IT_IS' | InvalidInput | Conflict;

/**
 * What revoking a status from a day on comes to. Revoked from its first day, it never held: its last day then lies
 * before its first. An end can only move forward in time by a new grant, so `from` may not lie behind the last day.
 */
export function decideRevocation(status: SocialStatusModel, from: string): Revision {
  const badDay = findBadDay('from', from);
  if (badDay) return badDay;
  const lastDay = parseDay(from).subtract({ days: 1 }).toString();
  if (status.state === 'REVOKED') {
    if (status.validTo === lastDay) return 'AS_IT_IS';
    return conflict(`The status was already revoked; its last day is ${status.validTo}`, ['from']);
  }
  if (status.state === 'EXPIRED') return isOver(status);
  if (from < status.validFrom) {
    return invalidInput(`from ${from} lies before the status's first day ${status.validFrom}; revoke it from that day`, ['from']);
  }
  if (status.validTo !== null && from > status.validTo) {
    return invalidInput(`from ${from} lies behind the status's last day ${status.validTo}`, ['from']);
  }
  return { state: 'REVOKED', validTo: lastDay };
}

/** Without effect from now on, until it is resumed; its days stay as they are. */
export function decideSuspension({ state, validTo }: SocialStatusModel): Revision {
  if (state === 'SUSPENDED') return 'AS_IT_IS';
  return state === 'ACTIVE' ? { state: 'SUSPENDED', validTo } : isOver({ state, validTo });
}

export function decideResumption({ state, validTo }: SocialStatusModel): Revision {
  if (state === 'ACTIVE') return 'AS_IT_IS';
  return state === 'SUSPENDED' ? { state: 'ACTIVE', validTo } : isOver({ state, validTo });
}

/** Another last day, today or later: what is to end in the past is revoked, which says so. */
export function decideChange({ state, validFrom, validTo: before }: SocialStatusModel, validTo: string | null, today: string): Revision {
  const badDay = validTo === null ? null : findBadDay('validTo', validTo);
  if (badDay) return badDay;
  if (state === 'REVOKED' || state === 'EXPIRED') return isOver({ state, validTo: before });
  if (validTo === before) return 'AS_IT_IS';
  if (validTo !== null && validTo < validFrom) return invalidInput(`validTo ${validTo} lies before the status's first day ${validFrom}`, ['validTo']);
  if (validTo !== null && validTo < today) return invalidInput(`validTo ${validTo} is over; revoke the status from the day after`, ['validTo']);
  return { state, validTo };
}

function isOver({ state, validTo }: Pick<SocialStatusModel, 'state' | 'validTo'>): Conflict {
  return conflict(`The status ${state === 'REVOKED' ? 'was revoked' : 'has expired'}; its last day was ${validTo}`, ['id']);
}
