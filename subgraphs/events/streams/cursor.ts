import type { Sql } from '#kernel/database.ts';

/** Moves a subscription's cursor forward, never back and never beyond the log. Null where the subscription is gone. */
export async function moveCursor(sql: Sql, subscriptionId: string, through: number): Promise<number | null> {
  const [row] = await sql`
    update subscriptions.subscription set acknowledged = greatest(acknowledged, least(${through}::bigint, (select last_sequence from events.relay_state)))
    where id = ${subscriptionId} and deleted_at is null returning acknowledged`;
  return row?.acknowledged ?? null;
}
