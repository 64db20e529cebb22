import { sql } from 'drizzle-orm';
import { bigint, boolean, date, index, integer, jsonb, pgSchema, primaryKey, smallint, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { auditTable, cursorTable } from '../kept-tables.ts';

export const requests = pgSchema('requests');

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

/** Ids and states, and what the applicant wrote; names only of people who are not in the register; never a personal code. */
export const request = requests.table('request', {
  id: uuid().primaryKey(),
  /** The running part of the number people quote; an identity, so that no two requests can share it. */
  serial: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().notNull(),
  kind: text().notNull(),
  serviceId: uuid('service_id'),
  benefitId: uuid('benefit_id'),
  institutionId: uuid('institution_id'),
  applicantId: uuid('applicant_id'),
  concerningId: uuid('concerning_id'),
  applicantOrganizationId: uuid('applicant_organization_id'),
  applicantName: text('applicant_name'),
  submittedBy: uuid('submitted_by'),
  /** As the token said it on the day: {id, scope, basis, validFrom, validTo}. */
  mandate: jsonb(),
  channel: text().notNull(),
  contactPointId: uuid('contact_point_id'),
  status: text().notNull(),
  statusSince: instant('status_since').notNull(),
  createdAt: instant('created_at').notNull(),
  submittedAt: instant('submitted_at'),
  dueOn: date('due_on', { mode: 'string' }),
  missing: text().array().notNull().default(sql`'{}'`),
  text: text(),
  externalId: text('external_id'),
  /** {outcome, number, date, appealUntil} */
  decision: jsonb(),
  rating: smallint(),
  ratingComment: text('rating_comment'),
  overdueTold: boolean('overdue_told').notNull().default(false),
  /** Rises with every change: a decision taken on an older reading finds no row to write. */
  revision: integer().notNull().default(1),
}, (table) => [
  uniqueIndex('request_serial').on(table.serial),
  index('request_applicant').on(table.applicantId, table.serial),
  index('request_institution').on(table.institutionId, table.serial),
  uniqueIndex('request_external').on(table.institutionId, table.externalId),
  index('request_without_institution').on(table.serviceId).where(sql`institution_id is null`),
  // Of what is done, nobody asks whether it is late: the index stays as small as the work that is open.
  index('request_due').on(table.dueOn).where(sql`not overdue_told and status in ('SUBMITTED', 'REGISTERED', 'FORWARDED', 'IN_PROGRESS', 'AWAITING_APPLICANT', 'APPEALED')`),
]);

/** The history; what a line came from is the line before it, so that one reported late finds its place. */
export const statusChange = requests.table('status_change', {
  id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  requestId: uuid('request_id').notNull().references(() => request.id),
  status: text().notNull(),
  at: instant('at').notNull(),
  by: text().notNull(),
  note: text(),
}, (table) => [index('status_change_request').on(table.requestId, table.at)]);

export const message = requests.table('message', {
  id: uuid().primaryKey(),
  requestId: uuid('request_id').notNull().references(() => request.id),
  at: instant('at').notNull(),
  from: text().notNull(),
  text: text().notNull(),
  deliveredBy: text('delivered_by'),
  deemedReceivedOn: date('deemed_received_on', { mode: 'string' }),
}, (table) => [index('message_request').on(table.requestId, table.at)]);

/** What the form had to ask; personal data, apart from the row so that lists never touch it. */
export const requestAnswer = requests.table('request_answer', {
  requestId: uuid('request_id').notNull().references(() => request.id),
  question: text().notNull(),
  answer: text().notNull(),
}, (table) => [primaryKey({ columns: [table.requestId, table.question] })]);

/** Which key led to which request; keys and inputs as hashes, so that an anonymous complaint leads back to nobody. */
export const idempotency = requests.table('idempotency', {
  keyHash: text('key_hash').primaryKey(),
  inputHash: text('input_hash').notNull(),
  requestId: uuid('request_id').notNull(),
  at: instant('at').notNull(),
});

/** Own copy of what a request needs to know about a service, kept by the events of `services`. */
export const service = requests.table('service', {
  id: uuid().primaryKey(),
  identifier: text().notNull(),
  /** Only a published service can be requested; null where its publisher does not say. */
  status: text(),
  ownerId: uuid('owner_id'),
  processingDays: integer('processing_days'),
});

export const audit = auditTable(requests);

export const cursor = cursorTable(requests);
