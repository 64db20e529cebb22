import type { Sql } from '#kernel/database.ts';
import type { EventCertificateModel } from '../models.ts';

/** Newest first, of each subscription. */
export async function certificatesOf(sql: Sql, ids: readonly string[], most: number): Promise<EventCertificateModel[][]> {
  const rows = await sql`
    select found.* from unnest(${ids as string[]}::uuid[]) as asked(id) cross join lateral (
      select * from subscriptions.certificate where subscription_id = asked.id order by made_at desc, certificate.id desc limit ${most}) found`;
  const found = Map.groupBy(rows, (row) => row.subscription_id as string);
  return ids.map((id) => (found.get(id) ?? []).map((row) => ({
    id: row.id, day: row.day, madeAt: row.made_at, firstSequence: row.first_sequence, lastSequence: row.last_sequence,
    events: row.events, hash: row.hash, leftOut: row.left_out, signature: row.signature,
  })));
}
