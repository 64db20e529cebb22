/** What the persons subgraph tells everyone. Ids, codes, states and days only: never a name, personal code or address. */
import { z } from 'zod';
import { uuidv5 } from '#kernel/ids.ts';

const personId = z.uuid();
const day = z.iso.date();
const municipality = z.string().regex(/^\d{7}$/);

/** Payloads by event type; the subject is a person id, except where it says otherwise. */
export const personEvents = {
  /** Subject: the child. `parentIds` are those who hold custody. */
  'persons.born.v1': z.object({ parentIds: z.array(personId) }),
  /** Null where there is no municipality: from abroad, to abroad, no residence. */
  'persons.moved.v1': z.object({ from: municipality.nullable(), to: municipality.nullable(), since: day.nullable() }),
  'persons.died.v1': z.object({ on: day.nullable() }),
  /** `on` is the day of death that turned out to be wrong. */
  'persons.death-annulled.v1': z.object({ on: day.nullable() }),
  /** `from` and `to` are the days between which the tie holds; a tie that vanished ends on the day it was missed. */
  'persons.tie-changed.v1': z.object({ kind: z.string(), otherId: personId, from: day, to: day.nullable(), custody: z.boolean() }),
  /** Another code than before; the id stays, so `formerIds` is empty. */
  'persons.code-changed.v1': z.object({ formerIds: z.array(personId) }),
  /** Two records turned out to be one person: the subject. What is kept under `formerIds` is theirs. */
  'persons.merged.v1': z.object({ formerIds: z.array(personId).min(1) }),
  /** For the hub's own parts alone, never delivered: nobody bears this id any more, and nothing may say why, nor when (`later.ts`). */
  'persons.removed.v1': z.object({}),
  'persons.address-protected.v1': z.object({}),
  'persons.address-unprotected.v1': z.object({}),
  /** A fact that benefits rest on reads differently, by no event of life: a birth date, a flag, a tie that vanished. Which one is nobody's to know. */
  'persons.corrected.v1': z.object({}),
  /**
   * Subject: the municipality `from`, as `municipalityId` makes one of its code. From the day `on` it is part of another; `to` is
   * what that is by now, where more mergers followed. Whoever lives there has not moved, and nothing is told of each of them.
   */
  'persons.municipality-merged.v1': z.object({ from: municipality, to: municipality, on: day }),
  'persons.preferences-changed.v1': z.object({ evaluateOffers: z.boolean() }),
} as const;

/** @param code ATVK */
export function municipalityId(code: string): string {
  return uuidv5(`municipality:${code}`);
}

export type PersonEventType = keyof typeof personEvents;
export type PersonEventData<T extends PersonEventType> = z.infer<(typeof personEvents)[T]>;

/** One event about to be told: `municipality` is null for protected people and those without one. */
export type PersonEvent = {
  [T in PersonEventType]: { type: T; subject: string; municipality: string | null; data: PersonEventData<T> };
}[PersonEventType];
