import { z } from 'zod';
import { protectedAmong } from '#connectors/population/projection.ts';
import { dayOf } from '#kernel/days.ts';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { startConsumer, type Consumer } from '#kernel/events/consumer.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { offerAccepted } from '../offers/events.ts';
import type { SubgraphServices } from '../module.ts';
import { personEvents } from '../persons/events.ts';
import { underSurvivors } from '../survivors.ts';
import { mergeRequests } from './mergers.ts';
import { hideApplicants } from './places.ts';
import { assignInstitution, keepService, requestsWithoutInstitution, serviceById } from './store.ts';
import { dueOn } from './submission.ts';
import { insertRequest } from './writes.ts';

/** The request that an accepted offer becomes; whoever asks first, it is the same one. */
export function requestIdOf(offerId: string): string {
  return uuidv5(`request:${offerId}`);
}

/** What is read of a service's events; other versions of the publisher may tell less. */
const serviceTold = z.object({
  identifier: z.string(),
  status: z.string().nullish(),
  ownerId: z.string().nullish(),
  processingDays: z.number().int().min(0).nullish(),
});

/**
 * Follows the log: services, so that a request knows whom it goes to and by when, accepted offers, which become requests,
 * mergers of people and whose address is protected. One consumer for all, for a service is told of before anyone can accept what it gives.
 */
export function followLog(services: SubgraphServices): Consumer {
  const { sql, log, logger, clock } = services;
  return startConsumer({
    name: 'requests', sql, log, logger, schema: 'requests',
    types: ['services.published.v1', 'services.changed.v1', 'services.suspended.v1', 'services.archived.v1', 'offers.accepted.v1', 'persons.merged.v1', 'persons.address-protected.v1'],
    async handle(batch, tx) {
      for (const event of await underSurvivors(batch, tx)) {
        if (event.type === 'offers.accepted.v1') await takeOffer(tx, clock, event);
        else if (event.type === 'persons.merged.v1') await takeMerger(tx, event);
        else if (event.type === 'persons.address-protected.v1') await hideApplicants(tx, [event.subject]);
        else await takeService(tx, event);
      }
    },
  });
}

/** Seen twice, it makes one request: the id follows from the offer's. */
export async function takeOffer(tx: Sql, clock: Clock, event: EventEnvelope): Promise<void> {
  const offer = offerAccepted.parse(event.data);
  if (offer.award !== 'APPLICATION') return;
  const service = offer.serviceId === null ? null : await serviceById(tx, offer.serviceId);
  const at = clock.now();
  const isComplete = offer.asks.length === 0;
  await insertRequest(tx, {
    id: requestIdOf(event.subject),
    kind: 'SERVICE',
    serviceId: offer.serviceId,
    benefitId: offer.benefitId,
    institutionId: offer.serviceId === null ? (offer.grantorId ?? null) : (service?.ownerId ?? null),
    applicantId: offer.personId,
    concerningId: offer.concerningId,
    applicantOrganizationId: null,
    applicantName: null,
    submittedBy: null,
    mandate: null,
    channel: offer.channel,
    contactPointId: null,
    status: isComplete ? 'SUBMITTED' : 'DRAFT',
    submittedAt: isComplete ? at.toString() : null,
    dueOn: isComplete ? dueOn(service, clock.today()) : null,
    missing: offer.asks,
    text: null,
  }, { by: 'vienkopus', label: 'offers.accepted.v1', at }, null);
}

/** Seen twice, it finds nothing left to move. */
export async function takeMerger(tx: Sql, event: EventEnvelope): Promise<void> {
  for (const formerId of personEvents['persons.merged.v1'].parse(event.data).formerIds) await mergeRequests(tx, { formerId, survivorId: event.subject });
  await hideApplicants(tx, await protectedAmong(tx, [event.subject]));
}

/** Requests that were quicker than the news of their service learn whom they go to. */
export async function takeService(tx: Sql, event: EventEnvelope): Promise<void> {
  const told = serviceTold.parse(event.data);
  await keepService(tx, {
    id: event.subject, identifier: told.identifier, status: told.status ?? null,
    ownerId: told.ownerId ?? null, processingDays: told.processingDays ?? null,
  });
  if (told.ownerId == null) return;
  const service = await serviceById(tx, event.subject);
  for (const request of await requestsWithoutInstitution(tx, event.subject)) {
    const submitted = request.submittedAt === null ? null : dayOf(Temporal.Instant.from(request.submittedAt));
    await assignInstitution(tx, request.id, told.ownerId, submitted && dueOn(service, submitted));
  }
}
