/** What a death that never was, and two records that were one person, mean for what people were given. */
import type { Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';

/**
 * What ended with a death that is annulled goes on to its own last day: the person consented to it, and an annulled entry in
 * the register has no effect. That day stands in the audit line of the beginning, and in that of the end why it ended.
 */
export async function resumeInstructions(tx: Sql, personId: string, at: Temporal.Instant): Promise<void> {
  await tx`
    with resumed as (
      update benefits.instruction as held set state = 'ACTIVE', valid_to = (begun.data ->> 'validTo')::date
      from (
        select distinct on (subject) subject, data from benefits.audit
        where action = 'benefits.instruction-ended.v1' order by subject, id desc
      ) ended join benefits.audit begun on begun.subject = ended.subject and begun.action = 'benefits.instructed.v1'
      where held.id = ended.subject and held.person_id = ${personId} and held.state = 'ENDED' and ended.data ->> 'reason' = 'DIED'
      returning held.*
    ),
    happened as (
      select id as subject, 'benefits.instruction-resumed.v1' as type, null::text as municipality,
        jsonb_build_object('personId', person_id, 'benefitId', benefit_id, 'validFrom', valid_from, 'validTo', valid_to) as data
      from resumed
    ),
    ${told(tx, { audit: 'benefits', by: 'persons', at })}
    select 1`;
}

/**
 * What a former id was given, and shows at the till, is the survivor's. Of one benefit given twice, what lies within the days
 * of the other never began.
 */
export async function mergeInstructions(tx: Sql, { formerId, survivorId }: { formerId: string; survivorId: string }, at: Temporal.Instant): Promise<void> {
  await tx`update benefits.identification_means set person_id = ${survivorId} where person_id = ${formerId}`;
  await tx`update benefits.instruction set person_id = ${survivorId} where person_id = ${formerId}`;
  await tx`
    with ended as (
      update benefits.instruction as twice set state = 'ENDED', valid_to = valid_from - 1
      where person_id = ${survivorId} and state <> 'ENDED' and exists (
        select from benefits.instruction other
        where other.person_id = twice.person_id and other.benefit_id = twice.benefit_id and other.id <> twice.id and other.state <> 'ENDED'
          and other.valid_from <= twice.valid_from and coalesce(other.valid_to, 'infinity') >= coalesce(twice.valid_to, 'infinity')
          and (other.id < twice.id or other.valid_from < twice.valid_from or coalesce(other.valid_to, 'infinity') > coalesce(twice.valid_to, 'infinity')))
      returning *
    ),
    happened as (
      select id as subject, 'benefits.instruction-ended.v1' as type, null::text as municipality,
        jsonb_build_object('personId', person_id, 'benefitId', benefit_id, 'on', valid_to, 'reason', 'HELD_TWICE') as data
      from ended
    ),
    ${told(tx, { audit: 'benefits', by: 'persons', at })}
    select 1`;
}
