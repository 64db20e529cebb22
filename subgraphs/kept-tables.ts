import { bigint, jsonb, text, timestamp, uuid, type PgSchema } from 'drizzle-orm/pg-core';

/** The tables that every subgraph keeps beside its nouns, in its own schema. */

/** Who changed what and when: a line for every event, written in the same statement (`#kernel/events/told.ts`), with its data. */
export function auditTable(schema: PgSchema) {
  return schema.table('audit', {
    id: bigint({ mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    at: timestamp({ withTimezone: true }).notNull(),
    by: text().notNull(),
    action: text().notNull(),
    subject: uuid().notNull(),
    data: jsonb(),
  });
}

/** How far each consumer has followed the log (`#kernel/events/consumer.ts`). */
export function cursorTable(schema: PgSchema) {
  return schema.table('cursor', {
    name: text().primaryKey(),
    sequence: bigint({ mode: 'number' }).notNull(),
  });
}
