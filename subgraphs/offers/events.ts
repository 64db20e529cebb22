/**
 * The events this subgraph publishes; the subject is the offer's id.
 * No event says why an offer ended: the reason may be another person's affair (the other parent took the benefit).
 */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';

export const offerState = z.enum(['FOUND', 'NOTIFIED', 'SEEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED']);
export type OfferState = z.infer<typeof offerState>;

/** What every offer event carries. `from` is null when the offer is new. */
export const offerChange = z.object({
  personId: z.uuid(),
  benefitId: z.uuid(),
  concerningId: z.uuid().nullable(),
  from: offerState.nullable(),
  to: offerState,
  applyBy: z.iso.date().nullable(),
});
export type OfferChange = z.infer<typeof offerChange>;

/** An acceptance also carries what `requests` and `benefits` need to act on it without asking back. */
export const offerAccepted = offerChange.extend({
  serviceId: z.uuid().nullable(),
  /** Who gives the benefit: whom the request goes to where no service is named. */
  grantorId: z.uuid().nullish(),
  award: z.enum(['APPLICATION', 'CONSENT', 'AUTOMATIC']),
  /** What the form must still ask, e.g. 'bankAccount'. */
  asks: z.array(z.string()),
  benefitCode: z.string(),
  /** The days between which the benefit can be had: from the day of acceptance to the end of the benefit's version. */
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable(),
  channel: z.literal('PORTAL'),
});
export type OfferAccepted = z.infer<typeof offerAccepted>;

export const events = {
  'offers.found.v1': offerChange,
  /** Tells the person's other open windows; of no use to institutions. */
  'offers.seen.v1': offerChange,
  /** Still open, but its value, reasons or last day changed; `from` and `to` are the same state. */
  'offers.changed.v1': offerChange,
  'offers.accepted.v1': offerAccepted,
  'offers.declined.v1': offerChange,
  'offers.withdrawn.v1': offerChange,
  'offers.expired.v1': offerChange,
} as const;
export type OfferEventType = keyof typeof events;
export const eventTypes = Object.keys(events) as OfferEventType[];

const toGrantors = { subject: 'offer', audience: 'OFFER', placed: true, keptDays: 800, data: offerChange } as const;
const toNobody = { ...toGrantors, audience: 'NOBODY' } as const;

export const definitions: Readonly<Record<OfferEventType, EventDefinition>> = {
  'offers.found.v1': { ...toGrantors, example: { from: null, to: 'FOUND' }, description: 'A person seems to be entitled to a benefit, and is offered it.' },
  'offers.seen.v1': { ...toNobody, description: 'The person saw the offer.' },
  'offers.changed.v1': { ...toNobody, description: 'The value, the reasons or the last day of an open offer changed.' },
  'offers.accepted.v1': { ...toGrantors, data: offerAccepted, delivered: offerChange, example: { from: 'SEEN', to: 'ACCEPTED' }, description: 'The person accepted the offer.' },
  'offers.declined.v1': { ...toGrantors, example: { from: 'SEEN', to: 'DECLINED' }, description: 'The person declined the offer.' },
  'offers.withdrawn.v1': { ...toGrantors, example: { from: 'FOUND', to: 'WITHDRAWN' }, description: 'The offer holds no longer: the facts or the rules are different by now.' },
  'offers.expired.v1': { ...toGrantors, example: { from: 'SEEN', to: 'EXPIRED' }, description: 'The last day to apply has passed.' },
};
