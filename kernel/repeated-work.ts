import type { Clock } from './clock.ts';
import type { Logger } from './logger.ts';

export interface RepeatedWorkOptions {
  clock: Pick<Clock, 'onDayChanged'>;
  logger: Pick<Logger, 'error'>;
  /** One turn; may leave off where it was told to stop. Answers after how many milliseconds to go on, where there is more to do. */
  work(isStopped: () => boolean): Promise<number | void>;
  /** What is logged when a turn failed. */
  failed: string;
  /** How soon a turn that failed is tried again; with the next one where nothing is said. */
  retryAfterMs?: number;
  /** Looks so often besides; only when the day changes where nothing is said. */
  everyMs?: number;
}

export interface RepeatedWork {
  /** Resolves once the turns that were asked for are over. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

/** Work that is done at once, for what fell due while nobody was there, and again when the day changes: one turn after the other. */
export function startRepeatedWork({ clock, logger, work, failed, retryAfterMs, everyMs }: RepeatedWorkOptions): RepeatedWork {
  let running: Promise<void> = Promise.resolve();
  let soon: NodeJS.Timeout | undefined;
  let stopped = false;

  const lookAfter = (ms: number | void) => {
    if (stopped || ms === undefined) return;
    clearTimeout(soon);
    soon = setTimeout(look, ms);
  };
  const turn = async () => {
    if (stopped) return;
    try {
      lookAfter(await work(() => stopped));
    } catch (error) {
      if (stopped) return;
      logger.error({ err: error }, failed);
      lookAfter(retryAfterMs);
    }
  };
  const look = () => {
    clearTimeout(soon);
    running = running.then(turn);
  };
  const timer = everyMs === undefined ? undefined : setInterval(look, everyMs).unref();
  const stopListening = clock.onDayChanged(look);
  look();
  return {
    settled: () => running,
    async close() {
      stopped = true;
      clearInterval(timer);
      clearTimeout(soon);
      stopListening();
      await running;
    },
  };
}
