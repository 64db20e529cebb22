import type { TimeBucket } from '#codegen/generated/portal.ts';
import type { Language } from './i18n.ts';
import type { LocalizedText } from './model.ts';

/** Turns the API's values into what a person reads. Pure; the same in every browser and in Node. */

export function localized(text: LocalizedText, language: Language): string {
  return language === 'en' ? (text.en ?? text.lv) : text.lv;
}

/** "600.00", "EUR" → "600,00 €" or "€600.00". */
export function money(value: { amount: string; currency: string }, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'currency', currency: value.currency }).format(Number(value.amount));
}

/** A calendar day "2026-11-20"; read and written in UTC, so that no time zone can move it. */
export function day(iso: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'long', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}

/** "21.11.2026." in Latvian, where the dot belongs to the date and ends a sentence too; "21 Nov 2026" in English. */
export function shortDay(iso: string, language: Language): string {
  const [year, month, dayOfMonth] = iso.split('-');
  if (language === 'lv') return `${dayOfMonth}.${month}.${year}.`;
  return new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(`${iso}T00:00:00Z`));
}

/** An instant, shown as it is in Latvia: "21.11.2026. plkst. 06:42". */
export function moment(instant: string, language: Language): string {
  // Sweden's way of writing days is that of ISO 8601.
  const riga = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'short', timeZone: 'Europe/Riga' });
  const [day = '', time = ''] = riga.format(new Date(instant)).split(' ');
  return language === 'lv' ? `${shortDay(day, language)} plkst. ${time}` : `${shortDay(day, language)}, ${time}`;
}

/** The time of an instant in Latvia, to the second: "06:42:07". */
export function timeOfDay(instant: string, language: Language): string {
  return new Intl.DateTimeFormat(localeOf(language), { timeStyle: 'medium', hourCycle: 'h23', timeZone: 'Europe/Riga' }).format(new Date(instant));
}

/** What a person types as a time in Latvia ("2026-11-20T09:00") as an instant. */
export function instantInRiga(typed: string): string {
  const asIfUtc = new Date(`${typed}Z`);
  // Tried by the zone's distance at that very moment, which settles all but the hour that summer time skips.
  const distance = (at: Date) => Date.parse(`${new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium', timeZone: 'Europe/Riga' }).format(at).replace(' ', 'T')}Z`) - at.getTime();
  const near = new Date(asIfUtc.getTime() - distance(asIfUtc));
  return new Date(asIfUtc.getTime() - distance(near)).toISOString();
}

/** 12 → "pirms 12 sekundēm", "12 seconds ago"; the largest unit that fits. */
export function ago(seconds: number, language: Language): string {
  const format = new Intl.RelativeTimeFormat(localeOf(language));
  if (seconds < 60) return format.format(-Math.round(seconds), 'second');
  if (seconds < 3600) return format.format(-Math.round(seconds / 60), 'minute');
  if (seconds < 86_400) return format.format(-Math.round(seconds / 3600), 'hour');
  return format.format(-Math.round(seconds / 86_400), 'day');
}

/** 240 → "4 min", the largest unit that says enough. */
export function span(seconds: number, language: Language): string {
  const inUnit = (value: number, unit: string) => new Intl.NumberFormat(localeOf(language), { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 0 }).format(value);
  if (seconds < 100) return inUnit(seconds, 'second');
  if (seconds < 6_000) return inUnit(seconds / 60, 'minute');
  return seconds < 172_800 ? inUnit(seconds / 3_600, 'hour') : inUnit(seconds / 86_400, 'day');
}

/** 2033000 → "2 033 000", "2,033,000". */
export function count(value: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 0 }).format(value);
}

/** 4.256 → "4,26", "4.26"; two digits behind the point at most. */
export function decimal(value: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 2 }).format(value);
}

/** A span of time by its first day: "2026. gada novembris", "Q4 2026", "2026", or the day itself. */
export function spanOfTime(firstDay: string, bucket: TimeBucket, language: Language): string {
  const [year, month = 1] = firstDay.split('-').map(Number);
  if (bucket === 'YEAR') return String(year);
  if (bucket === 'QUARTER') return language === 'lv' ? `${year}. g. ${Math.ceil(month / 3)}. cet.` : `Q${Math.ceil(month / 3)} ${year}`;
  if (bucket !== 'MONTH') return shortDay(firstDay, language);
  return new Intl.DateTimeFormat(localeOf(language), { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${firstDay}T00:00:00Z`));
}

/** In milliseconds: 4.2 → "4,2 ms", 48.4 → "48 ms". */
export function duration(ms: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit: 'millisecond', unitDisplay: 'short', maximumFractionDigits: ms < 10 ? 1 : 0 }).format(ms);
}

/** In bytes: 1240000 → "1,2 MB". */
export function megabytes(bytes: number, language: Language): string {
  return new Intl.NumberFormat(localeOf(language), { style: 'unit', unit: 'megabyte', unitDisplay: 'short', maximumFractionDigits: 1 }).format(bytes / 1e6);
}

/** "43.75" → "43,75 %", with the space that Latvian wants and that never breaks, or "43.75%". */
export function percent(value: string, language: Language): string {
  const number = new Intl.NumberFormat(localeOf(language), { maximumFractionDigits: 2 }).format(Number(value));
  return language === 'lv' ? `${number}\u00a0%` : `${number}%`;
}

/** "lv80bank0000435195001" → "LV80 BANK 0000 4351 9500 1", as banks print it. */
export function accountNumber(text: string): string {
  return text.replaceAll(/\s/g, '').toUpperCase().replaceAll(/(.{4})(?=.)/g, '$1 ');
}

function localeOf(language: Language): string {
  return language === 'en' ? 'en-IE' : 'lv-LV';
}
