/** People whose records the register no longer gives out: an adopted child's past. Nothing is left that leads to them. */
import { forgetProjected } from '#connectors/population/merged-projection.ts';
import type { Sql } from '#kernel/database.ts';
import type { LateNews } from './later.ts';

/**
 * Forgets people at once: codes, facts, ties at both ends, preferences and consents. The log of who looked at their data stays: it
 * names nobody but the id. Relatives are told of no more than that something reads differently, so that no event puts a child's
 * past into words.
 *
 * @param kept people who are still there under another code or after a merger, whatever line of the feed said otherwise
 * @returns what is to be told of it later
 */
export async function forgetPersons(tx: Sql, removedIds: readonly string[], kept: ReadonlySet<string>): Promise<LateNews> {
  const gone = [...new Set(removedIds)].filter((id) => !kept.has(id)).sort();
  if (gone.length === 0) return { removed: [], untied: [] };
  const relatives = await tx`
    select distinct person_id from population.tie where other_id = any(${gone}::uuid[]) and person_id <> all(${gone}::uuid[])`;
  const known = await tx`
    select person_id from persons.person_key where person_id = any(${gone}::uuid[])
    union select person_id from population.fact where person_id = any(${gone}::uuid[])`;
  await forgetProjected(tx, gone);
  await tx`
    with forgotten as (delete from persons.person_key where person_id = any(${gone}::uuid[]) returning code_hash)
    insert into persons.removed_code (code_hash) select code_hash from forgotten order by 1 on conflict do nothing`;
  await tx`delete from persons.preference where person_id = any(${gone}::uuid[])`;
  await tx`delete from persons.data_permission where person_id = any(${gone}::uuid[])`;
  await tx`delete from persons.merged where survivor_id = any(${gone}::uuid[])`;
  return { removed: known.map((row) => row.person_id as string), untied: relatives.map((row) => row.person_id as string) };
}
