import { dayOf, startOfDay } from './days.ts';

/**
 * All time of the hub. The calendar day is apart from the instant: a sandbox may move the day forward while tokens,
 * timeouts and the ages of values keep the real time.
 */
export interface Clock {
  now(): Temporal.Instant;
  /** The calendar day in Europe/Riga. */
  today(): Temporal.PlainDate;
  /** How long the calendar day still lasts, unless it is moved. */
  untilMidnightMs(): number;
  /** Moves the calendar day forward. Throws RangeError for an earlier day. */
  moveTo(day: Temporal.PlainDate): void;
  /** Called once for every change of day, by midnight or by `moveTo`. Returns how to stop listening. */
  onDayChanged(listener: DayListener): () => void;
  close(): void;
}

export type DayListener = (from: Temporal.PlainDate, to: Temporal.PlainDate) => void;

const LOOK_FOR_MIDNIGHT_EVERY_MS = 15_000;

function clockOver(now: () => Temporal.Instant, daysAhead: number): Clock & { look(): void } {
  const listeners = new Set<DayListener>();
  let ahead = daysAhead;
  // Asked many times a request, and the same from one midnight to the next.
  let real = dayOf(now());
  let lasts = startOfDay(real.add({ days: 1 })).epochMilliseconds;
  let current = real.add({ days: ahead });
  const today = () => {
    if (now().epochMilliseconds >= lasts) {
      real = dayOf(now());
      lasts = startOfDay(real.add({ days: 1 })).epochMilliseconds;
      current = real.add({ days: ahead });
    }
    return current;
  };
  const untilMidnightMs = () => {
    today();
    return lasts - now().epochMilliseconds;
  };
  let seen = today();
  const look = () => {
    const day = today();
    if (Temporal.PlainDate.compare(day, seen) <= 0) return;
    const from = seen;
    seen = day;
    for (const listener of listeners) listener(from, day);
  };
  return {
    now,
    today,
    untilMidnightMs,
    look,
    moveTo(day) {
      if (Temporal.PlainDate.compare(day, today()) < 0) {
        throw new RangeError(`The calendar day can only move forward: today is ${today()}, asked for ${day}`);
      }
      ahead = real.until(day, { largestUnit: 'days' }).days;
      current = day;
      look();
    },
    onDayChanged(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => listeners.clear(),
  };
}

export function systemClock(options: { daysAhead?: number } = {}): Clock {
  const clock = clockOver(() => Temporal.Now.instant(), options.daysAhead ?? 0);
  const timer = setInterval(clock.look, LOOK_FOR_MIDNIGHT_EVERY_MS).unref();
  return {
    ...clock,
    close() {
      clearInterval(timer);
      clock.close();
    },
  };
}

/** A clock that stands still until it is advanced; for tests. */
export function fixedClock(instant: string): Clock & { advance(ms: number): void } {
  let now = Temporal.Instant.from(instant);
  const clock = clockOver(() => now, 0);
  return {
    ...clock,
    advance(ms) {
      now = now.add({ milliseconds: ms });
      clock.look();
    },
  };
}
