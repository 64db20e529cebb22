import { z } from 'zod';

/**
 * What institutions and other subgraphs may learn about a request: ids, states and days, never names, texts or answers.
 * `personId` is the applicant, null for a company and for an anonymous complaint.
 */
export const RequestEventData = z.object({
  serviceId: z.string().nullable(),
  institutionId: z.string().nullable(),
  channel: z.string(),
  from: z.string().nullable(),
  to: z.string(),
  dueOn: z.string().nullable(),
  rating: z.number().int().min(1).max(5).nullable(),
  personId: z.string().nullable(),
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
