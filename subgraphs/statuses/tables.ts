/** Tables of the schema `statuses`. A status is bitemporal: valid time in days, recorded time in instants. */
import { sql } from 'drizzle-orm';
import { date, index, integer, pgSchema, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { auditTable, cursorTable } from '../kept-tables.ts';

export const statuses = pgSchema('statuses');

export const statusType = statuses.table('status_type', {
  code: text().primaryKey(),
  nameLv: text('name_lv').notNull(),
  nameEn: text('name_en').notNull(),
  origin: text().notNull(),
  issuerIds: uuid('issuer_ids').array().notNull(),
  legalTitle: text('legal_title').notNull(),
  legalUrl: text('legal_url'),
});

export const decision = statuses.table(
  'decision',
  {
    id: uuid().primaryKey(),
    issuerId: uuid('issuer_id').notNull(),
    number: text(),
    date: date().notNull(),
    legalBasis: text('legal_basis'),
  },
  (table) => [uniqueIndex('decision_by_number').on(table.issuerId, table.number)],
);

/** One row per thing learned about a status: a change closes the row before (`superseded_at`) and adds the next version. */
export const status = statuses.table(
  'status',
  {
    id: uuid().notNull(),
    version: integer().notNull(),
    personId: uuid('person_id').notNull(),
    typeCode: text('type_code').notNull(),
    validFrom: date('valid_from').notNull(),
    validTo: date('valid_to'),
    state: text().notNull(),
    issuerId: uuid('issuer_id').notNull(),
    decisionId: uuid('decision_id'),
    reason: text(),
    recordedAt: timestamp('recorded_at', { withTimezone: true }).notNull(),
    supersededAt: timestamp('superseded_at', { withTimezone: true }),
  },
  (table) => [
    primaryKey({ columns: [table.id, table.version] }),
    uniqueIndex('status_current').on(table.id).where(sql`superseded_at is null`),
    index('status_of_person').on(table.personId).where(sql`superseded_at is null`),
    index('status_of_decision').on(table.decisionId).where(sql`superseded_at is null`),
    index('status_due').on(table.validTo).where(sql`superseded_at is null and state in ('ACTIVE', 'SUSPENDED')`),
  ],
);

/** Last days that are near and were told of. */
export const expiringTold = statuses.table(
  'expiring_told',
  { statusId: uuid('status_id').notNull(), lastDay: date('last_day').notNull() },
  (table) => [primaryKey({ columns: [table.statusId, table.lastDay] }), index('expiring_told_by_day').on(table.lastDay)],
);

/** What an issuer already sent under a key: the input as a hash, and the status it made. */
export const grantKey = statuses.table(
  'grant_key',
  {
    issuerId: uuid('issuer_id').notNull(),
    key: text().notNull(),
    inputHash: text('input_hash').notNull(),
    statusId: uuid('status_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.issuerId, table.key] })],
);

export const audit = auditTable(statuses);

export const cursor = cursorTable(statuses);
