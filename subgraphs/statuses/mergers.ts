import type { Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { happened } from './store.ts';

const REASON = 'Two records of one person were merged; another status of this type covers all its days.';

/**
 * Statuses of a former id are the survivor's, with their whole history. Held twice is what lies within another of the same
 * type: it is revoked from its first day. Where each covers days of its own both stay, for only an issuer can put them together.
 */
export async function mergeStatuses(tx: Sql, { formerId, survivorId }: { formerId: string; survivorId: string }, at: Temporal.Instant): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`person ${formerId}`}, 3))`;
  // Whoever is writing a next version of one is waited for, so that it is moved too.
  await tx`select from statuses.status where person_id = ${formerId} and superseded_at is null order by id for update`;
  await tx`update statuses.status set person_id = ${survivorId} where person_id = ${formerId}`;
  await tx`
    with closed as (
      update statuses.status as twice set superseded_at = ${at.toString()}
      where person_id = ${survivorId} and superseded_at is null and state in ('ACTIVE', 'SUSPENDED') and exists (
        select from statuses.status other
        where other.person_id = twice.person_id and other.type_code = twice.type_code and other.id <> twice.id
          and other.superseded_at is null and other.state = 'ACTIVE' and other.valid_from <= twice.valid_from
          and coalesce(other.valid_to, 'infinity') >= coalesce(twice.valid_to, 'infinity')
          and (twice.state = 'SUSPENDED' or other.id < twice.id or other.valid_from < twice.valid_from
            or coalesce(other.valid_to, 'infinity') > coalesce(twice.valid_to, 'infinity')))
      returning *
    ),
    opened as (
      insert into statuses.status (id, version, person_id, type_code, valid_from, valid_to, state, issuer_id, decision_id, reason, recorded_at)
      select id, version + 1, person_id, type_code, valid_from, valid_from - 1, 'REVOKED', issuer_id, decision_id, ${REASON}, ${at.toString()}::timestamptz
      from closed
      returning *
    ),
    ${happened(tx, 'statuses.revoked.v1', tx`closed.state`, tx`opened join closed using (id)`)},
    ${told(tx, { audit: 'statuses', by: 'persons', at })}
    select 1`;
}
