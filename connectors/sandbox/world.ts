import type { Clock } from '#kernel/clock.ts';
import { dayOf, parseDay } from '#kernel/days.ts';
import { applyChange, checkChange, type Change, type Outcome } from './changes.ts';
import type { Journal } from './journal.ts';
import { Population } from './population.ts';
import { badRequest, quoted } from './refusal.ts';

/** The population, its calendar day and the journal that brings both back after a restart. */
export interface World {
  readonly population: Population;
  readonly clock: Clock;
  /** Checks, writes down and makes a change. */
  change(change: Change, label: string): Outcome;
  /** Moves the calendar day forward. */
  moveTo(day: string): void;
}

export function createWorld(options: { seed: string; population: number; clock: Clock; journal: Journal }): World {
  const { seed, clock, journal } = options;
  const population = new Population({ seed, size: options.population });
  for (const entry of journal.entries) {
    if ('change' in entry) applyChange(population, seed, entry.change, entry.at);
    else advance(clock, entry.daysAhead);
  }
  return {
    population,
    clock,
    change(change, label) {
      checkChange(population, change, clock.today().toString(), label);
      const at = clock.now().toString({ smallestUnit: 'millisecond' });
      journal.append({ change, at });
      return applyChange(population, seed, change, at);
    },
    moveTo(day) {
      const to = readDay(day);
      try {
        clock.moveTo(to);
        journal.append({ daysAhead: realDay(clock).until(to, { largestUnit: 'days' }).days });
      } catch (problem) {
        throw badRequest((problem as Error).message);
      }
    },
  };
}

/**
 * The journal keeps how far the day is ahead of the real one, so that real days that pass meanwhile are not lost. A
 * start that was told a later day already is left there.
 */
function advance(clock: Clock, daysAhead: number): void {
  const day = realDay(clock).add({ days: daysAhead });
  if (Temporal.PlainDate.compare(day, clock.today()) > 0) clock.moveTo(day);
}

function realDay(clock: Clock): Temporal.PlainDate {
  return dayOf(clock.now());
}

function readDay(text: string): Temporal.PlainDate {
  try {
    return parseDay(text);
  } catch {
    throw badRequest(`today: ${quoted(text)} is not a calendar day such as 2027-01-01`);
  }
}
