/** What resolvers hand to each other. */
import type { BenefitDefinition, CriterionNode } from './events.ts';

/** What readers see of a version and no decision rests on. */
export interface Content {
  name: { lv: string; en: string | null };
  legalBasis: { title: string; url: string | null }[];
  value: {
    description: { lv: string; en: string } | null;
    limitCents: number | null;
    limitPer: 'USE' | 'DAY' | 'MONTH' | 'YEAR' | 'ONCE' | null;
  };
  providerIds: string[];
}

export interface BenefitModel {
  id: string;
  code: string;
  grantorId: string;
  status: 'DRAFT' | 'PUBLISHED' | 'WITHDRAWN';
  content: Content;
  definition: BenefitDefinition;
}

/** A node that knows the whole list, so that its operands can be found. */
export interface CriterionModel {
  node: CriterionNode;
  all: CriterionNode[];
}

export interface BenefitInstructionModel {
  id: string;
  benefitId: string;
  personId: string;
  priority: number;
  validFrom: string;
  validTo: string | null;
  state: 'ACTIVE' | 'SUSPENDED' | 'USED_UP' | 'ENDED';
}

export interface IdentificationMeansModel {
  id: string;
  kind: string;
  label: string;
  issuerId: string | null;
  state: 'ACTIVE' | 'BLOCKED' | 'EXPIRED';
  validTo: string | null;
  personId: string;
}

export interface PersonModel {
  id: string;
}

export interface PublicOrganizationModel {
  id: string;
}

export interface PublicServiceModel {
  id: string;
}
