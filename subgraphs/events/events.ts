/** What `events` tells others. The subject of each event is the subscription. */
import { z } from 'zod';
import type { EventDefinition } from '#kernel/events/definition.ts';

/** `since` is when its receiver last began to fail, `reason` a code such as TIMEOUT, `organizationId` whose subscription it is. */
export const subscriptionFailing = z.object({ since: z.iso.datetime({ offset: true }), reason: z.string().max(60), organizationId: z.uuid() });
export type SubscriptionFailing = z.infer<typeof subscriptionFailing>;

/** The how-manieth change of the subscription it was. What it asks for from then on holds from this event's own place in the log. */
export const subscriptionChanged = z.object({ version: z.int().positive() });

export const events = { 'events.subscription-failing.v1': subscriptionFailing, 'events.subscription-changed.v1': subscriptionChanged } as const;
export type SubscriptionEventType = keyof typeof events;
export const eventTypes = Object.keys(events) as SubscriptionEventType[];

export const definitions: Readonly<Record<SubscriptionEventType, EventDefinition>> = {
  'events.subscription-failing.v1': {
    subject: 'subscription', audience: 'SUBSCRIPTION', placed: false, keptDays: 90,
    data: subscriptionFailing, delivered: subscriptionFailing.omit({ organizationId: true }), example: { reason: 'TIMEOUT' },
    description: 'The receiver of a subscription does not take what it is sent; everything waits for it.',
  },
  'events.subscription-changed.v1': {
    subject: 'subscription', audience: 'NOBODY', placed: false, keptDays: 90, data: subscriptionChanged,
    description: 'A subscription asks for something else, is delivered in another way, or is paused, resumed or deleted.',
  },
};
