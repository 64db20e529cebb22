import { CIVIL_REGISTRY_SERVICES } from './civil-registry.ts';
import { COMPANY_SERVICES } from './companies.ts';
import { COUNTRYSIDE_SERVICES } from './countryside.ts';
import type { ServiceSeed } from './describe.ts';
import { EDUCATION_SERVICES } from './education.ts';
import { FAMILY_SERVICES } from './families.ts';
import { HEALTH_SERVICES } from './health.ts';
import { IDENTITY_SERVICES } from './identity.ts';
import { JUSTICE_SERVICES } from './justice.ts';
import { MIGRATION_SERVICES } from './migration.ts';
import { MUNICIPAL_SOCIAL_SERVICES } from './municipal-social.ts';
import { MUNICIPAL_SERVICES } from './municipal.ts';
import { PROPERTY_SERVICES } from './property.ts';
import { TAX_SERVICES } from './tax.ts';
import { TRANSPORT_SERVICES } from './transport.ts';
import { VSAA_FAMILY_SERVICES } from './vsaa-families.ts';
import { VSAA_PENSION_SERVICES } from './vsaa-pensions.ts';
import { WORK_SERVICES } from './work.ts';

/** Every public service that the hub knows from the start. */
export const SERVICES: readonly ServiceSeed[] = [
  ...VSAA_FAMILY_SERVICES,
  ...VSAA_PENSION_SERVICES,
  ...CIVIL_REGISTRY_SERVICES,
  ...FAMILY_SERVICES,
  ...IDENTITY_SERVICES,
  ...MIGRATION_SERVICES,
  ...MUNICIPAL_SERVICES,
  ...MUNICIPAL_SOCIAL_SERVICES,
  ...EDUCATION_SERVICES,
  ...WORK_SERVICES,
  ...HEALTH_SERVICES,
  ...JUSTICE_SERVICES,
  ...TAX_SERVICES,
  ...COMPANY_SERVICES,
  ...PROPERTY_SERVICES,
  ...TRANSPORT_SERVICES,
  ...COUNTRYSIDE_SERVICES,
];
