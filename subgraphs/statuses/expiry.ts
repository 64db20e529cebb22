/** Statuses run out with the calendar: at the change of day, and at the start for the days the hub was down. */
import type { Background, SubgraphServices } from '../module.ts';
import { expireSome } from './store.ts';

const RETRY_AFTER_MS = 5_000;

export function followCalendar({ sql, clock, logger }: SubgraphServices): Background {
  let running: Promise<void> = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  let stopped = false;

  const expireAll = async () => {
    try {
      while (!stopped && (await expireSome(sql, clock.today().toString(), clock.now())) > 0);
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
