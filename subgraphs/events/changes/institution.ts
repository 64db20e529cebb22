/** Who asks, and for which institution. A subscription of another's looks like one that does not exist. */
import { ForbiddenError, NotFoundError } from '#kernel/errors.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand, holds } from '#kernel/identity/access.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import type { Context } from '../context.ts';
import type { EventSubscriptionModel } from '../models.ts';
import { subscriptionById } from '../store.ts';

/** Whoever subscribes for an institution. */
export interface Subscriber extends Viewer {
  organizationId: string;
}

/** @throws UNAUTHENTICATED, FORBIDDEN without the permission or an institution */
export function demandSubscriber(viewer: Viewer | null): Subscriber {
  const subscriber = demand(viewer, 'events:subscribe');
  if (!subscriber.organizationId) throw new ForbiddenError(`"${subscriber.label}" works for no institution, and only institutions subscribe to events`);
  return subscriber as Subscriber;
}

/** Reads its own institution's subscriptions; an administrator everybody's, and changes none. @throws UNAUTHENTICATED, FORBIDDEN */
export function demandReader(viewer: Viewer | null): { organizationId: string | null } {
  return holds(viewer, 'events:read-any') ? { organizationId: null } : demandSubscriber(viewer);
}

export function isReader(viewer: Viewer | null, { organizationId }: Pick<EventSubscriptionModel, 'organizationId'>): boolean {
  return holds(viewer, 'events:read-any') || (holds(viewer, 'events:subscribe') && viewer!.organizationId === organizationId);
}

/** @throws UNAUTHENTICATED, FORBIDDEN, NOT_FOUND */
export async function readSubscription({ viewer, services }: Context, id: string): Promise<EventSubscriptionModel> {
  demandReader(viewer);
  const subscription = isUuid(id) ? await subscriptionById(services.sql, id) : null;
  if (!subscription || !isReader(viewer, subscription)) throw notFound(id);
  return subscription;
}

/** One that the viewer's own institution may change. @throws NOT_FOUND */
export async function readOwn({ services }: Context, { organizationId }: Subscriber, id: string): Promise<EventSubscriptionModel> {
  const subscription = isUuid(id) ? await subscriptionById(services.sql, id) : null;
  if (subscription?.organizationId !== organizationId) throw notFound(id);
  return subscription;
}

export function notFound(id: string): NotFoundError {
  return new NotFoundError('Event subscription', id);
}
