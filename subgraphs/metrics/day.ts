import { dayOf } from '#kernel/days.ts';

/** Since 1926 midnight in Riga has fallen on a whole hour of UTC, so that the hour tells the day. */
const HOUR = '2026-11-20T09'.length;
const MOST = 10_000;
const known = new Map<string, string>();

/** The day in Riga of an instant in UTC such as 2026-11-20T09:30:00Z; each hour is worked out once. */
export function dayIn(instant: string): string {
  const hour = instant.slice(0, HOUR);
  const day = known.get(hour);
  if (day !== undefined) return day;
  if (known.size === MOST) known.clear();
  const found = dayOf(Temporal.Instant.from(instant)).toString();
  known.set(hour, found);
  return found;
}
