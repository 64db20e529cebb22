/** The minimal projection of the population that offers are found on: no names, no codes, no addresses. */
import { bigint, boolean, char, date, index, pgSchema, primaryKey, text, uuid } from 'drizzle-orm/pg-core';

export const population = pgSchema('population');

export const fact = population.table('fact', {
  personId: uuid('person_id').primaryKey(),
  birthDay: date('birth_day').notNull(),
  sex: char('sex', { length: 1 }),
  vital: text('vital').notNull(),
  deathDay: date('death_day'),
  municipality: text('municipality'),
  residenceSince: date('residence_since'),
  residenceState: text('residence_state').notNull(),
  flags: text('flags').array().notNull(),
  version: bigint('version', { mode: 'number' }).notNull(),
}, (table) => [
  index('fact_municipality').on(table.municipality),
  // Who reaches an age, or a term of residence, on a day: asked every midnight.
  index('fact_birth_day').on(table.birthDay),
  index('fact_residence_since').on(table.residenceSince),
]);

export const tie = population.table('tie', {
  personId: uuid('person_id').notNull(),
  otherId: uuid('other_id').notNull(),
  kind: text('kind').notNull(),
  custody: boolean('custody').notNull(),
  validFrom: date('valid_from').notNull(),
  validTo: date('valid_to'),
}, (table) => [primaryKey({ columns: [table.personId, table.otherId, table.kind] }), index('tie_other').on(table.otherId)]);
