import type { Sql } from '#kernel/database.ts';

export const KEPT = { deliveries: 10_000, deadLetters: 100_000, days: 30 };

/** What is told of attempts and dead letters stays within bounds, for subscriptions that something was written of. */
export async function prune(sql: Sql, subscriptionIds: readonly string[], now: Temporal.Instant, kept = KEPT): Promise<void> {
  const before = now.subtract({ hours: kept.days * 24 }).toString();
  const ids = subscriptionIds as string[];
  await sql`
    delete from subscriptions.delivery d using unnest(${ids}::uuid[]) as s(id)
    where d.subscription_id = s.id and d.id <= (
      select id from subscriptions.delivery where subscription_id = s.id order by id desc offset ${kept.deliveries} limit 1)`;
  await sql`
    delete from subscriptions.delivery where id in (
      select old.id from unnest(${ids}::uuid[]) as s(id) cross join lateral (
        select id, at from subscriptions.delivery where subscription_id = s.id order by id limit 1000) old
      where at < ${before}::timestamptz)`;
  await sql`
    delete from subscriptions.dead_letter d using unnest(${ids}::uuid[]) as s(id)
    where d.subscription_id = s.id and d.sequence <= (
      select sequence from subscriptions.dead_letter where subscription_id = s.id order by sequence desc offset ${kept.deadLetters} limit 1)`;
  await sql`delete from subscriptions.dead_letter where died_at < ${before}::timestamptz`;
}
