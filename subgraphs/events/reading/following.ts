/** A subscription as whoever reads the log for it needs to know it: each of its changes at its place. */
import type { Sql } from '#kernel/database.ts';
import { compileFilter, type Filter } from './filter.ts';
import type { SubscriptionState, Transport } from '../models.ts';
import { Watch } from './watch.ts';

/** The hub's own word that a subscription has changed: whoever reads the log in order meets it at the same place. */
export const CHANGED = 'events.subscription-changed.v1';
export const MERGED = 'persons.merged.v1';
export const PLACES_MERGED = 'persons.municipality-merged.v1';
/** What changes how later events are judged, so that whoever reads must meet it, whatever was asked for. */
const TURNS: readonly string[] = [CHANGED, MERGED, PLACES_MERGED];

export interface Following {
  id: string;
  organizationId: string;
  purpose: string | null;
  state: SubscriptionState;
  transport: Transport;
  acknowledged: number;
  startedAfter: number;
  isDeleted: boolean;
  /** Every type that it ever asked for. */
  asked: ReadonlySet<string>;
  /** Those, and what changes how later events are judged. */
  types: ReadonlySet<string>;
  /** What it asked for at a place of the log; null where it had not begun. */
  filterAt(sequence: number): Filter | null;
  watch: Watch;
}

/** Null where there never was one. @param namesakes every code that stands for the same municipality today */
export async function readFollowing(sql: Sql, id: string, namesakes: (code: string) => readonly string[]): Promise<Following | null> {
  const [row] = await sql`
    select organization_id, purpose, watches_since, state, transport, acknowledged, started_after, deleted_at is not null as is_deleted
    from subscriptions.subscription where id = ${id}`;
  if (!row) return null;
  const placeOf = await placesOfChanges(sql, id);
  const filters = await sql`select version, types, municipality_codes, service_ids, status_type_codes from subscriptions.filter where subscription_id = ${id} order by version`;
  const watched = await sql`select person_id, from_version, to_version from subscriptions.watched where subscription_id = ${id}`;
  const placed = filters.map((one) => ({
    behind: placeOf(one.version),
    filter: compileFilter({ types: one.types, municipalityCodes: one.municipality_codes, serviceIds: one.service_ids, statusTypeCodes: one.status_type_codes }, namesakes),
  }));
  const asked = new Set(placed.flatMap(({ filter }) => [...filter.types]));
  return {
    id,
    organizationId: row.organization_id,
    purpose: row.purpose,
    state: row.state,
    transport: row.transport,
    acknowledged: row.acknowledged,
    startedAfter: row.started_after,
    isDeleted: row.is_deleted,
    asked,
    types: new Set([...TURNS, ...asked]),
    filterAt: (sequence) => placed.findLast(({ behind }) => behind < sequence)?.filter ?? null,
    watch: new Watch(
      watched.map((one) => ({ personId: one.person_id, from: placeOf(one.from_version), to: one.to_version === null ? null : placeOf(one.to_version) })),
      row.watches_since === null ? Infinity : placeOf(row.watches_since),
    ),
  };
}

/**
 * Where each change has its place: that of its event, looked up in the log once and then kept, for the log lets go of it one
 * day. A change whose event has not been numbered yet lies ahead of everything.
 */
async function placesOfChanges(sql: Sql, id: string): Promise<(version: number) => number> {
  await sql`
    update subscriptions.change set sequence = log.sequence from events.log
    where change.subscription_id = ${id} and change.sequence is null
      and log.subject = ${id} and log.type = ${CHANGED} and (log.data ->> 'version')::int = change.version`;
  const rows = await sql`select version, sequence from subscriptions.change where subscription_id = ${id} order by version`;
  const places = new Map(rows.map((row) => [row.version as number, row.sequence as number | null]));
  return (version) => places.get(version) ?? Infinity;
}
