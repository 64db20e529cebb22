/** Calendar days are days in Riga, whatever the machine's zone. */
export const RIGA = 'Europe/Riga';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads `2026-11-20`; anything else, an impossible day included, throws RangeError naming the value. */
export function parseDay(text: string): Temporal.PlainDate {
  if (!DAY.test(text)) throw new RangeError(`"${text}" is not a calendar day such as 2026-11-20`);
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    throw new RangeError(`"${text}" is not a day of the calendar`);
  }
}

export function dayOf(instant: Temporal.Instant): Temporal.PlainDate {
  return instant.toZonedDateTimeISO(RIGA).toPlainDate();
}

export function startOfDay(day: Temporal.PlainDate): Temporal.Instant {
  return day.toZonedDateTime(RIGA).toInstant();
}

/** Completed years of life. Born on 29 February, one turns a year older on 1 March of a common year. */
export function ageOn(birth: Temporal.PlainDate, day: Temporal.PlainDate): number {
  return wholeUnits(birth, day, 12);
}

/** Completed months of life; the 31st completes a shorter month on the first day of the next. */
export function monthsOn(birth: Temporal.PlainDate, day: Temporal.PlainDate): number {
  return wholeUnits(birth, day, 1);
}

function wholeUnits(birth: Temporal.PlainDate, day: Temporal.PlainDate, monthsPerUnit: number): number {
  const months = (day.year - birth.year) * 12 + (day.month - birth.month) - (day.day < birth.day ? 1 : 0);
  return Math.floor(months / monthsPerUnit);
}
