/**
 * The events this subgraph publishes; the subject is the offer's id.
 * No event says why an offer ended: the reason may be another person's affair (the other parent took the benefit).
 */
import { z } from 'zod';

export const offerState = z.enum(['FOUND', 'NOTIFIED', 'SEEN', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'EXPIRED']);
export type OfferState = z.infer<typeof offerState>;

/** What every offer event carries. `from` is null when the offer is new. */
export const offerChange = z.object({
  personId: z.string(),
  benefitId: z.string(),
  concerningId: z.string().nullable(),
  from: offerState.nullable(),
  to: offerState,
  applyBy: z.iso.date().nullable(),
});
export type OfferChange = z.infer<typeof offerChange>;

/** An acceptance also carries what `requests` and `benefits` need to act on it without asking back. */
export const offerAccepted = offerChange.extend({
  serviceId: z.string().nullable(),
  /** Who gives the benefit: whom the request goes to where no service is named. */
  grantorId: z.string().nullish(),
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
  'offers.notified.v1': offerChange,
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
