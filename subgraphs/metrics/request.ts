/** What is known of a request for counting, how events change it, and what it counts for. */
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { RequestEventData } from '../requests/events.ts';
import type { Cell, Measure } from './cell.ts';
import { dayIn } from './day.ts';
import { binOf } from './sketch.ts';

export interface CountedRequest {
  id: string;
  personId: string | null;
  serviceId: string | null;
  organizationId: string | null;
  municipality: string | null;
  channel: string | null;
  benefitId: string | null;
  submittedOn: string | null;
  status: string;
  outcome: string | null;
  decidedOn: string | null;
  days: number | null;
  rating: number | null;
  ratedOn: string | null;
  firstSequence: number;
  lastSequence: number;
}

export const REQUEST_TYPES = ['requests.submitted.v1', 'requests.status-changed.v1', 'requests.rated.v1'] as const;

const OUTCOMES: readonly string[] = ['DECIDED', 'COMPLETED', 'REJECTED'];

/**
 * A request after one more event; null while it is a draft, which is its applicant's own affair. Its municipality is the one of
 * the day it was submitted; its first outcome is the one that counts, for an appeal is another matter.
 *
 * @param municipality where the event says that the applicant lives, if that may be counted
 */
export function requestAfter(before: CountedRequest | null, event: EventEnvelope, municipality: string | null): CountedRequest | null {
  const data = event.data as unknown as RequestEventData;
  if (before === null && (data.to === 'DRAFT' || data.from === 'DRAFT') && event.type !== 'requests.submitted.v1') return null;
  const day = dayIn(event.time);
  const after: CountedRequest = {
    id: event.subject,
    personId: data.personId,
    serviceId: data.serviceId,
    organizationId: data.institutionId,
    municipality: before === null || event.type === 'requests.submitted.v1' ? municipality : before.municipality,
    channel: data.channel,
    benefitId: data.benefitId ?? null,
    submittedOn: before?.submittedOn ?? null,
    status: data.to,
    outcome: before?.outcome ?? null,
    decidedOn: before?.decidedOn ?? null,
    days: before?.days ?? null,
    rating: before?.rating ?? null,
    ratedOn: before?.ratedOn ?? null,
    firstSequence: before?.firstSequence ?? event.sequence,
    lastSequence: event.sequence,
  };
  if (event.type === 'requests.submitted.v1') after.submittedOn = day;
  if (event.type === 'requests.rated.v1') Object.assign(after, { rating: data.rating, ratedOn: day });
  if (event.type === 'requests.status-changed.v1' && OUTCOMES.includes(data.to) && after.decidedOn === null && after.submittedOn !== null) {
    Object.assign(after, { outcome: data.to, decidedOn: day, days: daysBetween(after.submittedOn, day) });
  }
  return after;
}

/** Every cell in which it stands. */
export function cellsOfRequest(request: CountedRequest | null): Cell[] {
  if (request === null) return [];
  const cells: Cell[] = [];
  const count = (measure: Measure, day: string, status: string, bin = 0, amount = 1) => cells.push({
    measure, day, status, bin, amount, serviceId: request.serviceId, organizationId: request.organizationId,
    municipality: request.municipality, channel: request.channel, benefitId: request.benefitId,
  });
  if (request.submittedOn !== null) count('SUBMITTED', request.submittedOn, request.status);
  if (request.decidedOn !== null) {
    count('OUTCOMES', request.decidedOn, request.outcome!, binOf(request.days!));
    count('DAYS', request.decidedOn, request.outcome!, 0, request.days!);
  }
  if (request.rating !== null) count('RATINGS', request.ratedOn!, request.status, request.rating);
  return cells;
}

/** Clocks of machines differ: what was decided before it was submitted took no time. */
function daysBetween(from: string, to: string): number {
  return Math.max(0, Temporal.PlainDate.from(from).until(to, { largestUnit: 'days' }).days);
}
