import { isUuid } from '#kernel/ids.ts';
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import type { Context } from '../context.ts';
import { notFound, type Subscriber } from '../changes/institution.ts';
import type { EventSubscriptionModel } from '../models.ts';
import { sequenceOf } from '../changes/sequences.ts';
import { acknowledge } from '../store.ts';

/** Many times a minute: one round trip, no event and no line of the audit. @throws NOT_FOUND for another's subscription */
export async function acknowledgeEvents(
  { services: { sql } }: Context, { organizationId }: Subscriber, { subscriptionId: id, through: text }: { subscriptionId: string; through: string },
): Promise<EventSubscriptionModel | InvalidInput> {
  const through = sequenceOf(text, 'through');
  if (typeof through !== 'number') return through;
  const done = isUuid(id) ? await acknowledge(sql, { id, organizationId, through }) : null;
  if (!done) throw notFound(id);
  const { subscription, head } = done;
  if (subscription.transport !== 'STREAM') return invalidInput(`transport is ${subscription.transport}, which acknowledges by itself; expected STREAM`, ['subscriptionId']);
  if (through > head) return invalidInput(`through is ${through}, which lies in the future: the newest sequence is ${head}`, ['through']);
  if (subscription.acknowledged > through) return invalidInput(`through is ${through}, but ${subscription.acknowledged} is acknowledged already; a cursor never goes back`, ['through']);
  return subscription;
}
