import type { Demand, Entry } from './layer.ts';

/** How long a value of a data set may serve, in milliseconds since it was asked for. Each bound is longer than the one before. */
export interface FreshnessPolicy {
  /** Serves as it is. */
  freshForMs: number;
  /** Serves now, and is read anew behind the back of whoever got it. */
  staleForMs: number;
  /** Serves only while the register does not answer. Older ones never serve. */
  staleIfErrorForMs: number;
  /** That nobody has an id is remembered only shortly: they may be about to appear. */
  unknownForMs: number;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * Bounds for what the change feed misses: what it tells of is purged at once, whatever its age.
 *
 * People: DAGR lets a value lag behind its source by at most 24 hours, so nothing older is ever shown as theirs; an hour is as
 * long as a page may be behind a correction that no feed told of; ten minutes spare the register nearly every repeated read.
 */
export const PEOPLE_FRESHNESS: FreshnessPolicy = { freshForMs: 10 * MINUTE, staleForMs: HOUR, staleIfErrorForMs: DAY, unknownForMs: 30 * SECOND };

/** Addresses change seldom, are public, and a wrong one is a wrong line on a page, not a wrong decision. */
export const ADDRESS_FRESHNESS: FreshnessPolicy = { freshForMs: DAY, staleForMs: 7 * DAY, staleIfErrorForMs: 30 * DAY, unknownForMs: 5 * MINUTE };

/** `HELD`: kept for the case that the register does not answer. */
export type Standing = 'FRESH' | 'STALE' | 'HELD' | 'EXPIRED';

/** @param now in milliseconds, of the clock that the entry was read by */
export function standingOf(entry: Entry<unknown>, policy: FreshnessPolicy, now: number): Standing {
  const age = now - entry.readAt;
  if (entry.value === null) return age <= policy.unknownForMs ? 'FRESH' : 'EXPIRED';
  if (age <= policy.freshForMs) return 'FRESH';
  if (age <= policy.staleForMs) return 'STALE';
  return age <= policy.staleIfErrorForMs ? 'HELD' : 'EXPIRED';
}

/** Whether a kept value answers without asking further. */
export function serves(standing: Standing, demand: Demand): boolean {
  if (demand === 'register') return false;
  return standing === 'FRESH' || (standing === 'STALE' && demand === 'shown');
}
