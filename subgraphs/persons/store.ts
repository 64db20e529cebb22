/** What the persons subgraph keeps itself: the access log, preferences and consents. Personal codes: `code-book.ts`. */
import { protectedAmong } from '#connectors/population/projection.ts';
import type { PageRequest } from '#kernel/connection.ts';
import type { Sql } from '#kernel/database.ts';
import { hidePlaces } from '#kernel/events/hidden-places.ts';
import { told } from '#kernel/events/told.ts';
import type { PersonEvent, PersonEventType } from './events.ts';
import type { DataAccessModel, DataPermissionModel, PreferencesModel } from './models.ts';

type Row = Record<string, any>;

const EVENTS_AT_ONCE = 1_000;

/** Of these ids, those of somebody. */
export async function existing(sql: Sql, ids: readonly string[]): Promise<Set<string>> {
  const rows = await sql`select distinct person_id from persons.person_key where person_id = any(${ids as string[]}::uuid[])`;
  return new Set(rows.map((row) => row.person_id));
}

/** A look at a person's data by somebody in office. */
export interface Look {
  personId: string;
  by: string;
  organizationId: string | null;
  purpose: string;
  permission: string;
  fields: string[];
}

/** Writes many looks with one statement; what they show is read only after. */
export async function logAccess(sql: Sql, looks: readonly Look[], at: Temporal.Instant, requestId: string): Promise<void> {
  await sql`
    insert into persons.data_access (at, person_id, by, organization_id, purpose, permission, fields, request_id)
    select ${at.toString()}::timestamptz, "personId", by, "organizationId", purpose, permission, fields, ${requestId}
    from jsonb_to_recordset(${sql.json(looks as never)}) as l("personId" uuid, by text, "organizationId" uuid, purpose text,
      permission text, fields text[])`;
}

/** Newest first. */
export async function pageOfAccess(sql: Sql, personId: string, page: PageRequest): Promise<DataAccessModel[]> {
  const rows = await sql`
    select id, at, by, purpose, permission, fields from persons.data_access
    where person_id = ${personId} and ${page.after === null ? sql`true` : sql`id < ${page.after}::bigint`}
    order by id desc limit ${page.limit + 1}`;
  return rows.map(({ id, at, by, purpose, permission, fields }) => ({ id, at, by, purpose, permission, fields }));
}

/** Whom a search is about that found nobody. */
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Counts a search by personal code, found or not; the code itself is not kept. */
export async function countSearch(sql: Sql, search: { by: string; purpose: string; personId: string | null; at: Temporal.Instant }): Promise<void> {
  await sql`
    insert into persons.audit (at, by, action, subject, data)
    values (${search.at.toString()}, ${search.by}, 'persons.searched-by-code', ${search.personId ?? NOBODY},
      ${sql.json({ purpose: search.purpose, found: search.personId !== null })})`;
}

const UNDECIDED: PreferencesModel = { notifyOffers: true, evaluateOffers: true, channel: 'PORTAL', language: 'lv' };

const toPreferences = (row: Row): PreferencesModel => ({
  notifyOffers: row.notify_offers,
  evaluateOffers: row.evaluate_offers,
  channel: row.channel,
  language: row.language,
});

/** Of those who have decided nothing, what holds then. */
export async function preferencesOf(sql: Sql, personIds: readonly string[]): Promise<PreferencesModel[]> {
  const rows = await sql`select * from persons.preference where person_id = any(${personIds as string[]}::uuid[])`;
  const found = new Map(rows.map((row) => [row.person_id as string, toPreferences(row)]));
  return personIds.map((id) => found.get(id) ?? UNDECIDED);
}

/** Changes what is given and keeps the rest, under the id of today. Tells `persons.preferences-changed.v1`. */
export async function savePreferences(
  sql: Sql,
  personId: string,
  change: { notifyOffers: boolean | null; evaluateOffers: boolean | null; channel: string | null; language: string | null },
  by: string,
  at: Temporal.Instant,
): Promise<PreferencesModel> {
  const [row] = await sql`
    with given as (
      select ${change.notifyOffers}::boolean as notify, ${change.evaluateOffers}::boolean as evaluate,
        ${change.channel}::text as channel, ${change.language}::text as language
    ),
    changed as (
      insert into persons.preference as kept (person_id, notify_offers, evaluate_offers, channel, language, updated_at)
      select coalesce((select survivor_id from persons.merged where person_id = ${personId}), ${personId}::uuid), coalesce(notify, ${UNDECIDED.notifyOffers}), coalesce(evaluate, ${UNDECIDED.evaluateOffers}),
        coalesce(channel, ${UNDECIDED.channel}), coalesce(language, ${UNDECIDED.language}), ${at.toString()}::timestamptz
      from given
      on conflict (person_id) do update set
        notify_offers = coalesce((select notify from given), kept.notify_offers),
        evaluate_offers = coalesce((select evaluate from given), kept.evaluate_offers),
        channel = coalesce((select channel from given), kept.channel),
        language = coalesce((select language from given), kept.language),
        updated_at = excluded.updated_at
      returning *
    ),
    happened as (
      select person_id as subject, 'persons.preferences-changed.v1'::text as type, null::text as municipality,
        jsonb_build_object('evaluateOffers', evaluate_offers) as data
      from changed
    ),
    ${told(sql, { audit: 'persons', by, at })}
    select * from changed`;
  return toPreferences(row!);
}

/** Who pays, or shows where somebody lives, must not do so a moment longer. */
const URGENT: readonly PersonEventType[] = ['persons.died.v1', 'persons.death-annulled.v1', 'persons.address-protected.v1', 'persons.address-unprotected.v1'];
/** A register corrects by the hundred thousand. */
const BULK: readonly PersonEventType[] = ['persons.corrected.v1'];

/** What was told under an id that was given up in a merger stays under it, and says as much. */
async function forgetPlaces(tx: Sql, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  const former = await tx`select person_id from persons.merged where survivor_id = any(${personIds as string[]}::uuid[])`;
  const subjects = [...personIds, ...former.map((row) => row.person_id as string)];
  await hidePlaces(tx, subjects, { type: 'persons.moved.v1', keys: ['from', 'to'] });
  await tx`
    update persons.audit set data = data || '{"from": null, "to": null}'
    where subject = any(${subjects}::uuid[]) and action = 'persons.moved.v1'`;
}

export async function dataPermissionsOf(sql: Sql, personId: string): Promise<DataPermissionModel[]> {
  const rows = await sql`
    select id, recipient_id, purpose, fields, valid_to from persons.data_permission
    where person_id = ${personId} order by valid_to desc nulls first, id limit 100`;
  return rows.map((row) => ({ id: row.id, recipientId: row.recipient_id, purpose: row.purpose, fields: row.fields, validTo: row.valid_to }));
}

/**
 * Tells many events, subjects in sorted order, within the transaction of what made them. Where it tells that an address is
 * protected, or that a protected person was known as another too, it takes the places out of what it told earlier. That nobody bears
 * an id any more gets no audit line: in their order it would stand beside what is told of others.
 */
export async function tell(tx: Sql, events: readonly PersonEvent[], by: string, at: Temporal.Instant): Promise<void> {
  const subjectsOf = (of: PersonEventType) => events.filter(({ type }) => type === of).map(({ subject }) => subject);
  const sorted = events.toSorted((one, other) => (one.subject < other.subject ? -1 : 1));
  for (let from = 0; from < sorted.length; from += EVENTS_AT_ONCE) {
    await tx`
      with happened as (
        select subject, type, municipality, data
        from jsonb_to_recordset(${tx.json(sorted.slice(from, from + EVENTS_AT_ONCE) as never)})
          as e(subject uuid, type text, municipality text, data jsonb)
      ),
      ${told(tx, { audit: 'persons', by, at, unaudited: ['persons.removed.v1'], urgent: URGENT, bulk: BULK })}
      select`;
  }
  // Once the subjects are locked: whoever told of them before is found, and whoever comes after sees them protected.
  await forgetPlaces(tx, [...subjectsOf('persons.address-protected.v1'), ...(await protectedAmong(tx, subjectsOf('persons.merged.v1')))]);
}
