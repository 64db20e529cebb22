/** How a subscription changes: its row, the change, a line of the audit and the hub's own word of it, as one statement. */
import type { Sql, SqlFragment } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { CHANGED } from '../reading/following.ts';
import type { EventSubscriptionModel } from '../models.ts';
import { toSubscription, withFilter } from '../store.ts';

/** Who does what to it, and what of it is worth a line; never a secret, nor who is watched. */
export interface Deed {
  action: string;
  by: string;
  at: Temporal.Instant;
  data?: Record<string, unknown>;
  /** Behind which it holds, where that is not for its own event to say. */
  behind?: number;
}

/**
 * The rest of a statement behind a CTE `changed`: rows of subscriptions with their new version. The first change holds from
 * where the subscription begins, each other from its own event's place in the log.
 */
export function toldOfChange(sql: Sql, { action, by, at, data = {}, behind }: Deed): SqlFragment {
  return sql`
    placed as (
      insert into subscriptions.change (subscription_id, version, sequence)
      select id, version, case when version = 1 then started_after else ${behind ?? null}::bigint end from changed
    ),
    noted as (
      insert into subscriptions.audit (at, by, action, subject, data)
      select ${at.toString()}::timestamptz, ${by}, ${action}, id, ${sql.json(data as never)}::jsonb || jsonb_build_object('version', version) from changed
    ),
    happened as (select id as subject, ${CHANGED}::text as type, null::text as municipality, jsonb_build_object('version', version) as data from changed),
    ${told(sql, { audit: 'subscriptions', by, at, unaudited: [CHANGED] })}` as unknown as SqlFragment;
}

/**
 * Decides about a subscription that nobody else changes meanwhile, and writes what was decided.
 *
 * @param decide gets it locked
 * @param first is done before it is locked
 * @returns null where there is none, or no longer
 */
export function changing<T>(sql: Sql, id: string, decide: (tx: Sql, subscription: EventSubscriptionModel) => Promise<T>, first?: (tx: Sql) => Promise<unknown>): Promise<T | null> {
  return sql.begin(async (begun) => {
    const tx = begun as unknown as Sql;
    await first?.(tx);
    const [held] = await tx`select from subscriptions.subscription where id = ${id} and deleted_at is null for update`;
    if (!held) return null;
    const [row] = await tx`${withFilter(tx)} where subscription.id = ${id}`;
    return decide(tx, toSubscription(row!));
  }) as Promise<T | null>;
}

/** The subscription as it is after a change. */
export async function rewritten(tx: Sql, id: string): Promise<EventSubscriptionModel> {
  const [row] = await tx`${withFilter(tx)} where subscription.id = ${id}`;
  return toSubscription(row!);
}
