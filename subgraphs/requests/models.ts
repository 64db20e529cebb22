import type { Status } from './life-cycle.ts';

export type Kind = 'SERVICE' | 'COMPLAINT' | 'SUGGESTION' | 'CONSULTATION';
export type ChannelKind = 'E_SERVICE' | 'E_FORM' | 'IN_PERSON' | 'VPVKAC' | 'PHONE' | 'POST' | 'E_ADDRESS' | 'EMAIL' | 'PORTAL';

/** A request as the table holds it; instants and days as ISO text. */
export interface ServiceRequestModel {
  id: string;
  serial: number;
  kind: Kind;
  serviceId: string | null;
  benefitId: string | null;
  institutionId: string | null;
  applicantId: string | null;
  concerningId: string | null;
  applicantOrganizationId: string | null;
  applicantName: string | null;
  submittedBy: string | null;
  mandate: MandateRecord | null;
  channel: ChannelKind;
  contactPointId: string | null;
  status: Status;
  statusSince: string;
  createdAt: string;
  submittedAt: string | null;
  dueOn: string | null;
  missing: string[];
  text: string | null;
  externalId: string | null;
  decision: DecisionRecord | null;
  rating: number | null;
  ratingComment: string | null;
  revision: number;
}

export interface MandateRecord {
  id: string;
  scope: string[];
  basis: string;
  validFrom: string;
  validTo: string | null;
}

export interface DecisionRecord {
  outcome: string;
  number: string | null;
  date: string;
  appealUntil: string | null;
}

export interface HistoryLine {
  from: Status | null;
  to: Status;
  at: string;
  by: string;
  note: string | null;
}

export interface MessageRecord {
  id: string;
  at: string;
  from: string;
  text: string;
  deliveredBy: ChannelKind | null;
  deemedReceivedOn: string | null;
}

export interface Answer {
  question: string;
  answer: string;
}

/** What a request needs to know about a service. */
export interface ServiceCopy {
  id: string;
  /** DRAFT, PUBLISHED, SUSPENDED or ARCHIVED; null where its publisher does not say. */
  status: string | null;
  ownerId: string | null;
  processingDays: number | null;
}

export interface PersonModel {
  id: string;
}
