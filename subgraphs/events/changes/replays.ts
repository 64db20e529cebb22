import type { ReplayEventsInput } from '#codegen/generated/events.ts';
import { CursorTooOldError } from '#kernel/errors.ts';
import { keptSince } from '#kernel/events/retention.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { conflict, invalidInput, type Conflict, type InvalidInput } from '#kernel/user-errors.ts';
import { typesFor } from '../catalogue.ts';
import type { Context } from '../context.ts';
import { readOwn, type Subscriber } from './institution.ts';
import type { EventReplayModel, EventSubscriptionModel } from '../models.ts';
import { countAskedFor, deadLettersSpan, firstAppendedFrom, insertReplay } from './replay-store.ts';
import { sequenceOf } from './sequences.ts';

const EVENTS_MOST = 100_000;

interface Span {
  from: number;
  to: number;
}

/**
 * Sends events once more, beside the cursor.
 *
 * @throws NOT_FOUND for another's subscription, CURSOR_TOO_OLD where the log no longer keeps all of it
 */
export async function replayEvents(context: Context, viewer: Subscriber, input: ReplayEventsInput): Promise<EventReplayModel | InvalidInput | Conflict> {
  const { sql, clock } = context.services;
  const subscription = await readOwn(context, viewer, input.subscriptionId);
  if (subscription.transport === 'STREAM') return invalidInput('transport is STREAM, which is resumed with `after`; expected WEBHOOK or NATS', ['subscriptionId']);
  const asked = await spanOf(context, subscription, input);
  if ('__typename' in asked) return asked;
  const isDead = input.deadLettersOnly === true;
  const fault = findSpanFault(asked, subscription) ?? (isDead ? null : await findTooMuch(context, subscription, asked));
  if (fault) return fault;
  const replay = await insertReplay(sql, {
    id: uuidv7(), subscriptionId: subscription.id, what: isDead ? 'DEAD' : 'ALL', fromSequence: asked.from, toSequence: asked.to, by: viewer.label, at: clock.now(),
  });
  return replay ?? conflict('Another replay of this subscription is under way; wait until it has ended', ['subscriptionId']);
}

/** By sequence or by time, never both for one end. Dead letters may be meant as a whole. */
async function spanOf({ services: { sql } }: Context, { id, acknowledged, startedAfter }: EventSubscriptionModel, input: ReplayEventsInput): Promise<Span | InvalidInput> {
  const { fromSequence, toSequence, from, to, deadLettersOnly } = input;
  if (fromSequence != null && from != null) return invalidInput('fromSequence and from were both given; expected one of them', ['from']);
  if (toSequence != null && to != null) return invalidInput('toSequence and to were both given; expected one of them', ['to']);
  if (fromSequence == null && from == null && !deadLettersOnly) return invalidInput('neither fromSequence nor from was given; expected where to begin', ['fromSequence']);
  if (from != null && to != null && Temporal.Instant.compare(from, to) > 0) return invalidInput(`from ${from} lies behind to ${to}`, ['from']);
  const dead = deadLettersOnly ? await deadLettersSpan(sql, id) : null;
  if (deadLettersOnly && !dead) return invalidInput('deadLettersOnly: there are no dead letters of this subscription', ['deadLettersOnly']);
  const begin = fromSequence != null ? sequenceOf(fromSequence, 'fromSequence') : from != null ? await firstAppendedFrom(sql, from) : dead!.from;
  if (typeof begin !== 'number') return begin;
  const end = toSequence != null ? sequenceOf(toSequence, 'toSequence') : to != null ? (await firstAppendedFrom(sql, to)) - 1 : (dead?.to ?? acknowledged);
  if (typeof end !== 'number') return end;
  // Whole days are asked for by time: what of them is not its, or is still to come, is left out.
  return { from: from == null ? begin : Math.max(begin, startedAfter + 1), to: to == null ? end : Math.min(end, acknowledged) };
}

function findSpanFault({ from, to }: Span, { startedAfter, acknowledged }: EventSubscriptionModel): InvalidInput | null {
  if (from <= startedAfter) return invalidInput(`fromSequence is ${from}, but the subscription began with ${startedAfter + 1}`, ['fromSequence']);
  if (to > acknowledged) return invalidInput(`toSequence is ${to}, but only what is acknowledged can be sent once more, which is through ${acknowledged}`, ['toSequence']);
  if (from > to) return invalidInput(`There is nothing to send once more from ${from} to ${to}`, ['fromSequence']);
  return null;
}

async function findTooMuch({ services: { sql } }: Context, { filter }: EventSubscriptionModel, { from, to }: Span): Promise<InvalidInput | null> {
  const { types } = typesFor(filter.types);
  const oldest = await keptSince(sql, types);
  if (from <= oldest) throw new CursorTooOldError(from - 1, oldest);
  const count = await countAskedFor(sql, types, { from, to, most: EVENTS_MOST + 1 });
  return count <= EVENTS_MOST ? null : invalidInput(`From ${from} to ${to} there are more than ${EVENTS_MOST} events of these types; expected at most as many at once`, ['toSequence']);
}
