import type { Random } from '#kernel/random.ts';

const LEAST_MS = 100;
const MOST_MS = 5_000;

/** How long to wait after so many failures: twice as long each time, somewhere in the upper half, so that instances part. */
export function backoffMs(failures: number, random: Random): number {
  const most = Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(failures, 10));
  return most / 2 + (random.next() * most) / 2;
}
