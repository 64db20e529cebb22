import type { PageRequest } from '#kernel/connection.ts';
import type { Sql } from '#kernel/database.ts';
import { BadUserInputError } from '#kernel/errors.ts';
import { told } from '#kernel/events/told.ts';
import { isUuid } from '#kernel/ids.ts';
import type { ServiceEventType } from './events.ts';
import type {
  Audience, ContactPointModel, DigitalisationLevel, PortalModel, PublicOrganizationModel, PublicServiceModel, ServiceStatus,
} from './models.ts';
import { toContactPoint, toOrganization, toPortal, toService } from './rows.ts';
import { patterns, searchable, fold } from './search.ts';
import { ONLINE, WAYS, type Destination, type NewService } from './service.ts';

export interface ServiceQuery {
  search?: string | null;
  audience?: Audience | null;
  ownerId?: string | null;
  /** Owner or provider. */
  organizationId?: string | null;
  lifeSituationId?: string | null;
  digitalisationLevel?: DigitalisationLevel | null;
  /** The states that may be shown. */
  status: readonly ServiceStatus[];
}

/** Who writes, for the audit line, and when. */
export interface Writer {
  by: string;
  at: Temporal.Instant;
}

export async function servicesByIds(sql: Sql, ids: readonly string[]): Promise<PublicServiceModel[]> {
  return (await sql`select * from services.service where id = any(${uuids(ids)}::uuid[])`).map(toService);
}

export async function organizationsByIds(sql: Sql, ids: readonly string[]): Promise<PublicOrganizationModel[]> {
  return (await sql`select * from services.organization where id = any(${uuids(ids)}::uuid[])`).map(toOrganization);
}

export async function contactPointsByIds(sql: Sql, ids: readonly string[]): Promise<ContactPointModel[]> {
  return (await sql`select * from services.contact_point where id = any(${uuids(ids)}::uuid[])`).map(toContactPoint);
}

/** One row more than asked for, when there is one. An id that is none finds nothing. */
export async function pageOfServices(sql: Sql, query: ServiceQuery, page: PageRequest): Promise<PublicServiceModel[]> {
  const { ownerId = null, organizationId = null, lifeSituationId = null } = query;
  if ([ownerId, organizationId, lifeSituationId].some((id) => id !== null && !isUuid(id))) return [];
  const after = position(page);
  const rows = await sql`
    select * from services.service
    where search like all(${patterns(query.search)}::text[])
      and status = any(${query.status as ServiceStatus[]}::text[])
      and (${query.audience ?? null}::text is null or ${query.audience ?? null} = any(audiences))
      and (${query.digitalisationLevel ?? null}::text is null or digitalisation_level = ${query.digitalisationLevel ?? null})
      and (${ownerId}::uuid is null or owner_id = ${ownerId}::uuid)
      and (${organizationId}::uuid is null or owner_id = ${organizationId}::uuid or provider_ids @> array[${organizationId}::uuid])
      and (${lifeSituationId}::uuid is null or life_situation_ids @> array[${lifeSituationId}::uuid])
      and (${after?.id ?? null}::uuid is null or (sort, id) > (${after?.sort ?? null}::text, ${after?.id ?? null}::uuid))
    order by sort, id
    limit ${page.limit + 1}::int`;
  return rows.map(toService);
}

export async function pageOfOrganizations(
  sql: Sql,
  search: string | null | undefined,
  page: PageRequest,
): Promise<PublicOrganizationModel[]> {
  const after = position(page);
  const rows = await sql`
    select * from services.organization
    where search like all(${patterns(search)}::text[])
      and (${after?.id ?? null}::uuid is null or (sort, id) > (${after?.sort ?? null}::text, ${after?.id ?? null}::uuid))
    order by sort, id
    limit ${page.limit + 1}::int`;
  return rows.map(toOrganization);
}

/** The key of a row in a list by name; the id makes it unique. */
export function listKey(row: { sort: string; id: string }): string {
  return `${row.sort}|${row.id}`;
}

export async function allPortals(sql: Sql): Promise<PortalModel[]> {
  return (await sql`select * from services.portal order by position`).map(toPortal);
}

/** @param municipalityCodes those that stand for the municipality asked for; null for all */
export async function contactPointsOf(sql: Sql, municipalityCodes: readonly string[] | null): Promise<ContactPointModel[]> {
  const rows = await sql`
    select * from services.contact_point
    where ${municipalityCodes as string[] | null}::text[] is null or municipality_code = any(${municipalityCodes as string[] | null}::text[]) order by name, id`;
  return rows.map(toContactPoint);
}

/** Row, audit line, subject version and event in one statement. Null: the identifier is taken. */
export async function insertDraft(sql: Sql, id: string, input: NewService, writer: Writer): Promise<PublicServiceModel | null> {
  const channels = (input.channels ?? []).map(({ kind, directLink = null, portal = null, contact = null }) => (
    { kind, directLink, portal, contact }
  ));
  const legalResources = (input.legalResources ?? []).map(({ title, url = null }) => ({ title, url }));
  const providers = input.providerIds?.length ? [...new Set(input.providerIds)] : [input.ownerId];
  const [row] = await sql`
    with registered as (
      insert into services.service (
        id, identifier, name_lv, name_en, description_lv, description_en, status, owner_id, provider_ids, audiences,
        digitalisation_level, channels, costs, processing_days, outputs, required_evidence, legal_resources,
        life_situation_ids, version, sort, search
      ) values (
        ${id}, ${input.identifier}, ${input.name.lv}, ${input.name.en ?? null}, ${input.description.lv},
        ${input.description.en ?? null}, 'DRAFT', ${input.ownerId}, ${providers}::uuid[],
        ${[...new Set(input.audiences)]}::text[], ${input.digitalisationLevel}, ${sql.json(channels)}, '[]',
        ${input.processingDays ?? null}, '[]', '[]', ${sql.json(legalResources)}, '{}', 1, ${fold(input.name.lv)},
        ${searchable(input.name.lv, input.name.en, input.description.lv, input.description.en, input.identifier)}
      )
      on conflict (identifier) do nothing returning *
    ),
    happened as (
      select id as subject, 'services.changed.v1' as type, null::text as municipality, ${toldOf(sql)} as data from registered
    ),
    ${told(sql, { audit: 'services', ...writer })}
    select * from registered`;
  return row ? toService(row) : null;
}

/** Null: the service does not exist, or stands where no way leads there from. */
export async function move(sql: Sql, id: string, to: Destination, writer: Writer): Promise<PublicServiceModel | null> {
  const type: ServiceEventType = `services.${to.toLowerCase() as Lowercase<Destination>}.v1`;
  const [row] = await sql`
    with moved as (
      update services.service set status = ${to}, version = version + 1
      where id = ${id} and status = any(${[...WAYS[to]]}::text[]) returning *
    ),
    happened as (
      select id as subject, ${type}::text as type, null::text as municipality, ${toldOf(sql)} as data from moved
    ),
    ${told(sql, { audit: 'services', ...writer })}
    select * from moved`;
  return row ? toService(row) : null;
}

/** The data of every event about a service, built of its row. */
export function toldOf(sql: Sql) {
  const online = () => sql`jsonb_array_elements(channels) as channel where channel ->> 'kind' = any(${[...ONLINE]}::text[])`;
  return sql`jsonb_build_object(
    'identifier', identifier, 'version', version, 'status', status, 'ownerId', owner_id, 'processingDays', processing_days,
    'portals', (select coalesce(jsonb_agg(distinct channel ->> 'portal'), '[]') from ${online()} and channel ->> 'portal' is not null),
    'requestableOnline', exists (select from ${online()} and channel ->> 'directLink' is not null),
    'digitalisationLevel', digitalisation_level, 'sdgProcedure', sdg_procedure)`;
}

function uuids(ids: readonly string[]): string[] {
  return ids.filter(isUuid);
}

function position(page: PageRequest): { sort: string; id: string } | null {
  if (page.after === null) return null;
  const at = page.after.lastIndexOf('|');
  const id = page.after.slice(at + 1);
  if (at < 0 || !isUuid(id)) throw new BadUserInputError(`after: "${page.after.slice(0, 60)}" is not a place in this list`);
  return { sort: page.after.slice(0, at), id };
}
