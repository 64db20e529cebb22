import type { Sql } from '#kernel/database.ts';
import { toldOfChange } from './changes.ts';
import type { EventReplayModel } from '../models.ts';

export interface NewReplay {
  id: string;
  subscriptionId: string;
  what: 'ALL' | 'DEAD';
  fromSequence: number;
  toSequence: number;
  by: string;
  at: Temporal.Instant;
}

/** Whoever delivers hears of it as of a change. Null while another is under way. */
export async function insertReplay(sql: Sql, replay: NewReplay): Promise<EventReplayModel | null> {
  const at = replay.at.toString();
  const [row] = await sql`
    with asked as (
      insert into subscriptions.replay (id, subscription_id, what, from_sequence, to_sequence, position, requested_at, requested_by)
      select ${replay.id}, id, ${replay.what}, ${replay.fromSequence}::bigint, ${replay.toSequence}::bigint, ${replay.fromSequence - 1}::bigint, ${at}::timestamptz, ${replay.by}
      from subscriptions.subscription where id = ${replay.subscriptionId} and transport <> 'STREAM' and deleted_at is null
      on conflict (subscription_id) where ended_at is null do nothing
      returning *
    ),
    changed as (update subscriptions.subscription set version = version + 1 from asked where subscription.id = asked.subscription_id returning subscription.*),
    ${toldOfChange(sql, { action: 'replayed', by: replay.by, at: replay.at, data: { what: replay.what, from: replay.fromSequence, to: replay.toSequence } })}
    select * from asked`;
  return row ? toReplay(row) : null;
}

/** Newest first, of each subscription. */
export async function replaysOf(sql: Sql, ids: readonly string[], most: number): Promise<EventReplayModel[][]> {
  const rows = await sql`
    select found.* from unnest(${ids as string[]}::uuid[]) as asked(id) cross join lateral (
      select * from subscriptions.replay where subscription_id = asked.id order by requested_at desc, replay.id desc limit ${most}) found`;
  const found = Map.groupBy(rows, (row) => row.subscription_id as string);
  return ids.map((id) => (found.get(id) ?? []).map(toReplay));
}

/** From the first to the last of its dead letters; null where there are none. */
export async function deadLettersSpan(sql: Sql, id: string): Promise<{ from: number; to: number } | null> {
  const [row] = await sql`select min(sequence) as from, max(sequence) as to from subscriptions.dead_letter where subscription_id = ${id}`;
  return row?.from == null ? null : { from: row.from, to: row.to };
}

/** Counts no further than `most`. */
export async function countAskedFor(sql: Sql, types: readonly string[], { from, to, most }: { from: number; to: number; most: number }): Promise<number> {
  const [row] = await sql`
    select count(*)::int as events from (
      select from events.log where sequence >= ${from} and sequence <= ${to} and type = any(${types as string[]}::text[]) limit ${most}) as found`;
  return row!.events;
}

/**
 * The first sequence that was given at an instant or later; one behind the newest where there is none. Sequences are given in the
 * order of time, so that halving finds it without an index, and holes do no harm.
 */
export async function firstAppendedFrom(sql: Sql, instant: string): Promise<number> {
  const [row] = await sql`
    with recursive search as (
      select 1::bigint as low, last_sequence + 1 as high from events.relay_state
      union all
      select case when probe.is_before then probe.sequence + 1 else low end, case when probe.is_before then high else (low + high) / 2 end
      from search left join lateral (
        select sequence, appended_at < ${instant}::timestamptz as is_before from events.log
        where sequence >= (low + high) / 2 order by sequence limit 1) probe on true
      where low < high
    )
    select low from search where low >= high limit 1`;
  return row!.low;
}

export function toReplay(row: Record<string, any>): EventReplayModel {
  return {
    id: row.id,
    what: row.what,
    fromSequence: row.from_sequence,
    toSequence: row.to_sequence,
    position: row.position,
    sent: row.sent,
    requestedAt: row.requested_at,
    endedAt: row.ended_at,
  };
}
