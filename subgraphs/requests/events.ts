import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';
import { STATUSES } from './life-cycle.ts';

/**
 * What institutions and other subgraphs may learn about a request: ids, states and days, never names, texts or answers.
 * `personId` is the applicant, null for a company and for an anonymous complaint.
 */
export const RequestEventData = z.object({
  serviceId: z.uuid().nullable(),
  institutionId: z.uuid().nullable(),
  channel: z.enum(['E_SERVICE', 'E_FORM', 'IN_PERSON', 'VPVKAC', 'PHONE', 'POST', 'E_ADDRESS', 'EMAIL', 'PORTAL']),
  from: z.enum(STATUSES).nullable(),
  to: z.enum(STATUSES),
  dueOn: z.iso.date().nullable(),
  rating: z.number().int().min(1).max(5).nullable(),
  personId: z.uuid().nullable(),
  /** What is asked for, where that is a benefit. */
  benefitId: z.uuid().nullish(),
});
export type RequestEventData = z.infer<typeof RequestEventData>;

/** Everything this subgraph publishes; the subject is the request's id. */
export const requestEvents = {
  /** Handed over to an institution, at once or after a draft. */
  'requests.submitted.v1': RequestEventData,
  /** Any other step; a new draft is `from: null, to: 'DRAFT'`. */
  'requests.status-changed.v1': RequestEventData,
  /** Past its due day and still open; once per request. */
  'requests.overdue.v1': RequestEventData,
  /** The institution wrote to the applicant. */
  'requests.message-sent.v1': RequestEventData,
  /** The applicant rated it, or changed the rating. */
  'requests.rated.v1': RequestEventData,
} as const;
export type RequestEventType = keyof typeof requestEvents;

const toInstitutions = {
  subject: 'request', audience: 'REQUEST', placed: true, keptDays: 800, data: RequestEventData, delivered: RequestEventData.omit({ personId: true, benefitId: true }),
} as const;

const example = (from: string | null, to: string) => ({ channel: 'PORTAL', from, to, rating: null });

export const definitions: Readonly<Record<RequestEventType, EventDefinition>> = {
  'requests.submitted.v1': { ...toInstitutions, example: example(null, 'SUBMITTED'), description: 'A request was handed over to an institution, which is to decide it by `dueOn`.' },
  'requests.status-changed.v1': {
    ...toInstitutions, example: example('SUBMITTED', 'IN_PROGRESS'), description: 'A request took any other step.',
    // What the applicant keeps or drops before it is handed over is nobody else's affair.
    isDelivered: ({ from, to }) => from !== 'DRAFT' && to !== 'DRAFT',
  },
  'requests.overdue.v1': { ...toInstitutions, example: example('IN_PROGRESS', 'IN_PROGRESS'), description: 'The day on which a request was due has passed and it is still open; told once.' },
  'requests.message-sent.v1': { ...toInstitutions, example: example('IN_PROGRESS', 'AWAITING_APPLICANT'), description: 'The institution wrote to the applicant.' },
  'requests.rated.v1': { ...toInstitutions, example: { ...example('COMPLETED', 'COMPLETED'), rating: 5 }, description: 'The applicant rated how the request was dealt with, or changed the rating.' },
};
