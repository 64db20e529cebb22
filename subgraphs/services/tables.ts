/** Tables of the schema `services`. What is only ever read together with a service lies in its row as JSON. */
import { boolean, index, integer, jsonb, pgSchema, text, uuid } from 'drizzle-orm/pg-core';
import { auditTable } from '../kept-tables.ts';

export const services = pgSchema('services');

export const organization = services.table(
  'organization',
  {
    id: uuid().primaryKey(),
    registrationNumber: text('registration_number').unique(),
    nameLv: text('name_lv').notNull(),
    nameEn: text('name_en'),
    kind: text().notNull(),
    /** Name without case and diacritics: the order of lists. */
    sort: text().notNull(),
    /** Everything a search looks into, without case and diacritics. */
    search: text().notNull(),
    /** Of the seed's row, to tell whether the seed has changed. */
    fingerprint: text(),
  },
  (table) => [index('organization_by_name').on(table.sort, table.id)],
);

export const service = services.table(
  'service',
  {
    id: uuid().primaryKey(),
    identifier: text().notNull().unique(),
    nameLv: text('name_lv').notNull(),
    nameEn: text('name_en'),
    descriptionLv: text('description_lv').notNull(),
    descriptionEn: text('description_en'),
    status: text().notNull(),
    ownerId: uuid('owner_id').notNull().references(() => organization.id),
    providerIds: uuid('provider_ids').array().notNull(),
    audiences: text().array().notNull(),
    digitalisationLevel: text('digitalisation_level').notNull(),
    channels: jsonb().notNull(),
    costs: jsonb().notNull(),
    processingDays: integer('processing_days'),
    outputs: jsonb().notNull(),
    requiredEvidence: jsonb('required_evidence').notNull(),
    legalResources: jsonb('legal_resources').notNull(),
    /** The situations of which it is a step; `life-situations` owns the steps, this is only for filtering lists. */
    lifeSituationIds: uuid('life_situation_ids').array().notNull(),
    sdgProcedure: text('sdg_procedure'),
    version: integer().notNull(),
    sort: text().notNull(),
    search: text().notNull(),
    fingerprint: text(),
  },
  (table) => [
    index('service_by_name').on(table.sort, table.id),
    index('service_of_owner').on(table.ownerId),
    index('service_of_provider').using('gin', table.providerIds),
    index('service_of_situation').using('gin', table.lifeSituationIds),
  ],
);

export const portal = services.table('portal', {
  id: uuid().primaryKey(),
  name: text().notNull().unique(),
  central: boolean().notNull(),
  sharedSolutions: text('shared_solutions').array().notNull(),
  position: integer().notNull(),
  /** Of the seed's row, to tell whether the seed has changed. */
  fingerprint: text(),
});

export const contactPoint = services.table(
  'contact_point',
  {
    id: uuid().primaryKey(),
    name: text().notNull(),
    organizationId: uuid('organization_id').notNull().references(() => organization.id),
    municipalityCode: text('municipality_code').notNull(),
    addressCode: text('address_code'),
  },
  (table) => [index('contact_point_of_municipality').on(table.municipalityCode)],
);

export const audit = auditTable(services);
