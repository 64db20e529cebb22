import { systemClock } from '#kernel/clock.ts';
import { APPENDED, EventLog } from '#kernel/events/event-log.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { NatsLink } from '#subgraphs/events/jetstream/link.ts';
import { startPublisher } from '#subgraphs/events/jetstream/publisher.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { startTestNats } from '#supergraph/testing/nats.ts';
import { toolPath } from '#supergraph/tools/tools.ts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Bench } from './bench.ts';

const STANDS_MOST_MS = 30_000;
/** Of nats-server: as the hub starts it, and as it comes. */
const SYNC = ['always', '2m'];

/** How fast the log is put into JetStream, in order and each event once, with every message forced to the disk and without. */
export async function measureJetstream({ note, isSmall }: Bench): Promise<void> {
  if (toolPath('nats-server') === null) throw new Error('There is no nats-server; `npm run tools -- nats-server` gets one');
  const events = isSmall ? 2_000 : 100_000;
  for (const syncInterval of SYNC) note(`events/s from the log into JetStream, ${events} of them, sync_interval ${syncInterval}`, Math.round(await publishAll(events, syncInterval)).toLocaleString('en'));
}

async function publishAll(events: number, syncInterval: string): Promise<number> {
  const database = await openTestDatabase();
  const nats = await startTestNats({ syncInterval });
  const logger = createLogger('error');
  const random = seededRandom('jetstream bench');
  const log = await EventLog.open(database.as('events'));
  const link = NatsLink.open({ servers: [nats.url] }, { logger, random });
  try {
    await link.connected();
    await append(database, events);
    await log.look();
    const begun = performance.now();
    const publisher = startPublisher({ sql: database.as('subscriptions'), log, nats: link, clock: systemClock(), random, logger });
    for (let [position, movedAt] = [0, begun]; position < events; await pause(2)) {
      if (publisher.position() > position) [position, movedAt] = [publisher.position(), performance.now()];
      if (performance.now() - movedAt > STANDS_MOST_MS) throw new Error(`The publisher stands still at ${position}: ${publisher.standstill() ?? 'see its log'}`);
    }
    const rate = (events * 1_000) / (performance.now() - begun);
    await publisher.close();
    return rate;
  } finally {
    await link.close();
    await log.close();
    await nats.close();
    await database.close();
  }
}

/** Straight into the log: how fast it gets there is another measurement. */
async function append({ admin }: TestDatabase, events: number): Promise<void> {
  await admin`
    insert into events.log (sequence, id, type, subject, subject_version, time, municipality, data)
    select n, gen_random_uuid(), 'statuses.granted.v1', gen_random_uuid(), 1, now(), '0001000', jsonb_build_object('personId', gen_random_uuid(), 'typeCode', 'MAZN',
      'issuerId', gen_random_uuid(), 'validFrom', '2026-11-20', 'validTo', null, 'from', null, 'to', 'ACTIVE') from generate_series(1, ${events}) as n`;
  await admin`update events.relay_state set last_sequence = ${events}`;
  await admin`select pg_notify(${APPENDED}, ${String(events)})`;
}
