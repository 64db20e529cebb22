/** What resolvers hand to each other: the register's own shapes, days as ISO text. */
import type { StatusState } from './events.ts';

export interface SocialStatusTypeModel {
  code: string;
  name: { lv: string; en: string };
  origin: 'GRANTED' | 'REGISTER' | 'DERIVED';
  issuerIds: string[];
  legalBasis: { title: string; url: string | null };
}

export interface SocialStatusModel {
  id: string;
  version: number;
  personId: string;
  typeCode: string;
  validFrom: string;
  /** Last day on which it holds, inclusive; null when it has no end. */
  validTo: string | null;
  state: StatusState;
  issuerId: string;
  decisionId: string | null;
  recordedAt: string;
}

export interface StatusDecisionModel {
  id: string;
  number: string | null;
  date: string;
}

export interface PersonModel {
  id: string;
}

export interface PublicOrganizationModel {
  id: string;
}
