/** What the engine keeps: rules, its copies of statuses and objections, and the steps of many offers at a time. */
import { hidePlaces } from '#kernel/events/hidden-places.ts';
import { told } from '#kernel/events/told.ts';
import type { Sql } from '#kernel/database.ts';
import type { BenefitDefinition } from '../benefits/events.ts';
import type { HeldStatus } from './facts.ts';
import type { OfferEventType } from './events.ts';
import type { BenefitOfferModel } from './models.ts';
import type { Claims, Step } from './offer.ts';
import { statusesOf, toOffer, type Deed } from './store.ts';

/** Held until the transaction ends: evaluations of the log, the sweep and the calendar never overlap. */
export async function lockEngine(tx: Sql): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtext('offers engine'))`;
}

export async function saveRule(tx: Sql, definition: BenefitDefinition): Promise<void> {
  const { benefitId, version } = definition;
  await tx`
    insert into offers.rule (benefit_id, version, definition) values (${benefitId}, ${version}, ${tx.json(definition as never)})
    on conflict (benefit_id, version) do update set definition = excluded.definition, withdrawn = false`;
}

export async function withdrawRule(tx: Sql, benefitId: string): Promise<void> {
  await tx`update offers.rule set withdrawn = true where benefit_id = ${benefitId}`;
}

/** Another text whenever a rule was added, withdrawn or taken up again, for versions are never edited; and when municipalities merge. */
export async function stateOfRules(sql: Sql, today: string): Promise<string> {
  const [row] = await sql`
    select count(*) || ' ' || count(*) filter (where withdrawn) || coalesce((
      select string_agg(' ' || code || '>' || successor, '' order by code) from addresses.municipality_merger where on_day <= ${today}
    ), '') as state
    from offers.rule`;
  return row!.state;
}

/** Benefits with a condition about where somebody lives. */
export async function benefitsAboutPlaces(sql: Sql): Promise<string[]> {
  const rows = await sql`
    select distinct benefit_id from offers.rule
    where not withdrawn and definition @? '$.criteria[*].test.fact ? (@ == "municipality" || @ == "residenceMonths")'`;
  return rows.map((row) => row.benefit_id as string);
}

/**
 * Of somebody who is gone only the end of a status is still told, which brings nothing back.
 *
 * @param statuses in the order they happened: the last word on a status counts
 */
export async function saveStatuses(tx: Sql, statuses: readonly HeldStatus[]): Promise<void> {
  const last = [...new Map(statuses.map((status) => [status.id, status])).values()];
  if (last.length === 0) return;
  await tx`
    insert into offers.person_status as s (id, person_id, type_code, valid_from, valid_to, state)
    select id, "personId", "typeCode", "validFrom", "validTo", state from jsonb_to_recordset(${tx.json(last as never)})
      as x(id uuid, "personId" uuid, "typeCode" text, "validFrom" date, "validTo" date, state text)
    where state not in ('EXPIRED', 'REVOKED') or exists (select from population.fact f where f.person_id = x."personId")
    on conflict (id) do update set valid_from = excluded.valid_from, valid_to = excluded.valid_to, state = excluded.state`;
}

export async function saveObjection(tx: Sql, personId: string, objects: boolean): Promise<void> {
  if (objects) await tx`insert into offers.objection (person_id) values (${personId}) on conflict do nothing`;
  else await tx`delete from offers.objection where person_id = ${personId}`;
}

/**
 * What a person who died was paid regularly for a child can be taken by another from now on. What is paid once stays
 * taken: the hub does not know whether it was paid.
 */
export async function releaseClaims(tx: Sql, deceased: readonly string[]): Promise<void> {
  if (deceased.length === 0) return;
  await tx`
    delete from offers.claim c using offers.offer o join offers.rule r on r.benefit_id = o.benefit_id and r.version = o.rule_version
    where o.person_id = any(${deceased as string[]}::uuid[]) and c.offer_id = o.id
      and not r.definition -> 'amounts' @> '[{"per": "ONCE"}]'`;
}

/** What is known here of people whose offers are looked at. */
export interface Standing {
  statuses: HeldStatus[];
  offers: BenefitOfferModel[];
  claims: Claims;
  objecting: ReadonlySet<string>;
}

/**
 * Four small reads in one round trip. Offers of the living about a child who is gone are left alone until that is told: to end them now, beside what
 * is found about a child who came, would say that the two are one.
 *
 * @param childIds whose statuses and claims count as well
 * @param benefitIds only offers of these benefits; null for all
 */
export async function readStanding(tx: Sql, personIds: string[], childIds: string[], benefitIds: string[] | null): Promise<Standing> {
  const [statuses, offers, claims, objections] = await Promise.all([
    statusesOf(tx, [...personIds, ...childIds]),
    tx`select * from offers.offer where person_id = any(${personIds}::uuid[])
      and (${benefitIds}::uuid[] is null or benefit_id = any(${benefitIds}::uuid[]))
      and (concerning_id is null or exists (select from population.fact f where f.person_id = concerning_id)
        or exists (select from population.fact f where f.person_id = offer.person_id and f.vital in ('DECEASED', 'DECLARED_DEAD')))`,
    tx`select child_id, claim, offer_id from offers.claim where child_id = any(${childIds}::uuid[])`,
    tx`select person_id from offers.objection where person_id = any(${personIds}::uuid[])`,
  ]);
  return {
    statuses,
    offers: offers.map(toOffer),
    claims: new Map(claims.map((row) => [`${row.child_id} ${row.claim}`, row.offer_id as string])),
    objecting: new Set(objections.map((row) => row.person_id as string)),
  };
}

/** A step, and where the person lives: null for a protected one. */
export type PlacedStep = Step & { municipality: string | null };

/**
 * Offers, audit lines and events of many steps in one statement. A step that no longer fits what is there — the person
 * decided meanwhile, or it was already taken — changes nothing and tells nobody.
 *
 * @returns how many steps were taken
 */
export async function saveSteps(tx: Sql, steps: readonly PlacedStep[], deed: Deed): Promise<number> {
  if (steps.length === 0) return 0;
  const at = deed.at.toString();
  const [row] = await tx`
    with step as (
      select * from jsonb_to_recordset(${tx.json(steps.map(toRow) as never)}) as s(
        id uuid, type text, "from" text, "to" text, municipality text, "personId" uuid, "concerningId" uuid, "benefitId" uuid,
        "serviceId" uuid, occasion text, certainty text, "valueCents" bigint, "applyBy" date, "lateConsequence" jsonb,
        because jsonb, award text, "ruleVersion" integer, "factsHash" text, claim text)
    ),
    found as (
      insert into offers.offer (id, person_id, concerning_id, benefit_id, service_id, occasion, state, certainty, value_cents,
        apply_by, late_consequence, because, award, rule_version, facts_hash, claim, found_at, checked_at)
      select id, "personId", "concerningId", "benefitId", "serviceId", occasion, "to", certainty, "valueCents", "applyBy",
        "lateConsequence", because, award, "ruleVersion", "factsHash", claim, ${at}::timestamptz, ${at}::timestamptz
      from step where "from" is null order by id
      on conflict do nothing returning id
    ),
    locked as (
      -- In the order of ids, as everyone locks offers: nobody waits in a circle.
      select id from offers.offer where id in (select id from step where "from" is not null) order by id for update
    ),
    moved as (
      update offers.offer o set state = s."to", service_id = s."serviceId", certainty = s.certainty,
        value_cents = s."valueCents", apply_by = s."applyBy", late_consequence = s."lateConsequence", because = s.because,
        award = s.award, rule_version = s."ruleVersion", facts_hash = s."factsHash", claim = s.claim, checked_at = ${at}::timestamptz,
        found_at = case when s.type = 'offers.found.v1' then ${at}::timestamptz else o.found_at end,
        decided_at = case when s.type = 'offers.found.v1' then null else o.decided_at end,
        decline_reason = case when s.type = 'offers.found.v1' then null else o.decline_reason end
      from step s join locked using (id) where s."from" is not null and o.id = s.id and o.state = s."from" returning o.id
    ),
    happened as (
      select id as subject, type, municipality, jsonb_build_object('personId', "personId", 'benefitId', "benefitId",
        'concerningId', "concerningId", 'from', "from", 'to', "to", 'applyBy', "applyBy") as data
      from step where id in (select id from found union all select id from moved)
    ),
    ${told(tx, { audit: 'offers', ...deed })}
    select count(*) as count from happened`;
  return row!.count;
}

function toRow({ id, from, to, municipality, finding, existing }: PlacedStep): Record<string, unknown> {
  const { personId, concerningId, benefitId, serviceId, occasion, certainty, valueCents, applyBy, lateConsequence, because, award,
    ruleVersion, factsHash, claim } = (finding ?? existing)!;
  return { id, type: typeOf(from, to), from, to, municipality, personId, concerningId, benefitId, serviceId, occasion, certainty,
    valueCents, applyBy, lateConsequence, because, award, ruleVersion, factsHash, claim };
}

function typeOf(from: Step['from'], to: Step['to']): OfferEventType {
  if (from === to) return 'offers.changed.v1';
  return `offers.${to.toLowerCase()}.v1` as OfferEventType;
}

/**
 * Takes the municipality out of what is kept and was told of people whose address became protected; decided offers included.
 * That a condition which names a municipality was met says where they lived, so the outcome goes too. The hash goes with it, for
 * so few municipalities can all be tried; where no reason rests on it, what was declined stays declined.
 */
export async function hideResidence(tx: Sql, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  const theirs = await tx`select id from offers.offer where person_id = any(${personIds as string[]}::uuid[])`;
  await hidePlaces(tx, theirs.map((row) => row.id as string));
  await tx`
    update offers.offer set facts_hash = '', because = (
      select jsonb_agg(case when reason ->> 'fact' ~ 'municipality|residenceMonths' then reason || '{"value": null, "met": null}' else reason end)
      from jsonb_array_elements(because) as reason)
    where person_id = any(${personIds as string[]}::uuid[])
      and exists (select from jsonb_array_elements(because) as reason where reason ->> 'fact' ~ 'municipality|residenceMonths')`;
}

/** People with an open offer whose last day to apply is over. */
export async function personsWithDueOffers(sql: Sql, today: string): Promise<string[]> {
  const rows = await sql`
    select distinct person_id from offers.offer where state in ('FOUND', 'NOTIFIED', 'SEEN') and apply_by < ${today}`;
  return rows.map((row) => row.person_id as string);
}

/** People of whom a status begins or ends on the days after `from`, up to `to`. */
export async function personsWithTurningStatus(sql: Sql, from: string, to: string): Promise<string[]> {
  const rows = await sql`
    select distinct person_id from offers.person_status
    where (valid_from > ${from} and valid_from <= ${to}) or (valid_to >= ${from} and valid_to < ${to})`;
  return rows.map((row) => row.person_id as string);
}

