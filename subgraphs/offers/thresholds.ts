/** On which birth days something changes while the calendar moves on: ages and terms that rules look at. Pure. */
import type { BenefitDefinition } from '../benefits/events.ts';
import { ageOn, monthsOn, parseDay } from '#kernel/days.ts';
import type { RuleBook } from './rule.ts';

/** Turning `at` years or months old: the person, a child of theirs, or their residence in the municipality. */
export interface Threshold {
  of: 'PERSON' | 'CHILD' | 'RESIDENCE';
  unit: 'years' | 'months';
  at: number;
}

/** Both inclusive. */
export interface DayRange {
  first: string;
  last: string;
}

/** Every threshold that any rule uses, each once. */
export function thresholdsOf(book: RuleBook): Threshold[] {
  const all = [...book.values()].flat().flatMap((rule) => thresholdsOfBenefit(rule.definition));
  return [...new Map(all.map((it) => [`${it.of} ${it.unit} ${it.at}`, it])).values()];
}

function thresholdsOfBenefit({ criteria, amounts, concerning }: BenefitDefinition): Threshold[] {
  // Custody, and with it every offer about the child, ends at 18.
  const found: Threshold[] = concerning === 'CHILD' ? [{ of: 'CHILD', unit: 'years', at: 18 }] : [];
  for (const { test } of criteria) {
    if (test?.fact === 'age' || test?.fact === 'concernedAge') {
      const of = test.fact === 'age' ? 'PERSON' : 'CHILD';
      for (const at of [test.from, test.below]) if (at) found.push({ of, unit: test.unit, at });
    }
    if (test?.fact === 'children') found.push({ of: 'CHILD', unit: 'years', at: test.ageBelow });
    if (test?.fact === 'residenceMonths') found.push({ of: 'RESIDENCE', unit: 'months', at: test.atLeast });
  }
  for (const { childAgeMonthsFrom, childAgeMonthsBelow } of amounts) {
    for (const at of [childAgeMonthsFrom, childAgeMonthsBelow]) if (at) found.push({ of: 'CHILD', unit: 'months', at });
  }
  return found;
}

/**
 * The birth days (days of settling) from which the threshold is reached after `from` and not after `to`; null when none.
 * Months differ in length, so the neighbourhood is tried with the same count of years and months that rules use.
 */
export function crossing(threshold: Threshold, from: string, to: string): DayRange | null {
  const [before, after] = [parseDay(from), parseDay(to)];
  const reached = (start: Temporal.PlainDate, on: Temporal.PlainDate) =>
    (threshold.unit === 'years' ? ageOn(start, on) : monthsOn(start, on)) >= threshold.at;
  const ago = { [threshold.unit]: threshold.at };
  const end = after.subtract(ago).add({ days: 3 });
  let first: string | null = null;
  let last: string | null = null;
  for (let day = before.subtract(ago).subtract({ days: 3 }); Temporal.PlainDate.compare(day, end) <= 0; day = day.add({ days: 1 })) {
    if (reached(day, before) || !reached(day, after)) continue;
    first ??= day.toString();
    last = day.toString();
  }
  return first && last ? { first, last } : null;
}

/** Benefits of which a version or an amount begins or ends on the passed days: everyone is looked at for them again. */
export function benefitsTurning(book: RuleBook, from: string, to: string): string[] {
  const begins = (day: string) => from < day && day <= to;
  const ends = (day: string | null) => day !== null && from <= day && day < to;
  const turns = ({ definition }: { definition: BenefitDefinition }) =>
    begins(definition.validFrom) || ends(definition.validTo)
    || definition.amounts.some((amount) => begins(amount.from) || ends(amount.to));
  return [...book].filter(([, versions]) => versions.some(turns)).map(([benefitId]) => benefitId);
}
