/** Whom subscriptions watch. A row says from which change to which; nothing but ids. */
import type { Sql } from '#kernel/database.ts';
import { rewritten, toldOfChange, type Deed } from './changes.ts';
import type { EventSubscriptionModel } from '../models.ts';

const LOCK = 'people who are watched';

/** Whoever begins to watch somebody does so before a merger is followed, or knows of it. */
export function beforeMergers(tx: Sql): Promise<unknown> {
  return tx`select pg_advisory_xact_lock_shared(hashtextextended(${LOCK}, 5))`;
}

/** How many are watched, and how many more would be with these. */
export async function countWatched(sql: Sql, id: string, personIds: readonly string[]): Promise<{ watched: number; more: number }> {
  const [row] = await sql`
    select count(*)::int as watched, ${personIds.length}::int - (count(*) filter (where person_id = any(${personIds as string[]}::uuid[])))::int as more
    from subscriptions.watched where subscription_id = ${id} and to_version is null`;
  return row as unknown as { watched: number; more: number };
}

/** Those watched already stay; where nothing is new, nothing changes. */
export async function watch(tx: Sql, id: string, personIds: readonly string[], purpose: string | null, deed: Deed): Promise<EventSubscriptionModel> {
  await tx`
    with fresh as (
      select person_id from unnest(${personIds as string[]}::uuid[]) as asked(person_id)
      where not exists (select from subscriptions.watched where subscription_id = ${id} and watched.person_id = asked.person_id and to_version is null)
    ),
    changed as (
      update subscriptions.subscription set purpose = ${purpose}::text, version = version + 1,
        watches_since = case when exists (select from fresh) then coalesce(watches_since, version + 1) else watches_since end
      where id = ${id} and (exists (select from fresh) or purpose is distinct from ${purpose}::text) returning *
    ),
    added as (insert into subscriptions.watched (subscription_id, person_id, from_version) select id, person_id, version from changed, fresh),
    ${toldOfChange(tx, deed)}
    select 1`;
  return rewritten(tx, id);
}

export async function unwatch(tx: Sql, id: string, personIds: readonly string[], deed: Deed): Promise<EventSubscriptionModel> {
  await tx`
    with changed as (
      update subscriptions.subscription set version = version + 1
      where id = ${id} and exists (select from subscriptions.watched where subscription_id = ${id} and person_id = any(${personIds as string[]}::uuid[]) and to_version is null) returning *
    ),
    ended as (
      update subscriptions.watched set to_version = version from changed
      where subscription_id = id and person_id = any(${personIds as string[]}::uuid[]) and to_version is null
    ),
    ${toldOfChange(tx, deed)}
    select 1`;
  return rewritten(tx, id);
}

/**
 * Whoever watches somebody under an id that was given up watches the survivor from the merger's own place in the log on, and
 * through it the former id. Repeated, it finds nothing to move.
 */
export async function moveWatched(tx: Sql, merger: { formerId: string; survivorId: string; sequence: number }, deed: Deed): Promise<void> {
  const { formerId, survivorId, sequence } = merger;
  await tx`select pg_advisory_xact_lock(hashtextextended(${LOCK}, 5))`;
  await tx`
    with changed as (
      update subscriptions.subscription set version = version + 1
      where id in (select subscription_id from subscriptions.watched where person_id = ${formerId} and to_version is null) returning *
    ),
    ended as (
      update subscriptions.watched set to_version = version from changed where subscription_id = id and person_id = ${formerId} and to_version is null
    ),
    added as (
      insert into subscriptions.watched (subscription_id, person_id, from_version)
      select id, ${survivorId}::uuid, version from changed
      where not exists (select from subscriptions.watched where subscription_id = changed.id and person_id = ${survivorId} and to_version is null)
    ),
    ${toldOfChange(tx, { ...deed, behind: sequence })}
    select 1`;
}

/** Nobody bears the id any more: that it was watched is forgotten too. */
export async function forgetWatched(tx: Sql, personId: string, deed: Deed): Promise<void> {
  await tx`
    with changed as (
      update subscriptions.subscription set version = version + 1
      where id in (select subscription_id from subscriptions.watched where person_id = ${personId}) returning *
    ),
    forgotten as (delete from subscriptions.watched where person_id = ${personId}),
    ${toldOfChange(tx, deed)}
    select 1`;
}
