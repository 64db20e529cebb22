/**
 * What the log no longer tells. A month is counted anew only if all that it is counted of still stands in the log; the figures of
 * earlier months are taken over from the generation before, with what is needed to go on counting from them.
 */
import type { Sql } from '#kernel/database.ts';
import { dayOf } from '#kernel/days.ts';
import { COUNTED } from './count.ts';
import type { Generation } from './generations.ts';

/** Up to here the log has let go of some of what is counted; 0 where it has of nothing. */
export async function retiredThrough(sql: Sql): Promise<number> {
  const [row] = await sql`select coalesce(max(last_sequence), 0) as through from events.retired where type = any(${COUNTED as string[]}::text[])`;
  return row!.through;
}

/**
 * The first day of the first month of which everything is still told; null where all months are. What the log let go of had come
 * into it before anything that stands behind it, and had happened before it came.
 */
export async function firstWholeMonth(sql: Sql, today: Temporal.PlainDate): Promise<string | null> {
  const through = await retiredThrough(sql);
  if (through === 0) return null;
  const [next] = await sql`select appended_at from events.log where sequence > ${through} order by sequence limit 1`;
  const last = next ? dayOf(Temporal.Instant.from(next.appended_at)) : today;
  return last.with({ day: 1 }).add({ months: 1 }).toString();
}

/**
 * Fills a generation with what it cannot count from the log. A request of such a month keeps what it is; an outcome, a rating or
 * an acceptance of a later day is taken from it again, for the log tells of that.
 */
export async function takeOver(tx: Sql, live: Generation, into: number, keptBefore: string): Promise<void> {
  await tx`
    insert into metrics.cell (generation, day, key, measure, service_id, organization_id, municipality, channel, status, benefit_id, bin, amount)
    select ${into}, day, key, measure, service_id, organization_id, municipality, channel, status, benefit_id, bin, amount
    from metrics.cell where generation = ${live.id} and day < ${keptBefore}`;
  await tx`
    insert into metrics.request (generation, id, person_id, service_id, organization_id, municipality, channel, benefit_id, submitted_on, status,
      outcome, decided_on, days, rating, rated_on, first_sequence, last_sequence)
    select ${into}, id, person_id, service_id, organization_id, municipality, channel, benefit_id, submitted_on, status,
      case when decided_on < ${keptBefore} then outcome end, case when decided_on < ${keptBefore} then decided_on end,
      case when decided_on < ${keptBefore} then days end, case when rated_on < ${keptBefore} then rating end,
      case when rated_on < ${keptBefore} then rated_on end, first_sequence, last_sequence
    from metrics.request where generation = ${live.id} and submitted_on < ${keptBefore}`;
  await tx`
    insert into metrics.offer (generation, id, person_id, benefit_id, service_id, organization_id, municipality, found_on, accepted_on, declined_on, is_open, first_sequence, last_sequence)
    select ${into}, id, person_id, benefit_id, service_id, organization_id, municipality, found_on,
      case when accepted_on < ${keptBefore} then accepted_on end, case when declined_on < ${keptBefore} then declined_on end, is_open, first_sequence, last_sequence
    from metrics.offer where generation = ${live.id} and found_on < ${keptBefore}`;
  await tx`
    insert into metrics.benefit (generation, id, service_id, grantor_id)
    select ${into}, id, service_id, grantor_id from metrics.benefit where generation = ${live.id}`;
  await tx`
    insert into metrics.service (generation, id, status, portals, is_requestable_online, digitalisation_level, sdg_procedure, meets_benchmark)
    select ${into}, id, status, portals, is_requestable_online, digitalisation_level, sdg_procedure, meets_benchmark
    from metrics.service where generation = ${live.id}`;
  await tx`
    insert into metrics.portal (generation, id, address, is_central, shared_solutions)
    select ${into}, id, address, is_central, shared_solutions from metrics.portal where generation = ${live.id}`;
}

/** Lets go of requests and offers that are over and of which the log tells nothing any more: nobody can be told apart by them then. */
export async function forget(sql: Sql): Promise<void> {
  const through = await retiredThrough(sql);
  if (through === 0) return;
  await sql`
    delete from metrics.request where last_sequence <= ${through} and status in ('DECIDED', 'COMPLETED', 'REJECTED', 'WITHDRAWN')`;
  await sql`delete from metrics.offer where last_sequence <= ${through} and not is_open`;
}
