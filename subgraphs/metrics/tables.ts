/**
 * Tables of the schema `metrics`. Everything counted belongs to a generation: the live one answers, and another may be counted
 * anew beside it. Ids are pseudonyms; what hangs on one person or request is kept only to count on from it.
 */
import { bigint, boolean, date, index, integer, pgSchema, primaryKey, smallint, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import { cursorTable } from '../kept-tables.ts';

export const metrics = pgSchema('metrics');

const day = (name: string) => date(name, { mode: 'string' });

/** Which generation answers; one row, whose lock also keeps the consumer and the change of generations apart. */
export const standing = metrics.table('standing', {
  singleton: boolean().primaryKey().default(true),
  live: integer().notNull(),
});

export const generation = metrics.table('generation', {
  id: integer().primaryKey(),
  /** The newest sequence that is counted in it. */
  position: bigint({ mode: 'number' }).notNull(),
  /** The newest sequence when it was asked for. */
  head: bigint({ mode: 'number' }).notNull(),
  startedAt: timestamp('started_at', { withTimezone: true }).notNull(),
  /** Whether what the log no longer tells has been copied into it. */
  isPrepared: boolean('is_prepared').notNull(),
  /** Figures of earlier days are copies from the generation before, which had counted through `copiedThrough`; null: none are. */
  keptBefore: day('kept_before'),
  copiedThrough: bigint('copied_through', { mode: 'number' }).notNull().default(0),
});

/** How many of something: sums over any of the dimensions are merged as if counted together. */
export const cell = metrics.table('cell', {
  generation: integer().notNull(),
  day: day('day').notNull(),
  /** Made of all that follows but the amount: a key of nine columns took most of the time of counting. */
  key: uuid().notNull(),
  measure: text().notNull(),
  serviceId: uuid('service_id'),
  organizationId: uuid('organization_id'),
  municipality: text(),
  channel: text(),
  status: text(),
  benefitId: uuid('benefit_id'),
  /** Of the sketch of durations, or the rating; 0 where there is no more to tell apart. */
  bin: smallint().notNull(),
  amount: bigint({ mode: 'number' }).notNull(),
}, (table) => [primaryKey({ columns: [table.generation, table.day, table.key] })]);

/** Where a request stands in the figures. */
export const request = metrics.table('request', {
  generation: integer().notNull(),
  id: uuid().notNull(),
  /** To take the municipality out of the figures once the person is protected. */
  personId: uuid('person_id'),
  serviceId: uuid('service_id'),
  organizationId: uuid('organization_id'),
  municipality: text(),
  channel: text(),
  benefitId: uuid('benefit_id'),
  submittedOn: day('submitted_on'),
  status: text().notNull(),
  outcome: text(),
  decidedOn: day('decided_on'),
  days: integer(),
  rating: smallint(),
  ratedOn: day('rated_on'),
  /** Of the first and the newest event of it that are counted. */
  firstSequence: bigint('first_sequence', { mode: 'number' }).notNull(),
  lastSequence: bigint('last_sequence', { mode: 'number' }).notNull(),
}, (table) => [primaryKey({ columns: [table.generation, table.id] }), index('request_of_person').on(table.generation, table.personId)]);

/** Where an offer stands in the figures. */
export const offer = metrics.table('offer', {
  generation: integer().notNull(),
  id: uuid().notNull(),
  personId: uuid('person_id'),
  benefitId: uuid('benefit_id').notNull(),
  serviceId: uuid('service_id'),
  organizationId: uuid('organization_id'),
  municipality: text(),
  foundOn: day('found_on'),
  acceptedOn: day('accepted_on'),
  declinedOn: day('declined_on'),
  isOpen: boolean('is_open').notNull(),
  firstSequence: bigint('first_sequence', { mode: 'number' }).notNull(),
  lastSequence: bigint('last_sequence', { mode: 'number' }).notNull(),
}, (table) => [primaryKey({ columns: [table.generation, table.id] }), index('offer_of_person').on(table.generation, table.personId)]);

/** Whose events have no place from now on, though one that was told before they were protected may still have one. */
export const protectedPerson = metrics.table('protected_person', {
  generation: integer().notNull(),
  personId: uuid('person_id').notNull(),
}, (table) => [primaryKey({ columns: [table.generation, table.personId] })]);

/** What indicators need of a service. */
export const service = metrics.table('service', {
  generation: integer().notNull(),
  id: uuid().notNull(),
  status: text(),
  /** Portals, by their addresses, in which it can be requested. */
  portals: text().array().notNull(),
  isRequestableOnline: boolean('is_requestable_online').notNull(),
  digitalisationLevel: text('digitalisation_level'),
  sdgProcedure: text('sdg_procedure'),
  /** Whether it meets what the eGovernment benchmark asks; null: the benchmark does not reach it, or nobody said. */
  meetsBenchmark: boolean('meets_benchmark'),
}, (table) => [primaryKey({ columns: [table.generation, table.id] })]);

export const portal = metrics.table('portal', {
  generation: integer().notNull(),
  id: uuid().notNull(),
  address: text().notNull(),
  isCentral: boolean('is_central').notNull(),
  sharedSolutions: integer('shared_solutions').notNull(),
}, (table) => [primaryKey({ columns: [table.generation, table.id] })]);

/** By what offers of a benefit are counted. */
export const benefit = metrics.table('benefit', {
  generation: integer().notNull(),
  id: uuid().notNull(),
  serviceId: uuid('service_id'),
  grantorId: uuid('grantor_id'),
}, (table) => [primaryKey({ columns: [table.generation, table.id] })]);

export const cursor = cursorTable(metrics);
