/** A log and a link to NATS, for tests of what stands between them. */
import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { APPENDED, EventLog } from '#kernel/events/event-log.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import { NatsLink } from '#subgraphs/events/jetstream/link.ts';
import type { Stored } from '#subgraphs/events/jetstream/messages.ts';
import { startPublisher, type Publisher, type PublisherOptions } from '#subgraphs/events/jetstream/publisher.ts';
import { messagesOf } from '#subgraphs/events/jetstream/subjects.ts';
import { walk } from '#subgraphs/events/jetstream/walk.ts';
import { openTestDatabase, type TestDatabase } from './cluster.ts';

export const PLACES = ['0001000', '0002000', '0003000'];
const logger = createLogger(process.env.TEST_LOG ?? 'silent');

export interface Bench {
  sql: Sql;
  log: EventLog;
  random: Random;
  options(address: string | readonly string[]): PublisherOptions;
  publisher(options: PublisherOptions): Publisher;
  database: TestDatabase;
  close(): Promise<void>;
}

/** @param seed printed with what fails */
export async function openBench(seed = process.env.TEST_SEED ?? String(Date.now())): Promise<Bench> {
  console.log(`TEST_SEED=${seed}`);
  const database = await openTestDatabase();
  const log = await EventLog.open(database.as('events'));
  const random = seededRandom(`jetstream ${seed}`);
  const opened: { close(): Promise<void> }[] = [];
  const keep = <Thing extends { close(): Promise<void> }>(thing: Thing): Thing => (opened.push(thing), thing);
  return {
    sql: database.as('subscriptions'),
    log,
    random,
    database,
    options: (address) => ({
      sql: database.as('subscriptions'), log, random, logger, clock: systemClock(),
      nats: keep(NatsLink.open({ servers: [address].flat() }, { logger, random })),
    }),
    publisher: (options) => keep(startPublisher(options)),
    async close() {
      for (const thing of opened.reverse()) await thing.close();
      await log.close();
      await database.close();
    },
  };
}

/** What a test tells: a move between two places unless it says otherwise. */
export interface Given {
  type?: string;
  subject?: string;
  municipality?: string | null;
  data?: Record<string, unknown>;
  /** ISO; now by default. */
  appendedAt?: string;
}

/** Puts events at the end of the log, as the relay does. */
export async function append({ database, random }: Bench, events: readonly Given[]): Promise<void> {
  const rows = events.map(({ type = 'persons.moved.v1', subject = random.uuid(), municipality, data, appendedAt = new Date().toISOString() }) => {
    const [from, to] = [random.pick([null, ...PLACES]), random.pick(PLACES)];
    const isMove = type === 'persons.moved.v1';
    return { id: random.uuid(), type, subject, municipality: municipality === undefined ? (isMove ? to : null) : municipality, data: data ?? (isMove ? { from, to, since: '2026-11-20' } : {}), appendedAt };
  });
  await database.admin.begin(async (tx) => {
    const [head] = await tx`select last_sequence from events.relay_state for update`;
    await tx`
      insert into events.log (sequence, id, type, subject, subject_version, time, appended_at, municipality, data)
      select ${head!.last_sequence} + n, (e->>'id')::uuid, e->>'type', (e->>'subject')::uuid, n, (e->>'appendedAt')::timestamptz, (e->>'appendedAt')::timestamptz, e->>'municipality', e->'data'
      from jsonb_array_elements(${tx.json(rows as never)}) with ordinality as given(e, n)`;
    await tx`update events.relay_state set last_sequence = last_sequence + ${rows.length}`;
    await tx`select pg_notify(${APPENDED}, (select last_sequence from events.relay_state)::text)`;
  });
}

export const some = (count: number, given: Given = {}): Given[] => Array.from({ length: count }, () => given);

const READS_MOST = 5;

/** Everything the stream holds, in its order. A cluster that has just lost a node may break off, and is asked again. */
export async function streamed(nats: NatsLink): Promise<Stored[]> {
  for (let reads = 1; ; reads++) {
    const all: Stored[] = [];
    try {
      for await (const page of walk(nats.jetstream())) all.push(...page.map(({ ours }) => ours!));
      return all;
    } catch (error) {
      if (reads === READS_MOST) throw error;
    }
  }
}

/** The ledger: each message the log makes stands in the stream exactly once, in the log's order. */
export async function assertSame(bench: Bench, nats: NatsLink, after = 0): Promise<void> {
  const wanted: string[] = [];
  for (let at = after; ;) {
    const events = await bench.log.read(at, 1_000);
    if (events.length === 0) break;
    wanted.push(...events.flatMap(messagesOf).map(({ event, part, subject }) => `${event.sequence}.${part} ${event.id} ${subject}`));
    at = events.at(-1)!.sequence;
  }
  const found = (await streamed(nats)).map((message) => `${message.sequence}.${message.part} ${message.eventId} ${message.subject}`);
  assert.deepEqual(found, wanted);
}

export async function until(holds: () => boolean | Promise<boolean>, what = 'it', withinMs = 20_000): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await holds())) {
    assert.ok(performance.now() < deadline, `${what} did not come true in ${withinMs / 1_000} s`);
    await pause(10);
  }
}

export async function caughtUp({ log }: Bench, ...publishers: Publisher[]): Promise<void> {
  const head = await log.look();
  await until(() => publishers.some((publisher) => publisher.position() >= head), `publishing up to ${head}`);
}
