import type { SubscriptionEventsArgs } from '#codegen/generated/events.ts';
import { BadUserInputError, CursorTooOldError, NotFoundError } from '#kernel/errors.ts';
import { keptSince } from '#kernel/events/retention.ts';
import { isUuid } from '#kernel/ids.ts';
import { demand } from '#kernel/identity/access.ts';
import type { Context } from '../context.ts';
import type { Following } from '../reading/following.ts';
import { EventStream, heartbeatOf } from './stream.ts';

/**
 * `Subscription.events` of the viewer's own institution.
 *
 * @throws NOT_FOUND for another institution's, too; BAD_USER_INPUT for a cursor from the future; CURSOR_TOO_OLD naming the oldest
 *   there is
 */
export async function openStream(args: SubscriptionEventsArgs, context: Context): Promise<EventStream> {
  const viewer = demand(context.viewer, 'events:subscribe');
  const { sql, log, clock, logger } = context.services;
  const heartbeatSeconds = heartbeatOf(args);
  if (!isUuid(args.subscriptionId)) throw new NotFoundError('Event subscription', args.subscriptionId);
  const reading = await context.readings.open(args.subscriptionId);
  try {
    await reading.refresh();
    const { following } = reading;
    if (following.isDeleted || following.organizationId !== viewer.organizationId) throw new NotFoundError('Event subscription', args.subscriptionId);
    const after = await startOf(args.after, following, { head: await log.look(), keptSince: (types) => keptSince(sql, types) });
    return new EventStream({ sql, logger, reading, after, acknowledge: args.acknowledge ?? 'EXPLICIT', heartbeatSeconds, now: () => clock.now().toString() });
  } catch (error) {
    reading.close();
    throw error;
  }
}

async function startOf(asked: string | null | undefined, following: Following, log: { head: number; keptSince(types: string[]): Promise<number> }): Promise<number> {
  if (asked != null && !/^\d{1,15}$/.test(asked)) throw new BadUserInputError(`after is "${asked.slice(0, 40)}"; expected the sequence of an event or of a heartbeat`);
  const after = Math.max(asked == null ? following.acknowledged : Number(asked), following.startedAfter);
  if (after > log.head) throw new BadUserInputError(`after is ${after}, which lies in the future: the newest sequence is ${log.head}`);
  const oldest = await log.keptSince([...following.asked]);
  if (after < oldest) throw new CursorTooOldError(after, oldest);
  return after;
}
