/** Addresses as the change feed told them, kept so that they can be searched. Public register data. */
import { bigint, doublePrecision, index, pgSchema, text } from 'drizzle-orm/pg-core';

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
  version: bigint('version', { mode: 'number' }).notNull(),
}, (table) => [index('address_municipality').on(table.municipality)]);
