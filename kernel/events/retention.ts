/** The log lets go of what is older than its type is kept, and remembers how much there was. */
import type { Clock } from '../clock.ts';
import type { Sql } from '../database.ts';
import type { Logger } from '../logger.ts';
import { startRepeatedWork, type RepeatedWork } from '../repeated-work.ts';

/** Sequences that are let go of together. Whole ones only, so that what remains of a block can be counted against it. */
export const BLOCK = 10_000;
const EVERY_MS = 3_600_000;
const TURN_MOST_MS = 20_000;
const GO_ON_AFTER_MS = 1_000;
const HOURS_OF_DAY = 24;
const LOCK = 0x72657469;

export interface RetentionOptions {
  /** Under the role of the log. */
  sql: Sql;
  /** Its instants count, not its days: a sandbox that moves its calendar on makes nothing older. */
  clock: Pick<Clock, 'now' | 'onDayChanged'>;
  logger: Logger;
  /** Days by type. What is not named is kept for good. */
  keptDays: Readonly<Record<string, number>>;
  /**
   * The sequence that every part of the hub has consumed: what lies behind it stays. An institution is not waited for. It is
   * told within three days or gets a dead letter; one that fetches, or has paused, hears of its cursor that it is too old.
   */
  consumed(): Promise<number>;
}

/** What one look at a block did: what was let go of, or that another process is at it, or that there is nothing (more) to do. */
export type Retired = { events: number; more: boolean } | 'TAKEN';

/** Looks once an hour, and when the day changes. One process at a time does the work. */
export function startRetention(options: RetentionOptions): RepeatedWork {
  const { sql, clock, logger } = options;
  const work = async (isStopped: () => boolean) => {
    const endsAt = performance.now() + TURN_MOST_MS;
    const retire = await retirement(options);
    let events = 0;
    let last: Retired = { events: 0, more: true };
    while (!isStopped() && last !== 'TAKEN' && last.more && performance.now() < endsAt) {
      last = await retire();
      if (last !== 'TAKEN') events += last.events;
    }
    if (events > 0) logger.info({ events }, 'the log let go of events that are older than they are kept');
    if (!isStopped()) await sql`select events.drop_empty_partitions()`;
    return last !== 'TAKEN' && last.more ? GO_ON_AFTER_MS : undefined;
  };
  return startRepeatedWork({ clock, logger, work, failed: 'the log could not let go of what is too old; it is tried again within the hour', everyMs: EVERY_MS });
}

/**
 * The highest sequence that the log has let go of among events of these types, 0 where it has all: who comes with a cursor
 * below it may have missed some.
 */
export async function keptSince(sql: Sql, types: readonly string[]): Promise<number> {
  const [row] = await sql`
    select coalesce(max(last_sequence), 0) as last from unnest(${types as string[]}::text[]) as asked(type)
    cross join lateral (select last_sequence from events.retired where type = asked.type order by first_sequence desc limit 1) as newest`;
  return row!.last as number;
}

/** One turn's work: every call looks at one more block, the oldest first, for all types that have come as far as it. */
export async function retirement({ sql, clock, keptDays, consumed }: Omit<RetentionOptions, 'logger'>): Promise<() => Promise<Retired>> {
  const types = Object.keys(keptDays);
  const now = clock.now();
  const cutoffs = types.map((type) => now.subtract({ hours: keptDays[type]! * HOURS_OF_DAY }).toString());
  const consumedThrough = await consumed();
  /** Where they came upon something that is not old enough yet. */
  const waiting = new Set<string>();
  return () => sql.begin(async (tx) => {
    const [lock] = await tx`select pg_try_advisory_xact_lock(${LOCK}) as mine, least(last_sequence, ${Math.min(consumedThrough, Number.MAX_SAFE_INTEGER)}::bigint) as reach from events.relay_state`;
    if (!lock!.mine) return 'TAKEN';
    const [next] = await tx`
      select behind, array_agg(type) as types from (
        select asked.type, coalesce(last_sequence, 0) as behind from unnest(${types.filter((type) => !waiting.has(type))}::text[]) as asked(type) left join events.retention using (type)
      ) as standing where behind + ${BLOCK} <= ${lock!.reach}::bigint group by behind order by behind limit 1`;
    if (!next) return { events: 0, more: false };
    const retired = await retireBlock(tx as unknown as Sql, next.behind, next.types.map((type: string) => ({ type, cutoff: cutoffs[types.indexOf(type)]! })));
    for (const type of next.types) if (!retired.types.has(type)) waiting.add(type);
    return { events: retired.events, more: true };
  }) as Promise<Retired>;
}

/** Lets go of a block's events of each type of which all are older than its cutoff; counts them, and moves on those types. */
async function retireBlock(tx: Sql, behind: number, due: { type: string; cutoff: string }[]): Promise<{ types: Set<string>; events: number }> {
  const last = behind + BLOCK;
  const [cutoffs, types] = [due.map(({ cutoff }) => cutoff), due.map(({ type }) => type)];
  const passed = await tx`
    select due.type from unnest(${types}::text[], ${cutoffs}::timestamptz[]) as due(type, cutoff)
    left join (
      select type, max(appended_at) as newest from events.log where sequence > ${behind} and sequence <= ${last} and type = any(${types}) group by type
    ) as held using (type) where held.newest is null or held.newest < due.cutoff`;
  const gone = passed.map(({ type }) => type as string);
  if (gone.length === 0) return { types: new Set(), events: 0 };
  const counts = await tx`
    with deleted as (
      delete from events.log where sequence > ${behind} and sequence <= ${last} and type = any(${gone}) returning type
    ), counted as (
      insert into events.retired (type, first_sequence, last_sequence, events)
      select type, ${behind + 1}, ${last}, count(*) from deleted group by type returning events
    ), moved as (
      insert into events.retention (type, last_sequence) select type, ${last} from unnest(${gone}::text[]) as passed(type)
      on conflict (type) do update set last_sequence = excluded.last_sequence
    ) select events from counted`;
  return { types: new Set(gone), events: counts.reduce((sum, { events }) => sum + events, 0) };
}
