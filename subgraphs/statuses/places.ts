import type { Sql } from '#kernel/database.ts';
import { hidePlaces } from '#kernel/events/hidden-places.ts';

/**
 * What was told of the statuses of people loses its place, for whoever may no longer be found. Waits for those who are writing
 * one of these statuses, whose event may still name it.
 */
export async function hideHolders(tx: Sql, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  const ids = [...new Set(personIds)].sort();
  for (const id of ids) await tx`select pg_advisory_xact_lock(hashtextextended(${`person ${id}`}, 3))`;
  await tx`select from statuses.status where person_id = any(${ids}::uuid[]) and superseded_at is null order by id for update`;
  const held = await tx`select id from statuses.status where person_id = any(${ids}::uuid[]) and superseded_at is null`;
  await hidePlaces(tx, held.map((row) => row.id as string));
}
