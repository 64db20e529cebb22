/** Tables of the schema `subscriptions`. The log itself is the kernel's, in the schema `events`. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, customType, date, index, integer, jsonb, pgSchema, primaryKey, smallint, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { auditTable, cursorTable } from '../kept-tables.ts';

export const subscriptions = pgSchema('subscriptions');

const instant = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });
const sequence = (name: string) => bigint(name, { mode: 'number' });
const bytes = customType<{ data: Uint8Array }>({ dataType: () => 'bytea' });

export const subscription = subscriptions.table('subscription', {
  id: uuid().primaryKey(),
  organizationId: uuid('organization_id').notNull(),
  name: text().notNull(),
  /** STREAM, WEBHOOK or NATS. */
  transport: text().notNull(),
  /** ACTIVE, PAUSED, FAILING or DISABLED. */
  state: text().notNull(),
  /** For what its institution reads of people; what it rests on is asked again with every event. */
  purpose: text(),
  createdBy: text('created_by').notNull(),
  createdAt: instant('created_at').notNull(),
  /** Through which everything it should get was delivered and acknowledged. */
  acknowledged: sequence('acknowledged').notNull(),
  /** Behind which it began: what came before was never its. */
  startedAfter: sequence('started_after').notNull(),
  webhookUrl: text('webhook_url'),
  /** Sealed; the one before is signed with too until it ends. */
  secret: bytes(),
  previousSecret: bytes('previous_secret'),
  previousSecretUntil: instant('previous_secret_until'),
  /** Attempts in a row that failed at what is first in line. */
  failures: integer().notNull().default(0),
  failingSince: instant('failing_since'),
  failure: text(),
  nextAttemptAt: instant('next_attempt_at'),
  /** Of its last change. */
  version: integer().notNull(),
  /** From which change on it is about people it watches, however few they become. */
  watchesSince: integer('watches_since'),
  deletedAt: instant('deleted_at'),
}, (table) => [index('subscription_of_organization').on(table.organizationId, table.createdAt).where(sql`deleted_at is null`)]);

/**
 * Every change of a subscription, in order. It holds from the sequence of its own event on (`events.subscription-changed.v1`), so that
 * whoever reads the log in order meets it at the same place. Null until somebody has looked that up.
 */
export const change = subscriptions.table('change', {
  subscriptionId: uuid('subscription_id').notNull().references(() => subscription.id),
  version: integer().notNull(),
  /** What comes behind it is under this change. */
  sequence: sequence('sequence'),
}, (table) => [primaryKey({ columns: [table.subscriptionId, table.version] })]);

/** What a subscription asks for, from a change on: the past reads as it was asked. */
export const filter = subscriptions.table('filter', {
  subscriptionId: uuid('subscription_id').notNull().references(() => subscription.id),
  version: integer().notNull(),
  types: text().array().notNull(),
  municipalityCodes: text('municipality_codes').array(),
  serviceIds: uuid('service_ids').array(),
  statusTypeCodes: text('status_type_codes').array(),
}, (table) => [primaryKey({ columns: [table.subscriptionId, table.version] })]);

/** Whom an institution watches, from one change to another: ids alone. */
export const watched = subscriptions.table('watched', {
  subscriptionId: uuid('subscription_id').notNull().references(() => subscription.id),
  personId: uuid('person_id').notNull(),
  fromVersion: integer('from_version').notNull(),
  /** From which change on no longer; null while they are watched. */
  toVersion: integer('to_version'),
}, (table) => [
  primaryKey({ columns: [table.subscriptionId, table.personId, table.fromVersion] }),
  uniqueIndex('watched_now').on(table.subscriptionId, table.personId).where(sql`to_version is null`),
  index('watched_person').on(table.personId),
]);

/** What was tried, newest first. */
export const delivery = subscriptions.table('delivery', {
  id: bigint({ mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  subscriptionId: uuid('subscription_id').notNull(),
  sequence: sequence('sequence').notNull(),
  eventId: uuid('event_id').notNull(),
  type: text().notNull(),
  attempt: smallint().notNull(),
  isReplay: boolean('is_replay').notNull().default(false),
  at: instant('at').notNull(),
  tookMs: integer('took_ms').notNull(),
  /** DELIVERED, FAILED or GONE. */
  outcome: text().notNull(),
  /** What HTTP answered, where it did. */
  status: smallint(),
  /** A short word such as TIMEOUT; never what the receiver wrote. */
  reason: text(),
}, (table) => [index('delivery_of_subscription').on(table.subscriptionId, table.id)]);

/** What a receiver did not take in three days. */
export const deadLetter = subscriptions.table('dead_letter', {
  subscriptionId: uuid('subscription_id').notNull(),
  sequence: sequence('sequence').notNull(),
  eventId: uuid('event_id').notNull(),
  type: text().notNull(),
  diedAt: instant('died_at').notNull(),
  reason: text().notNull(),
}, (table) => [primaryKey({ columns: [table.subscriptionId, table.sequence] }), index('dead_letter_by_time').on(table.diedAt)]);

/** Sent once more on request, beside the cursor. */
export const replay = subscriptions.table('replay', {
  id: uuid().primaryKey(),
  subscriptionId: uuid('subscription_id').notNull().references(() => subscription.id),
  /** ALL, or only DEAD letters. */
  what: text().notNull(),
  fromSequence: sequence('from_sequence').notNull(),
  toSequence: sequence('to_sequence').notNull(),
  position: sequence('position').notNull(),
  sent: integer().notNull().default(0),
  requestedAt: instant('requested_at').notNull(),
  requestedBy: text('requested_by').notNull(),
  endedAt: instant('ended_at'),
  /** DONE, STOPPED by the institution, or FAILED. */
  ended: text(),
}, (table) => [index('replay_of_subscription').on(table.subscriptionId, table.requestedAt), uniqueIndex('replay_under_way').on(table.subscriptionId).where(sql`ended_at is null`)]);

/** What a subscription should have got between two sequences, so that it can prove to itself that it missed nothing. */
export const certificate = subscriptions.table('certificate', {
  id: uuid().primaryKey(),
  subscriptionId: uuid('subscription_id').notNull().references(() => subscription.id),
  /** The day of Europe/Riga it is about; null for one made on demand. */
  day: date({ mode: 'string' }),
  madeAt: instant('made_at').notNull(),
  firstSequence: sequence('first_sequence').notNull(),
  lastSequence: sequence('last_sequence').notNull(),
  events: integer().notNull(),
  /** SHA-256 over the ids in order, as hex. */
  hash: text().notNull(),
  /** How many were left out, by why: {"FILTER": 12, "RIGHT": 3, "RETIRED": 0}. */
  leftOut: jsonb('left_out').notNull(),
  /** Over all of the above, by the key of the hub. */
  signature: text().notNull(),
}, (table) => [uniqueIndex('certificate_of_day').on(table.subscriptionId, table.day).where(sql`day is not null`), index('certificate_of_subscription').on(table.subscriptionId, table.madeAt)]);

/** Which institution grants which benefit, by the events of `benefits`. */
export const grantor = subscriptions.table('grantor', {
  benefitId: uuid('benefit_id').primaryKey(),
  organizationId: uuid('organization_id').notNull(),
});

/** Which key led to which subscription; inputs as hashes. */
export const idempotency = subscriptions.table('idempotency', {
  organizationId: uuid('organization_id').notNull(),
  keyHash: text('key_hash').notNull(),
  inputHash: text('input_hash').notNull(),
  subscriptionId: uuid('subscription_id').notNull(),
  at: instant('at').notNull(),
}, (table) => [primaryKey({ columns: [table.organizationId, table.keyHash] })]);

/** Who delivers: raised at every election, so that whoever was before changes nothing any more. */
export const dispatcher = subscriptions.table('dispatcher', {
  singleton: boolean().primaryKey().default(true),
  epoch: integer().notNull(),
});

/** How far the log stands in a stream of JetStream. */
export const published = subscriptions.table('published', {
  stream: text().primaryKey(),
  logSequence: sequence('log_sequence').notNull(),
  streamSequence: sequence('stream_sequence').notNull(),
  /** When the stream was made, by which it is told from another of the same name; or `rebuild`. */
  epoch: text().notNull().default(''),
});

export const audit = auditTable(subscriptions);

export const cursor = cursorTable(subscriptions);
