/** People whose records the register no longer gives out: an adopted child's past. Nothing is left that leads to them. */
import { forgetProjected } from '#connectors/population/merged-projection.ts';
import type { Sql } from '#kernel/database.ts';
import type { PersonEvent } from './events.ts';

/**
 * Forgets people: codes, facts, ties at both ends, preferences and consents. The log of who looked at their data stays: it
 * names nobody but the id. Relatives are told of no more than that something reads differently, so that no event puts a child's
 * past into words.
 *
 * @param kept people who are still there under another code or after a merger, whatever line of the feed said otherwise
 */
export async function forgetPersons(tx: Sql, removedIds: readonly string[], kept: ReadonlySet<string>): Promise<PersonEvent[]> {
  const gone = [...new Set(removedIds)].filter((id) => !kept.has(id)).sort();
  if (gone.length === 0) return [];
  const relatives = await tx`
    select distinct t.person_id, f.municipality from population.tie t join population.fact f using (person_id)
    where t.other_id = any(${gone}::uuid[]) and t.person_id <> all(${gone}::uuid[]) and f.vital not in ('DECEASED', 'DECLARED_DEAD')`;
  const known = await tx`
    select person_id from persons.person_key where person_id = any(${gone}::uuid[])
    union select person_id from population.fact where person_id = any(${gone}::uuid[])`;
  await forgetProjected(tx, gone);
  await tx`delete from persons.person_key where person_id = any(${gone}::uuid[])`;
  await tx`delete from persons.preference where person_id = any(${gone}::uuid[])`;
  await tx`delete from persons.data_permission where person_id = any(${gone}::uuid[])`;
  await tx`delete from persons.merged where survivor_id = any(${gone}::uuid[])`;
  return [
    ...known.map((row): PersonEvent => ({ type: 'persons.removed.v1', subject: row.person_id, municipality: null, data: {} })),
    ...relatives.map((row): PersonEvent => ({ type: 'persons.corrected.v1', subject: row.person_id, municipality: row.municipality, data: {} })),
  ];
}
