/** The answers to `operations.ts`, as far as the page reads them. Null means "could not be told", as in the API. */

export interface LocalizedText {
  lv: string;
  en: string | null;
}
export interface Provenance {
  source: string;
  ageSeconds: number;
  stale?: boolean;
}
export interface Organization {
  id: string;
  name: LocalizedText;
}

export interface Person {
  id: string;
  givenName: string | null;
  surname: string | null;
  birthDate: string | null;
  age: number | null;
  vitalStatus: string | null;
  deathDate: string | null;
  residenceState: string | null;
  residenceSince: string | null;
  provenance: Provenance | null;
  declaredResidence: Address | null;
  children: Child[] | null;
  statuses: SocialStatus[] | null;
  benefits: GrantedBenefit[] | null;
  offers: Offer[] | null;
  requests: { edges: { node: Request }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } } | null;
  lifeSituations: Occurrence[] | null;
}

export interface Address {
  code: string;
  text: string;
  postalCode: string | null;
  municipality: { code: string; name: string } | null;
  provenance: Provenance | null;
}

export interface Child {
  id: string;
  givenName: string | null;
  surname: string | null;
  birthDate: string | null;
}

export interface SocialStatus {
  id: string;
  state: string;
  validFrom: string;
  validTo: string | null;
  type: { code: string; name: LocalizedText } | null;
  issuer: Organization | null;
}

/** An instruction by which the person gets a benefit. */
export interface GrantedBenefit {
  id: string;
  state: string;
  validFrom: string;
  validTo: string | null;
  benefit: { id: string; name: LocalizedText; grantor: Organization | null } | null;
}

export interface Reason {
  nodeId: string;
  met: boolean | null;
  fact: string;
  description: LocalizedText;
  provenance: Provenance | null;
}

export interface Law {
  title: string;
  url: string | null;
}

export interface Offer {
  id: string;
  state: string;
  certainty: string;
  foundAt: string;
  applyBy: string | null;
  lateConsequence: LocalizedText | null;
  value: { amount: string; currency: string } | null;
  concerning: Concerned | null;
  because: Reason[];
  benefit: Benefit | null;
}

export interface Concerned {
  id: string;
  givenName: string | null;
}

export interface Benefit {
  id: string;
  code: string;
  kind: string;
  award: string;
  name: LocalizedText;
  grantor: Organization | null;
  legalBasis: Law[];
  /** The conditions, by whose ids the reasons of an offer name theirs. */
  criteriaNodes: { id: string; legalBasis: Law | null }[];
  value: { per: string | null; percent: string | null; description: LocalizedText | null } | null;
  service: { id: string; name: LocalizedText; processingDays: number | null } | null;
}

export interface Request {
  id: string;
  number: string;
  status: string;
  submittedAt: string | null;
  dueOn: string | null;
  missing: string[];
  answers: Answer[];
  benefit: { id: string; name: LocalizedText } | null;
  concerning: Concerned | null;
  service: { id: string; name: LocalizedText; owner: Organization | null; processingDays: number | null } | null;
}

export interface Answer {
  question: string;
  answer: string;
}

/** By what right the signed-in person acts for somebody. */
export interface Mandate {
  basis: string;
  scope: string[];
  validTo: string | null;
}

export interface Occurrence {
  id: string;
  since: string;
  situation: { id: string; name: LocalizedText };
  steps: OccurrenceStep[];
}

export interface OccurrenceStep {
  done: boolean | null;
  dueOn: string | null;
  step: { order: number; title: LocalizedText; service: { id: string; name: LocalizedText } | null };
}

export type AcceptResult =
  | {
      __typename: 'AcceptOfferSuccess';
      offer: { id: string; state: string };
      request: Request | null;
      instruction: { id: string; state: string; validFrom: string; validTo: string | null } | null;
    }
  | { __typename: 'Conflict'; message: string; code: string };

export type DeclineResult =
  { __typename: 'DeclineOfferSuccess'; offer: { id: string; state: string } } | { __typename: 'Conflict'; message: string; code: string };

export type AnswerMissingResult =
  | { __typename: 'AnswerMissingSuccess'; request: Request }
  | { __typename: 'InvalidInput' | 'Conflict'; message: string; code: string; path: string[] | null };

export interface SessionInfo {
  roles: string[];
  expiresAt: string;
  organization: Organization | null;
}

/** The states in which an offer waits for the person's answer. */
export const OPEN_STATES = ['FOUND', 'NOTIFIED', 'SEEN'];

export function fullName({ givenName, surname }: Pick<Person, 'givenName' | 'surname'>): string {
  return [givenName, surname].filter(Boolean).join(' ');
}

/** Nothing is offered to, asked of or changed for a person whose death is on record. */
export function isDeceased({ vitalStatus }: Person): boolean {
  return vitalStatus === 'DECEASED' || vitalStatus === 'DECLARED_DEAD';
}
