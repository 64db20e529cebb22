/** Addresses as the change feed and the open data told them, kept so that they can be searched. Public register data. */
import { bigint, date, doublePrecision, pgSchema, text, timestamp } from 'drizzle-orm/pg-core';

export const addresses = pgSchema('addresses');

export const address = addresses.table('address', {
  code: text('code').primaryKey(),
  status: text('status').notNull(),
  text: text('text').notNull(),
  /** Lower-case words without diacritics, each after a space. */
  searchText: text('search_text').notNull(),
  postalCode: text('postal_code'),
  municipality: text('municipality'),
  parish: text('parish'),
  latitude: doublePrecision('latitude'),
  longitude: doublePrecision('longitude'),
  /** The newest version that the register told; 0 when only the open data did. */
  version: bigint('version', { mode: 'number' }).notNull(),
  /** Who told it last: `vzd_address`, the register, or `vzd_address open data`, its published files. */
  source: text('source').notNull().default('vzd_address'),
  /** The day on which the register says it last changed: by it the two sources are compared. */
  changedOn: date('changed_on'),
  /** Code of the address that it was merged into. */
  successor: text('successor'),
});

/** Municipalities that became part of another since the classifier of this version was written. */
export const municipalityMerger = addresses.table('municipality_merger', {
  code: text('code').primaryKey(),
  successor: text('successor').notNull(),
  onDay: date('on_day').notNull(),
});

/** How far each file of the open data has been taken in; moved in the transaction of what was taken in. */
export const varisFile = addresses.table('varis_file', {
  name: text('name').primaryKey(),
  /** Of its content and of that of the files before it, on which its addresses rest. */
  fingerprint: text('fingerprint').notNull(),
  bytes: bigint('bytes', { mode: 'number' }).notNull(),
  rows: bigint('rows', { mode: 'number' }).notNull(),
});

/** Every delivery of the open data that was taken in to its end. */
export const varisDelivery = addresses.table('varis_delivery', {
  fingerprint: text('fingerprint').primaryKey(),
  /** The newest change in it: as of then it tells. */
  deliveredOn: date('delivered_on').notNull(),
  /** How many rows of addresses it held: the next holds no fewer. */
  addressRows: bigint('address_rows', { mode: 'number' }).notNull(),
  completedAt: timestamp('completed_at', { withTimezone: true }).notNull(),
});
