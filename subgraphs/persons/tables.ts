import { bigint, boolean, customType, date, index, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { auditTable, cursorTable } from '../kept-tables.ts';

export const persons = pgSchema('persons');

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/**
 * The only place of the hub where a personal code can be found from a person and back: by keyed hash, and encrypted.
 * A person whose code changed has a row for each; only the current one is ever sent to a register.
 */
export const personKey = persons.table('person_key', {
  codeHash: bytea('code_hash').primaryKey(),
  personId: uuid('person_id').notNull(),
  codeEncrypted: bytea('code_encrypted').notNull(),
  isCurrent: boolean('is_current').notNull(),
}, (table) => [index('person_key_person').on(table.personId)]);

/**
 * How far a register's change feed is followed; up to `discovered_through` it was the first discovery, which tells no events.
 * While lines that were lost are made good, everyone known is read again: those before the place `repaired_through` have been.
 */
export const feed = persons.table('feed', {
  name: text('name').primaryKey(),
  position: bigint('position', { mode: 'number' }).notNull(),
  discoveredThrough: bigint('discovered_through', { mode: 'number' }),
  /** Why: GAP, RESET (versions may have begun anew), ASKED; null when nothing is repaired. */
  repair: text('repair'),
  repairedThrough: bigint('repaired_through', { mode: 'number' }),
});

/** Two records of the register that turned out to be one person: the id of the one that is gone leads to the other. */
export const merged = persons.table('merged', {
  personId: uuid('person_id').primaryKey(),
  survivorId: uuid('survivor_id').notNull(),
  at: instant('at').notNull(),
}, (table) => [index('merged_survivor').on(table.survivorId)]);

/** What is told later than it happened, and apart: of an adopted child's past (`later.ts`). One row for each event, gone when it is told. */
export const toldLater = persons.table('told_later', {
  personId: uuid('person_id').notNull(),
  type: text('type').notNull(),
  dueAt: instant('due_at').notNull(),
}, (table) => [primaryKey({ columns: [table.personId, table.type] })]);

/** Codes that the register gives out no more, hashed as in `person_key` and without an id: a late copy of a record brings nobody back. */
export const removedCode = persons.table('removed_code', {
  codeHash: bytea('code_hash').primaryKey(),
});

/** Every look at a person's data by somebody in office; written before they see anything. */
export const dataAccess = persons.table('data_access', {
  id: bigint('id', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
  at: instant('at').notNull(),
  personId: uuid('person_id').notNull(),
  by: text('by').notNull(),
  organizationId: uuid('organization_id'),
  purpose: text('purpose').notNull(),
  permission: text('permission').notNull(),
  fields: text('fields').array().notNull(),
  requestId: text('request_id').notNull(),
}, (table) => [index('data_access_person').on(table.personId, table.id.desc())]);

/** What a person decided; whoever has no row has decided nothing yet. */
export const preference = persons.table('preference', {
  personId: uuid('person_id').primaryKey(),
  notifyOffers: boolean('notify_offers').notNull(),
  evaluateOffers: boolean('evaluate_offers').notNull(),
  channel: text('channel'),
  language: text('language').notNull(),
  updatedAt: instant('updated_at').notNull(),
});

export const dataPermission = persons.table('data_permission', {
  id: uuid('id').primaryKey(),
  personId: uuid('person_id').notNull(),
  recipientId: uuid('recipient_id'),
  purpose: text('purpose').notNull(),
  fields: text('fields').array().notNull(),
  validTo: date('valid_to'),
}, (table) => [index('data_permission_person').on(table.personId)]);

export const audit = auditTable(persons);

export const cursor = cursorTable(persons);
