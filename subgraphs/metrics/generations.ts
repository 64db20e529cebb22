/** Which figures answer, and which are being counted anew. */
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { count } from './count.ts';
import { readKnown, saveCounted } from './store.ts';

export interface Generation {
  id: number;
  position: number;
  isPrepared: boolean;
  keptBefore: string | null;
  copiedThrough: number;
}

export interface Standing {
  generation: number;
  position: number;
  head: number;
  rebuild: { position: number; head: number; startedAt: string } | null;
}

/** The name of the consumer, under which its cursor is kept. */
export const CONSUMER = 'metrics';

/** The first generation, which is live; where there is one already nothing changes. */
export async function beginCounting(sql: Sql, at: Temporal.Instant): Promise<void> {
  await sql`
    with begun as (insert into metrics.standing (live) values (1) on conflict do nothing returning live)
    insert into metrics.generation (id, position, head, started_at, is_prepared)
    select live, 0, 0, ${at.toString()}::timestamptz, true from begun`;
}

/**
 * Counts a batch in the live generation. What is counted in it already is left out, so that a batch seen twice counts once.
 * The lock is shared with nobody but the change of generations, which waits for the end of the batch, or is waited for.
 */
export async function countLive(batch: readonly EventEnvelope[], tx: Sql): Promise<void> {
  const [standing] = await tx`select live from metrics.standing for share`;
  await countIn(tx, await readGeneration(tx, standing!.live), batch, batch.at(-1)!.sequence);
}

/** Counts what is new of a batch in a generation, which has then counted through a sequence. */
export async function countIn(tx: Sql, generation: Generation, batch: readonly EventEnvelope[], through: number): Promise<void> {
  const { id, keptBefore, copiedThrough } = generation;
  const fresh = batch.filter(({ sequence }) => sequence > generation.position);
  // Days that were copied stand as they were when they were copied: only what came later may still change them.
  const parts = keptBefore === null ? [{ events: fresh }] : [
    { events: fresh.filter(({ sequence }) => sequence <= copiedThrough), isCounted: (day: string) => day >= keptBefore },
    { events: fresh.filter(({ sequence }) => sequence > copiedThrough) },
  ];
  for (const { events, isCounted } of parts) {
    if (events.length) await saveCounted(tx, id, count(events, await readKnown(tx, id, events), isCounted));
  }
  await tx`update metrics.generation set position = ${through} where id = ${id} and position < ${through}`;
}

export async function readGeneration(tx: Sql, id: number): Promise<Generation> {
  const [row] = await tx`select * from metrics.generation where id = ${id}`;
  return toGeneration(row!);
}

export async function readStanding(sql: Sql): Promise<Standing> {
  const [row] = await sql`
    select standing.live, coalesce(cursor.sequence, 0) as position, state.last_sequence as head, coming.position as coming_position, coming.head as coming_head, coming.started_at
    from metrics.standing cross join events.relay_state state
    left join metrics.cursor cursor on cursor.name = ${CONSUMER}
    left join metrics.generation coming on coming.id <> standing.live`;
  const { live, position, head, coming_position, coming_head, started_at } = row!;
  return {
    generation: live, position, head,
    rebuild: started_at === null ? null : { position: coming_position, head: coming_head, startedAt: started_at },
  };
}

/** Asks for everything to be counted anew; while that is under way, asking again changes nothing. */
export async function requestRebuild(sql: Sql, at: Temporal.Instant): Promise<Standing> {
  return sql.begin(async (session) => {
    const tx = session as unknown as Sql;
    const [standing] = await tx`select live from metrics.standing for update`;
    await tx`
      insert into metrics.generation (id, position, head, started_at, is_prepared)
      select ${standing!.live + 1}, 0, last_sequence, ${at.toString()}::timestamptz, false from events.relay_state
      on conflict do nothing`;
    return readStanding(tx);
  }) as Promise<Standing>;
}

export function toGeneration(row: Record<string, any>): Generation {
  return { id: row.id, position: row.position, isPrepared: row.is_prepared, keptBefore: row.kept_before, copiedThrough: row.copied_through };
}
