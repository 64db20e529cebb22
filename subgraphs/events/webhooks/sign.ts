import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';

const PREFIX = 'whsec_';
/** Standard Webhooks wants 24 to 64. */
const BYTES = 32;

/** A new secret to sign with, as the receiver gets it to see once. */
export function newSecret(): string {
  return PREFIX + randomBytes(BYTES).toString('base64');
}

/**
 * The headers by which a receiver knows who sent it, when, and whether it had it before.
 *
 * @param id the same at every attempt
 * @param secrets one; two while one replaces the other, so that the receiver may change its own at leisure
 */
export function signatureHeaders(id: string, at: Temporal.Instant, body: string, secrets: readonly string[]): Record<string, string> {
  const date = new Date(at.epochMilliseconds);
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.epochMilliseconds / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, date, body)).join(' '),
  };
}
