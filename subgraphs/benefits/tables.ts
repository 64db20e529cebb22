/** Tables of the schema `benefits`. Published versions are only ever added; what is being written stands apart as a draft. */
import { sql } from 'drizzle-orm';
import { date, index, integer, jsonb, pgSchema, primaryKey, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { auditTable, cursorTable } from '../kept-tables.ts';

export const benefits = pgSchema('benefits');

export const benefit = benefits.table('benefit', {
  id: uuid().primaryKey(),
  code: text().notNull().unique(),
  grantorId: uuid('grantor_id').notNull(),
  /** Null until the first version is published. */
  currentVersion: integer('current_version'),
  /** Since when it is given no longer; null again when another version is published. */
  withdrawnAt: timestamp('withdrawn_at', { withTimezone: true }),
});

export const version = benefits.table(
  'version',
  {
    benefitId: uuid('benefit_id').notNull().references(() => benefit.id),
    version: integer().notNull(),
    /** Name, law, value in words: see `Content`. */
    content: jsonb().notNull(),
    /** The whole `BenefitDefinition` as published. */
    definition: jsonb().notNull(),
    publishedAt: timestamp('published_at', { withTimezone: true }).notNull(),
    publishedBy: text('published_by').notNull(),
  },
  (table) => [primaryKey({ columns: [table.benefitId, table.version] })],
);

export const draft = benefits.table('draft', {
  benefitId: uuid('benefit_id').primaryKey().references(() => benefit.id),
  content: jsonb().notNull(),
  definition: jsonb().notNull(),
  draftedAt: timestamp('drafted_at', { withTimezone: true }).notNull(),
});

export const instruction = benefits.table(
  'instruction',
  {
    id: uuid().primaryKey(),
    benefitId: uuid('benefit_id').notNull().references(() => benefit.id),
    personId: uuid('person_id').notNull(),
    priority: integer().notNull(),
    validFrom: date('valid_from').notNull(),
    validTo: date('valid_to'),
    state: text().notNull(),
    recordedAt: timestamp('recorded_at', { withTimezone: true }).notNull(),
  },
  (table) => [index('instruction_of_person').on(table.personId)],
);

export const identificationMeans = benefits.table(
  'identification_means',
  {
    id: uuid().primaryKey(),
    personId: uuid('person_id').notNull(),
    kind: text().notNull(),
    label: text().notNull(),
    /** HMAC of kind and number: enough to recognise a card at the till, useless to whoever steals the table. */
    numberHash: text('number_hash').notNull().unique(),
    issuerId: uuid('issuer_id'),
    state: text().notNull(),
    validTo: date('valid_to'),
  },
  (table) => [index('means_of_person').on(table.personId).where(sql`state <> 'EXPIRED'`)],
);

export const audit = auditTable(benefits);

export const cursor = cursorTable(benefits);
