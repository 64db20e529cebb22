import type { UpdateEventSubscriptionInput } from '#codegen/generated/events.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import { askedFilter, isSameFilter } from './asked.ts';
import { changing } from './changes.ts';
import type { Context } from '../context.ts';
import type { Created } from './create.ts';
import { findFilterFaultOf } from './filter-faults.ts';
import { readOwn, type Subscriber } from './institution.ts';
import { demandReachable } from './reachable.ts';
import { deliveryOf, findDeliveryFault, findNameFault } from './subscriptions.ts';
import { newSecret } from '../webhooks/sign.ts';
import { withoutQuery } from './without-query.ts';
import { rewriteSubscription } from './writes.ts';

/** Another receiver must answer a challenge before anything changes. @throws NOT_FOUND for another's subscription, CURSOR_TOO_OLD where the log no longer has what it would be pushed */
export async function update(context: Context, viewer: Subscriber, input: UpdateEventSubscriptionInput): Promise<Created | InvalidInput | Conflict> {
  const { sql, clock, config } = context.services;
  const before = await readOwn(context, viewer, input.id);
  const name = input.name ?? before.name;
  const filter = askedFilter(input, before.filter);
  const isRefiltered = !isSameFilter(filter, before.filter);
  const delivery = deliveryOf(input, before);
  const purpose = viewer.purpose ?? before.purpose;
  const fault = findNameFault(name) ?? (isRefiltered ? await findFilterFaultOf(context, viewer, filter, purpose) : null) ?? findDeliveryFault(delivery, config.nats !== null);
  if (fault) return fault;
  const isRedirected = delivery.transport !== before.transport || delivery.webhookUrl !== before.webhookUrl;
  if (!isRedirected && !isRefiltered && name.trim() === before.name && purpose === before.purpose) return { subscription: before, secret: null };

  if (delivery.transport !== 'STREAM' && isRedirected) await demandReachable(sql, before);
  const { secrets } = context.receivers;
  const secret = delivery.transport === 'WEBHOOK' && before.transport !== 'WEBHOOK' ? newSecret() : null;
  if (delivery.transport === 'WEBHOOK' && isRedirected) {
    const signedWith = secret === null ? await context.receivers.secretsOf(sql, before.id) : [secret];
    const refused = await context.receivers.findFault({ organizationId: viewer.organizationId, url: delivery.webhookUrl!, subscriptionId: before.id, secrets: signedWith });
    if (refused !== null) return invalidInput(refused, ['webhookUrl']);
  }
  const subscription = await changing(sql, before.id, async (tx, now) => {
    // What was decided on may be another by now.
    if (now.version !== before.version) return null;
    return rewriteSubscription(tx, before.id, {
      name: name.trim(), purpose, filter: isRefiltered ? filter : null, isRedirected, ...delivery, secret: secret === null ? null : secrets.seal(secret, before.id),
    }, { action: 'updated', by: viewer.label, at: clock.now(), data: { ...(isRefiltered ? filter : {}), purpose, transport: delivery.transport, webhookUrl: withoutQuery(delivery.webhookUrl) } });
  });
  if (subscription) return { subscription, secret };
  await readOwn(context, viewer, before.id);
  return conflict(`The subscription "${before.id}" was changed by somebody else at this moment; look at it and try again`, ['id']);
}
