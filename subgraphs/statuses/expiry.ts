/** Statuses run out with the calendar, and are about to: at the change of day, and at the start for the days the hub was down. */
import type { Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import type { Background, SubgraphServices } from '../module.ts';
import { expireSome, forgetExpiringBefore, tellExpiring } from './store.ts';

const RETRY_AFTER_MS = 5_000;
/** So long before its last day a status is about to run out: time enough to decide anew. */
const EXPIRING_DAYS = 30;

export function followCalendar({ sql, clock, logger }: SubgraphServices): Background {
  let running: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  const expireAll = async () => {
    try {
      while (!stopped && (await turn(sql, clock)) > 0);
    } catch (error) {
      if (stopped) return;
      logger.error({ err: error }, 'statuses could not be expired; it is tried again');
      retry = setTimeout(look, RETRY_AFTER_MS);
    }
  };
  const look = () => {
    running = running.then(expireAll);
  };
  const stopListening = clock.onDayChanged(look);
  look();

  return {
    consumers: [],
    settled: () => running,
    async close() {
      stopped = true;
      stopListening();
      clearTimeout(retry);
      await running;
    },
  };
}

/** One bounded step of what the day brings; answers how many statuses it concerned. */
export async function turn(sql: Sql, clock: Clock): Promise<number> {
  const today = clock.today();
  const expired = await expireSome(sql, today.toString(), clock.now());
  if (expired > 0) return expired;
  await forgetExpiringBefore(sql, today.toString());
  return tellExpiring(sql, { from: today.toString(), to: today.add({ days: EXPIRING_DAYS }).toString() }, clock.now());
}
