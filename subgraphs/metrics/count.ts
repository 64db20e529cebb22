/** A batch of events turned into changes of figures: pure, over what was known before it. */
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { benefitPublished } from '../benefits/events.ts';
import { personEvents } from '../persons/events.ts';
import { Tally, type KeyedCell } from './cell.ts';
import { cellsOfOffer, OFFER_TYPES, offerAfter, type CountedBenefit, type CountedOffer } from './offer.ts';
import { cellsOfRequest, REQUEST_TYPES, requestAfter, type CountedRequest } from './request.ts';
import { portalIn, serviceIn, type CountedPortal, type CountedService } from './service.ts';

/** What the figures are counted from. Retention of these is what a new count cannot go back behind (`retention.ts`). */
export const COUNTED: readonly string[] = [...REQUEST_TYPES, ...OFFER_TYPES];
const SERVICES: readonly string[] = ['services.published.v1', 'services.changed.v1', 'services.suspended.v1', 'services.archived.v1'];
const PORTALS: readonly string[] = ['services.portal-registered.v1'];
const BENEFITS: readonly string[] = ['benefits.published.v1'];
/** What changes of people mean for where they may be counted. */
const PEOPLE: readonly string[] = ['persons.address-protected.v1', 'persons.address-unprotected.v1', 'persons.merged.v1', 'persons.removed.v1'];

export const FOLLOWED: readonly string[] = [...COUNTED, ...SERVICES, ...PORTALS, ...BENEFITS, ...PEOPLE];

/** What is known before a batch, of what it is about. */
export interface Known {
  requests: Map<string, CountedRequest>;
  offers: Map<string, CountedOffer>;
  benefits: Map<string, CountedBenefit>;
  /** Whoever of the batch's people is protected. */
  protectedPeople: Set<string>;
}

export interface Counted {
  cells: KeyedCell[];
  requests: CountedRequest[];
  offers: CountedOffer[];
  benefits: CountedBenefit[];
  services: CountedService[];
  portals: CountedPortal[];
  protectedPeople: string[];
  unprotectedPeople: string[];
}

/**
 * What one event after another changes. `known` is used up by it. It must hold every request and offer that the batch names by
 * its subject, and every one of the people who are protected, merged or removed in it.
 *
 * @param isCounted whether what happens on a day is counted at all
 */
export function count(batch: readonly EventEnvelope[], known: Known, isCounted?: (day: string) => boolean): Counted {
  const tally = new Tally(isCounted);
  const requests = new Map<string, CountedRequest>();
  const offers = new Map<string, CountedOffer>();
  const benefits = new Map<string, CountedBenefit>();
  const services = new Map<string, CountedService>();
  const portals = new Map<string, CountedPortal>();
  const wasProtected = new Set(known.protectedPeople);

  const putRequest = (before: CountedRequest | null, after: CountedRequest) => {
    tally.move(cellsOfRequest(before), cellsOfRequest(after));
    known.requests.set(after.id, after);
    requests.set(after.id, after);
  };
  const putOffer = (before: CountedOffer | null, after: CountedOffer) => {
    tally.move(cellsOfOffer(before), cellsOfOffer(after));
    known.offers.set(after.id, after);
    offers.set(after.id, after);
  };
  const placeOf = ({ municipality, data }: EventEnvelope) => (known.protectedPeople.has(data.personId as string) ? null : municipality);
  // What was taken over from the generation before may be of later than an event that is counted again.
  const changeAllOf = (personId: string, { sequence }: EventEnvelope, change: { personId?: string | null; municipality?: null }) => {
    const isMeant = (one: { personId: string | null; firstSequence: number }) => one.personId === personId && one.firstSequence < sequence;
    for (const request of known.requests.values()) if (isMeant(request)) putRequest(request, { ...request, ...change });
    for (const offer of known.offers.values()) if (isMeant(offer)) putOffer(offer, { ...offer, ...change });
  };

  for (const event of batch) {
    const { type, subject } = event;
    if (type.startsWith('requests.')) {
      const before = known.requests.get(subject) ?? null;
      const after = requestAfter(before, event, placeOf(event));
      if (after) putRequest(before, after);
    } else if (type.startsWith('offers.')) {
      const before = known.offers.get(subject) ?? null;
      putOffer(before, offerAfter(before, event, placeOf(event), known.benefits.get(event.data.benefitId as string) ?? null));
    } else if (BENEFITS.includes(type)) {
      const { serviceId, grantorId } = benefitPublished.parse(event.data).definition;
      const benefit = { id: subject, serviceId, grantorId };
      known.benefits.set(subject, benefit);
      benefits.set(subject, benefit);
    } else if (PORTALS.includes(type)) portals.set(subject, portalIn(event));
    else if (SERVICES.includes(type)) services.set(subject, serviceIn(event));
    else if (type === 'persons.address-protected.v1') {
      known.protectedPeople.add(subject);
      changeAllOf(subject, event, { municipality: null });
    } else if (type === 'persons.address-unprotected.v1') known.protectedPeople.delete(subject);
    else if (type === 'persons.removed.v1') changeAllOf(subject, event, { personId: null });
    else if (type === 'persons.merged.v1') {
      for (const formerId of personEvents['persons.merged.v1'].parse(event.data).formerIds) {
        const isProtected = known.protectedPeople.has(subject) || known.protectedPeople.has(formerId);
        changeAllOf(formerId, event, isProtected ? { personId: subject, municipality: null } : { personId: subject });
      }
    }
  }
  return {
    cells: tally.changes(),
    requests: [...requests.values()],
    offers: [...offers.values()],
    benefits: [...benefits.values()],
    services: [...services.values()],
    portals: [...portals.values()],
    protectedPeople: [...known.protectedPeople].filter((id) => !wasProtected.has(id)),
    unprotectedPeople: [...wasProtected].filter((id) => !known.protectedPeople.has(id)),
  };
}
