/** What is known of an offer for counting, how events change it, and what it counts for. */
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { OfferAccepted, OfferChange } from '../offers/events.ts';
import type { Cell, Measure } from './cell.ts';
import { dayIn } from './day.ts';

export interface CountedOffer {
  id: string;
  personId: string | null;
  benefitId: string;
  serviceId: string | null;
  organizationId: string | null;
  municipality: string | null;
  foundOn: string | null;
  acceptedOn: string | null;
  declinedOn: string | null;
  isOpen: boolean;
  firstSequence: number;
  lastSequence: number;
}

/** By what offers of a benefit are counted. */
export interface CountedBenefit {
  id: string;
  serviceId: string | null;
  grantorId: string | null;
}

export const OFFER_TYPES = ['offers.found.v1', 'offers.accepted.v1', 'offers.declined.v1', 'offers.withdrawn.v1', 'offers.expired.v1'] as const;

/** Offers are accepted in the portal alone. */
const ACCEPTED_THROUGH = 'PORTAL';

/**
 * An offer after one more event. Found, accepted and declined count once each, on the first day: one that is withdrawn and found
 * again is still the same offer. Its municipality, service and grantor are those it had when it was first heard of.
 */
export function offerAfter(before: CountedOffer | null, event: EventEnvelope, municipality: string | null, benefit: CountedBenefit | null): CountedOffer {
  const data = event.data as unknown as OfferChange & Partial<OfferAccepted>;
  const day = dayIn(event.time);
  return {
    id: event.subject,
    personId: data.personId,
    benefitId: data.benefitId,
    serviceId: before ? before.serviceId : (benefit?.serviceId ?? data.serviceId ?? null),
    organizationId: before ? before.organizationId : (benefit?.grantorId ?? data.grantorId ?? null),
    municipality: before ? before.municipality : municipality,
    foundOn: before?.foundOn ?? (event.type === 'offers.found.v1' ? day : null),
    acceptedOn: before?.acceptedOn ?? (event.type === 'offers.accepted.v1' ? day : null),
    declinedOn: before?.declinedOn ?? (event.type === 'offers.declined.v1' ? day : null),
    isOpen: event.type === 'offers.found.v1',
    firstSequence: before?.firstSequence ?? event.sequence,
    lastSequence: event.sequence,
  };
}

/** Every cell in which it stands. */
export function cellsOfOffer(offer: CountedOffer | null): Cell[] {
  if (offer === null) return [];
  const cells: Cell[] = [];
  const count = (measure: Measure, day: string | null, channel: string | null = null) => {
    if (day === null) return;
    cells.push({
      measure, day, channel, status: null, bin: 0, amount: 1, serviceId: offer.serviceId, organizationId: offer.organizationId,
      municipality: offer.municipality, benefitId: offer.benefitId,
    });
  };
  count('FOUND', offer.foundOn);
  count('ACCEPTED', offer.acceptedOn, ACCEPTED_THROUGH);
  count('DECLINED', offer.declinedOn);
  return cells;
}
