/** Each change of a subscription as one statement. */
import type { Sql } from '#kernel/database.ts';
import type { AskedFilter } from './asked.ts';
import { rewritten, toldOfChange, type Deed } from './changes.ts';
import type { EventSubscriptionModel, SubscriptionState } from '../models.ts';
import { SUBSCRIPTIONS_MOST } from '../store.ts';
import type { Delivery } from './subscriptions.ts';

export interface NewSubscription extends Delivery {
  id: string;
  organizationId: string;
  name: string;
  purpose: string | null;
  filter: AskedFilter;
  /** Behind which it begins; null for the newest there is. */
  after: number | null;
  secret: Uint8Array | null;
}

export interface Key {
  keyHash: string;
  inputHash: string;
}

/** Null where the institution has as many as it may. Fails with a broken key where another used it at the same moment. */
export function insertSubscription(sql: Sql, made: NewSubscription, key: Key | null, deed: Deed): Promise<EventSubscriptionModel | null> {
  const at = deed.at.toString();
  const { filter } = made;
  return sql.begin(async (begun) => {
    const tx = begun as unknown as Sql;
    await tx`select pg_advisory_xact_lock(hashtextextended(${`subscriptions of ${made.organizationId}`}, 4))`;
    const [row] = await tx`
      with changed as (
        insert into subscriptions.subscription (id, organization_id, name, transport, state, purpose, created_by, created_at, acknowledged, started_after, webhook_url, secret, version)
        select ${made.id}::uuid, ${made.organizationId}::uuid, ${made.name}, ${made.transport}, 'ACTIVE', ${made.purpose}::text, ${deed.by}, ${at}::timestamptz,
          begins, begins, ${made.webhookUrl}::text, ${made.secret}::bytea, 1
        from (select coalesce(${made.after}::bigint, last_sequence) as begins from events.relay_state) as start
        where (select count(*) from subscriptions.subscription where organization_id = ${made.organizationId}::uuid and deleted_at is null) < ${SUBSCRIPTIONS_MOST}
        returning *
      ),
      filtered as (
        insert into subscriptions.filter (subscription_id, version, types, municipality_codes, service_ids, status_type_codes)
        select id, version, ${filter.types}::text[], ${filter.municipalityCodes}::text[], ${filter.serviceIds}::uuid[], ${filter.statusTypeCodes}::text[] from changed
      ),
      remembered as (
        insert into subscriptions.idempotency (organization_id, key_hash, input_hash, subscription_id, at)
        select organization_id, ${key?.keyHash ?? null}::text, ${key?.inputHash ?? null}::text, id, created_at from changed where ${key !== null}::boolean
      ),
      ${toldOfChange(tx, deed)}
      select id from changed`;
    return row ? rewritten(tx, made.id) : null;
  }) as Promise<EventSubscriptionModel | null>;
}

export interface Rewriting extends Delivery {
  name: string;
  purpose: string | null;
  /** Null where it stays. */
  filter: AskedFilter | null;
  /** Null where it keeps the one it has, if it needs one. */
  secret: Uint8Array | null;
  /** Another receiver, or another transport: how the one before failed is over. */
  isRedirected: boolean;
}

export async function rewriteSubscription(tx: Sql, id: string, to: Rewriting, deed: Deed): Promise<EventSubscriptionModel> {
  const { filter } = to;
  const keepsSecret = to.transport === 'WEBHOOK';
  await tx`
    with changed as (
      update subscriptions.subscription set name = ${to.name}, purpose = ${to.purpose}::text, transport = ${to.transport}, webhook_url = ${to.webhookUrl}::text,
        secret = coalesce(${to.secret}::bytea, case when ${keepsSecret}::boolean then secret end),
        previous_secret = case when ${keepsSecret}::boolean then previous_secret end,
        previous_secret_until = case when ${keepsSecret}::boolean then previous_secret_until end,
        ${to.isRedirected ? tx`state = case when state = 'PAUSED' then state else 'ACTIVE' end, ${nothingFailed(tx)},` : tx``}
        version = version + 1
      where id = ${id} returning *
    ),
    filtered as (
      insert into subscriptions.filter (subscription_id, version, types, municipality_codes, service_ids, status_type_codes)
      select id, version, ${filter?.types ?? []}::text[], ${filter?.municipalityCodes ?? null}::text[], ${filter?.serviceIds ?? null}::uuid[], ${filter?.statusTypeCodes ?? null}::text[]
      from changed where ${filter !== null}::boolean
    ),
    stopped as (
      update subscriptions.replay set ended = 'STOPPED', ended_at = ${deed.at.toString()}::timestamptz where subscription_id = ${id} and ended_at is null and ${to.transport === 'STREAM'}::boolean
    ),
    ${toldOfChange(tx, deed)}
    select 1`;
  return rewritten(tx, id);
}

/** Resumed, it begins as if nothing had failed. */
export async function setState(tx: Sql, id: string, state: Extract<SubscriptionState, 'ACTIVE' | 'PAUSED'>, deed: Deed): Promise<EventSubscriptionModel> {
  await tx`
    with changed as (
      update subscriptions.subscription set state = ${state}, ${state === 'ACTIVE' ? tx`${nothingFailed(tx)},` : tx``} version = version + 1 where id = ${id} returning *
    ),
    ${toldOfChange(tx, deed)}
    select 1`;
  return rewritten(tx, id);
}

/** The row stays, for the audit; what it held of others goes. */
export async function endSubscription(tx: Sql, id: string, deed: Deed): Promise<void> {
  const at = deed.at.toString();
  await tx`
    with changed as (
      update subscriptions.subscription set deleted_at = ${at}::timestamptz, webhook_url = null, secret = null, previous_secret = null, previous_secret_until = null,
        ${nothingFailed(tx)}, version = version + 1
      where id = ${id} returning *
    ),
    unwatched as (delete from subscriptions.watched where subscription_id = ${id}),
    buried as (delete from subscriptions.dead_letter where subscription_id = ${id}),
    stopped as (update subscriptions.replay set ended = 'STOPPED', ended_at = ${at}::timestamptz where subscription_id = ${id} and ended_at is null),
    ${toldOfChange(tx, deed)}
    select 1`;
}

/** What it was signed with before goes on to be, until that ends. */
export async function replaceSecret(tx: Sql, id: string, secret: Uint8Array, previousUntil: Temporal.Instant, deed: Deed): Promise<EventSubscriptionModel> {
  await tx`
    with changed as (
      update subscriptions.subscription set previous_secret = secret, previous_secret_until = ${previousUntil.toString()}::timestamptz, secret = ${secret}, version = version + 1
      where id = ${id} returning *
    ),
    ${toldOfChange(tx, deed)}
    select 1`;
  return rewritten(tx, id);
}

function nothingFailed(sql: Sql) {
  return sql`failures = 0, failing_since = null, failure = null, next_attempt_at = null`;
}
