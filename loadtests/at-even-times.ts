import { setTimeout as pause } from 'node:timers/promises';

/** More under way than this, and something hangs: what would begin is counted as failed instead. */
const UNDER_WAY_MOST = 500;

export interface Repeated {
  /** Begins nothing any more, and waits for what is under way. */
  stop(): Promise<void>;
}

/**
 * Begins work at even times, whether or not what was begun before has ended: a hub that slows down does not slow down those
 * who ask it.
 *
 * @param work is given the moment it should have begun, by performance.now(); it does not reject
 */
export function atEvenTimes(perSecond: number, work: (at: number, nth: number) => Promise<void>, overrun: () => void = () => {}): Repeated {
  const underWay = new Set<Promise<void>>();
  const begun = performance.now();
  let isOver = false;
  const running = (async () => {
    for (let nth = 0; !isOver; nth++) {
      const at = begun + (nth * 1_000) / perSecond;
      await pause(Math.max(0, at - performance.now()));
      if (underWay.size >= UNDER_WAY_MOST) {
        overrun();
        continue;
      }
      const one = work(at, nth).finally(() => underWay.delete(one));
      underWay.add(one);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await running;
      await Promise.all(underWay);
    },
  };
}
