/**
 * Working days in Latvia: Monday to Friday without the holidays of the law "Par svētku, atceres un atzīmējamām dienām"
 * (https://likumi.lv/ta/id/72608). Working days that the Cabinet moves for one year are not known here.
 */
const SATURDAY = 6;

/** Easter Sunday of the Gregorian calendar, by the algorithm of Meeus, Jones and Butcher. */
export function easterSunday(year: number): Temporal.PlainDate {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return Temporal.PlainDate.from({ year, month: Math.floor(n / 31), day: (n % 31) + 1 });
}

/** The public holidays of a year as ISO days, the days off that stand in for a holiday at a weekend included. */
export function holidaysOf(year: number): ReadonlySet<string> {
  const known = cache.get(year);
  if (known) return known;
  const easter = easterSunday(year);
  const day = (month: number, dayOfMonth: number) => Temporal.PlainDate.from({ year, month, day: dayOfMonth });
  const holidays = [
    day(1, 1),
    easter.subtract({ days: 2 }), easter, easter.add({ days: 1 }),
    day(5, 1), ...withSubstitute(day(5, 4)),
    easter.add({ days: 49 }),
    day(6, 23), day(6, 24),
    ...withSubstitute(day(11, 18)),
    day(12, 24), day(12, 25), day(12, 26), day(12, 31),
  ];
  const set = new Set(holidays.map(String));
  cache.set(year, set);
  return set;
}
const cache = new Map<number, ReadonlySet<string>>();

/** For 4 May and 18 November alone: at a weekend, the next working day is off (law, section 1, part 2). */
function withSubstitute(holiday: Temporal.PlainDate): Temporal.PlainDate[] {
  if (holiday.dayOfWeek < SATURDAY) return [holiday];
  return [holiday, holiday.add({ days: 8 - holiday.dayOfWeek })];
}

export function isWorkingDay(day: Temporal.PlainDate): boolean {
  return day.dayOfWeek < SATURDAY && !holidaysOf(day.year).has(day.toString());
}

/** The `count`-th working day after `day`; `day` itself is not counted. */
export function addWorkingDays(day: Temporal.PlainDate, count: number): Temporal.PlainDate {
  let reached = day;
  for (let left = count; left > 0;) {
    reached = reached.add({ days: 1 });
    if (isWorkingDay(reached)) left--;
  }
  return reached;
}

/** A term ends on a working day: at a weekend or on a holiday, on the next one. */
export function endOfTerm(day: Temporal.PlainDate): Temporal.PlainDate {
  return isWorkingDay(day) ? day : addWorkingDays(day, 1);
}
