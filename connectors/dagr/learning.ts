import type { Permissions } from './permissions.ts';

const WHILE_SILENT_MS = 2_000;
/** A doubt is followed at once, but a register that refuses everything is not asked why more often than this. */
const BETWEEN_DOUBTS_MS = 1_000;

export interface Learning {
  /** Resolves when the register was asked once, whether or not it answered. */
  asked: Promise<void>;
  close(): Promise<void>;
}

/** Reads the permissions at once and then as often as they want; sooner while the register is silent or they are in doubt. */
export function keepLearning(permissions: Pick<Permissions, 'refresh' | 'askAgainInMs' | 'onDoubted'>): Learning {
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isAsking = false;
  let isDoubted = false;
  let askedAt = 0;
  let running = Promise.resolve();

  const askIn = (ms: number) => {
    clearTimeout(timer);
    timer = setTimeout(ask, ms).unref();
  };
  const askSoon = () => askIn(Math.max(0, askedAt + BETWEEN_DOUBTS_MS - performance.now()));
  const learn = async () => {
    [isAsking, isDoubted, askedAt] = [true, false, performance.now()];
    const learned = await permissions.refresh(stop.signal).then(() => true, () => false);
    isAsking = false;
    if (stop.signal.aborted) return;
    if (learned && isDoubted) return askSoon();
    askIn(learned ? permissions.askAgainInMs : WHILE_SILENT_MS);
  };
  const ask = () => void (running = learn());
  const stopDoubting = permissions.onDoubted(() => {
    if (isDoubted) return;
    isDoubted = true;
    if (!isAsking) askSoon();
  });
  ask();
  return {
    asked: running,
    async close() {
      stop.abort();
      stopDoubting();
      clearTimeout(timer);
      await running;
    },
  };
}
