/**
 * What a subscription should have got between two sequences: how many events, a hash over their ids, and why each of the others
 * was none of its. It is told by the filters as they were, and by the rights and the places as they are now: an institution that
 * has lost a right since is no longer told how much it had got by it.
 */
import { createHash } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { LimitExceededError } from '#kernel/errors.ts';
import { keptSince } from '#kernel/events/retention.ts';
import type { Logger } from '#kernel/logger.ts';
import { invalidInput, type InvalidInput } from '#kernel/user-errors.ts';
import { endOfBlock, HoleInLogError, retiredWithin } from './balance.ts';
import type { CertificateKey } from './certificate-key.ts';
import type { EventCertificateModel, LeftOutReason } from '../models.ts';
import type { Reading, Readings } from '../reading/reading.ts';

export interface Certifying {
  sql: Sql;
  readings: Pick<Readings, 'open'>;
  clock: Pick<Clock, 'now'>;
  logger: Logger;
  key: CertificateKey;
}

type Certified = Pick<EventCertificateModel, 'events' | 'hash' | 'leftOut'>;

/** On demand; a day's own is as long as the day was. */
const SEQUENCES_MOST = 5_000_000;
/** In one process: each reads a good part of the log. */
const AT_ONCE = 4;
/** Of one subscription; older ones made on demand give way. */
const ON_DEMAND_KEPT = 1_000;
/** The log may let go of a block while it is looked at. */
const LOOKS_AGAIN = 3;
const EVENTS_AT_ONCE = 10_000;

let underWay = 0;

/**
 * Made on demand, and kept.
 *
 * @param range sequences; by default from where the subscription began, or the log still has all of it, through what is acknowledged
 * @throws LIMIT_EXCEEDED while others are made, LOG_INCOMPLETE where the log has a hole
 */
export async function certify(parts: Certifying, subscriptionId: string, range: { from?: number | null; to?: number | null }): Promise<EventCertificateModel | InvalidInput> {
  if (underWay === AT_ONCE) throw new LimitExceededError(`${AT_ONCE} certificates are being made; try again in a moment`);
  underWay++;
  const reading = await parts.readings.open(subscriptionId).catch((error) => {
    underWay--;
    throw error;
  });
  try {
    await reading.refresh();
    const asked = await rangeOf(parts.sql, reading, range);
    if ('__typename' in asked) return asked;
    const certificate = await certifyBetween(parts, reading, { ...asked, day: null });
    await keep(parts.sql, subscriptionId, certificate);
    await parts.sql`
      delete from subscriptions.certificate where subscription_id = ${subscriptionId} and day is null and made_at < (
        select made_at from subscriptions.certificate where subscription_id = ${subscriptionId} and day is null order by made_at desc offset ${ON_DEMAND_KEPT} limit 1)`;
    return certificate;
  } finally {
    reading.close();
    underWay--;
  }
}

async function rangeOf(sql: Sql, { following }: Reading, range: { from?: number | null; to?: number | null }): Promise<{ first: number; last: number } | InvalidInput> {
  const [state] = await sql`select last_sequence as head from events.relay_state`;
  const { startedAfter, acknowledged, asked } = following;
  const first = range.from ?? Math.max(startedAfter, await keptSince(sql, [...asked])) + 1;
  const last = range.to ?? Math.max(acknowledged, first - 1);
  if (first <= startedAfter) return invalidInput(`fromSequence is ${first}; the subscription began behind ${startedAfter}, so expected ${startedAfter + 1} or more`, ['input', 'fromSequence']);
  if (last > state!.head) return invalidInput(`toSequence is ${last}; the newest sequence is ${state!.head}`, ['input', 'toSequence']);
  if (last < first - 1) return invalidInput(`toSequence is ${last}, which lies before fromSequence ${first}`, ['input', 'toSequence']);
  if (last - first + 1 > SEQUENCES_MOST) {
    return invalidInput(`From ${first} through ${last} are ${last - first + 1} sequences; at most ${SEQUENCES_MOST} are certified at once`, ['input', range.from == null ? 'fromSequence' : 'toSequence']);
  }
  return { first, last };
}

/** Computed and signed, and not kept yet. */
export async function certifyBetween(parts: Certifying, reading: Reading, { first, last, day }: { first: number; last: number; day: string | null }): Promise<EventCertificateModel> {
  const certified = await count(parts, reading, first, last);
  const certificate = { id: crypto.randomUUID(), day, madeAt: parts.clock.now().toString(), firstSequence: first, lastSequence: last, ...certified };
  return { ...certificate, signature: await parts.key.sign(claimsOf(reading.following.id, certificate)) };
}

/** What is signed: the fields as the graph shows them, and whose they are. */
function claimsOf(subscriptionId: string, { id, day, madeAt, firstSequence, lastSequence, events, hash, leftOut }: Omit<EventCertificateModel, 'signature'>): Record<string, unknown> {
  return { id, subscriptionId, day, madeAt, firstSequence: String(firstSequence), lastSequence: String(lastSequence), count: events, hash, leftOut };
}

/** @returns whether there was none of this day yet */
export async function keep(sql: Sql, subscriptionId: string, { id, day, madeAt, firstSequence, lastSequence, events, hash, leftOut, signature }: EventCertificateModel): Promise<boolean> {
  const { count } = await sql`
    insert into subscriptions.certificate (id, subscription_id, day, made_at, first_sequence, last_sequence, events, hash, left_out, signature)
    values (${id}, ${subscriptionId}, ${day}::date, ${madeAt}::timestamptz, ${firstSequence}, ${lastSequence}, ${events}, ${hash}, ${sql.json(leftOut)}, ${signature})
    on conflict (subscription_id, day) where day is not null do nothing`;
  return count === 1;
}

/** Block by block, so that no more ids than a block's are in memory, and each can be looked at again. */
async function count({ sql, logger }: Certifying, reading: Reading, first: number, last: number): Promise<Certified> {
  const hash = createHash('sha256');
  const leftOut: Record<LeftOutReason, number> = { FILTER: 0, RIGHT: 0, INTERNAL: 0, RETIRED: 0 };
  let events = 0;
  try {
    for (let after = first - 1; after < last; after = Math.min(last, endOfBlock(after))) {
      const part = await balanced(sql, reading, after, Math.min(last, endOfBlock(after)));
      for (const id of part.ids) hash.update(`${id}\n`);
      events += part.ids.length;
      for (const reason of Object.keys(leftOut) as LeftOutReason[]) leftOut[reason] += part.leftOut[reason];
    }
  } catch (error) {
    if (error instanceof HoleInLogError) logger.fatal({ first: error.first, last: error.last, missing: error.missing }, 'the log has a hole');
    throw error;
  }
  return { events, hash: hash.digest('hex'), leftOut };
}

interface Part {
  ids: string[];
  leftOut: Record<LeftOutReason, number>;
}

async function balanced(sql: Sql, reading: Reading, after: number, through: number): Promise<Part> {
  for (let look = 0; look < LOOKS_AGAIN; look++) {
    const { ids, leftOut } = await readThrough(reading, after, through);
    const gone = through - after - ids.length - leftOut.FILTER - leftOut.RIGHT - leftOut.INTERNAL;
    if (gone === 0 || gone === (await retiredWithin(sql, after, through))) return { ids, leftOut: { ...leftOut, RETIRED: gone } };
  }
  throw new Error(`What was read of the log from ${after + 1} through ${through} is not what it holds there`);
}

async function readThrough(reading: Reading, after: number, through: number): Promise<Part> {
  const part: Part = { ids: [], leftOut: { FILTER: 0, RIGHT: 0, INTERNAL: 0, RETIRED: 0 } };
  for (let at = after; at < through; ) {
    const step = await reading.read(at, EVENTS_AT_ONCE, { through });
    if (step.through <= at || step.through > through) throw new Error(`A step from ${at} that should end by ${through} ended at ${step.through}`);
    for (const { id } of step.events) part.ids.push(id);
    for (const reason of ['FILTER', 'RIGHT', 'INTERNAL'] as const) part.leftOut[reason] += step.leftOut[reason];
    at = step.through;
  }
  return part;
}
