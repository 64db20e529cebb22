/** Pausing, resuming and ending a subscription, and giving it another secret. */
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import { changing } from './changes.ts';
import type { Context } from '../context.ts';
import { notFound, readOwn, type Subscriber } from './institution.ts';
import type { EventSubscriptionModel } from '../models.ts';
import { demandReachable } from './reachable.ts';
import { newSecret } from '../webhooks/sign.ts';
import { endSubscription, replaceSecret, setState } from './writes.ts';

const PREVIOUS_HOLDS_HOURS = 24;

/** One that is paused already stays so. @throws NOT_FOUND for another's subscription, here and below */
export function pause(context: Context, viewer: Subscriber, id: string): Promise<EventSubscriptionModel> {
  return enter(context, viewer, id, 'PAUSED');
}

/** @throws CURSOR_TOO_OLD where it would be pushed what the log no longer has */
export function resume(context: Context, viewer: Subscriber, id: string): Promise<EventSubscriptionModel> {
  return enter(context, viewer, id, 'ACTIVE');
}

async function enter(context: Context, viewer: Subscriber, id: string, state: 'ACTIVE' | 'PAUSED'): Promise<EventSubscriptionModel> {
  const { sql, clock } = context.services;
  await readOwn(context, viewer, id);
  const changed = await changing(sql, id, async (tx, now) => {
    const isTriedAgain = state === 'ACTIVE' && now.failures > 0;
    if (now.state === state && !isTriedAgain) return now;
    if (state === 'ACTIVE' && now.transport !== 'STREAM') await demandReachable(tx, now);
    return setState(tx, id, state, { action: state === 'PAUSED' ? 'paused' : 'resumed', by: viewer.label, at: clock.now() });
  });
  if (!changed) throw notFound(id);
  return changed;
}

export async function end(context: Context, viewer: Subscriber, id: string): Promise<string> {
  const { sql, clock } = context.services;
  await readOwn(context, viewer, id);
  const ended = await changing(sql, id, async (tx) => {
    await endSubscription(tx, id, { action: 'deleted', by: viewer.label, at: clock.now() });
    return id;
  });
  if (!ended) throw notFound(id);
  return ended;
}

export interface Rotated {
  subscription: EventSubscriptionModel;
  /** Shown this once. */
  secret: string;
  previousUntil: string;
}

export async function rotateSecret(context: Context, viewer: Subscriber, id: string): Promise<Rotated | InvalidInput> {
  const { sql, clock } = context.services;
  await readOwn(context, viewer, id);
  const rotated = await changing(sql, id, async (tx, { transport }) => {
    if (transport !== 'WEBHOOK') return invalidInput(`transport is ${transport}, which has no secret; expected WEBHOOK`, ['id']);
    const secret = newSecret();
    const previousUntil = clock.now().add({ hours: PREVIOUS_HOLDS_HOURS });
    const sealed = context.receivers.secrets.seal(secret, id);
    const subscription = await replaceSecret(tx, id, sealed, previousUntil, { action: 'secret-rotated', by: viewer.label, at: clock.now() });
    return { subscription, secret, previousUntil: previousUntil.toString() };
  });
  if (!rotated) throw notFound(id);
  return rotated;
}
