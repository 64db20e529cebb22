// Follows a subscription over a WebSocket (graphql-transport-ws). Node 20 or newer:
//
//   npm install graphql graphql-ws ws
//   SUBSCRIPTION=… node stream-ws.mjs
//
// The hub keeps the place: what was taken is acknowledged, and a new connection goes on behind it.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const { HUB = 'http://127.0.0.1:4000', AS = 'system-riga', SUBSCRIPTION } = process.env;
const EVENTS = 'ws-events.ndjson';
const HEARTBEAT = 'lv.vienkopus.events.heartbeat.v1';
/** Asking again would be answered the same. */
const FINAL = ['FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'CURSOR_TOO_OLD'];
const FOLLOW = `subscription ($id: ID!) {
  events(subscriptionId: $id, acknowledge: EXPLICIT) { id type time subject sequence subjectVersion municipalityCode data }
}`;
const ACKNOWLEDGE = `mutation ($id: ID!, $through: String!) {
  acknowledgeEvents(subscriptionId: $id, through: $through) { __typename }
}`;

// Only what has its line feed was written whole. What was written and not acknowledged any more comes again: its sequence tells.
const text = existsSync(EVENTS) ? readFileSync(EVENTS, 'utf8') : '';
const lines = text.slice(0, text.lastIndexOf('\n') + 1);
if (lines !== text) writeFileSync(EVENTS, lines);
let written = Number(JSON.parse(lines.trim().split('\n').at(-1) || '{"sequence":"0"}').sequence);

for (let failures = 0; ; failures++) {
  const authorization = `Bearer ${await token().catch(() => '')}`;
  const client = createClient({ url: `${HUB.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, connectionParams: { authorization }, retryAttempts: 0 });
  let [taken, told] = [0, 0];
  const telling = setInterval(() => {
    if (taken === told) return;
    told = taken;
    post('/graphql', { query: ACKNOWLEDGE, variables: { id: SUBSCRIPTION, through: String(told) } }, { authorization }).catch(() => {});
  }, 1_000);
  try {
    for await (const { data, errors } of client.iterate({ query: FOLLOW, variables: { id: SUBSCRIPTION } })) {
      if (errors) throw Object.assign(new Error(errors[0].message), errors[0].extensions);
      if (data.events.type !== HEARTBEAT && Number(data.events.sequence) > written) take(data.events);
      taken = Number(data.events.sequence);
      failures = 0;
    }
  } catch (error) {
    const [{ message, reason, extensions, code = extensions?.code }] = [error].flat();
    console.error(message ?? reason ?? code);
    if (FINAL.includes(code)) process.exit(1);
  }
  clearInterval(telling);
  await client.dispose();
  await pause(Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2));
}

/** Here your own work is done. */
function take(event) {
  appendFileSync(EVENTS, `${JSON.stringify(event)}\n`, { flag: 'as' });
  written = Number(event.sequence);
  console.log(event.sequence, event.type, event.subject, event.data);
}

/** In production your identity provider gives it. */
async function token() {
  return (await (await post('/sandbox/tokens', { as: AS })).json()).token;
}

function post(path, body, headers) {
  return fetch(HUB + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
}
