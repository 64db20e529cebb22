import type { Background, SubgraphServices } from '../module.ts';
import { tellOverdue } from './writes.ts';

const AT_ONCE = 1_000;
const RETRY_AFTER_MS = 5_000;

/**
 * Tells of requests whose due day has passed: at the start, for the days the hub was down, and whenever the calendar
 * turns. Each is told of once, however many instances look.
 */
export function followCalendar({ sql, clock, logger }: SubgraphServices): Pick<Background, 'close'> & { settled(): Promise<void> } {
  const stopped = new AbortController();
  let running = Promise.resolve();
  let retry: NodeJS.Timeout | undefined;
  const look = async () => {
    try {
      let told = AT_ONCE;
      while (!stopped.signal.aborted && told === AT_ONCE) told = await tellOverdue(sql, clock.today(), clock.now(), AT_ONCE);
    } catch (error) {
      if (stopped.signal.aborted) return;
      logger.error({ err: error }, 'overdue requests could not be told of; it is tried again');
      retry = setTimeout(wake, RETRY_AFTER_MS);
    }
  };
  const wake = () => void (running = running.then(look));
  const stop = clock.onDayChanged(wake);
  wake();
  return {
    settled: () => running,
    async close() {
      stopped.abort();
      stop();
      clearTimeout(retry);
      await running;
    },
  };
}
