/** Reads and writes of offers. The only file, with `engine-store.ts`, that knows the tables. */
import { readMergers, Territories } from '#connectors/addresses/territories.ts';
import { told } from '#kernel/events/told.ts';
import type { Sql } from '#kernel/database.ts';
import type { BenefitDefinition } from '../benefits/events.ts';
import type { HeldStatus } from './facts.ts';
import type { Finding } from './findings.ts';
import type { BenefitOfferModel } from './models.ts';
import { OPEN } from './offer.ts';
import { compileRules, type RuleBook } from './rule.ts';

const MOST_OF_ONE_PERSON = 100;

/** An open offer about somebody to whom a tie is no longer known is as good as withdrawn, which is told later (decision 0008). */
function isShown(sql: Sql) {
  return sql`(state <> all(${OPEN as string[]}) or concerning_id is null
    or exists (select from population.tie t where t.person_id = offer.person_id and t.other_id = offer.concerning_id))`;
}

/** Of those that are shown. */
export async function offersByIds(sql: Sql, ids: readonly string[]): Promise<BenefitOfferModel[]> {
  const rows = await sql`select * from offers.offer where id = any(${ids as string[]}::uuid[]) and ${isShown(sql)}`;
  return rows.map(toOffer);
}

/** Those that are shown, newest first, at most 100 of each person. @param states null for every state */
export async function offersOfPersons(sql: Sql, personIds: readonly string[], states: readonly string[] | null): Promise<BenefitOfferModel[]> {
  const rows = await sql`
    select o.* from unnest(${personIds as string[]}::uuid[]) as asked (person_id)
    cross join lateral (
      select * from offers.offer where offer.person_id = asked.person_id
        and (${states as string[] | null}::text[] is null or state = any(${states as string[] | null}::text[])) and ${isShown(sql)}
      order by found_at desc, id limit ${MOST_OF_ONE_PERSON}
    ) o order by o.found_at desc, o.id`;
  return rows.map(toOffer);
}

/** Every version of every benefit in force, or of one benefit, with municipalities as they are on a day. */
export async function readRules(sql: Sql, today: string, benefitId: string | null = null): Promise<RuleBook> {
  const [rows, mergers] = await Promise.all([
    sql`select definition from offers.rule where not withdrawn and (${benefitId}::uuid is null or benefit_id = ${benefitId}::uuid)`,
    readMergers(sql),
  ]);
  const territories = new Territories(mergers);
  return compileRules(rows.map((row) => row.definition as BenefitDefinition), (code) => territories.codesOf(code, today));
}

export async function statusesOf(sql: Sql, personIds: readonly string[]): Promise<HeldStatus[]> {
  const rows = await sql`select * from offers.person_status where person_id = any(${personIds as string[]}::uuid[])`;
  return rows.map((row) => ({
    id: row.id,
    personId: row.person_id,
    typeCode: row.type_code,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    state: row.state,
  }));
}

/** Who does what when. */
export interface Deed {
  by: string;
  at: Temporal.Instant;
  /** Told in such numbers that others go first. */
  bulk?: boolean;
}

export interface Acceptance {
  offer: BenefitOfferModel;
  /** What the facts and rules give at this moment, which may be more recent than the offer: this is what is accepted. */
  finding: Finding;
  definition: BenefitDefinition;
  /** Whose open offers of the same claim end with this: the children's other parents, and the person themselves. */
  rivals: string[];
  today: string;
}

/**
 * Accepts an open offer as it is found now, claims the family benefit for its children and ends the rivals' offers, all in one statement.
 * Of two who accept at once the second waits at the claim's primary key and is then refused by it.
 *
 * @returns the accepted offer; 'CLOSED' when it is no longer open, 'TAKEN' when another took the benefit for a child
 */
export async function saveAcceptance(sql: Sql, { offer, finding, definition, rivals, today }: Acceptance, deed: Deed): Promise<BenefitOfferModel | 'CLOSED' | 'TAKEN'> {
  const at = deed.at.toString();
  const { claim, claimChildren: children } = finding;
  const more = { serviceId: finding.serviceId, grantorId: definition.grantorId, award: finding.award, asks: finding.asks, benefitCode: definition.code,
    validFrom: today, validTo: definition.validTo, channel: 'PORTAL' };
  try {
    const rows = await sql`
      with locked as (select * from offers.offer where id = ${offer.id} and state = any(${OPEN as string[]}) for update),
      claimed as (
        insert into offers.claim as held (child_id, claim, offer_id)
        select child, ${claim}, locked.id from locked, unnest(${claim ? children : []}::uuid[]) as child
        on conflict (child_id, claim) do update
          set offer_id = case when held.offer_id = excluded.offer_id then held.offer_id end
      ),
      accepted as (
        update offers.offer o set state = 'ACCEPTED', decided_at = ${at}::timestamptz, checked_at = ${at}::timestamptz,
          service_id = ${finding.serviceId}::uuid, certainty = ${finding.certainty}, value_cents = ${finding.valueCents}::bigint,
          apply_by = ${finding.applyBy}::date, late_consequence = ${finding.lateConsequence && sql.json(finding.lateConsequence)}::jsonb,
          because = ${sql.json(finding.because as never)}, award = ${finding.award}, rule_version = ${finding.ruleVersion}::int,
          facts_hash = ${finding.factsHash}, claim = ${claim}
        from locked where o.id = locked.id
        returning o.*, locked.state as was
      ),
      rival as (
        select id, state from offers.offer where exists (select from locked) and claim = ${claim}
          and person_id = any(${rivals}::uuid[]) and id <> ${offer.id} and state = any(${OPEN as string[]})
          and (concerning_id is null or concerning_id = any(${children}::uuid[]))
        order by id for update skip locked
      ),
      withdrawn as (
        update offers.offer o set state = 'WITHDRAWN', decided_at = ${at}::timestamptz from rival where o.id = rival.id
        returning o.*, rival.state as was
      ),
      happened as (
        select id as subject, 'offers.accepted.v1' as type, ${municipalityOf(sql, 'accepted')}, ${changeOf(sql)} || ${sql.json(more)} as data from accepted
        union all
        select id, 'offers.withdrawn.v1', ${municipalityOf(sql, 'withdrawn')}, ${changeOf(sql)} from withdrawn
      ),
      ${told(sql, { audit: 'offers', ...deed })}
      select * from accepted`;
    return rows[0] ? toOffer(rows[0]) : 'CLOSED';
  } catch (error) {
    if (isTaken(error)) return 'TAKEN';
    throw error;
  }
}

/** @returns null when the offer is no longer open */
export async function saveRefusal(sql: Sql, id: string, reason: string | null, deed: Deed): Promise<BenefitOfferModel | null> {
  const rows = await sql`
    with locked as (select id, state from offers.offer where id = ${id} and state = any(${OPEN as string[]}) for update),
    declined as (
      update offers.offer o set state = 'DECLINED', decided_at = ${deed.at.toString()}::timestamptz, decline_reason = ${reason}
      from locked where o.id = locked.id returning o.*, locked.state as was
    ),
    happened as (select id as subject, 'offers.declined.v1' as type, ${municipalityOf(sql, 'declined')}, ${changeOf(sql)} as data from declined),
    ${told(sql, { audit: 'offers', ...deed })}
    select * from declined`;
  return rows[0] ? toOffer(rows[0]) : null;
}

/** Marks those of the person's offers that are still unseen. */
export async function saveSeen(sql: Sql, personId: string, ids: readonly string[], deed: Deed): Promise<void> {
  await sql`
    with locked as (
      select id, state from offers.offer where id = any(${ids as string[]}::uuid[]) and person_id = ${personId}
        and state in ('FOUND', 'NOTIFIED') order by id for update
    ),
    seen as (update offers.offer o set state = 'SEEN' from locked where o.id = locked.id returning o.*, locked.state as was),
    happened as (select id as subject, 'offers.seen.v1' as type, ${municipalityOf(sql, 'seen')}, ${changeOf(sql)} as data from seen),
    ${told(sql, { audit: 'offers', ...deed })}
    select count(*) from seen`;
}

/** Of the person of each row of that CTE; null for a protected one. */
function municipalityOf(sql: Sql, rows: string) {
  return sql`(select f.municipality from population.fact f where f.person_id = ${sql(rows)}.person_id) as municipality`;
}

/** What every offer event carries, from a row with its state before as `was`. */
function changeOf(sql: Sql) {
  return sql`jsonb_build_object('personId', person_id, 'benefitId', benefit_id, 'concerningId', concerning_id,
    'from', was, 'to', state, 'applyBy', apply_by)`;
}

const NOT_NULL_VIOLATION = '23502';

function isTaken(error: unknown): boolean {
  const { code, table_name: table } = error as { code?: string; table_name?: string };
  return code === NOT_NULL_VIOLATION && table === 'claim';
}

export function toOffer(row: Record<string, any>): BenefitOfferModel {
  return {
    id: row.id,
    personId: row.person_id,
    concerningId: row.concerning_id,
    benefitId: row.benefit_id,
    serviceId: row.service_id,
    occasion: row.occasion,
    state: row.state,
    certainty: row.certainty,
    valueCents: row.value_cents,
    applyBy: row.apply_by,
    lateConsequence: row.late_consequence,
    because: row.because,
    award: row.award,
    ruleVersion: row.rule_version,
    factsHash: row.facts_hash,
    claim: row.claim,
    foundAt: row.found_at,
    checkedAt: row.checked_at,
  };
}
