import type { Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { happened } from './store.ts';

/**
 * Gives back what ended with a death that never was: an annulled entry in the register has no effect, so neither has what
 * followed from it, and no issuer need decide again. Ended by the death is what was cut short by running out, which a
 * status's own calendar never does. What has run out by its own last day meanwhile has that day again and stays expired.
 */
export async function reinstateOfDeceased(tx: Sql, { personId, today }: { personId: string; today: string }, at: Temporal.Instant): Promise<void> {
  await tx`
    with closed as (
      update statuses.status as ended set superseded_at = ${at.toString()}
      from statuses.status held
      where ended.person_id = ${personId} and ended.superseded_at is null and ended.state = 'EXPIRED'
        and held.id = ended.id and held.version = ended.version - 1 and held.state in ('ACTIVE', 'SUSPENDED')
        and coalesce(held.valid_to, 'infinity') > ended.valid_to
      returning ended.*, held.valid_to as own_last_day, held.state as own_state
    ),
    opened as (
      insert into statuses.status (id, version, person_id, type_code, valid_from, valid_to, state, issuer_id, decision_id, recorded_at)
      select id, version + 1, person_id, type_code, valid_from, own_last_day,
        case when own_last_day < ${today}::date then 'EXPIRED' else own_state end, issuer_id, decision_id, ${at.toString()}::timestamptz
      from closed
      returning *
    ),
    ${happened(tx, 'statuses.resumed.v1', tx`closed.state`, tx`opened join closed using (id)`)},
    ${told(tx, { audit: 'statuses', by: 'persons', at })}
    select 1`;
}
