/** Each subscription's yesterday, certified every night; after the hub was down, the days it was. */
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { dayOf, startOfDay } from '#kernel/days.ts';
import type { EventLog } from '#kernel/events/event-log.ts';
import { startRepeatedWork, type RepeatedWork } from '#kernel/repeated-work.ts';
import { certifyBetween, keep, type Certifying } from './certificates.ts';
import { firstSince } from '../jetstream/window.ts';

const CATCHES_UP_DAYS = 30;
const KEPT_DAYS = 400;
/** After midnight, for what is being numbered just then. */
const LATER_MINUTES = 5;
const LOOK_EVERY_MS = 600_000;
const RETRY_AFTER_MS = 30_000;

type Daily = Certifying & { log: Pick<EventLog, 'read' | 'look'>; clock: Pick<Clock, 'now' | 'onDayChanged'> };

/** Several processes may do it: one that comes upon a day that another has certified leaves it. They go in different orders. */
export function startDailyCertificates(parts: Daily): RepeatedWork {
  const { clock, logger } = parts;
  return startRepeatedWork({
    clock, logger,
    work: async (isStopped) => void (await certifyDays(parts, isStopped)),
    failed: 'certificates of past days could not be made; it is tried again',
    retryAfterMs: RETRY_AFTER_MS,
    everyMs: LOOK_EVERY_MS,
  });
}

/**
 * Days are those on which events got their sequence, by the instants of the clock: a sandbox that moves its calendar on ends no
 * day of the log. One subscription that cannot be certified keeps no other from it.
 *
 * @returns how many certificates were made
 * @throws the first that went wrong, once the others are done
 */
export async function certifyDays(parts: Daily, isStopped: () => boolean = () => false): Promise<number> {
  const { sql, log, clock } = parts;
  const today = dayOf(clock.now().subtract({ minutes: LATER_MINUTES }));
  const failures: unknown[] = [];
  let made = 0;
  for (let back = CATCHES_UP_DAYS; back > 0 && !isStopped(); back--) {
    const day = today.subtract({ days: back });
    const missing = await uncertified(sql, day);
    if (missing.length === 0) continue;
    const [first, end] = [await firstSince(log, startOfDay(day)), await firstSince(log, startOfDay(day.add({ days: 1 })))];
    for (const { id, startedAfter } of missing) {
      if (isStopped()) return made;
      await certifyDay(parts, id, { day: day.toString(), first: Math.max(first, startedAfter + 1), last: Math.max(end - 1, startedAfter) }).then((isNew) => (made += Number(isNew)), (error) => failures.push(error));
    }
  }
  await sql`delete from subscriptions.certificate where made_at < ${clock.now().subtract({ hours: KEPT_DAYS * 24 }).toString()}::timestamptz`;
  if (failures.length) throw failures[0];
  return made;
}

async function certifyDay(parts: Certifying, id: string, range: { day: string; first: number; last: number }): Promise<boolean> {
  const reading = await parts.readings.open(id);
  try {
    await reading.refresh();
    return await keep(parts.sql, id, await certifyBetween(parts, reading, range));
  } finally {
    reading.close();
  }
}

/** Subscriptions that there were on a day, and that have no certificate of it. */
async function uncertified(sql: Sql, day: Temporal.PlainDate): Promise<{ id: string; startedAfter: number }[]> {
  const rows = await sql`
    select id, started_after from subscriptions.subscription as known
    where deleted_at is null and created_at < ${startOfDay(day.add({ days: 1 })).toString()}::timestamptz
      and not exists (select from subscriptions.certificate where subscription_id = known.id and day = ${day.toString()}::date)
    order by md5(id::text || ${crypto.randomUUID()})`;
  return rows.map((row) => ({ id: row.id, startedAfter: row.started_after }));
}
