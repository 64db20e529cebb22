/** How long the first tries wait at most; from then on it is the last of them. Spread below that by chance. */
const WAITS_MS = [5_000, 30_000, 120_000, 600_000, 1_800_000, 3_600_000, 7_200_000, 14_400_000, 21_600_000] as const;
const WAIT_MOST_MS = WAITS_MS.at(-1)!;
/** For as long after it was appended to the log is an event tried. */
export const TRIED_FOR_MS = 3 * 24 * 3_600_000;

/**
 * How long to wait after a failure, in ms: any time up to a bound that grows with each failure ("full jitter"), so that receivers
 * that failed together are not asked again together; but as long as the receiver asked for.
 *
 * @param failures in a row, 1 after the first
 * @param chance in [0, 1)
 */
export function waitAfter(failures: number, chance: number, { retryAfterMs = 0, waitMostMs = WAIT_MOST_MS }: { retryAfterMs?: number; waitMostMs?: number } = {}): number {
  const bound = Math.min(WAITS_MS[Math.min(failures, WAITS_MS.length) - 1]!, waitMostMs);
  return Math.max(1, Math.round(bound * chance), Math.min(retryAfterMs, WAIT_MOST_MS));
}

/** Whether an event is tried no more once it fails again. */
export function isGivenUp(appendedAt: Temporal.Instant, now: Temporal.Instant): boolean {
  return now.epochMilliseconds - appendedAt.epochMilliseconds >= TRIED_FOR_MS;
}

/** What a receiver asked for in Retry-After, seconds or a date, in ms; undefined where it is neither. At most six hours. */
export function retryAfterOf(header: string | undefined, now: Temporal.Instant): number | undefined {
  const text = header?.trim() ?? '';
  const asked = /^\d{1,15}$/.test(text) ? Number(text) * 1_000 : HTTP_DATE.test(text) ? Date.parse(text) - now.epochMilliseconds : Number.NaN;
  return Number.isNaN(asked) ? undefined : Math.min(Math.max(asked, 0), WAIT_MOST_MS);
}

const HTTP_DATE = /^[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT$/;
