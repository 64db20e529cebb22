import type { Clock } from '#kernel/clock.ts';
import { dayOf, parseDay } from '#kernel/days.ts';
import { applyChange, checkChange } from './changes/apply.ts';
import type { Change, Outcome } from './changes/change.ts';
import type { Journal } from './journal.ts';
import { Population } from './population.ts';
import { badRequest, quoted } from './refusal.ts';
import { Replica } from './replica.ts';

/** The population, its calendar day and the journal that brings both back after a restart. */
export interface World {
  readonly population: Population;
  readonly replica: Replica;
  readonly clock: Clock;
  /** Checks, writes down and makes a change. People in it are called by `name` where it is refused. */
  change(change: Change, name: (index: number) => string): Outcome;
  /** Moves the calendar day forward. */
  moveTo(day: string): void;
}

export function createWorld(options: { seed: string; population: number; clock: Clock; journal: Journal }): World {
  const { seed, clock, journal } = options;
  const population = new Population({ seed, size: options.population });
  const replica = new Replica(new Population({ seed, size: options.population }), seed);
  const make = (change: Change, at: string): Outcome => {
    replica.hear(change, at);
    return applyChange(population, seed, change, at);
  };
  for (const entry of journal.entries) {
    if ('change' in entry) make(entry.change, entry.at);
    else advance(clock, entry.daysAhead);
  }
  return {
    population,
    replica,
    clock,
    change(change, name) {
      checkChange(population, change, clock.today().toString(), name);
      const at = clock.now().toString({ smallestUnit: 'millisecond' });
      journal.append({ change, at });
      return make(change, at);
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
