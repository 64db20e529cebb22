/** Statuses run out with the calendar, and are about to: at the change of day, and at the start for the days the hub was down. */
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { startRepeatedWork, type RepeatedWork } from '#kernel/repeated-work.ts';
import type { SubgraphServices } from '../module.ts';
import { expireSome, forgetExpiringBefore, tellExpiring } from './store.ts';

const RETRY_AFTER_MS = 5_000;
/** So long before its last day a status is about to run out: time enough to decide anew. */
const EXPIRING_DAYS = 30;

export function followCalendar({ sql, clock, logger }: SubgraphServices): RepeatedWork {
  return startRepeatedWork({
    clock, logger,
    async work(isStopped) {
      while (!isStopped() && (await turn(sql, clock)) > 0);
    },
    failed: 'statuses could not be expired; it is tried again',
    retryAfterMs: RETRY_AFTER_MS,
  });
}

/** One bounded step of what the day brings; answers how many statuses it concerned. */
export async function turn(sql: Sql, clock: Clock): Promise<number> {
  const today = clock.today();
  const expired = await expireSome(sql, today.toString(), clock.now());
  if (expired > 0) return expired;
  await forgetExpiringBefore(sql, today.toString());
  return tellExpiring(sql, { from: today.toString(), to: today.add({ days: EXPIRING_DAYS }).toString() }, clock.now());
}
