import type { Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { uuidv5 } from '#kernel/ids.ts';
import type { SubgraphServices } from '../module.ts';
import { fold, searchable } from './search.ts';
import { CONTACT_POINTS } from './seed/contact-points.ts';
import { ORGANIZATIONS } from './seed/organizations.ts';
import { PORTALS } from './seed/portals.ts';
import { SERVICES } from './seed/services.ts';
import { toldOf } from './store.ts';

/** Fills in the public services of Latvia. Again: only what the seed itself says differently now is written, and told. */
export async function seed({ sql, clock }: Pick<SubgraphServices, 'sql' | 'clock'>): Promise<void> {
  await seedOrganizations(sql);
  await seedServices(sql, clock.now());
  await seedPortals(sql, clock.now());
  await seedContactPoints(sql);
}

export function organizationId(key: string): string {
  return uuidv5(`organization:${key}`);
}

/** Grows when events say more of a service than before, so that every one is told again. */
const TOLD = 2;

/** What a row of the seed says, as one value: a row is written again only when this has changed. */
function fingerprinted<T extends object>(row: T, told?: number): T & { fingerprint: string } {
  return { ...row, fingerprint: uuidv5(JSON.stringify(told === undefined ? row : [row, told])) };
}

export function organizationRows() {
  return ORGANIZATIONS.map(([key, kind, lv, en, registrationNumber]) =>
    fingerprinted({
      id: organizationId(key), registration_number: registrationNumber, name_lv: lv, name_en: en, kind,
      sort: fold(lv), search: searchable(lv, en, key, registrationNumber),
    }));
}

export function serviceRows() {
  return SERVICES.map((service) =>
    fingerprinted({
      id: uuidv5(`service:${service.identifier}`),
      identifier: service.identifier,
      name_lv: service.name.lv,
      name_en: service.name.en,
      description_lv: service.description.lv,
      description_en: service.description.en,
      owner_id: organizationId(service.owner),
      provider_ids: (service.providers ?? [service.owner]).map(organizationId),
      audiences: service.audiences ?? ['RESIDENTS'],
      digitalisation_level: service.level,
      channels: service.channels,
      costs: service.costs ?? [],
      processing_days: service.days ?? null,
      outputs: service.outputs,
      required_evidence: service.evidence ?? [],
      legal_resources: service.legal,
      life_situation_ids: (service.situations ?? []).map((code) => uuidv5(`life-situation:${code}`)),
      sdg_procedure: service.sdg ?? null,
      sort: fold(service.name.lv),
      search: searchable(service.name.lv, service.name.en, service.description.lv, service.description.en, service.identifier),
    }, TOLD));
}

async function seedOrganizations(sql: Sql): Promise<void> {
  await sql`
    insert into services.organization as known (id, registration_number, name_lv, name_en, kind, sort, search, fingerprint)
    select id, registration_number, name_lv, name_en, kind, sort, search, fingerprint
    from jsonb_to_recordset(${sql.json(organizationRows() as never)}) as row(
      id uuid, registration_number text, name_lv text, name_en text, kind text, sort text, search text, fingerprint text)
    on conflict (id) do update set
      registration_number = excluded.registration_number, name_lv = excluded.name_lv, name_en = excluded.name_en,
      kind = excluded.kind, sort = excluded.sort, search = excluded.search, fingerprint = excluded.fingerprint
    where known.fingerprint is distinct from excluded.fingerprint`;
}

async function seedServices(sql: Sql, at: Temporal.Instant): Promise<void> {
  await sql`
    with wanted as (
      select * from jsonb_to_recordset(${sql.json(serviceRows() as never)}) as row(
        id uuid, identifier text, name_lv text, name_en text, description_lv text, description_en text, owner_id uuid,
        provider_ids uuid[], audiences text[], digitalisation_level text, channels jsonb, costs jsonb, processing_days int,
        outputs jsonb, required_evidence jsonb, legal_resources jsonb, life_situation_ids uuid[], sdg_procedure text,
        sort text, search text, fingerprint text)
    ),
    saved as (
      insert into services.service as known (
        id, identifier, name_lv, name_en, description_lv, description_en, status, owner_id, provider_ids, audiences,
        digitalisation_level, channels, costs, processing_days, outputs, required_evidence, legal_resources,
        life_situation_ids, sdg_procedure, version, sort, search, fingerprint)
      select
        id, identifier, name_lv, name_en, description_lv, description_en, 'PUBLISHED', owner_id, provider_ids, audiences,
        digitalisation_level, channels, costs, processing_days, outputs, required_evidence, legal_resources,
        life_situation_ids, sdg_procedure, 1, sort, search, fingerprint
      from wanted
      on conflict (id) do update set
        name_lv = excluded.name_lv, name_en = excluded.name_en, description_lv = excluded.description_lv,
        description_en = excluded.description_en, owner_id = excluded.owner_id, provider_ids = excluded.provider_ids,
        audiences = excluded.audiences, digitalisation_level = excluded.digitalisation_level, channels = excluded.channels,
        costs = excluded.costs, processing_days = excluded.processing_days, outputs = excluded.outputs,
        required_evidence = excluded.required_evidence, legal_resources = excluded.legal_resources,
        life_situation_ids = excluded.life_situation_ids, sdg_procedure = excluded.sdg_procedure,
        version = known.version + 1, sort = excluded.sort, search = excluded.search, fingerprint = excluded.fingerprint
      where known.fingerprint is distinct from excluded.fingerprint
      returning *
    ),
    happened as (
      select id as subject, case version when 1 then 'services.published.v1' else 'services.changed.v1' end as type,
        null::text as municipality, ${toldOf(sql)} as data
      from saved
    ),
    ${told(sql, { audit: 'services', by: 'seed', at })}
    select count(*) from saved`;
}

async function seedPortals(sql: Sql, at: Temporal.Instant): Promise<void> {
  const rows = PORTALS.map(([name, central, shared_solutions], position) =>
    fingerprinted({ id: uuidv5(`portal:${name}`), name, central, shared_solutions, position }));
  await sql`
    with saved as (
      insert into services.portal as known (id, name, central, shared_solutions, position, fingerprint)
      select * from jsonb_to_recordset(${sql.json(rows)}) as row(
        id uuid, name text, central boolean, shared_solutions text[], position int, fingerprint text)
      on conflict (id) do update set
        central = excluded.central, shared_solutions = excluded.shared_solutions, position = excluded.position, fingerprint = excluded.fingerprint
      where known.fingerprint is distinct from excluded.fingerprint
      returning *
    ),
    happened as (
      select id as subject, 'services.portal-registered.v1' as type, null::text as municipality,
        jsonb_build_object('address', name, 'central', central, 'sharedSolutions', shared_solutions) as data
      from saved
    ),
    ${told(sql, { audit: 'services', by: 'seed', at })}
    select count(*) from saved`;
}

async function seedContactPoints(sql: Sql): Promise<void> {
  const rows = CONTACT_POINTS.map(([key, name, owner, municipality_code]) => (
    { id: uuidv5(`contact-point:${key}`), name, organization_id: organizationId(owner), municipality_code }
  ));
  await sql`
    insert into services.contact_point (id, name, organization_id, municipality_code)
    select * from jsonb_to_recordset(${sql.json(rows)}) as row(
      id uuid, name text, organization_id uuid, municipality_code text)
    on conflict (id) do update set
      name = excluded.name, organization_id = excluded.organization_id, municipality_code = excluded.municipality_code`;
}
