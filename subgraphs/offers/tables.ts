/** Tables of the schema `offers`. An offer is a row only once it was found; what nobody is entitled to is nowhere. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, date, index, integer, jsonb, pgSchema, primaryKey, text, timestamp, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { auditTable, cursorTable } from '../kept-tables.ts';

export const offers = pgSchema('offers');

const instant = (name: string) => timestamp(name, { withTimezone: true });

/** This subgraph's own copy of what grantors published: every version, for the day of the event picks it. */
export const rule = offers.table(
  'rule',
  {
    benefitId: uuid('benefit_id').notNull(),
    version: integer().notNull(),
    definition: jsonb().notNull(),
    withdrawn: boolean().notNull().default(false),
  },
  (table) => [primaryKey({ columns: [table.benefitId, table.version] })],
);

/** This subgraph's own copy of social statuses, from the events of `statuses`. */
export const personStatus = offers.table(
  'person_status',
  {
    id: uuid().primaryKey(),
    personId: uuid('person_id').notNull(),
    typeCode: text('type_code').notNull(),
    validFrom: date('valid_from').notNull(),
    validTo: date('valid_to'),
    state: text().notNull(),
  },
  (table) => [
    index('person_status_person').on(table.personId),
    index('person_status_from').on(table.validFrom),
    index('person_status_to').on(table.validTo).where(sql`valid_to is not null`),
  ],
);

export const offer = offers.table(
  'offer',
  {
    id: uuid().primaryKey(),
    personId: uuid('person_id').notNull(),
    concerningId: uuid('concerning_id'),
    benefitId: uuid('benefit_id').notNull(),
    serviceId: uuid('service_id'),
    occasion: text().notNull(),
    state: text().notNull(),
    certainty: text().notNull(),
    valueCents: bigint('value_cents', { mode: 'number' }),
    applyBy: date('apply_by'),
    lateConsequence: jsonb('late_consequence'),
    because: jsonb().notNull(),
    award: text().notNull(),
    ruleVersion: integer('rule_version').notNull(),
    factsHash: text('facts_hash').notNull(),
    /** What only one may take for a child; null where anyone may. */
    claim: text(),
    foundAt: instant('found_at').notNull(),
    checkedAt: instant('checked_at').notNull(),
    decidedAt: instant('decided_at'),
    /** The person's own words; in no event and no log. */
    declineReason: text('decline_reason'),
  },
  (table) => [
    uniqueIndex('offer_once').on(table.personId, table.benefitId, table.occasion),
    index('offer_due').on(table.applyBy).where(sql`state in ('FOUND', 'NOTIFIED', 'SEEN') and apply_by is not null`),
    check('offer_state', sql`state in ('FOUND', 'NOTIFIED', 'SEEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED')`),
  ],
);

/**
 * One family benefit is taken by one parent: whoever accepts writes a row for each child, and the primary key lets only
 * one of two who accept at the same time through. A null `offer_id` is never kept; setting it refuses the second.
 */
export const claim = offers.table(
  'claim',
  {
    childId: uuid('child_id').notNull(),
    claim: text().notNull(),
    offerId: uuid('offer_id').notNull(),
  },
  (table) => [primaryKey({ columns: [table.childId, table.claim] })],
);

/** People who said that benefits may not be looked for unasked. */
export const objection = offers.table('objection', { personId: uuid('person_id').primaryKey() });

/** For each benefit, how far the look at the whole population has come; it resumes there after a restart. */
export const sweep = offers.table('sweep', {
  benefitId: uuid('benefit_id').primaryKey(),
  after: uuid(),
  persons: integer().notNull().default(0),
  startedAt: instant('started_at').notNull(),
  finishedAt: instant('finished_at'),
});

/** The last calendar day whose birthdays, terms and deadlines are done. */
export const calendar = offers.table('calendar', {
  only: boolean().primaryKey().default(true),
  day: date().notNull(),
});

export const cursor = cursorTable(offers);

export const audit = auditTable(offers);
