import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { append, change, COUNCIL, OGRE, RIGA, subscribe, type Told } from '../certificates/certificate-testing.ts';
import { follow } from '../follower.ts';
import { CHANGED, MERGED, PLACES_MERGED } from './following.ts';
import { Readings, type Reading } from './reading.ts';
import { FOLLOWER } from '../store.ts';

const clock = fixedClock('2026-11-20T09:00:00Z');
const [FORMER, SURVIVOR] = [uuidv5('the former one'), uuidv5('the surviving one')];

let database: TestDatabase;
let [sql, events]: Sql[] = [];
let head = 0;
/** What became part of Rīga, as far as this process knows. */
const mergedIntoRiga: string[] = [];
/** Statements that hold this text keep what they found until they are let go. */
let held: { text: string; until: Promise<void>; isReached: () => void } | null = null;

before(async () => {
  database = await openTestDatabase();
  [sql, events] = [database.as('subscriptions'), database.as('events')];
});
after(() => database.close());

function readings(): Readings {
  const slow = new Proxy(sql!, {
    apply(target, self, args: [TemplateStringsArray]) {
      const found = Reflect.apply(target, self, args);
      if (!held || !Array.isArray(args[0]) || !args[0].join('?').includes(held.text)) return found;
      const { until, isReached } = held;
      held = null;
      return found.then(async (rows: unknown) => (isReached(), await until, rows));
    },
  });
  const codesOf = (code: string) => (code === RIGA || mergedIntoRiga.includes(code) ? [RIGA, ...mergedIntoRiga] : [code]);
  const connectors = { territories: { codesOf }, permissions: { grantFor: () => ({ tree: { fields: null } }) } };
  return new Readings({ sql: slow, tail: { after: () => null }, clock, connectors } as never);
}

/** What is found by the next statement that holds a text reaches who asked only when it is let go. */
function hold(text: string): { reached: Promise<void>; letGo: () => void } {
  const [reached, until] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  held = { text, until: until.promise, isReached: reached.resolve };
  return { reached: reached.promise, letGo: until.resolve };
}

const PUBLISHED = { identifier: 'X', version: 1, status: 'PUBLISHED', ownerId: COUNCIL, processingDays: null };

/** At the end of the log. */
async function tell(...all: Partial<Told>[]): Promise<Told[]> {
  const told = all.map((one): Told => ({ sequence: ++head, id: crypto.randomUUID(), type: 'services.published.v1', municipality: null, data: PUBLISHED, appendedAt: '2026-11-20T08:00:00Z', ...one }));
  await append(events!, told);
  return told;
}

async function readAll(reading: Reading, after: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = after; at < head;) {
    const step = await reading.read(at, 100);
    ids.push(...step.events.map(({ id }) => id));
    at = step.through;
  }
  return ids;
}

const services = { types: ['services.published.v1'], municipalityCodes: null };
const everything = { types: ['*'], municipalityCodes: null };
const deaths = { types: ['persons.died.v1'], municipalityCodes: null };
const rated = {
  type: 'requests.rated.v1',
  data: { serviceId: null, institutionId: COUNCIL, channel: 'PORTAL', from: 'COMPLETED', to: 'COMPLETED', dueOn: null, rating: 4, personId: null },
};

test('who asked about a subscription earlier and is answered later takes nothing back of what is known by then', async () => {
  const [all, id] = [readings(), await subscribe(sql!, services, { startedAfter: head })];
  const [one, other] = [await all.open(id), await all.open(id)];
  const { reached, letGo } = hold('from subscriptions.filter');
  const early = one.refresh();
  await reached;
  await change(sql!, id, 2, everything);
  const [changed, told] = await tell({ type: CHANGED, subject: id, data: { version: 2 } }, rated);
  await other.refresh();
  letGo();
  await early;
  assert.deepEqual(await readAll(one, changed!.sequence), [told!.id]);
});

test('who reads while another comes to know of a wider filter reads anew from where it holds', async () => {
  const [all, id] = [readings(), await subscribe(sql!, services, { startedAfter: head })];
  const [one, other] = [await all.open(id), await all.open(id)];
  await change(sql!, id, 2, everything);
  const begun = head;
  const [, , told] = await tell({}, { type: CHANGED, subject: id, data: { version: 2 } }, rated);
  const { reached, letGo } = hold('from events.relay_state head');
  const reading = readAll(one, begun);
  await reached;
  await other.refresh();
  letGo();
  assert.equal((await reading).at(-1), told!.id);
});

test('whom an institution watches is watched behind their merger too, although it did not ask for mergers', async () => {
  const [all, id] = [readings(), await subscribe(sql!, deaths, { startedAfter: head })];
  await sql!`update subscriptions.subscription set watches_since = 1 where id = ${id}`;
  await sql!`insert into subscriptions.watched (subscription_id, person_id, from_version) values (${id}, ${FORMER}, 1)`;
  const reading = await all.open(id);
  const [merger, died] = await tell({ type: MERGED, subject: SURVIVOR, data: { formerIds: [FORMER] } }, { type: 'persons.died.v1', subject: SURVIVOR, municipality: OGRE, data: { on: '2026-11-19' } });
  const found = readAll(reading, merger!.sequence - 1);
  // It has looked by then, and waits until the merger was followed.
  await sql!`select pg_sleep(0.1)`;
  await sql!.begin(async (tx) => {
    const [event] = await tx`select * from events.log where sequence = ${merger!.sequence}`;
    await follow([event as never], tx as unknown as Sql, clock.now());
    await tx`insert into subscriptions.cursor (name, sequence) values (${FOLLOWER}, ${merger!.sequence})`;
  });
  assert.deepEqual(await found, [died!.id]);
});

test('a municipality that becomes part of another is followed there from the merger\'s place on', async () => {
  const [all, id] = [readings(), await subscribe(sql!, { ...deaths, municipalityCodes: [OGRE] }, { startedAfter: head })];
  const reading = await all.open(id);
  const died = { type: 'persons.died.v1', municipality: RIGA, data: { on: '2026-11-19' } };
  const begun = head;
  const [, , told] = await tell(died, { type: PLACES_MERGED, municipality: RIGA, data: { from: OGRE, to: RIGA, on: '2026-11-20' } }, died);
  const found = readAll(reading, begun);
  await sql!`select pg_sleep(0.1)`;
  mergedIntoRiga.push(OGRE);
  assert.ok((await found).includes(told!.id));
});
