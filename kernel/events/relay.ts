import type { Sql } from '../database.ts';
import type { Logger } from '../logger.ts';
import { APPENDED } from './event-log.ts';

const BATCH = 2_000;
const WHEN_BUSY_MS = 5;
const WHEN_IDLE_MS = 20;
const AFTER_FAILURE_MS = 500;
/** Partitions of the log hold a million events each; the next one is made this much ahead. */
const AHEAD = 100_000;

export interface RelayOptions {
  sql: Sql;
  logger: Logger;
  /** Told how many events each turn moved that moved any. */
  moved?: ((count: number) => void) | undefined;
}

export interface Relay {
  /** Since the last turn that went well, by the machine's time, whether or not there was anything to move. */
  idleMs(): number;
  close(): Promise<void>;
}

/**
 * Moves visible outbox rows to the log and numbers them, in one statement over one locked state row. It keeps no id
 * cursor: transactions in flight leave holes that a cursor would skip. Several relays may run; the locked row lets one
 * of them work at a time, so another takes over with its next look.
 */
export function startRelay(options: RelayOptions): Relay {
  const { sql, logger } = options;
  let partitionsReach = 0;
  let wentWellAt = performance.now();
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;

  const turn = async () => {
    let pause = WHEN_IDLE_MS;
    try {
      const moved = await relayOnce(sql);
      wentWellAt = performance.now();
      if (moved) {
        options.moved?.(moved.count);
        pause = moved.count === BATCH ? 0 : WHEN_BUSY_MS;
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

/** One batch; null when there was nothing to move or another relay is at it. */
export async function relayOnce(sql: Sql): Promise<{ upTo: number; count: number } | null> {
  const [row] = await sql`
    with state as (select last_sequence from events.relay_state for update skip locked),
    taken as (
      delete from events.outbox where position in (
        select position from events.outbox where exists (select from state) order by position limit ${BATCH})
      returning *
    ),
    appended as (
      insert into events.log (sequence, id, type, subject, subject_version, time, municipality, data)
      select (select last_sequence from state) + row_number() over (order by position),
        id, type, subject, subject_version, time, municipality, data
      from taken
    ),
    moved as (
      update events.relay_state set last_sequence = last_sequence + (select count(*) from taken)
      where exists (select from taken) returning last_sequence
    )
    select last_sequence, (select count(*) from taken) as count, pg_notify(${APPENDED}, last_sequence::text) from moved`;
  return row ? { upTo: row.last_sequence, count: row.count } : null;
}
