import type { Sql } from '../database.ts';
import type { Logger } from '../logger.ts';
import { Admission } from './admission.ts';
import { APPENDED } from './event-log.ts';

const BATCH = 2_000;
const WHEN_BUSY_MS = 5;
const WHEN_IDLE_MS = 20;
const AFTER_FAILURE_MS = 500;
/** Partitions of the log hold a million events each; the next one is made this much ahead. */
const AHEAD = 100_000;
/** As many as the parts that follow the log take in their stride while others are served; a storm of 640,000 is over in some two minutes. */
const BULK_PER_SECOND = 5_000;

export interface RelayOptions {
  sql: Sql;
  logger: Logger;
  /** Told how many events each turn moved that moved any. */
  moved?: ((count: number) => void) | undefined;
  /** How many events of the bulk lane are admitted in a second. */
  bulkPerSecond?: number;
}

interface Moved {
  upTo: number;
  count: number;
  bulk: number;
  hasMore: boolean;
  /** How far the last reader is behind that keeps up. */
  behindMs: number;
}

export interface Relay {
  /** Since the last turn that went well, by the machine's time, whether or not there was anything to move. */
  idleMs(): number;
  close(): Promise<void>;
}

/**
 * Moves visible outbox rows to the log and numbers them, in one statement over one locked state row. It keeps no id
 * cursor: transactions in flight leave holes that a cursor would skip. Several relays may run; the locked row lets one
 * of them work at a time, so another takes over with its next look. What comes in bulk is admitted at a bounded rate, and
 * not at all while somebody who follows the log is left behind (`events.move`).
 */
export function startRelay(options: RelayOptions): Relay {
  const { sql, logger } = options;
  const admission = new Admission(options.bulkPerSecond ?? BULK_PER_SECOND);
  let partitionsReach = 0;
  let wentWellAt = performance.now();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const turn = async () => {
    let pause = WHEN_IDLE_MS;
    try {
      const moved = await relayOnce(sql, admission.available());
      wentWellAt = performance.now();
      if (moved) admission.taken(moved.bulk, moved.behindMs);
      if (moved?.count) {
        options.moved?.(moved.count);
        pause = moved.hasMore ? 0 : WHEN_BUSY_MS;
        if (moved.upTo + AHEAD > partitionsReach) {
          const [row] = await sql`select events.reach_partition(${moved.upTo + 2 * AHEAD}) as reach`;
          partitionsReach = row!.reach;
        }
      }
    } catch (error) {
      if (!stopped) logger.error({ err: error }, 'the relay could not move events to the log; it tries again');
      pause = AFTER_FAILURE_MS;
    }
    if (!stopped) timer = setTimeout(() => (running = turn()), pause);
  };
  let running = turn();

  return {
    idleMs: () => performance.now() - wentWellAt,
    async close() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

/** How many events wait to be moved, counted up to 10,000. */
export async function outboxLength(sql: Sql): Promise<number> {
  const [row] = await sql`select count(*) as waiting from (select from events.outbox limit 10000) as first`;
  return row!.waiting as number;
}

/**
 * One batch, numbered and moved; null when another relay is at it.
 *
 * @param bulkMost how many events of the bulk lane may come with it
 */
export async function relayOnce(sql: Sql, bulkMost = BATCH): Promise<Moved | null> {
  const [row] = await sql`select last_sequence, moved, moved_bulk, waits, behind_ms, case when moved > 0 then pg_notify(${APPENDED}, last_sequence::text) end from events.move(${BATCH}, ${bulkMost})`;
  return row ? { upTo: row.last_sequence, count: row.moved, bulk: row.moved_bulk, hasMore: row.waits, behindMs: row.behind_ms } : null;
}
