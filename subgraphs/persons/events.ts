/** What the persons subgraph tells everyone. Ids, codes, states and days only: never a name, personal code or address. */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';
import { uuidv5 } from '#kernel/ids.ts';

const personId = z.uuid();
const day = z.iso.date();
/** Far more than any register could mean; it bounds how large an event can get. */
const PEOPLE_MOST = 100;
const municipality = z.string().regex(/^\d{7}$/);

/** Payloads by event type; the subject is a person id, except where it says otherwise. */
export const personEvents = {
  /** Subject: the child. `parentIds` are those who hold custody. */
  'persons.born.v1': z.object({ parentIds: z.array(personId).max(PEOPLE_MOST) }),
  /** Null where there is no municipality: from abroad, to abroad, no residence. */
  'persons.moved.v1': z.object({ from: municipality.nullable(), to: municipality.nullable(), since: day.nullable() }),
  'persons.died.v1': z.object({ on: day.nullable() }),
  /** `on` is the day of death that turned out to be wrong. */
  'persons.death-annulled.v1': z.object({ on: day.nullable() }),
  /** `from` and `to` are the days between which the tie holds; a tie that vanished ends on the day it was missed. */
  'persons.tie-changed.v1': z.object({ kind: z.string().max(40), otherId: personId, from: day, to: day.nullable(), custody: z.boolean() }),
  /** Another code than before; the id stays, so `formerIds` is empty. */
  'persons.code-changed.v1': z.object({ formerIds: z.array(personId).max(0) }),
  /** Two records turned out to be one person: the subject. What is kept under `formerIds` is theirs. */
  'persons.merged.v1': z.object({ formerIds: z.array(personId).min(1).max(PEOPLE_MOST) }),
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

export type PersonEventType = keyof typeof personEvents;
export type PersonEventData<T extends PersonEventType> = z.infer<(typeof personEvents)[T]>;

/** Pseudonyms of people stay in the log only as long as catching up needs them. */
const toPersons = { subject: 'person', audience: 'PERSON', placed: true, keptDays: 90 } as const;
const toNobody = { ...toPersons, audience: 'NOBODY' } as const;

export const definitions: Readonly<Record<PersonEventType, EventDefinition>> = {
  'persons.born.v1': {
    ...toPersons, subject: 'child', reads: ['Ties.PersonCode'], data: personEvents['persons.born.v1'],
    description: 'A child was born, or is known here for the first time; `parentIds` are those who hold custody.',
  },
  'persons.moved.v1': {
    ...toPersons, data: personEvents['persons.moved.v1'], example: { from: '0002000' },
    description: 'A person lives in another municipality than before; null stands for abroad, for no residence and for what is protected.',
  },
  'persons.died.v1': {
    ...toPersons, reads: ['VitalStatus', 'DeathDate'], data: personEvents['persons.died.v1'],
    description: 'A person died on a day, which the register may not know.',
  },
  'persons.death-annulled.v1': {
    ...toPersons, reads: ['VitalStatus', 'DeathDate'], data: personEvents['persons.death-annulled.v1'],
    description: 'A person who was told to have died lives; `on` is the day of death that turned out to be wrong.',
  },
  'persons.tie-changed.v1': {
    ...toPersons, reads: ['Ties.Kind', 'Ties.PersonCode', 'Ties.From', 'Ties.To'],
    data: personEvents['persons.tie-changed.v1'], delivered: personEvents['persons.tie-changed.v1'].omit({ custody: true }), example: { kind: 'SPOUSE', to: null },
    description: 'A tie between two people began, ended or holds between other days.',
  },
  'persons.code-changed.v1': {
    ...toPersons, data: personEvents['persons.code-changed.v1'],
    description: 'A person has another personal code than before and keeps the id, so that `formerIds` is empty.',
  },
  'persons.merged.v1': {
    ...toPersons, subject: 'surviving person', data: personEvents['persons.merged.v1'],
    description: 'Several records turned out to be one person: whatever is kept under `formerIds` belongs to the subject.',
  },
  'persons.removed.v1': {
    ...toNobody, data: personEvents['persons.removed.v1'],
    description: 'Nobody bears this id any more.',
  },
  'persons.address-protected.v1': {
    ...toPersons, data: personEvents['persons.address-protected.v1'],
    description: 'Where a person lives is protected from now on: no event about them names a municipality any more.',
  },
  'persons.address-unprotected.v1': {
    ...toPersons, data: personEvents['persons.address-unprotected.v1'],
    description: 'Where a person lives is no longer protected.',
  },
  'persons.corrected.v1': {
    ...toNobody, data: personEvents['persons.corrected.v1'],
    description: 'A fact that benefits rest on reads differently, by no event of life.',
  },
  'persons.municipality-merged.v1': {
    subject: 'municipality', audience: 'EVERYONE', placed: false, keptDays: 3_650, data: personEvents['persons.municipality-merged.v1'], example: { from: '0002000' },
    description: 'A municipality became part of another on a day; whoever lives there has not moved.',
  },
  'persons.preferences-changed.v1': {
    ...toNobody, data: personEvents['persons.preferences-changed.v1'],
    description: 'A person objected to being evaluated for offers, or no longer does.',
  },
};

/** @param code ATVK */
export function municipalityId(code: string): string {
  return uuidv5(`municipality:${code}`);
}

/** One event about to be told: `municipality` is null for protected people and those without one. */
export type PersonEvent = {
  [T in PersonEventType]: { type: T; subject: string; municipality: string | null; data: PersonEventData<T> };
}[PersonEventType];
