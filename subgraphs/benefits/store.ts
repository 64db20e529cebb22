/** The benefits in Postgres. Publishing adds a version and tells its event in one statement. */
import type { PageRequest } from '#kernel/connection.ts';
import type { Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import type { BenefitDefinition } from './events.ts';
import type { BenefitInstructionModel, BenefitModel, Content, IdentificationMeansModel } from './models.ts';

type Row = Record<string, any>;

export interface BenefitRow {
  id: string;
  grantorId: string;
  currentVersion: number | null;
  isWithdrawn: boolean;
}

/** What a list asks for; `draftsOf` is the organization whose drafts are wanted and may be seen, or null. */
export interface BenefitQuery {
  /** Of those that were published. */
  states: readonly ('PUBLISHED' | 'WITHDRAWN')[];
  draftsOf: string | null;
  grantorId: string | null;
  kind: string | null;
  /** Codes that stand for the one asked for; null for all. */
  municipalityCodes: readonly string[] | null;
}

const toBenefit = (row: Row): BenefitModel => ({
  id: row.id,
  code: row.code,
  grantorId: row.grantor_id,
  status: row.status,
  content: row.content,
  definition: row.definition,
});

const toInstruction = (row: Row): BenefitInstructionModel => ({
  id: row.id,
  benefitId: row.benefit_id,
  personId: row.person_id,
  priority: row.priority,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  state: row.state,
});

const toMeans = (row: Row): IdentificationMeansModel => ({
  id: row.id,
  personId: row.person_id,
  kind: row.kind,
  label: row.label,
  issuerId: row.issuer_id,
  state: row.state,
  validTo: row.valid_to,
});

/** Those in force or given no longer; of a benefit that never was, its draft, which only its grantor may see. */
export async function benefitsById(sql: Sql, ids: readonly string[]): Promise<BenefitModel[]> {
  const rows = await sql`
    select benefit.id, benefit.code, benefit.grantor_id,
      case when version.benefit_id is null then 'DRAFT' else ${stateOf(sql)} end as status,
      coalesce(version.content, draft.content) as content,
      coalesce(version.definition, draft.definition) as definition
    from benefits.benefit
    left join benefits.version on version.benefit_id = benefit.id and version.version = benefit.current_version
    left join benefits.draft on draft.benefit_id = benefit.id
    where benefit.id = any(${ids as string[]}::uuid[])`;
  return rows.map(toBenefit);
}

/** One row more than asked for, so that the caller knows whether there is a next page. */
export async function listBenefits(sql: Sql, query: BenefitQuery, page: PageRequest): Promise<BenefitModel[]> {
  const rows = await sql`
    with listed as (
      select benefit.id, code, grantor_id, ${stateOf(sql)} as status, content, definition
      from benefits.benefit join benefits.version on benefit_id = benefit.id and version = current_version
      where ${stateOf(sql)} = any(${[...query.states]}::text[])
      union all
      select benefit.id, code, grantor_id, 'DRAFT', content, definition
      from benefits.benefit join benefits.draft on benefit_id = benefit.id
      where grantor_id = ${query.draftsOf}::uuid
    )
    select * from listed
    where (${query.grantorId}::uuid is null or grantor_id = ${query.grantorId}::uuid)
      and (${query.kind}::text is null or definition ->> 'kind' = ${query.kind}::text)
      and (${query.municipalityCodes as string[] | null}::text[] is null or definition ->> 'municipalityCode' = any(${query.municipalityCodes as string[] | null}::text[]))
      and (${page.after}::text is null or (code || ' ' || status) collate "C" > ${page.after}::text collate "C")
    order by (code || ' ' || status) collate "C" limit ${page.limit + 1}`;
  return rows.map(toBenefit);
}

/** Of a benefit that was published. */
function stateOf(sql: Sql) {
  return sql`case when benefit.withdrawn_at is null then 'PUBLISHED' else 'WITHDRAWN' end`;
}

export const listKey = (benefit: BenefitModel): string => `${benefit.code} ${benefit.status}`;

/** Makes the benefit when its code is new, and locks it until the transaction ends. */
export async function openBenefit(tx: Sql, benefit: { id: string; code: string; grantorId: string }): Promise<BenefitRow> {
  await tx`
    insert into benefits.benefit (id, code, grantor_id) values (${benefit.id}, ${benefit.code}, ${benefit.grantorId})
    on conflict do nothing`;
  const [row] = await tx`select * from benefits.benefit where code = ${benefit.code} for update`;
  return toBenefitRow(row!);
}

export async function lockBenefit(tx: Sql, id: string): Promise<BenefitRow | null> {
  const [row] = await tx`select * from benefits.benefit where id = ${id} for update`;
  return row ? toBenefitRow(row) : null;
}

const toBenefitRow = (row: Row): BenefitRow => ({ id: row.id, grantorId: row.grantor_id, currentVersion: row.current_version, isWithdrawn: row.withdrawn_at !== null });

/** Drafts are no history: a newer one replaces the older. */
export async function saveDraft(
  tx: Sql,
  draft: { definition: BenefitDefinition; content: Content },
  by: string,
  at: Temporal.Instant,
): Promise<void> {
  const { benefitId } = draft.definition;
  await tx`
    with saved as (
      insert into benefits.draft (benefit_id, content, definition, drafted_at)
      values (${benefitId}, ${tx.json(draft.content as never)}, ${tx.json(draft.definition as never)}, ${at.toString()})
      on conflict (benefit_id) do update set content = excluded.content, definition = excluded.definition, drafted_at = excluded.drafted_at
      returning benefit_id
    )
    insert into benefits.audit (at, by, action, subject, data)
    select ${at.toString()}::timestamptz, ${by}, 'drafted', benefit_id, ${tx.json({ code: draft.definition.code })}::jsonb from saved`;
}

export async function readDraftOf(tx: Sql, benefitId: string): Promise<{ content: Content; definition: BenefitDefinition } | null> {
  const [row] = await tx`select content, definition from benefits.draft where benefit_id = ${benefitId}`;
  return row ? { content: row.content, definition: row.definition } : null;
}

/** Whose benefit a code names, and its version in force. */
export async function findByCode(
  sql: Sql,
  code: string,
): Promise<{ grantorId: string; current: { content: Content; definition: BenefitDefinition } | null } | null> {
  const [row] = await sql`
    select grantor_id, content, definition
    from benefits.benefit left join benefits.version on benefit_id = id and version = current_version
    where code = ${code}`;
  if (!row) return null;
  return { grantorId: row.grantor_id, current: row.definition && { content: row.content, definition: row.definition } };
}

export async function currentOf(
  tx: Sql,
  benefitId: string,
): Promise<{ content: Content; definition: BenefitDefinition; publishedBy: string } | null> {
  const [row] = await tx`
    select content, definition, published_by from benefits.benefit join benefits.version on benefit_id = id and version = current_version
    where id = ${benefitId}`;
  return row ? { content: row.content, definition: row.definition, publishedBy: row.published_by } : null;
}

/** Adds a version, makes it the current one, in force even where the one before was withdrawn, and tells `benefits.published.v1` with the whole definition. */
export async function insertVersion(
  tx: Sql,
  version: { definition: BenefitDefinition; content: Content },
  by: string,
  at: Temporal.Instant,
): Promise<void> {
  const { definition, content } = version;
  await tx`
    with added as (
      insert into benefits.version (benefit_id, version, content, definition, published_at, published_by)
      values (${definition.benefitId}, ${definition.version}, ${tx.json(content as never)}, ${tx.json(definition as never)}, ${at.toString()}, ${by})
      returning *
    ),
    moved as (update benefits.benefit set current_version = ${definition.version}, withdrawn_at = null where id = ${definition.benefitId}),
    happened as (
      select benefit_id as subject, 'benefits.published.v1' as type, null::text as municipality, jsonb_build_object(
        'code', definition ->> 'code', 'version', version, 'validFrom', definition ->> 'validFrom', 'definition', definition) as data
      from added
    ),
    ${told(tx, { audit: 'benefits', by, at })}
    select version from added`;
}

/** Gives it no longer, and tells `benefits.withdrawn.v1`. What people were given stays theirs. */
export async function withdrawVersion(tx: Sql, benefitId: string, by: string, at: Temporal.Instant): Promise<void> {
  await tx`
    with withdrawn as (
      update benefits.benefit set withdrawn_at = ${at.toString()} where id = ${benefitId} and withdrawn_at is null returning *
    ),
    happened as (
      select id as subject, 'benefits.withdrawn.v1' as type, null::text as municipality, jsonb_build_object(
        'code', withdrawn.code, 'version', current_version, 'validFrom', definition ->> 'validFrom') as data
      from withdrawn join benefits.version on benefit_id = id and version = current_version
    ),
    ${told(tx, { audit: 'benefits', by, at })}
    select 1`;
}

export async function deleteDraft(tx: Sql, benefitId: string): Promise<void> {
  await tx`delete from benefits.draft where benefit_id = ${benefitId}`;
}

/** A benefit that was accepted comes about once, however often the acceptance is seen. */
export async function insertInstruction(
  tx: Sql,
  instruction: { id: string; benefitId: string; personId: string; validFrom: string; validTo: string | null },
  at: Temporal.Instant,
): Promise<void> {
  const { id, benefitId, personId, validFrom, validTo } = instruction;
  await tx`
    with added as (
      insert into benefits.instruction (id, benefit_id, person_id, priority, valid_from, valid_to, state, recorded_at)
      select ${id}::uuid, benefit.id, ${personId}::uuid, (definition ->> 'priority')::int, ${validFrom}::date, ${validTo}::date, 'ACTIVE', ${at.toString()}::timestamptz
      from benefits.benefit join benefits.version on benefit_id = benefit.id and version = current_version
      where benefit.id = ${benefitId}
      on conflict (id) do nothing
      returning *
    ),
    happened as (
      select id as subject, 'benefits.instructed.v1' as type, null::text as municipality,
        jsonb_build_object('personId', person_id, 'benefitId', benefit_id, 'validFrom', valid_from, 'validTo', valid_to) as data
      from added
    ),
    ${told(tx, { audit: 'benefits', by: 'offers', at })}
    select 1`;
}

/**
 * Ends what a person has and the ending concerns; what is over already stays as it is. What would begin behind its last
 * day has the day of the ending itself.
 */
export async function endInstructions(
  tx: Sql,
  ending: { personId: string; reason: 'MOVED' | 'DIED' | 'REMOVED'; happenedOn: string; lastDay: string; livesIn: string | null },
  at: Temporal.Instant,
): Promise<void> {
  const { personId, reason, happenedOn, lastDay, livesIn } = ending;
  await tx`
    with ended as (
      update benefits.instruction as held set state = 'ENDED',
        valid_to = case when ${lastDay}::date < valid_from then ${happenedOn}::date else ${lastDay}::date end
      from benefits.benefit join benefits.version on version.benefit_id = benefit.id and version.version = current_version
      where held.benefit_id = benefit.id and person_id = ${personId} and state <> 'ENDED'
        and (valid_to is null or valid_to >= ${happenedOn}::date)
        and (${reason}::text <> 'MOVED' or definition ->> 'municipalityCode' <> coalesce(${livesIn}::text, ''))
      returning held.*
    ),
    happened as (
      select id as subject, 'benefits.instruction-ended.v1' as type, null::text as municipality,
        jsonb_build_object('personId', person_id, 'benefitId', benefit_id, 'on', valid_to, 'reason', ${reason}::text) as data
      from ended
    ),
    ${told(tx, { audit: 'benefits', by: 'persons', at })}
    select 1`;
}

export async function instructionsById(sql: Sql, ids: readonly string[]): Promise<BenefitInstructionModel[]> {
  return (await sql`select * from benefits.instruction where id = any(${ids as string[]}::uuid[])`).map(toInstruction);
}

/** Newest first. */
export async function instructionsOfPersons(sql: Sql, personIds: readonly string[]): Promise<BenefitInstructionModel[]> {
  const rows = await sql`
    select * from benefits.instruction where person_id = any(${personIds as string[]}::uuid[]) order by valid_from desc, id`;
  return rows.map(toInstruction);
}

/** The hash of the number never leaves the table. */
export async function meansOfPersons(sql: Sql, personIds: readonly string[]): Promise<IdentificationMeansModel[]> {
  const rows = await sql`
    select id, person_id, kind, label, issuer_id, state, valid_to from benefits.identification_means
    where person_id = any(${personIds as string[]}::uuid[]) order by kind, id`;
  return rows.map(toMeans);
}
