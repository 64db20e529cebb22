/** What becomes of occurrences when a death is annulled, two records were one person, or a child's past is closed. */
import type { Sql } from '#kernel/database.ts';
import { hidePlaces } from '#kernel/events/hidden-places.ts';
import { occurrenceId } from './occurrence.ts';

/** Nobody is bereaved by a death that never was. */
export async function endBereavement(tx: Sql, personIds: readonly string[], at: Temporal.Instant): Promise<void> {
  if (personIds.length === 0) return;
  await tx`
    with ended as (
      delete from life_situations.occurrence where subject_id = any(${personIds as string[]}::uuid[]) and cause = 'RELATIVE_DIED' returning id
    )
    insert into life_situations.audit (at, by, action, subject)
    select ${at.toString()}::timestamptz, 'life-situations', 'ended-with-annulled-death', id from ended`;
}

/** What arose for them or about them, and what they requested: nothing may lead from a relative to who the child is now. */
export async function forgetPersons(tx: Sql, personIds: readonly string[], at: Temporal.Instant): Promise<void> {
  if (personIds.length === 0) return;
  const ids = personIds as string[];
  await tx`
    with gone as (
      delete from life_situations.occurrence where subject_id = any(${ids}::uuid[]) or person_id = any(${ids}::uuid[]) returning id
    )
    insert into life_situations.audit (at, by, action, subject)
    select ${at.toString()}::timestamptz, 'life-situations', 'person-removed', id from gone`;
  await tx`delete from life_situations.requested where person_id = any(${ids}::uuid[])`;
}

/**
 * Of one situation that arose under both ids on one day one is kept; each bears the id that the survivor's own would. What was told
 * under the id of before loses its place: nothing would lead to it any more on the day on which the address is protected.
 */
export async function mergeOccurrences(tx: Sql, { formerId, survivorId }: { formerId: string; survivorId: string }): Promise<void> {
  const rows = await tx`
    select o.id, code, person_id, subject_id, since from life_situations.occurrence o join life_situations.situation s on s.id = o.situation_id
    where person_id = ${formerId} or subject_id = ${formerId} order by o.id for update of o`;
  await hidePlaces(tx, rows.map((row) => row.id as string));
  const survivor = (id: string) => (id === formerId ? survivorId : id);
  for (const { id, code, person_id, subject_id, since } of rows) {
    const now = { personId: survivor(person_id), subjectId: survivor(subject_id), since };
    const moved = await tx`
      update life_situations.occurrence set id = ${occurrenceId(code, now)}, person_id = ${now.personId}, subject_id = ${now.subjectId}
      where id = ${id} and not exists (select from life_situations.occurrence where id = ${occurrenceId(code, now)}) returning 1`;
    if (moved.length === 0) await tx`delete from life_situations.occurrence where id = ${id}`;
  }
  await tx`
    with former as (delete from life_situations.requested where person_id = ${formerId} returning service_id, last_on)
    insert into life_situations.requested as known (person_id, service_id, last_on) select ${survivorId}::uuid, service_id, last_on from former
    on conflict (person_id, service_id) do update set last_on = greatest(known.last_on, excluded.last_on)`;
}
