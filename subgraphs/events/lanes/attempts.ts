import type { Clock } from '#kernel/clock.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import type { Logger } from '#kernel/logger.ts';
import { toCloudEvent } from '../cloud-event.ts';
import type { Deliverer, Outcome } from '../delivery.ts';
import type { Attempted } from './lane-journal.ts';
import type { PushedSubscription, PushedTransport } from './pushed.ts';
import type { Turns } from './turns.ts';

/** Told of what happens at the lanes; for metrics. */
export interface DeliveryObserver {
  attempted(transport: PushedTransport, outcome: Outcome['kind'], tookMs: number): void;
  /** From its place in the log until it was taken, where it was taken at the first attempt. */
  delivered(transport: PushedTransport, afterMs: number): void;
  died(transport: PushedTransport, letters: number): void;
}

export interface AttemptsParts {
  deliverers: Partial<Record<PushedTransport, Deliverer>>;
  turns: Turns;
  clock: Clock;
  logger: Logger;
  observe: DeliveryObserver;
}

export interface Try {
  /** 1 for the first. */
  attempt: number;
  /** Null where it is no replay. */
  replayId: string | null;
  /** Its receiver failed last time. */
  isSuspect: boolean;
  signal: AbortSignal;
}

const ATTEMPT_MOST = 32_767;
const REASON_MOST = 60;

/** Hands one event to one receiver when it is its turn, and says what came of it. */
export class Attempts {
  readonly #parts: AttemptsParts;

  constructor(parts: AttemptsParts) {
    this.#parts = parts;
  }

  async make(event: EventEnvelope, to: PushedSubscription, { attempt, replayId, isSuspect, signal }: Try): Promise<{ outcome: Outcome; line: Attempted }> {
    const { turns, clock, observe } = this.#parts;
    const { outcome, at, tookMs } = await turns.take(isSuspect, async () => {
      const at = clock.now();
      const startedAt = performance.now();
      return { outcome: await this.#deliver(event, to, { attempt, replayId, signal }), at, tookMs: Math.round(performance.now() - startedAt) };
    });
    if (!signal.aborted) {
      observe.attempted(to.transport, outcome.kind, tookMs);
      if (outcome.kind === 'DELIVERED' && attempt === 1 && replayId === null) observe.delivered(to.transport, Date.now() - Date.parse(event.appendedAt));
    }
    const line: Attempted = {
      subscriptionId: to.id,
      sequence: event.sequence,
      eventId: event.id,
      type: event.type,
      attempt: Math.min(attempt, ATTEMPT_MOST),
      isReplay: replayId !== null,
      at: at.toString(),
      tookMs,
      outcome: outcome.kind,
      status: 'status' in outcome ? (outcome.status ?? null) : null,
      reason: 'reason' in outcome ? outcome.reason.slice(0, REASON_MOST) : null,
    };
    return { outcome, line };
  }

  /** Whatever else a transport throws is a bug of ours and a failure for the receiver, whose events wait. */
  async #deliver(event: EventEnvelope, to: PushedSubscription, { attempt, replayId, signal }: Omit<Try, 'isSuspect'>): Promise<Outcome> {
    const { deliverers, logger } = this.#parts;
    try {
      const receiver = { subscriptionId: to.id, organizationId: to.organizationId, webhookUrl: to.webhookUrl, secrets: to.secrets, attempt, replayId };
      return await deliverers[to.transport]!.deliver(toCloudEvent(event), receiver, signal);
    } catch (error) {
      if (!signal.aborted) logger.error({ err: error, subscription: to.id, sequence: event.sequence }, 'an event could not be delivered');
      return { kind: 'FAILED', reason: 'FAILED' };
    }
  }
}

/** Whether it is the event that the receiver does not take, rather than any: another one may be taken. */
export function isOfEvent(outcome: Outcome): boolean {
  if (outcome.kind !== 'FAILED') return false;
  const { status } = outcome;
  return outcome.reason === 'TOO_LARGE' || (status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429);
}
