import type { Sql } from '#kernel/database.ts';
import { CursorTooOldError } from '#kernel/errors.ts';
import { keptSince } from '#kernel/events/retention.ts';
import { typesFor } from '../catalogue.ts';
import type { EventSubscriptionModel } from '../models.ts';

/**
 * Whoever is pushed to goes on behind what is acknowledged. Where the log has let go of what lies there it would be skipped in
 * silence; an institution that is told so acknowledges through the oldest there is, over a stream, and knows what it missed.
 *
 * @throws CURSOR_TOO_OLD naming the oldest
 */
export async function demandReachable(sql: Sql, { id, acknowledged }: Pick<EventSubscriptionModel, 'id' | 'acknowledged'>): Promise<void> {
  const rows = await sql`select distinct unnest(types) as pattern from subscriptions.filter where subscription_id = ${id}`;
  const oldest = await keptSince(sql, typesFor(rows.map(({ pattern }) => pattern as string)).types);
  if (acknowledged < oldest) throw new CursorTooOldError(acknowledged, oldest);
}
