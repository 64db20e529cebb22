/** Subscriptions whose events are pushed to their receivers, as the lanes need to know them. */
import type { Sql } from '#kernel/database.ts';
import type { WebhookSecrets } from '../webhooks/secrets.ts';

export type PushedTransport = 'WEBHOOK' | 'NATS';

export interface PushedSubscription {
  id: string;
  organizationId: string;
  transport: PushedTransport;
  /** Of its last change. */
  version: number;
  acknowledged: number;
  webhookUrl: string | null;
  /** The newest first. */
  secrets: readonly string[];
  /** In a row. */
  failures: number;
  failingSince: Temporal.Instant | null;
  nextAttemptAt: Temporal.Instant | null;
  /** The replay under way. */
  replay: Replay | null;
}

export interface Replay {
  id: string;
  what: 'ALL' | 'DEAD';
  toSequence: number;
  position: number;
  sent: number;
  requestedAt: Temporal.Instant;
}

/** All that are to be delivered to now. */
export async function pushedSubscriptions(sql: Sql, transports: readonly PushedTransport[], secrets: WebhookSecrets, now: Temporal.Instant): Promise<PushedSubscription[]> {
  const rows = await sql`
    select subscription.*, previous_secret_until > ${now.toString()}::timestamptz as has_previous,
      replay.id as replay_id, what, to_sequence, position, sent, requested_at
    from subscriptions.subscription left join subscriptions.replay on subscription_id = subscription.id and ended_at is null
    where deleted_at is null and state in ('ACTIVE', 'FAILING') and transport = any(${transports as string[]}::text[])
    order by created_at, subscription.id`;
  return rows.map((row) => ({
    id: row.id,
    organizationId: row.organization_id,
    transport: row.transport,
    version: row.version,
    acknowledged: row.acknowledged,
    webhookUrl: row.webhook_url,
    secrets: [row.secret, row.has_previous ? row.previous_secret : null].flatMap((sealed) => openedBy(secrets, sealed, row.id)),
    failures: row.failures,
    failingSince: instantOf(row.failing_since),
    nextAttemptAt: instantOf(row.next_attempt_at),
    replay: row.replay_id && {
      id: row.replay_id,
      what: row.what,
      toSequence: row.to_sequence,
      position: row.position,
      sent: row.sent,
      requestedAt: Temporal.Instant.from(row.requested_at),
    },
  }));
}

/** None where it was sealed under another key: the subscription fails, and the others go on. */
function openedBy(secrets: WebhookSecrets, sealed: Uint8Array | null, id: string): string[] {
  try {
    return sealed === null ? [] : [secrets.open(sealed, id)];
  } catch {
    return [];
  }
}

function instantOf(text: string | null): Temporal.Instant | null {
  return text === null ? null : Temporal.Instant.from(text);
}
