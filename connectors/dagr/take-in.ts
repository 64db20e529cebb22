import type { Sql } from '#kernel/database.ts';
import type { Found } from './feed-source.ts';
import { commitLazily, lockDataSet, moveFeed, type FeedLine, type FeedState } from './feed.ts';
import type { ChangedRecord, FollowerOptions } from './follower-options.ts';
import type { Turns } from './turns.ts';

/** Lines with their records, read but not taken in. */
export interface Read<T> {
  found: Found<T>;
  /** Removals noted before it was read. */
  removals: number;
}

/** Another instance follows this feed and was quicker. */
export class MovedElsewhere extends Error {}

interface Movement<T> {
  from: FeedState;
  /** @returns how the feed stands then; null when another instance has moved it */
  move(tx: Sql): Promise<FeedState | null>;
  changedOf(record: T, line: FeedLine): ChangedRecord<T>;
  /** What a crash of the database loses is lost with its cursor, and read again. */
  isPatient: boolean;
}

/**
 * Effects and cursor in one transaction, when it is this follower's turn.
 *
 * @returns how the feed stands then @throws MovedElsewhere
 */
export async function takeIn<T>(options: FollowerOptions<T>, turns: Turns, { found, removals }: Read<T>, movement: Movement<T>): Promise<FeedState> {
  const { sql, schema, name, apply, source, dataSet = name, isUrgent = false, committed } = options;
  const { from, move, changedOf, isPatient } = movement;
  const { records, removed } = found;
  const state = await turns.take(isUrgent, async () => {
    const changed = [...records].filter(([record]) => !turns.isRemovedSince(removals, source.keysOf(record))).map(([record, line]) => changedOf(record, line));
    const result = await sql.begin(async (transaction) => {
      const tx = transaction as unknown as Sql;
      const [, moved] = await Promise.all([lockDataSet(tx, dataSet), move(tx), isPatient ? commitLazily(tx) : null]);
      if (moved === null) throw new MovedElsewhere();
      if (changed.length + removed.length === 0) return moved;
      const isLess = await apply(tx, changed, removed.map(({ key }) => key));
      // Whoever read before something was taken away begins again, though the cursor stays; only the first time, or two would do so for ever.
      return isLess && moved.mark === from.mark ? moveFeed(tx, schema, name, moved, moved) : moved;
    });
    turns.noteRemoved(removed);
    return result as FeedState;
  });
  committed?.();
  return state;
}
