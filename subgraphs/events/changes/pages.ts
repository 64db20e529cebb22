/** What was tried, and what was given up, page by page. */
import type { PageRequest } from '#kernel/connection.ts';
import type { Sql } from '#kernel/database.ts';
import { BadUserInputError } from '#kernel/errors.ts';
import type { EventDeadLetterModel, EventDeliveryModel } from '../models.ts';

/** The same page of several subscriptions. */
export interface Paging extends PageRequest {
  failedOnly?: boolean;
}

/** Newest first; one more than the page, where there is one. */
export async function deliveriesOf(sql: Sql, ids: readonly string[], { limit, after, failedOnly = false }: Paging): Promise<EventDeliveryModel[][]> {
  const rows = await sql`
    select found.* from unnest(${ids as string[]}::uuid[]) as asked(id) cross join lateral (
      select * from subscriptions.delivery
      where subscription_id = asked.id and (${after}::bigint is null or delivery.id < ${after}) and (not ${failedOnly}::boolean or outcome <> 'DELIVERED')
      order by delivery.id desc limit ${limit + 1}) found`;
  const found = Map.groupBy(rows, (row) => row.subscription_id as string);
  return ids.map((id) => (found.get(id) ?? []).map((row) => ({
    id: row.id, sequence: row.sequence, eventId: row.event_id, type: row.type, attempt: row.attempt, isReplay: row.is_replay, at: row.at, tookMs: row.took_ms,
    outcome: row.outcome, status: row.status, reason: row.reason,
  })));
}

/** Oldest first; one more than the page, where there is one. */
export async function deadLettersOf(sql: Sql, ids: readonly string[], { limit, after }: Paging): Promise<EventDeadLetterModel[][]> {
  const rows = await sql`
    select found.* from unnest(${ids as string[]}::uuid[]) as asked(id) cross join lateral (
      select * from subscriptions.dead_letter where subscription_id = asked.id and (${after}::bigint is null or sequence > ${after})
      order by sequence limit ${limit + 1}) found`;
  const found = Map.groupBy(rows, (row) => row.subscription_id as string);
  return ids.map((id) => (found.get(id) ?? []).map((row) => ({ sequence: row.sequence, eventId: row.event_id, type: row.type, diedAt: row.died_at, reason: row.reason })));
}

/** Both lists stand in the order of a number, which is what their cursors hold. */
export function numbered(page: PageRequest): PageRequest {
  if (page.after !== null && !/^\d{1,15}$/.test(page.after)) throw new BadUserInputError('after: this is not a cursor of this list');
  return page;
}
