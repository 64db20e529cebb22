/** What resolvers hand to each other: an offer as it is kept, days and instants as ISO text, money in cents. */
import type { Reason } from './evaluate.ts';
import type { OfferState } from './events.ts';

export interface BenefitOfferModel {
  id: string;
  personId: string;
  concerningId: string | null;
  benefitId: string;
  serviceId: string | null;
  occasion: string;
  state: OfferState;
  certainty: 'CERTAIN' | 'POSSIBLE';
  valueCents: number | null;
  applyBy: string | null;
  lateConsequence: { lv: string; en: string } | null;
  because: Reason[];
  award: 'APPLICATION' | 'CONSENT' | 'AUTOMATIC';
  ruleVersion: number;
  factsHash: string;
  claim: string | null;
  foundAt: string;
  /** When the facts behind `because` were last looked at. */
  checkedAt: string;
}

export interface CriterionOutcomeModel extends Reason {
  checkedAt: string;
}

export interface PersonModel {
  id: string;
}
