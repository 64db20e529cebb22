/** The subscriptions in Postgres. */
import type { Sql, SqlFragment } from '#kernel/database.ts';
import { CHANGED } from './reading/following.ts';
import type { EventSubscriptionModel } from './models.ts';

type Row = Record<string, any>;

export const SUBSCRIPTIONS_MOST = 100;
/** Who follows the log for the subgraph, as its cursor is called. */
export const FOLLOWER = 'events-people-and-benefits';

/** Those of an institution, or of all of them, oldest first. */
export async function subscriptionsOf(sql: Sql, organizationId: string | null): Promise<EventSubscriptionModel[]> {
  const rows = await sql`
    ${withFilter(sql)}
    where deleted_at is null and (${organizationId}::uuid is null or organization_id = ${organizationId}) order by created_at, id limit ${SUBSCRIPTIONS_MOST}`;
  return rows.map(toSubscription);
}

/** Null where there is none, or no longer. */
export async function subscriptionById(sql: Sql, id: string): Promise<EventSubscriptionModel | null> {
  const [row] = await sql`${withFilter(sql)} where subscription.id = ${id} and deleted_at is null`;
  return row ? toSubscription(row) : null;
}

export async function watchedCounts(sql: Sql, ids: readonly string[]): Promise<number[]> {
  const rows = await sql`
    select subscription_id as id, count(*)::int as watched from subscriptions.watched
    where subscription_id = any(${ids as string[]}::uuid[]) and to_version is null group by subscription_id`;
  const counts = new Map(rows.map((row) => [row.id as string, row.watched as number]));
  return ids.map((id) => counts.get(id) ?? 0);
}

/** Behind which sequence each holds: its change's own event says so, once that is numbered. */
export async function filterPlaces(sql: Sql, filters: readonly { id: string; version: number }[]): Promise<(number | null)[]> {
  const rows = await sql`
    select subscription_id as id, version, coalesce(sequence, (
      select sequence from events.log where subject = subscription_id and type = ${CHANGED} and (data ->> 'version')::int = change.version limit 1)) as behind
    from subscriptions.change
    where (subscription_id, version) in (select * from unnest(${filters.map(({ id }) => id)}::uuid[], ${filters.map(({ version }) => version)}::int[]))`;
  const places = new Map(rows.map((row) => [`${row.id} ${row.version}`, row.behind as number | null]));
  return filters.map(({ id, version }) => places.get(`${id} ${version}`) ?? null);
}

/** Subscriptions, each with the filter in force; their secrets stay where they are. */
export function withFilter(sql: Sql): SqlFragment {
  return sql`
    select id, organization_id, name, transport, state, purpose, created_at, acknowledged, started_after, webhook_url, failures, failing_since, failure,
      next_attempt_at, subscription.version, filter.version as filter_version, types, municipality_codes, service_ids, status_type_codes
    from subscriptions.subscription cross join lateral (
      select * from subscriptions.filter where subscription_id = subscription.id order by version desc limit 1) filter` as unknown as SqlFragment;
}

export function toSubscription(row: Row): EventSubscriptionModel {
  return {
    id: row.id,
    organizationId: row.organization_id,
    name: row.name,
    transport: row.transport,
    state: row.state,
    purpose: row.purpose,
    createdAt: row.created_at,
    acknowledged: row.acknowledged,
    startedAfter: row.started_after,
    webhookUrl: row.webhook_url,
    failures: row.failures,
    failingSince: row.failing_since,
    failure: row.failure,
    nextAttemptAt: row.next_attempt_at,
    version: row.version,
    filter: {
      version: row.filter_version,
      types: row.types,
      municipalityCodes: row.municipality_codes,
      serviceIds: row.service_ids,
      statusTypeCodes: row.status_type_codes,
    },
  };
}

/** What an institution has made with a key before. */
export async function recall(sql: Sql, organizationId: string, keyHash: string): Promise<{ inputHash: string; subscriptionId: string } | null> {
  const [row] = await sql`select input_hash, subscription_id from subscriptions.idempotency where organization_id = ${organizationId} and key_hash = ${keyHash}`;
  return row ? { inputHash: row.input_hash, subscriptionId: row.subscription_id } : null;
}

export interface FilterFacts {
  /** Those there are, of the ids that were asked for. */
  services: ReadonlySet<string>;
  kind: string | null;
  /** Null while not every publication of a benefit has been taken note of. */
  grantsBenefits: boolean | null;
}

/** What a filter is judged by. */
export async function factsFor(sql: Sql, organizationId: string, serviceIds: readonly string[]): Promise<FilterFacts> {
  const [row] = await sql`
    select
      (select kind from services.organization where id = ${organizationId}) as kind,
      coalesce((select array_agg(id) from services.service where id = any(${serviceIds as string[]}::uuid[])), '{}') as services,
      exists (select from subscriptions.grantor where organization_id = ${organizationId}) as grants,
      (select sequence from subscriptions.cursor where name = ${FOLLOWER}) >= last_sequence as follows
    from events.relay_state`;
  return { services: new Set(row!.services), kind: row!.kind, grantsBenefits: row!.grants ? true : row!.follows ? false : null };
}

/** Of these ids, those that nobody bears. */
export async function unknownPersons(sql: Sql, personIds: readonly string[]): Promise<string[]> {
  const rows = await sql`
    select id from unnest(${personIds as string[]}::uuid[]) as id where not exists (select from population.fact where person_id = id)`;
  return rows.map((row) => row.id as string);
}

/** Moves the cursor of a subscription that its client acknowledges, forward and within the log; nothing else moves. */
export async function acknowledge(sql: Sql, asked: { id: string; organizationId: string; through: number }): Promise<{ subscription: EventSubscriptionModel; head: number } | null> {
  const [row] = await sql`
    with moved as (
      update subscriptions.subscription set acknowledged = ${asked.through}
      where id = ${asked.id} and organization_id = ${asked.organizationId} and deleted_at is null and transport = 'STREAM'
        and acknowledged <= ${asked.through} and (select last_sequence from events.relay_state) >= ${asked.through}
      returning acknowledged as moved_to
    )
    select known.*, (select moved_to from moved), last_sequence as head
    from (${withFilter(sql)} where subscription.id = ${asked.id} and organization_id = ${asked.organizationId} and deleted_at is null) as known, events.relay_state`;
  if (!row) return null;
  const subscription = toSubscription(row);
  return { head: row.head, subscription: { ...subscription, acknowledged: row.moved_to ?? subscription.acknowledged } };
}
