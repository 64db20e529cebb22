import type { Sql } from '#kernel/database.ts';
import { hidePlaces } from '#kernel/events/hidden-places.ts';

/**
 * What was told of the requests of people loses its place, for whoever may no longer be found. Waits for those who are writing
 * to one of these requests, whose event may still name it.
 */
export async function hideApplicants(tx: Sql, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  const ids = personIds as string[];
  const theirs = await tx`select id from requests.request where applicant_id = any(${ids}::uuid[]) order by id for update`;
  await hidePlaces(tx, theirs.map((row) => row.id as string));
}
