import type { Sql } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import type { Random } from '#kernel/random.ts';
import type { FeedSource } from './feed-source.ts';
import type { Repair } from './feed.ts';
import type { RecordRate } from './record-rate.ts';
import type { Timing } from './timing.ts';
import type { Turns } from './turns.ts';

/** A changed record as the register holds it now. */
export interface ChangedRecord<T> {
  record: T;
  /** Met in the discovery of all there is: nobody is told of what was not known before. */
  isDiscovery: boolean;
  /** Read again without a line of the feed: it is compared with what is kept, whose version may be the same. */
  repair: Repair | null;
}

export interface MainFeed {
  /** Whether changes may stand in it that have not been taken in. */
  readonly isBehind: boolean;
  /** Tells as soon as it falls behind. */
  onBehind(listener: () => void): void;
}

/** What the one who has a feed followed gives along. */
export type FollowedBy = Pick<FollowerOptions<unknown>, 'sql' | 'schema' | 'logger' | 'random' | 'pollMs' | 'rate'>;

export interface FollowerOptions<T> {
  /** Stable: the cursor is kept under it. */
  name: string;
  /** Followers of one data set take in one after the other. By default the name. */
  dataSet?: string;
  turns?: Turns;
  /** A list of single events, beside the feed that tells of everything: it begins at its end and goes first. */
  isUrgent?: boolean;
  /** Of such a list: the feed that tells of everything. While that is not behind, the list tells nothing new and is looked at now and then only. */
  beside?: MainFeed;
  source: FeedSource<T>;
  sql: Sql;
  /** The schema with the table `feed`. */
  schema: string;
  logger: Logger;
  random: Random;
  /** How long it rests after a look that found all there is. */
  pollMs?: number;
  rate?: RecordRate;
  /** Milliseconds, of whatever beginning. */
  now?: () => number;
  /** Does something later: ends a rest. */
  after?: Timing['after'];
  /** Waits for the rate, and for a replica that lags. */
  pause?: (ms: number, signal: AbortSignal) => Promise<void>;
  /**
   * Called in the transaction that moves the cursor. What it is given it may have been given before, and other followers of
   * the data set too: an older version means nothing, nor does the same.
   *
   * @param removed keys of records that are given out no more
   * @returns whether anything was kept before that is not kept now: who read it earlier must not bring it back
   */
  apply(tx: Sql, changed: ChangedRecord<T>[], removed: string[]): Promise<boolean>;
  /** Called in the transaction that notices that the feed began anew: no version says any more which of two records is newer. */
  begunAnew?(tx: Sql): Promise<void>;
  /** Called after each commit. */
  committed?(): void;
  /** Resolves once everybody has heard of what was committed. */
  consumed?(): Promise<void>;
}
