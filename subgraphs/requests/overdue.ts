import { startRepeatedWork, type RepeatedWork } from '#kernel/repeated-work.ts';
import type { SubgraphServices } from '../module.ts';
import { tellOverdue } from './writes.ts';

const AT_ONCE = 1_000;
const RETRY_AFTER_MS = 5_000;

/**
 * Tells of requests whose due day has passed: at the start, for the days the hub was down, and whenever the calendar
 * turns. Each is told of once, however many instances look.
 */
export function followCalendar({ sql, clock, logger }: SubgraphServices): RepeatedWork {
  return startRepeatedWork({
    clock, logger,
    async work(isStopped) {
      let told = AT_ONCE;
      while (!isStopped() && told === AT_ONCE) told = await tellOverdue(sql, clock.today(), clock.now(), AT_ONCE);
    },
    failed: 'overdue requests could not be told of; it is tried again',
    retryAfterMs: RETRY_AFTER_MS,
  });
}
