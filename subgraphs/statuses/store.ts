/** The statuses in Postgres. Rows are closed and added, never edited; each write tells its event in the same statement. */
import { loadFeed } from '#connectors/dagr/feed.ts';
import { POPULATION_SOURCE } from '#connectors/population/reader.ts';
import type { Sql, SqlFragment } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { survivorsOf } from '../survivors.ts';
import type { StatusEventType, StatusState } from './events.ts';
import type { SocialStatusModel, SocialStatusTypeModel, StatusDecisionModel } from './models.ts';

type Row = Record<string, any>;

export interface NewStatus {
  id: string;
  personId: string;
  typeCode: string;
  validFrom: string;
  validTo: string | null;
  state: StatusState;
  issuerId: string;
  decisionId: string | null;
}

const AT_ONCE = 1_000;

const toStatus = (row: Row): SocialStatusModel => ({
  id: row.id,
  version: row.version,
  personId: row.person_id,
  typeCode: row.type_code,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  state: row.state,
  issuerId: row.issuer_id,
  decisionId: row.decision_id,
  recordedAt: row.recorded_at,
});

const toType = (row: Row): SocialStatusTypeModel => ({
  code: row.code,
  name: { lv: row.name_lv, en: row.name_en },
  origin: row.origin,
  issuerIds: row.issuer_ids,
  legalBasis: { title: row.legal_title, url: row.legal_url },
});

export async function allTypes(sql: Sql): Promise<SocialStatusTypeModel[]> {
  return (await sql`select * from statuses.status_type order by code`).map(toType);
}

export async function statusesById(sql: Sql, ids: readonly string[]): Promise<SocialStatusModel[]> {
  const rows = await sql`select * from statuses.status where id = any(${ids as string[]}::uuid[]) and superseded_at is null`;
  return rows.map(toStatus);
}

/** Newest first. */
export async function statusesOfPersons(sql: Sql, personIds: readonly string[]): Promise<SocialStatusModel[]> {
  const rows = await sql`
    select * from statuses.status where person_id = any(${personIds as string[]}::uuid[]) and superseded_at is null
    order by valid_from desc, type_code, id`;
  return rows.map(toStatus);
}

export async function statusesOfDecisions(sql: Sql, decisionIds: readonly string[]): Promise<SocialStatusModel[]> {
  const rows = await sql`
    select * from statuses.status where decision_id = any(${decisionIds as string[]}::uuid[]) and superseded_at is null
    order by valid_from, id`;
  return rows.map(toStatus);
}

export async function decisionsById(sql: Sql, ids: readonly string[]): Promise<StatusDecisionModel[]> {
  const rows = await sql`select id, number, date from statuses.decision where id = any(${ids as string[]}::uuid[])`;
  return rows.map(({ id, number, date }) => ({ id, number, date }));
}

/**
 * Holds, until the transaction ends, the issuer's key and the person's statuses of a type, in this order everywhere:
 * what is read next stays true until the grant is written. Whoever moves a merged person's statuses waits for those who are
 * writing one.
 *
 * @returns the id under which the person is known today
 */
export async function lockGrant(tx: Sql, grant: { issuerId: string; key: string; personId: string; typeCode: string }): Promise<string> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`grant ${grant.issuerId} ${grant.key}`}, 1))`;
  await tx`select pg_advisory_xact_lock_shared(hashtextextended(${`person ${grant.personId}`}, 3))`;
  const personId = (await survivorsOf(tx, [grant.personId])).get(grant.personId) ?? grant.personId;
  await lockHolding(tx, { personId, typeCode: grant.typeCode });
  return personId;
}

/** Holds a person's statuses of a type, so that no two writers let them overlap. */
export async function lockHolding(tx: Sql, { personId, typeCode }: { personId: string; typeCode: string }): Promise<void> {
  await tx`select pg_advisory_xact_lock(hashtextextended(${`holds ${personId} ${typeCode}`}, 2))`;
}

/** Whether there is such a person; null while somebody who is not known may still be discovered. */
export async function isPerson(sql: Sql, personId: string): Promise<boolean | null> {
  const [known] = await sql`select from population.fact where person_id = ${personId}`;
  if (known) return true;
  const { position, discoveredThrough } = await loadFeed(sql, 'persons', POPULATION_SOURCE);
  return discoveredThrough !== null && position >= discoveredThrough ? false : null;
}

export async function grantUnderKey(sql: Sql, issuerId: string, key: string): Promise<{ inputHash: string; statusId: string } | null> {
  const [row] = await sql`select input_hash, status_id from statuses.grant_key where issuer_id = ${issuerId} and key = ${key}`;
  return row ? { inputHash: row.input_hash, statusId: row.status_id } : null;
}

export async function rememberKey(tx: Sql, grant: { issuerId: string; key: string; inputHash: string; statusId: string }): Promise<void> {
  await tx`
    insert into statuses.grant_key (issuer_id, key, input_hash, status_id)
    values (${grant.issuerId}, ${grant.key}, ${grant.inputHash}, ${grant.statusId})`;
}

/** The decision with this number, which may have granted other statuses before, or a new one. */
export async function openDecision(
  tx: Sql,
  decision: { id: string; issuerId: string; number: string | null; date: string; legalBasis: string | null },
): Promise<string> {
  const [row] = await tx`
    insert into statuses.decision as known (id, issuer_id, number, date, legal_basis)
    values (${decision.id}, ${decision.issuerId}, ${decision.number}, ${decision.date}, ${decision.legalBasis})
    on conflict (issuer_id, number) do update set number = known.number
    returning id`;
  return row!.id;
}

/** Writes a first version and tells `statuses.granted.v1`; answers null when the id is taken. */
export async function insertStatus(sql: Sql, status: NewStatus, by: string, at: Temporal.Instant): Promise<SocialStatusModel | null> {
  const [row] = await sql`
    with opened as (
      insert into statuses.status (id, version, person_id, type_code, valid_from, valid_to, state, issuer_id, decision_id, recorded_at)
      values (${status.id}, 1, ${status.personId}, ${status.typeCode}, ${status.validFrom}, ${status.validTo}, ${status.state},
        ${status.issuerId}, ${status.decisionId}, ${at.toString()})
      on conflict (id, version) do nothing
      returning *
    ),
    ${happened(sql, 'statuses.granted.v1', sql`null::text`, sql`opened`)},
    ${told(sql, { audit: 'statuses', by, at })}
    select * from opened`;
  return row ? toStatus(row) : null;
}

/**
 * Locks the current version, so that a decision about it holds until the transaction ends. Whoever waited here for
 * somebody else's change got the version before it, which is superseded now: the next look finds the newer one.
 */
export async function lockStatus(tx: Sql, id: string): Promise<SocialStatusModel | null> {
  const [known] = await tx`select from statuses.status where id = ${id} limit 1`;
  while (known) {
    const [row] = await tx`select * from statuses.status where id = ${id} and superseded_at is null for update`;
    if (row) return toStatus(row);
  }
  return null;
}

/** Adds the version of a status that a decision about it comes to, and tells of it. */
export async function reviseStatus(
  tx: Sql,
  type: StatusEventType,
  revision: { id: string; state: StatusState; validTo: string | null; reason: string },
  by: string,
  at: Temporal.Instant,
): Promise<SocialStatusModel> {
  const [row] = await tx`
    with closed as (
      update statuses.status set superseded_at = ${at.toString()}
      where id = ${revision.id} and superseded_at is null
      returning *
    ),
    opened as (
      insert into statuses.status (id, version, person_id, type_code, valid_from, valid_to, state, issuer_id, decision_id, reason, recorded_at)
      select id, version + 1, person_id, type_code, valid_from, ${revision.validTo}::date, ${revision.state}, issuer_id, decision_id,
        ${revision.reason}, ${at.toString()}::timestamptz
      from closed
      returning *
    ),
    ${happened(tx, type, tx`closed.state`, tx`opened join closed using (id)`)},
    ${told(tx, { audit: 'statuses', by, at })}
    select * from opened`;
  return toStatus(row!);
}

/** Expires what ran out before a day, a bounded number at once. Whoever comes second finds nothing left to do. */
export async function expireSome(sql: Sql, today: string, at: Temporal.Instant): Promise<number> {
  const rows = await sql`
    with due as (
      select id, version from statuses.status
      where superseded_at is null and state in ('ACTIVE', 'SUSPENDED') and valid_to < ${today}
      order by valid_to limit ${AT_ONCE} for update skip locked
    ),
    closed as (
      update statuses.status as current set superseded_at = ${at.toString()}
      from due where current.id = due.id and current.version = due.version
      returning current.*
    ),
    opened as (
      insert into statuses.status (id, version, person_id, type_code, valid_from, valid_to, state, issuer_id, decision_id, recorded_at)
      select id, version + 1, person_id, type_code, valid_from, valid_to, 'EXPIRED', issuer_id, decision_id, ${at.toString()}::timestamptz
      from closed
      returning *
    ),
    ${happened(sql, 'statuses.expired.v1', sql`closed.state`, sql`opened join closed using (id)`)},
    ${told(sql, { audit: 'statuses', by: 'calendar', at, bulk: true })}
    select id from opened`;
  return rows.length;
}

/**
 * Tells once of each last day that lies between two, a bounded number at once. A status that is given another last day is
 * told of again.
 */
export async function tellExpiring(sql: Sql, days: { from: string; to: string }, at: Temporal.Instant): Promise<number> {
  const rows = await sql`
    with due as (
      select * from statuses.status
      where superseded_at is null and state in ('ACTIVE', 'SUSPENDED') and valid_to between ${days.from} and ${days.to}
        and not exists (select from statuses.expiring_told told where told.status_id = status.id and told.last_day = status.valid_to)
      order by valid_to limit ${AT_ONCE} for update skip locked
    ),
    noted as (
      insert into statuses.expiring_told (status_id, last_day) select id, valid_to from due order by id
      on conflict do nothing returning status_id
    ),
    opened as (select due.* from due join noted on noted.status_id = due.id),
    ${happened(sql, 'statuses.expiring.v1', sql`opened.state`, sql`opened`)},
    ${told(sql, { audit: 'statuses', by: 'calendar', at, bulk: true })}
    select id from due`;
  return rows.length;
}

/** Last days that are over are told of no more. */
export async function forgetExpiringBefore(sql: Sql, today: string): Promise<void> {
  await sql`delete from statuses.expiring_told where last_day < ${today}`;
}

/** Ends with the day of death what the deceased still holds; what would have run out before keeps its own last day. */
export async function expireOfDeceased(tx: Sql, death: { personId: string; on: string }, at: Temporal.Instant): Promise<void> {
  await tx`
    with closed as (
      update statuses.status set superseded_at = ${at.toString()}
      where person_id = ${death.personId} and superseded_at is null and state in ('ACTIVE', 'SUSPENDED')
      returning *
    ),
    opened as (
      insert into statuses.status (id, version, person_id, type_code, valid_from, valid_to, state, issuer_id, decision_id, recorded_at)
      select id, version + 1, person_id, type_code, valid_from, least(valid_to, ${death.on}::date), 'EXPIRED', issuer_id, decision_id, ${at.toString()}::timestamptz
      from closed
      returning *
    ),
    ${happened(tx, 'statuses.expired.v1', tx`closed.state`, tx`opened join closed using (id)`)},
    ${told(tx, { audit: 'statuses', by: 'persons', at })}
    select 1`;
}

/** The event of every row `opened`, told where its holder lives; a protected person lives nowhere. */
export function happened(sql: Sql, type: StatusEventType, from: SqlFragment, source: SqlFragment): SqlFragment {
  return sql`
    happened as (
      select opened.id as subject, ${type}::text as type,
        (select fact.municipality from population.fact where fact.person_id = opened.person_id) as municipality, jsonb_build_object(
        'personId', opened.person_id, 'typeCode', opened.type_code, 'issuerId', opened.issuer_id,
        'validFrom', opened.valid_from, 'validTo', opened.valid_to, 'from', ${from}, 'to', opened.state) as data
      from ${source}
    )` as unknown as SqlFragment;
}

/** Writes the catalogue; a type that changed is updated, one that is gone from the seed stays. */
export async function saveTypes(sql: Sql, types: readonly SocialStatusTypeModel[]): Promise<void> {
  for (const type of types) {
    await sql`
      insert into statuses.status_type (code, name_lv, name_en, origin, issuer_ids, legal_title, legal_url)
      values (${type.code}, ${type.name.lv}, ${type.name.en}, ${type.origin}, ${type.issuerIds}::uuid[], ${type.legalBasis.title}, ${type.legalBasis.url})
      on conflict (code) do update set name_lv = excluded.name_lv, name_en = excluded.name_en, origin = excluded.origin,
        issuer_ids = excluded.issuer_ids, legal_title = excluded.legal_title, legal_url = excluded.legal_url`;
  }
}
