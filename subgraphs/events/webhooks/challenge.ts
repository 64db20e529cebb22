import { randomBytes } from 'node:crypto';
import type { Clock } from '#kernel/clock.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { PREFIX, SOURCE, type CloudEvent } from '../cloud-event.ts';
import { checkUrl, type AddressPolicy } from './guard.ts';
import { PostFailure, type Poster } from './post.ts';
import { CONTENT_TYPE } from './sender.ts';
import { signatureHeaders } from './sign.ts';

const WITHIN_MS = 10_000;
const ANSWER_MOST = 1_000;
const EXPECTED = 'expected status 2xx and the text of data.challenge, plain or as {"challenge": "..."}';

export type ChallengeResult = { ok: true } | { ok: false; message: string };

export interface ChallengeParts {
  poster: Poster;
  policy: AddressPolicy;
  clock: Clock;
  withinMs?: number;
}

/**
 * Asks whoever answers at a URL to show that they expect events of a subscription there: they get a signed event with a random
 * text and answer with that text. So nobody is sent events who did not want any.
 */
export async function challenge({ poster, policy, clock, withinMs = WITHIN_MS }: ChallengeParts, to: { url: string; subscriptionId: string; secrets: readonly string[] }): Promise<ChallengeResult> {
  const checked = checkUrl(to.url, policy);
  if (!checked.ok) return checked;
  const { host } = checked.url;
  const text = randomBytes(24).toString('base64url');
  const event = challengeEvent(to.subscriptionId, text, clock.now());
  const body = JSON.stringify(event);
  const headers = { 'content-type': CONTENT_TYPE, ...signatureHeaders(event.id, clock.now(), body, to.secrets) };
  try {
    const answer = await poster.post({ url: to.url, body, headers, withinMs, readMost: ANSWER_MOST });
    if (answer.status < 200 || answer.status >= 300) return { ok: false, message: `The webhook at ${host} answered the challenge with status ${answer.status}; ${EXPECTED}` };
    if (!holdsText(answer.text, text)) return { ok: false, message: `The webhook at ${host} answered the challenge with another text; ${EXPECTED}` };
    return { ok: true };
  } catch (error) {
    if (!(error instanceof PostFailure)) throw error;
    return { ok: false, message: `The webhook at ${host} ${sentenceOf(error.reason, withinMs)}` };
  }
}

function challengeEvent(subscriptionId: string, text: string, at: Temporal.Instant): Omit<CloudEvent, 'sequence' | 'subjectversion'> {
  return {
    specversion: '1.0',
    id: uuidv7(),
    source: SOURCE,
    type: `${PREFIX}events.challenge.v1`,
    time: at.toString(),
    subject: subscriptionId,
    datacontenttype: 'application/json',
    data: { challenge: text },
  };
}

function holdsText(answer: string, text: string): boolean {
  if (answer.trim() === text) return true;
  try {
    return (JSON.parse(answer) as { challenge?: unknown } | null)?.challenge === text;
  } catch {
    return false;
  }
}

function sentenceOf(reason: string, withinMs: number): string {
  if (reason.startsWith('REDIRECTED')) return `redirects${reason.slice('REDIRECTED'.length)}; expected the address that answers itself, for redirects are not followed`;
  const sentences: Record<string, string> = {
    TIMEOUT: `did not answer the challenge within ${withinMs / 1_000} s; ${EXPECTED}`,
    REFUSED: 'refuses connections; expected a receiver that listens there',
    UNREACHABLE: 'cannot be reached; expected an address that is open to the hub',
    DNS: 'cannot be found; expected a host name that is known to DNS',
    CERTIFICATE: 'has no valid certificate; expected one from a known authority, for this host and not expired',
    TLS: 'does not speak TLS as expected; expected TLS 1.2 or later',
    PRIVATE_ADDRESS: "leads to an address that is not public; expected a host whose every address is public",
    NOT_HTTP: 'does not speak HTTP; expected an HTTP/1.1 server',
    BROKEN_OFF: `broke the connection off; ${EXPECTED}`,
  };
  return sentences[reason] ?? `could not be sent the challenge; ${EXPECTED}`;
}
