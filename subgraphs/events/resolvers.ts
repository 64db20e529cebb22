import type { Resolvers } from '#codegen/generated/events.ts';
import { connection, pageRequest } from '#kernel/connection.ts';
import { isUuid } from '#kernel/ids.ts';
import { acknowledgeEvents } from './streams/acknowledge.ts';
import { certifyEvents } from './certificates/certify.ts';
import type { CloudEvent } from './cloud-event.ts';
import { create } from './changes/create.ts';
import { demandReader, demandSubscriber, isReader, readSubscription } from './changes/institution.ts';
import type { LeftOutReason } from './models.ts';
import { openStream } from './streams/open-stream.ts';
import { numbered } from './changes/pages.ts';
import { replayEvents } from './changes/replays.ts';
import { end, pause, resume, rotateSecret } from './changes/states.ts';
import { subscriptionById, subscriptionsOf } from './store.ts';
import { typeDescriptions } from './type-descriptions.ts';
import { update } from './changes/update.ts';
import { unwatchPersons, watchPersons } from './changes/watch-persons.ts';
import { withoutQuery } from './changes/without-query.ts';

export const resolvers: Resolvers = {
  Query: {
    eventSubscriptions: (_, __, { viewer, services }) => subscriptionsOf(services.sql, demandReader(viewer).organizationId),
    eventSubscription: (_, { id }, context) => readSubscription(context, id),
    eventTypes: () => typeDescriptions,
  },
  Mutation: {
    async createEventSubscription(_, { input }, context) {
      const result = await create(context, demandSubscriber(context.viewer), input);
      return '__typename' in result ? result : { __typename: 'CreateEventSubscriptionSuccess', ...result };
    },
    async updateEventSubscription(_, { input }, context) {
      const result = await update(context, demandSubscriber(context.viewer), input);
      return '__typename' in result ? result : { __typename: 'UpdateEventSubscriptionSuccess', ...result };
    },
    async pauseEventSubscription(_, { id }, context) {
      return { __typename: 'PauseEventSubscriptionSuccess', subscription: await pause(context, demandSubscriber(context.viewer), id) };
    },
    async resumeEventSubscription(_, { id }, context) {
      return { __typename: 'ResumeEventSubscriptionSuccess', subscription: await resume(context, demandSubscriber(context.viewer), id) };
    },
    async deleteEventSubscription(_, { id }, context) {
      return { __typename: 'DeleteEventSubscriptionSuccess', id: await end(context, demandSubscriber(context.viewer), id) };
    },
    async acknowledgeEvents(_, asked, context) {
      const result = await acknowledgeEvents(context, demandSubscriber(context.viewer), asked);
      return '__typename' in result ? result : { __typename: 'AcknowledgeEventsSuccess', subscription: result };
    },
    async watchPersons(_, asked, context) {
      const result = await watchPersons(context, demandSubscriber(context.viewer), asked);
      return '__typename' in result ? result : { __typename: 'WatchPersonsSuccess', subscription: result };
    },
    async unwatchPersons(_, asked, context) {
      const result = await unwatchPersons(context, demandSubscriber(context.viewer), asked);
      return '__typename' in result ? result : { __typename: 'UnwatchPersonsSuccess', subscription: result };
    },
    async replayEvents(_, { input }, context) {
      const result = await replayEvents(context, demandSubscriber(context.viewer), input);
      return '__typename' in result ? result : { __typename: 'ReplayEventsSuccess', replay: result };
    },
    async rotateEventSecret(_, { id }, context) {
      const result = await rotateSecret(context, demandSubscriber(context.viewer), id);
      return '__typename' in result ? result : { __typename: 'RotateEventSecretSuccess', ...result };
    },
    async certifyEvents(_, { input }, context) {
      const result = await certifyEvents(context, demandSubscriber(context.viewer), input);
      return '__typename' in result ? result : { __typename: 'CertifyEventsSuccess', certificate: result };
    },
  },
  Subscription: {
    events: {
      subscribe: (_, asked, context) => openStream(asked, context),
      resolve: ({ municipality, subjectversion, data, ...event }: CloudEvent) =>
        ({ ...event, municipalityCode: municipality ?? null, subjectVersion: subjectversion, data: JSON.stringify(data) }),
    },
  },
  EventSubscription: {
    async __resolveReference({ id }, { viewer, services }) {
      const subscription = isUuid(id) ? await subscriptionById(services.sql, id) : null;
      return subscription && isReader(viewer, subscription) ? subscription : null;
    },
    types: ({ filter }) => filter.types,
    municipalityCodes: ({ filter }) => filter.municipalityCodes,
    serviceIds: ({ filter }) => filter.serviceIds,
    statusTypeCodes: ({ filter }) => filter.statusTypeCodes,
    // Behind the question mark may stand the receiver's secret, which an administrator has no use for.
    webhookUrl: ({ webhookUrl, organizationId }, _, { viewer }) => (viewer?.organizationId === organizationId ? webhookUrl : withoutQuery(webhookUrl)),
    watched: ({ id }, _, context) => context.watchedOf.load(id),
    acknowledged: ({ acknowledged }) => String(acknowledged),
    lag: ({ acknowledged }, _, { services }) => Math.max(0, services.log.head - acknowledged),
    failing: ({ failingSince, failure, failures, nextAttemptAt }) =>
      failingSince === null ? null : { since: failingSince, reason: failure ?? 'UNKNOWN', attempts: failures, nextAttemptAt },
    async filterFrom({ id, filter }, _, context) {
      const behind = await context.placeOfFilter.load({ id, version: filter.version });
      return behind === null ? null : String(behind + 1);
    },
    async deliveries({ id }, { failedOnly, ...paging }, context) {
      const page = numbered(pageRequest(paging));
      return connection(await context.deliveriesOf.load({ id, failedOnly: failedOnly ?? false, ...page }), page, (delivery) => String(delivery.id));
    },
    async deadLetters({ id }, paging, context) {
      const page = numbered(pageRequest(paging));
      return connection(await context.deadLettersOf.load({ id, ...page }), page, ({ sequence }) => String(sequence));
    },
    replays: ({ id }, _, context) => context.replaysOf.load(id),
    certificates: ({ id }, _, context) => context.certificatesOf.load(id),
  },
  EventDelivery: {
    sequence: ({ sequence }) => String(sequence),
    replay: ({ isReplay }) => isReplay,
    delivered: ({ outcome }) => outcome === 'DELIVERED',
  },
  EventDeadLetter: {
    sequence: ({ sequence }) => String(sequence),
    at: ({ diedAt }) => diedAt,
  },
  EventReplay: {
    deadLettersOnly: ({ what }) => what === 'DEAD',
    fromSequence: ({ fromSequence }) => String(fromSequence),
    toSequence: ({ toSequence }) => String(toSequence),
    position: ({ position }) => String(position),
  },
  EventCertificate: {
    firstSequence: ({ firstSequence }) => String(firstSequence),
    lastSequence: ({ lastSequence }) => String(lastSequence),
    count: ({ events }) => events,
    leftOut: ({ leftOut }) => Object.entries(leftOut).map(([reason, count]) => ({ reason: reason as LeftOutReason, count })),
  },
};
