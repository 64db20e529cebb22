import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect, type Sql } from '#kernel/database.ts';
import { startRelay } from '#kernel/events/relay.ts';
import { createLogger } from '#kernel/logger.ts';
import { SCHEMAS } from '#supergraph/modules.ts';
import { startEmbeddedPostgres } from '#supergraph/postgres/embedded.ts';
import { migrate, runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { clearData } from '../../hub-process.ts';
import type { Bench } from './bench.ts';
import { move, tell } from './tell.ts';

const SECRET = Buffer.from('a secret for a throw-away database, never anywhere else');
const WRITERS = 2;
const IN_ONE_TRANSACTION = 1_000;
const SAMPLES = 3;

/** How many events a second get their sequence, alone and beside those who write in bulk, over a Postgres that forces each commit to the disk. */
export async function measureRelay({ note, isSmall }: Bench): Promise<void> {
  const events = isSmall ? 20_000 : 200_000;
  const waiting = isSmall ? 30_000 : 300_000;
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-relay-bench-'));
  const postgres = await startEmbeddedPostgres({ dataDir });
  await migrate(postgres.url, SCHEMAS, SECRET);
  const admin = connect(postgres.url, { name: 'bench', max: 2 });
  const relaySql = connect(runtimeUrl(postgres.url, 'events', SECRET), { name: 'bench relay' });
  const writerSql = connect(runtimeUrl(postgres.url, 'persons', SECRET), { name: 'bench writer', max: WRITERS });
  try {
    const alone: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) alone.push(await drain(admin, relaySql, events));
    note(`events/s into the log, ${events} waiting, alone; ${SAMPLES} times (aim: at least 25,000)`, alone.map(thousands).join(', '));

    const beside: number[] = [];
    const written: number[] = [];
    for (let sample = 0; sample < SAMPLES; sample++) {
      await fill(admin, waiting, 2);
      const writers = writeInBulk(writerSql);
      beside.push(await drain(admin, relaySql, events));
      written.push(await writers.stop());
      await admin`truncate events.outbox`;
    }
    note(`— beside ${WRITERS} writers in bulk and ${waiting} of their rows waiting`, beside.map(thousands).join(', '));
    note('— rows/s that these writers committed meanwhile, each with its audit line', written.map(thousands).join(', '));
  } finally {
    await Promise.all([admin, relaySql, writerSql].map((sql) => sql.end({ timeout: 1 })));
    await postgres.stop();
    clearData(dataDir);
  }
}

/** Fills the normal lane, then relays until it is empty. @returns events a second */
async function drain(admin: Sql, relaySql: Sql, events: number): Promise<number> {
  await fill(admin, events, 1);
  const begun = performance.now();
  const relay = startRelay({ sql: relaySql, logger: createLogger('error') });
  for (let left = true; left; await pause(5)) left = (await admin`select exists (select from events.outbox where lane = 1) as some`)[0]!.some;
  const rate = (events * 1_000) / (performance.now() - begun);
  await relay.close();
  return rate;
}

async function fill(admin: Sql, events: number, lane: number): Promise<void> {
  await admin`
    insert into events.outbox (lane, type, subject, subject_version, time, municipality, data)
    select ${lane}, 'persons.moved.v1', gen_random_uuid(), 1, now(), '0001000', '{"from": "0002000", "to": "0001000", "since": "2026-11-20"}' from generate_series(1, ${events})`;
  await admin`analyze events.outbox`;
}

function writeInBulk(sql: Sql): { stop(): Promise<number> } {
  let isOver = false;
  let rows = 0;
  const begun = performance.now();
  const writing = Promise.all(Array.from({ length: WRITERS }, async () => {
    while (!isOver) {
      await tell(sql, Array.from({ length: IN_ONE_TRANSACTION }, () => move()), { bulk: true });
      rows += IN_ONE_TRANSACTION;
    }
  }));
  return {
    async stop() {
      isOver = true;
      await writing;
      return (rows * 1_000) / (performance.now() - begun);
    },
  };
}

function thousands(rate: number): string {
  return Math.round(rate).toLocaleString('en');
}
