/** Tables of the schema `life_situations`: the catalogue, what has arisen for whom, and which services were requested. */
import { date, index, integer, jsonb, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';
import { auditTable, cursorTable } from '../kept-tables.ts';

export const lifeSituations = pgSchema('life_situations');

export const situation = lifeSituations.table('situation', {
  id: uuid().primaryKey(),
  code: text().notNull().unique(),
  nameLv: text('name_lv').notNull(),
  nameEn: text('name_en'),
  descriptionLv: text('description_lv'),
  descriptionEn: text('description_en'),
  audience: text().notNull(),
  position: integer().notNull(),
  steps: jsonb().notNull(),
});

export const occurrence = lifeSituations.table(
  'occurrence',
  {
    /** Made from situation, person, subject and day: the same event twice is one occurrence. */
    id: uuid().primaryKey(),
    situationId: uuid('situation_id').notNull().references(() => situation.id),
    personId: uuid('person_id').notNull(),
    subjectId: uuid('subject_id').notNull(),
    since: date().notNull(),
    cause: text().notNull(),
    municipality: text(),
  },
  (table) => [index('occurrence_of_person').on(table.personId, table.since)],
);

/** The last day on which a person requested a service: enough to tell that a step has been taken. */
export const requested = lifeSituations.table(
  'requested',
  {
    personId: uuid('person_id').notNull(),
    serviceId: uuid('service_id').notNull(),
    lastOn: date('last_on').notNull(),
  },
  (table) => [primaryKey({ columns: [table.personId, table.serviceId] })],
);

export const audit = auditTable(lifeSituations);

export const cursor = cursorTable(lifeSituations);
