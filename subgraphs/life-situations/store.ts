import type { Row } from 'postgres';
import type { Sql } from '#kernel/database.ts';
import { hidePlaces } from '#kernel/events/hidden-places.ts';
import { told } from '#kernel/events/told.ts';
import { isUuid } from '#kernel/ids.ts';
import type { LifeSituationModel, Occurrence } from './models.ts';

/** An occurrence with the services that its person requested since. */
export interface StoredOccurrence extends Occurrence {
  requested: Record<string, string>;
}

export async function allSituations(sql: Sql): Promise<LifeSituationModel[]> {
  return (await sql`select * from life_situations.situation order by position`).map(toSituation);
}

/** Newest first. None is about somebody who is gone: those are taken away when that is told, which is later (decision 0008). */
export async function occurrencesOf(sql: Sql, personIds: readonly string[]): Promise<StoredOccurrence[]> {
  const rows = await sql`
    select o.*, coalesce((
      select jsonb_object_agg(r.service_id, r.last_on) from life_situations.requested r
      where r.person_id = o.person_id and r.last_on >= o.since
    ), '{}') as requested
    from life_situations.occurrence o
    where o.person_id = any(${personIds.filter(isUuid)}::uuid[]) and exists (select from population.fact f where f.person_id = o.subject_id)
    order by o.since desc, o.id`;
  return rows.map(toOccurrence);
}

/**
 * Row, audit line, subject version and event in one statement. What has arisen before stays as it is and is not told
 * again, except that who moves on within a day lives where they moved last.
 *
 * @param occurrences in the order they arose
 */
export async function saveOccurrences(sql: Sql, occurrences: readonly Occurrence[], at: Temporal.Instant): Promise<void> {
  const last = [...new Map(occurrences.map((occurrence) => [occurrence.id, occurrence])).values()];
  if (last.length === 0) return;
  await sql`
    with given as (
      select * from jsonb_to_recordset(${sql.json(last as never)}) as row(
        id uuid, "situationId" uuid, "personId" uuid, "subjectId" uuid, since date, cause text, municipality text)
    ),
    moved_on as (
      update life_situations.occurrence known set municipality = given.municipality from given
      where known.id = given.id and known.cause = 'MOVED' and known.municipality is distinct from given.municipality
    ),
    arisen as (
      insert into life_situations.occurrence (id, situation_id, person_id, subject_id, since, cause, municipality)
      select id, "situationId", "personId", "subjectId", since, cause, municipality from given
      on conflict (id) do nothing returning *
    ),
    happened as (
      select id as subject, 'life-situations.arisen.v1' as type, municipality,
        jsonb_build_object('personId', person_id, 'situationId', situation_id, 'since', since) as data
      from arisen
    ),
    ${told(sql, { audit: 'life_situations', by: 'life-situations', at })}
    select count(*) from arisen`;
}

export interface Requested {
  personId: string;
  serviceId: string;
  on: string;
}

/** Remembers the last day; an older request told later changes nothing. */
export async function saveRequested(sql: Sql, requested: readonly Requested[]): Promise<void> {
  if (requested.length === 0) return;
  await sql`
    insert into life_situations.requested as known (person_id, service_id, last_on)
    select "personId", "serviceId", max("on")
    from jsonb_to_recordset(${sql.json(requested as never)}) as row("personId" uuid, "serviceId" uuid, "on" date)
    group by 1, 2
    on conflict (person_id, service_id) do update set last_on = greatest(known.last_on, excluded.last_on)`;
}

/** A protected person has no municipality anywhere, so what has arisen for them forgets it, and what was told of it too. Nobody is told. */
export async function forgetMunicipality(sql: Sql, personIds: readonly string[], at: Temporal.Instant): Promise<void> {
  if (personIds.length === 0) return;
  const arisen = await sql`select id from life_situations.occurrence where person_id = any(${personIds as string[]}::uuid[])`;
  await hidePlaces(sql, arisen.map((row) => row.id as string));
  await sql`
    with forgotten as (
      update life_situations.occurrence set municipality = null
      where person_id = any(${personIds as string[]}::uuid[]) and municipality is not null returning id
    )
    insert into life_situations.audit (at, by, action, subject)
    select ${at.toString()}::timestamptz, 'life-situations', 'municipality-forgotten', id from forgotten`;
}

export async function saveSituations(sql: Sql, situations: readonly LifeSituationModel[]): Promise<void> {
  const rows = situations.map(({ id, code, name, description, audience, steps }, position) => ({
    id, code, name_lv: name.lv, name_en: name.en, description_lv: description?.lv ?? null, description_en: description?.en ?? null,
    audience, position, steps,
  }));
  await sql`
    insert into life_situations.situation as known (
      id, code, name_lv, name_en, description_lv, description_en, audience, position, steps)
    select * from jsonb_to_recordset(${sql.json(rows as never)}) as row(
      id uuid, code text, name_lv text, name_en text, description_lv text, description_en text, audience text, position int,
      steps jsonb)
    on conflict (id) do update set
      name_lv = excluded.name_lv, name_en = excluded.name_en, description_lv = excluded.description_lv,
      description_en = excluded.description_en, audience = excluded.audience, position = excluded.position, steps = excluded.steps`;
}

function toSituation(row: Row): LifeSituationModel {
  return {
    id: row.id,
    code: row.code,
    name: { lv: row.name_lv, en: row.name_en },
    description: row.description_lv === null ? null : { lv: row.description_lv, en: row.description_en },
    audience: row.audience,
    steps: row.steps,
  };
}

function toOccurrence(row: Row): StoredOccurrence {
  return {
    id: row.id,
    situationId: row.situation_id,
    personId: row.person_id,
    subjectId: row.subject_id,
    since: row.since,
    cause: row.cause,
    municipality: row.municipality,
    requested: row.requested,
  };
}
