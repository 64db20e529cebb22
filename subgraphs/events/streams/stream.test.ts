import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { ForbiddenError, RegisterUnavailableError } from '#kernel/errors.ts';
import type { Sql } from '#kernel/database.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { relayOnce } from '#kernel/events/relay.ts';
import { Tail } from '#kernel/events/tail.ts';
import { told } from '#kernel/events/told.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { createLogger } from '#kernel/logger.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { change, COUNCIL, RIGA, subscribe } from '../certificates/certificate-testing.ts';
import type { CloudEvent } from '../cloud-event.ts';
import { CHANGED } from '../reading/following.ts';
import { Readings } from '../reading/reading.ts';
import { EventStream, type StreamParts } from './stream.ts';

const clock = fixedClock('2026-11-20T09:00:00Z');
const logger = createLogger('error');
const PERSON = uuidv5('person of the stream');

let database: TestDatabase;
let [sql, events]: Sql[] = [];
let log: EventLog;
let readings: Readings;
let tail: Tail;
let permitted: boolean | 'nobody knows' = true;
let opened: string[] | null = null;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('subscriptions');
  events = database.as('events');
  log = await EventLog.open(events);
  tail = new Tail({ log, logger, endsMemory: ({ type }) => type === 'persons.address-protected.v1', keptMost: 50 });
  const permissions = {
    grantFor() {
      if (permitted === 'nobody knows') throw new RegisterUnavailableError('population');
      if (!permitted) throw new ForbiddenError('revoked');
      return { tree: { fields: opened } };
    },
  };
  const connectors = { territories: { codesOf: (code: string) => [code] }, permissions };
  readings = new Readings({ sql, tail, clock, connectors } as never);
});
after(async () => {
  await tail.close();
  await log.close();
  await database.close();
});

interface Told { type: string; municipality?: string | null; subject?: string; data?: Record<string, unknown> }

async function tell(...all: Told[]): Promise<number> {
  for (const { type, municipality = RIGA, subject = PERSON, data = {} } of all) {
    await sql!`
      with happened as (select ${subject}::uuid as subject, ${type} as type, ${municipality}::text as municipality, ${sql!.json(data as never)}::jsonb as data),
      ${told(sql!, { audit: 'subscriptions', by: 'test', at: clock.now() })} select 1`;
  }
  while ((await relayOnce(events!))!.count > 0);
  return log.look();
}
const died: Told = { type: 'persons.died.v1', data: { on: '2026-11-19' } };
const elsewhere: Told = { ...died, municipality: '0005000' };

async function open(id: string, more: Partial<StreamParts> = {}): Promise<EventStream> {
  const reading = await readings.open(id);
  return new EventStream({ sql: sql!, logger, reading, after: reading.following.acknowledged, acknowledge: 'EXPLICIT', heartbeatSeconds: 30, now: () => clock.now().toString(), ...more });
}

async function take(stream: EventStream, count: number): Promise<CloudEvent[]> {
  const taken: CloudEvent[] = [];
  while (taken.length < count) {
    const step = await stream.next();
    assert.ok(!step.done, 'it ended');
    taken.push(step.value);
  }
  return taken;
}

const asks = (types = ['persons.*'], municipalityCodes: string[] | null = null) => ({ types, municipalityCodes });
const cursorOf = async (id: string) => (await sql!`select acknowledged from subscriptions.subscription where id = ${id}`)[0]!.acknowledged as number;
const start = async (asked = asks()) => subscribe(sql!, asked, { startedAfter: await log.look() });

test('a stream gives out what is its own, as it comes, in order and in the shape that institutions get', async () => {
  const id = await start();
  const stream = await open(id);
  const first = stream.next();
  const head = await tell(elsewhere, died, { type: 'persons.tie-changed.v1', data: { kind: 'SPOUSE', otherId: PERSON, from: '2026-01-01', to: null, custody: false } });
  const [one, two] = [(await first).value as CloudEvent, (await take(stream, 1))[0]!];
  assert.deepEqual([one.type, one.sequence, one.municipality, one.data], ['lv.vienkopus.persons.died.v1', String(head - 1), RIGA, { on: '2026-11-19' }]);
  assert.deepEqual([two.sequence, Object.keys(two.data).includes('custody')], [String(head), false]);
  await stream.return();
});

test('a heartbeat says how far was looked, so that a cursor passes what the filter leaves out', async () => {
  const id = await start(asks(['persons.died.v1'], [RIGA]));
  const stream = await open(id, { heartbeatSeconds: 0.1 });
  const head = await tell(elsewhere, elsewhere, { type: 'persons.born.v1', data: { parentIds: [] } });
  const [beat] = await take(stream, 1);
  assert.deepEqual([beat!.type, beat!.sequence, beat!.subject], ['lv.vienkopus.events.heartbeat.v1', String(head), id]);
  await stream.return();
});

test('who resumes behind what they saw gets what came after, once, however far it lies back', async () => {
  const id = await start();
  const stream = await open(id);
  await tell(...Array.from({ length: 120 }, () => died));
  const seen = (await take(stream, 45)).map(({ sequence }) => sequence);
  await stream.return();
  const again = await open(id, { after: Number(seen.at(-1)) });
  seen.push(...(await take(again, 75)).map(({ sequence }) => sequence));
  assert.deepEqual(seen, Array.from({ length: 120 }, (_, index) => String(log.head - 119 + index)));
  await again.return();
  assert.equal(await cursorOf(id), log.head - 120, 'explicitly acknowledged is only what the client says');
});

test('acknowledged by itself is what was taken: all but what was given out last', async () => {
  const id = await start();
  const stream = await open(id, { acknowledge: 'AUTO' });
  const head = await tell(died, died, died);
  await take(stream, 3);
  await stream.return();
  assert.equal(await cursorOf(id), head - 1);
});

test('a changed filter holds from its own place in the log, whoever reads', async () => {
  const id = await start(asks(['persons.died.v1']));
  const [one, other] = [await open(id), await open(id)];
  await tell(died, { type: 'persons.born.v1', data: { parentIds: [] } });
  await change(sql!, id, 2, asks(['persons.born.v1']));
  await tell({ type: CHANGED, subject: id, municipality: null, data: { version: 2 } }, died, { type: 'persons.born.v1', data: { parentIds: [] } });
  for (const stream of [one, other]) {
    assert.deepEqual((await take(stream, 2)).map(({ type }) => type.split('.')[3]), ['died', 'born']);
    await stream.return();
  }
  const late = await open(id, { after: log.head - 5 });
  assert.deepEqual((await take(late, 2)).map(({ sequence }) => Number(sequence)), [log.head - 4, log.head], 'the past reads as it was asked');
  await late.return();
});

test('paused, it gives out nothing, and goes on where it was', async () => {
  const id = await start();
  await sql!`update subscriptions.subscription set state = 'PAUSED' where id = ${id}`;
  const stream = await open(id, { heartbeatSeconds: 0.2 });
  const head = await tell(died);
  assert.equal((await take(stream, 1))[0]!.type, 'lv.vienkopus.events.heartbeat.v1');
  await sql!`update subscriptions.subscription set state = 'ACTIVE' where id = ${id}`;
  const step = (await take(stream, 12)).find(({ type }) => type.endsWith('died.v1'));
  assert.equal(step?.sequence, String(head));
  await stream.return();
});

test('a purpose that is permitted some fields is told of what these say, and no more', async () => {
  const id = await start();
  const stream = await open(id);
  opened = ['GivenName', 'Residences'];
  await tell(died);
  const head = await tell(died, { type: 'persons.moved.v1', data: { from: null, to: RIGA, since: null } });
  assert.deepEqual((await take(stream, 1)).map(({ type, sequence }) => [type, sequence]), [['lv.vienkopus.persons.moved.v1', String(head)]]);
  opened = null;
  await stream.return();
});

test('a deleted subscription ends its streams with NOT_FOUND', async () => {
  const id = await start();
  const stream = await open(id);
  const waiting = assert.rejects(stream.next(), /was not found/);
  await change(sql!, id, 2, asks());
  await sql!`update subscriptions.subscription set deleted_at = now() where id = ${id}`;
  await tell({ type: CHANGED, subject: id, municipality: null, data: { version: 2 } });
  await waiting;
  assert.deepEqual(await stream.next(), { done: true, value: undefined });
});

test('a permission that is revoked stops the next event, and where nobody knows of one nothing is skipped', async () => {
  const id = await start();
  const stream = await open(id, { heartbeatSeconds: 0.1 });
  permitted = false;
  await tell(died);
  assert.match((await take(stream, 1))[0]!.type, /heartbeat/);
  permitted = 'nobody knows';
  const head = await tell(died);
  await assert.rejects(take(stream, 1), /population register/);
  permitted = true;
  const again = await open(id, { after: head - 1 });
  assert.equal((await take(again, 1))[0]!.sequence, String(head));
  await again.return();
});

test('who leaves is gone at once, although nothing comes', async () => {
  const stream = await open(await start());
  const waiting = stream.next();
  const started = performance.now();
  await stream.return();
  assert.deepEqual(await waiting, { done: true, value: undefined });
  assert.ok(performance.now() - started < 5_000);
});

test('an institution that is nobody\'s council hears of nobody\'s people', async () => {
  const id = await start();
  await sql!`update subscriptions.subscription set organization_id = ${uuidv5('nobody')} where id = ${id}`;
  const stream = await open(id, { heartbeatSeconds: 0.1 });
  await tell(died);
  assert.match((await take(stream, 1))[0]!.type, /heartbeat/);
  await stream.return();
  assert.notEqual(COUNCIL, uuidv5('nobody'));
});
