import type { CreateEventSubscriptionInput } from '#codegen/generated/events.ts';
import { CursorTooOldError } from '#kernel/errors.ts';
import { keptSince } from '#kernel/events/retention.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import { askedFilter, hashesOf, type AskedFilter } from './asked.ts';
import { typesFor } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { findFilterFaultOf } from './filter-faults.ts';
import type { Subscriber } from './institution.ts';
import type { EventSubscriptionModel } from '../models.ts';
import { cursorOf } from './sequences.ts';
import { recall, subscriptionById, SUBSCRIPTIONS_MOST } from '../store.ts';
import { deliveryOf, findDeliveryFault, findKeyFault, findNameFault } from './subscriptions.ts';
import { newSecret } from '../webhooks/sign.ts';
import { withoutQuery } from './without-query.ts';
import { insertSubscription, type Key } from './writes.ts';

const KEY_TAKEN = 'idempotency_organization_id_key_hash_pk';

export interface Created {
  subscription: EventSubscriptionModel;
  /** Shown this once. */
  secret: string | null;
}

/**
 * A new subscription of the viewer's institution. A webhook must answer a challenge before there is one.
 *
 * @throws CURSOR_TOO_OLD where the log no longer keeps all that was asked for
 */
export async function create(context: Context, viewer: Subscriber, input: CreateEventSubscriptionInput): Promise<Created | InvalidInput | Conflict> {
  const fault = findKeyFault(input.idempotencyKey) ?? findNameFault(input.name);
  if (fault) return fault;
  const key = hashesOf(input);
  const before = key && (await asBefore(context, viewer, key));
  if (before) return before;
  try {
    return await createAnew(context, viewer, input, key);
  } catch (error) {
    // Somebody else with the same key was quicker.
    const again = key && (error as { constraint_name?: string }).constraint_name === KEY_TAKEN ? await asBefore(context, viewer, key) : null;
    if (again) return again;
    throw error;
  }
}

async function asBefore({ services }: Context, { organizationId }: Subscriber, { keyHash, inputHash }: Key): Promise<Created | Conflict | null> {
  const before = await recall(services.sql, organizationId, keyHash);
  if (!before) return null;
  if (before.inputHash !== inputHash) return conflict('This idempotencyKey was already used with another input', ['idempotencyKey'], 'IDEMPOTENCY_KEY_REUSED');
  const subscription = await subscriptionById(services.sql, before.subscriptionId);
  if (!subscription) return conflict('The subscription that was made with this idempotencyKey has been deleted', ['idempotencyKey'], 'IDEMPOTENCY_KEY_REUSED');
  return { subscription, secret: null };
}

async function createAnew(context: Context, viewer: Subscriber, input: CreateEventSubscriptionInput, key: Key | null): Promise<Created | InvalidInput | Conflict> {
  const { sql, clock, config } = context.services;
  const filter = askedFilter(input);
  const delivery = deliveryOf(input);
  const fault = (await findFilterFaultOf(context, viewer, filter, viewer.purpose)) ?? findDeliveryFault(delivery, config.nats !== null);
  if (fault) return fault;
  const after = input.after == null ? null : await demandKept(context, filter, input.after);
  if (after !== null && typeof after !== 'number') return after;

  const id = uuidv7();
  const secret = delivery.transport === 'WEBHOOK' ? newSecret() : null;
  if (secret !== null) {
    const refused = await context.receivers.findFault({ organizationId: viewer.organizationId, url: delivery.webhookUrl!, subscriptionId: id, secrets: [secret] });
    if (refused !== null) return invalidInput(refused, ['webhookUrl']);
  }
  const subscription = await insertSubscription(sql, {
    id, organizationId: viewer.organizationId, name: input.name.trim(), purpose: viewer.purpose, filter, after, ...delivery,
    secret: secret === null ? null : context.receivers.secrets.seal(secret, id),
  }, key, { action: 'created', by: viewer.label, at: clock.now(), data: { ...filter, transport: delivery.transport, webhookUrl: withoutQuery(delivery.webhookUrl) } });
  return subscription ? { subscription, secret } : conflict(`Your institution has ${SUBSCRIPTIONS_MOST} event subscriptions, which is as many as it may; delete one first`, undefined, 'LIMIT_REACHED');
}

async function demandKept({ services: { sql, log } }: Context, filter: AskedFilter, text: string): Promise<number | InvalidInput> {
  const after = cursorOf(text, 'after', await log.look());
  if (typeof after !== 'number') return after;
  const oldest = await keptSince(sql, typesFor(filter.types).types);
  if (after < oldest) throw new CursorTooOldError(after, oldest);
  return after;
}
