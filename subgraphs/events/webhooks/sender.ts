import type { Clock } from '#kernel/clock.ts';
import type { CloudEvent } from '../cloud-event.ts';
import type { Deliverer, Outcome, Receiver } from '../delivery.ts';
import { PostFailure, type Poster } from './post.ts';
import { retryAfterOf } from './schedule.ts';
import { signatureHeaders } from './sign.ts';

export const CONTENT_TYPE = 'application/cloudevents+json; charset=utf-8';
export const TOO_LARGE = 'TOO_LARGE';
const BODY_MOST = 20_000;
const ANSWER_MOST = 1_000;
const ATTEMPT_MS = 15_000;
const GONE = 410;

export interface WebhookSenderParts {
  poster: Poster;
  clock: Clock;
  /** For one attempt in all. */
  attemptMs?: number;
}

/** Delivers by Standard Webhooks: a signed POST of the event, taken when the answer is 2xx and whole. */
export class WebhookSender implements Deliverer {
  readonly #poster: Poster;
  readonly #clock: Clock;
  readonly #attemptMs: number;

  constructor({ poster, clock, attemptMs = ATTEMPT_MS }: WebhookSenderParts) {
    this.#poster = poster;
    this.#clock = clock;
    this.#attemptMs = attemptMs;
  }

  async deliver(event: CloudEvent, to: Receiver, signal: AbortSignal): Promise<Outcome> {
    if (to.webhookUrl === null || to.secrets.length === 0) return { kind: 'FAILED', reason: 'NOT_SET_UP' };
    const body = JSON.stringify(event);
    if (Buffer.byteLength(body) > BODY_MOST) return { kind: 'FAILED', reason: TOO_LARGE };
    const headers = { 'content-type': CONTENT_TYPE, ...signatureHeaders(event.id, this.#clock.now(), body, to.secrets), ...(to.replayId ? { 'vienkopus-replay': 'true' } : {}) };
    try {
      return this.#outcomeOf(await this.#poster.post({ url: to.webhookUrl, body, headers, withinMs: this.#attemptMs, readMost: ANSWER_MOST, signal }));
    } catch (error) {
      if (!(error instanceof PostFailure)) throw error;
      return { kind: 'FAILED', reason: error.reason, ...(error.status === undefined ? {} : { status: error.status }) };
    }
  }

  #outcomeOf({ status, retryAfter }: { status: number; retryAfter: string | undefined }): Outcome {
    if (status >= 200 && status < 300) return { kind: 'DELIVERED', status };
    if (status === GONE) return { kind: 'GONE', reason: `STATUS_${GONE}` };
    const retryAfterMs = retryAfterOf(retryAfter, this.#clock.now());
    return { kind: 'FAILED', reason: `STATUS_${status}`, status, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  }
}
