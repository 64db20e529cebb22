/**
 * What all instances of a hub share of the registers: records read lately, encrypted, and what has changed. Nothing here is
 * worth keeping over a crash of the database, which empties all of it at once (the migration makes every table unlogged).
 */
import { bigint, customType, index, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';

export const registers = pgSchema('registers');

const bytea = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });
const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** The second level of memory: a record of a register as one grant shows it. */
export const record = registers.table('record', {
  dataSet: text('data_set').notNull(),
  /** The hub's own id of a person, the code of an address; never a personal code. */
  id: text('id').notNull(),
  /** Purpose, permission and field tree under which it was read. */
  access: text('access').notNull(),
  version: bigint('version', { mode: 'number' }),
  readAt: instant('read_at').notNull(),
  /** The record, encrypted; null where the register knows nobody of this id. */
  value: bytea('value'),
}, (table) => [primaryKey({ columns: [table.dataSet, table.id, table.access] }), index('record_read_at').on(table.readAt), index('record_access').on(table.access)]);

/** The stream of changes of a data set: where it ends, and from where on its lines are still kept. */
export const stream = registers.table('stream', {
  dataSet: text('data_set').primaryKey(),
  /** A new one after a crash of the database: what was heard before it says nothing about what comes after. */
  era: uuid('era').notNull().defaultRandom(),
  position: bigint('position', { mode: 'number' }).notNull(),
  keptFrom: bigint('kept_from', { mode: 'number' }).notNull(),
});

/** One change: what was read of it before is forgotten. Kept longer than any read of the register can last. */
export const change = registers.table('change', {
  dataSet: text('data_set').notNull(),
  position: bigint('position', { mode: 'number' }).notNull(),
  id: text('id').notNull(),
  version: bigint('version', { mode: 'number' }).notNull(),
  at: instant('at').notNull(),
}, (table) => [primaryKey({ columns: [table.dataSet, table.position] }), index('change_id').on(table.dataSet, table.id)]);

/** How far each live instance has heard the stream of a data set. */
export const instance = registers.table('instance', {
  id: uuid('id').notNull(),
  dataSet: text('data_set').notNull(),
  era: uuid('era').notNull(),
  position: bigint('position', { mode: 'number' }).notNull(),
  heardAt: instant('heard_at').notNull(),
}, (table) => [primaryKey({ columns: [table.id, table.dataSet] })]);
