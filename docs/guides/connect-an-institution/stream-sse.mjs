// Follows a subscription by server-sent events. Nothing to install; Node 20 or newer:
//
//   SUBSCRIPTION=… node stream-sse.mjs
// It keeps its place in a file and asks for what comes behind it (`after`), so it may be killed at any moment.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';

const { HUB = 'http://127.0.0.1:4000', AS = 'system-riga', SUBSCRIPTION } = process.env;
const [EVENTS, PLACE] = ['sse-events.ndjson', 'sse-place.txt'];
const HEARTBEAT = 'lv.vienkopus.events.heartbeat.v1';
const FINAL = ['FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'CURSOR_TOO_OLD'];
const QUERY = `subscription ($id: ID!, $after: String) {
  events(subscriptionId: $id, after: $after, acknowledge: AUTO) { id type time subject sequence subjectVersion municipalityCode data }
}`;

// Only what has its line feed was written whole. An event's line counts, even where its place was not noted any more.
const text = existsSync(EVENTS) ? readFileSync(EVENTS, 'utf8') : '';
const lines = text.slice(0, text.lastIndexOf('\n') + 1);
if (lines !== text) writeFileSync(EVENTS, lines);
const last = Number(JSON.parse(lines.trim().split('\n').at(-1) || '{"sequence":"0"}').sequence);
let place = Math.max(last, existsSync(PLACE) ? Number(readFileSync(PLACE, 'utf8')) : 0);

for (let failures = 0; ; failures++) {
  try {
    for await (const event of follow(place)) {
      // A heartbeat is no event: it says that nothing more up to there is yours.
      if (event.type !== HEARTBEAT) take(event);
      place = Number(event.sequence);
      writeFileSync(PLACE, String(place));
      failures = 0;
    }
  } catch (error) {
    console.error(error.message);
    if (FINAL.includes(error.code)) process.exit(1);
  }
  await pause(Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2));
}

/** Here your own work is done; in a database the event and the place are one transaction. */
function take(event) {
  appendFileSync(EVENTS, `${JSON.stringify(event)}\n`, { flag: 'as' });
  console.log(event.sequence, event.type, event.subject, event.data);
}

async function* follow(after) {
  const silence = new AbortController();
  const headers = { 'content-type': 'application/json', accept: 'text/event-stream', authorization: `Bearer ${await token()}` };
  const body = JSON.stringify({ query: QUERY, variables: { id: SUBSCRIPTION, after: after ? String(after) : null } });
  const reply = await fetch(`${HUB}/graphql`, { method: 'POST', headers, body, signal: silence.signal });
  let [waiting, dead] = [''];
  for await (const chunk of reply.body.pipeThrough(new TextDecoderStream())) {
    // Three heartbeats missed: the connection is dead, although nobody said so.
    clearTimeout(dead);
    dead = setTimeout(() => silence.abort(new Error('nothing came for 45 s')), 45_000);
    const blocks = (waiting + chunk).split('\n\n');
    waiting = blocks.pop();
    for (const data of blocks.flatMap((block) => /^data: (.+)$/m.exec(block)?.[1] ?? [])) {
      const { data: got, errors } = JSON.parse(data);
      if (errors) throw Object.assign(new Error(errors[0].message), errors[0].extensions);
      yield got.events;
    }
  }
  throw new Error(`the connection ended with status ${reply.status}`);
}

/** In production your identity provider gives it. */
async function token() {
  const signIn = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ as: AS }) };
  return (await (await fetch(`${HUB}/sandbox/tokens`, signIn)).json()).token;
}
