import type { Grant } from '../dagr/grant.ts';
import type { Urgency } from '../dagr/urgency.ts';

/** A record of a register as it was read; without a value where the register knows nobody of that id. */
export interface Entry<T> {
  value: T | null;
  /** Null without a value. */
  version: number | null;
  /** When it was asked for, in milliseconds of the hub's clock: an answer is as old as its question. */
  readAt: number;
  /** The change feed has spoken of a newer version than the register gives out: shown as stale, never kept, never decided on. */
  isBehind?: true;
}

/** Of each id that was asked for: its entry, or why it cannot be told now. One that fails never takes others along. */
export type Answers<T> = Map<string, Entry<T> | Error>;

/**
 * How new an answer must be. `shown`: what the policy lets be shown. `fresh`: what it calls fresh. `register`: what the
 * register says now, whatever is kept: for decisions.
 */
export type Demand = (typeof DEMANDS)[number];

export const DEMANDS = ['shown', 'fresh', 'register'] as const;

export interface Asking {
  grant: Grant;
  urgency: Urgency;
  demand: Demand;
  /** Versions that the change feed has spoken of: an older record comes from a replica that lags. */
  atLeast?: ReadonlyMap<string, number>;
}

/**
 * One place where records of a data set are found: memory, what all instances share, the register itself. A layer that does
 * not have what is asked for asks the next one. What was read under one grant is never given out under another.
 */
export interface Layer<T> {
  /** Answers for every id, in any order. It does not throw. */
  read(ids: readonly string[], asking: Asking): Promise<Answers<T>>;
}

/** The version in which a change tells of a record that is given out no more. */
export const GONE = Number.MAX_SAFE_INTEGER;

/** A record that has changed: what was read of it in an older version is not to be served any more. */
export interface Change {
  id: string;
  version: number;
}
