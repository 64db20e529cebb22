// Receives a subscription's events by webhook. Node 20 or newer:
//
//   npm install standardwebhooks
//   node webhook-receiver.mjs
//
// Secrets stand in webhook-secrets.txt, one on each line: the one that createEventSubscription showed and, after a rotation, the new one.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { Webhook } from 'standardwebhooks';

const { LISTEN = 8080 } = process.env;
const [EVENTS, SECRETS] = ['webhook-events.ndjson', 'webhook-secrets.txt'];
const CHALLENGE = 'lv.vienkopus.events.challenge.v1';
const BODY_MOST = 20_000;

// Only what has its line feed was written whole.
const kept = existsSync(EVENTS) ? readFileSync(EVENTS, 'utf8') : '';
const lines = kept.slice(0, kept.lastIndexOf('\n') + 1);
if (lines !== kept) writeFileSync(EVENTS, lines);
/** What was taken already; in a database this is a unique column. */
const taken = new Set(lines.split('\n').filter(Boolean).map((line) => JSON.parse(line).id));

createServer(async (request, reply) => {
  const answer = (status, body = '') => reply.writeHead(status).end(body);
  try {
    if (request.method !== 'POST' || !(Number(request.headers['content-length']) <= BODY_MOST)) return answer(400);
    const body = await text(request);
    const event = JSON.parse(body);
    // It comes before there is a secret. Whoever asks for it learns nothing but that somebody listens here.
    if (event.type === CHALLENGE) return answer(200, event.data.challenge);
    if (!isSigned(body, request.headers)) return answer(401);
    // The same id at every attempt and in every replay.
    if (!taken.has(request.headers['webhook-id'])) take(event);
    // Only now: until it is answered with 2xx the hub keeps the event and sends it again.
    answer(204);
  } catch (error) {
    console.error(error.message);
    answer(500);
  }
}).listen(LISTEN, '127.0.0.1', () => console.error(`Listening at http://127.0.0.1:${LISTEN}/`));

/** By any of the secrets, and not longer ago than five minutes. While one replaces the other the hub signs with both. */
function isSigned(body, headers) {
  const secrets = existsSync(SECRETS) ? readFileSync(SECRETS, 'utf8').split('\n').filter(Boolean) : [];
  return secrets.some((secret) => {
    try {
      return Boolean(new Webhook(secret.trim()).verify(body, headers));
    } catch {
      return false;
    }
  });
}

/** Here your own work is done: within 15 seconds, or it is written down and done later. */
function take(event) {
  appendFileSync(EVENTS, `${JSON.stringify(event)}\n`, { flag: 'as' });
  taken.add(event.id);
  console.log(event.sequence, event.type, event.subject, JSON.stringify(event.data));
}
