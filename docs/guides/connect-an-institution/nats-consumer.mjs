// Reads an institution's consumer in NATS JetStream. Node 20 or newer:
//
//   npm install @nats-io/jetstream @nats-io/transport-node
//   ORGANIZATION=… NATS_URL=… NATS_USER=… NATS_PASSWORD=… node nats-consumer.mjs
//
// JetStream keeps the place: what is acknowledged does not come again.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstream } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const { ORGANIZATION, NATS_URL = 'nats://127.0.0.1:4222', NATS_USER = ORGANIZATION, NATS_PASSWORD, NATS_API = 'HUB.API' } = process.env;
const EVENTS = 'nats-events.ndjson';
const STREAM = 'VIENKOPUS_FOR';

// Only what has its line feed was written whole.
const kept = existsSync(EVENTS) ? readFileSync(EVENTS, 'utf8') : '';
const lines = kept.slice(0, kept.lastIndexOf('\n') + 1);
if (lines !== kept) writeFileSync(EVENTS, lines);
/** What was taken already; in a database this is a unique column. */
const taken = new Set(lines.split('\n').filter(Boolean).map((line) => JSON.parse(line).id));

for (let failures = 0; ; failures++) {
  let connection;
  try {
    connection = await connect({ servers: NATS_URL, user: NATS_USER, pass: NATS_PASSWORD, reconnect: false, ...(NATS_URL.startsWith('tls:') ? { tls: {} } : {}) });
    const consumer = await jetstream(connection, { apiPrefix: NATS_API }).consumers.get(STREAM, ORGANIZATION);
    await untilNothingIsOut(consumer);
    console.error(`Reading ${STREAM} as ${ORGANIZATION}`);
    for (;;) {
      // One at a time: what is prefetched when the process dies would come behind newer ones.
      const message = await consumer.next({ expires: 10_000 });
      if (!message) continue;
      const event = message.json();
      // It comes again where the acknowledgement was lost, and with a replay. The id tells.
      if (!taken.has(event.id)) take(event);
      await message.ackAck();
      failures = 0;
    }
  } catch (error) {
    console.error(error.message);
  }
  await connection?.close().catch(() => {});
  await pause(Math.min(30_000, 500 * 2 ** failures) * (0.5 + Math.random() / 2));
}

/** What was handed out and not acknowledged comes again when its time is up, and must not be overtaken by what is newer. */
async function untilNothingIsOut(consumer) {
  const { num_ack_pending: out, config } = await consumer.info();
  if (out > 0) await pause(config.ack_wait / 1e6 + 500);
}

/** Here your own work is done. */
function take(event) {
  appendFileSync(EVENTS, `${JSON.stringify(event)}\n`, { flag: 'as' });
  taken.add(event.id);
  console.log(event.sequence, event.type, event.subject, JSON.stringify(event.data));
}
