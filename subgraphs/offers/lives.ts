/** What becomes of offers when two records were one person, a death is annulled, or a child's past is closed. */
import type { Sql, SqlFragment } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { OPEN } from './offer.ts';
import type { Deed } from './store.ts';

/**
 * Offers of former ids and about them, statuses, objections and claims are the survivor's. Offers keep their ids, by which
 * requests and instructions are known. Of two for one benefit and occasion the one that was decided on counts; the other stays
 * as what it was, on an occasion of its own, and is withdrawn where it was open. An objection under either id holds.
 */
export async function mergeOffers(tx: Sql, { formerIds, survivorId }: { formerIds: readonly string[]; survivorId: string }, deed: Deed): Promise<void> {
  for (const formerId of formerIds) {
    await tx`update offers.person_status set person_id = ${survivorId} where person_id = ${formerId}`;
    await tx`
      with former as (delete from offers.objection where person_id = ${formerId} returning person_id)
      insert into offers.objection (person_id) select ${survivorId}::uuid from former on conflict do nothing`;
    await tx`
      with former as (delete from offers.claim where child_id = ${formerId} returning claim, offer_id)
      insert into offers.claim (child_id, claim, offer_id) select ${survivorId}::uuid, claim, offer_id from former on conflict do nothing`;
    await setAsideDoubles(tx, formerId, survivorId, deed);
    await tx`
      update offers.offer set
        person_id = ${today(tx, 'person_id', formerId, survivorId)}, concerning_id = ${today(tx, 'concerning_id', formerId, survivorId)},
        occasion = case when occasion = ${formerId}::text then ${survivorId}::text else occasion end
      where person_id = ${formerId} or concerning_id = ${formerId}`;
  }
}

/** Before they are moved: no two rows may have one person, benefit and occasion, not even for a moment. */
async function setAsideDoubles(tx: Sql, formerId: string, survivorId: string, deed: Deed): Promise<void> {
  await tx`
    with ranked as (
      select id, state, row_number() over (
        partition by ${today(tx, 'person_id', formerId, survivorId)}, benefit_id, case when occasion = ${formerId}::text then ${survivorId}::text else occasion end
        order by exists (select from offers.claim where offer_id = offer.id) desc,
          array_position(array['ACCEPTED', 'DECLINED', 'SEEN', 'NOTIFIED', 'FOUND', 'EXPIRED', 'WITHDRAWN'], state), found_at, id) as place
      from offers.offer where person_id in (${formerId}, ${survivorId}) or concerning_id in (${formerId}, ${survivorId})
    ),
    aside as (
      update offers.offer o set occasion = o.occasion || ' beside ' || o.id, state = ${ended(tx, 'o')}, decided_at = case when o.state = any(${OPEN as string[]}) then ${deed.at.toString()}::timestamptz else o.decided_at end
      from ranked where ranked.id = o.id and place > 1
      returning o.*, ranked.state as was
    ),
    happened as (${withdrawal(tx, 'aside')}),
    ${told(tx, { audit: 'offers', ...deed })}
    select 1`;
}

/** Nothing is offered to an id that nobody bears any more, nor about it. */
export async function forgetOffers(tx: Sql, personIds: readonly string[], deed: Deed): Promise<void> {
  if (personIds.length === 0) return;
  const ids = personIds as string[];
  await tx`delete from offers.person_status where person_id = any(${ids}::uuid[])`;
  await tx`delete from offers.objection where person_id = any(${ids}::uuid[])`;
  await tx`delete from offers.claim where child_id = any(${ids}::uuid[])`;
  await tx`
    with locked as (
      select id, state from offers.offer
      where (person_id = any(${ids}::uuid[]) or concerning_id = any(${ids}::uuid[])) and state = any(${OPEN as string[]}) order by id for update
    ),
    gone as (
      update offers.offer o set state = ${ended(tx, 'o')}, decided_at = ${deed.at.toString()}::timestamptz from locked where o.id = locked.id
      returning o.*, locked.state as was
    ),
    happened as (${withdrawal(tx, 'gone')}),
    ${told(tx, { audit: 'offers', ...deed })}
    select 1`;
}

/**
 * Whoever turns out to live takes again what they were paid regularly for a child and what their death had released, unless
 * another has taken it meanwhile.
 */
export async function retakeClaims(tx: Sql, personIds: readonly string[]): Promise<void> {
  await tx`
    insert into offers.claim (child_id, claim, offer_id)
    select t.other_id, o.claim, o.id from offers.offer o
    join population.tie t on t.person_id = o.person_id and t.custody and t.kind in ('CHILD', 'FOSTER_CHILD', 'WARD') and (o.concerning_id is null or t.other_id = o.concerning_id)
    where o.person_id = any(${personIds as string[]}::uuid[]) and o.state = 'ACCEPTED' and o.claim is not null
    order by t.other_id, o.claim, o.id
    on conflict do nothing`;
}

function today(tx: Sql, column: string, formerId: string, survivorId: string): SqlFragment {
  return tx`case when ${tx(column)} = ${formerId}::uuid then ${survivorId}::uuid else ${tx(column)} end` as unknown as SqlFragment;
}

function ended(tx: Sql, offer: string): SqlFragment {
  return tx`case when ${tx(offer)}.state = any(${OPEN as string[]}) then 'WITHDRAWN' else ${tx(offer)}.state end` as unknown as SqlFragment;
}

/** The events of those rows that were open before, told where the person lives. */
function withdrawal(tx: Sql, rows: string): SqlFragment {
  return tx`
    select id as subject, 'offers.withdrawn.v1' as type,
      (select f.municipality from population.fact f where f.person_id = ended.person_id) as municipality,
      jsonb_build_object('personId', person_id, 'benefitId', benefit_id, 'concerningId', concerning_id,
        'from', was, 'to', state, 'applyBy', apply_by) as data
    from ${tx(rows)} ended where was <> state` as unknown as SqlFragment;
}
