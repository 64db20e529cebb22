import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { fixedClock, type Clock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { createLogger } from '#kernel/logger.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { DagrClient } from '../dagr/client.ts';
import type { Following } from '../dagr/following.ts';
import { ChangeStream } from '../records/change-stream.ts';
import { KnownTerritories } from './known-territories.ts';
import { followMunicipalityMergers } from './municipality-mergers.ts';
import type { AddressReader } from './reader.ts';
import { readMergers, type MunicipalityMerger } from './territories.ts';

const BAUSKA = '0025000';
const DOBELE = '0028000';
const JELGAVA = '0030000';
const logger = createLogger('silent');

let database: TestDatabase;
let sql: Sql;
/** The register's list. */
let list: MunicipalityMerger[];
let isDown: boolean;
let clock: Clock;
/** What was handed on to be taken in, in order. */
let applied: string[];
let closers: (() => Promise<void>)[];

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons');
});
beforeEach(async () => {
  await database.admin`truncate addresses.municipality_merger, addresses.address, persons.feed`;
  [list, isDown, applied, closers] = [[], false, [], []];
  clock = fixedClock('2026-11-20T09:00:00Z');
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});
after(() => database.close());

/** One process with its own memory of what has merged. */
async function hub(apply: (merged: readonly MunicipalityMerger[]) => void = () => {}): Promise<{ following: Following; known: KnownTerritories }> {
  const stream = new ChangeStream({ sql: database.as('registers'), logger });
  const known = new KnownTerritories({ sql: database.as('addresses'), stream, logger });
  stream.start();
  const client = {
    async events(_: string, __: string, { after: from, limit }: { after: number; limit: number }, { shape }: { shape: { parse(value: unknown): unknown } }) {
      if (isDown) throw new RegisterUnavailableError('addresses');
      const lines = list.map(({ code, successor, on }, at) => ({ Position: at + 1, Code: code, Successor: successor, On: on, ChangedAt: '2026-11-20T08:00:00Z' }));
      return shape.parse({ changes: lines.slice(from, from + limit), First: 1, Last: lines.length });
    },
  } as unknown as DagrClient;
  const following = followMunicipalityMergers({ client, reader: {} as AddressReader, stream, known, lock: 'fpr_person' }, {
    sql, schema: 'persons', logger, clock,
    async apply(_, merged, territories) {
      apply(merged);
      applied.push(...merged.map(({ code }) => `${code} ${territories.successorOn(code, clock.today().toString())}`));
    },
  });
  closers.push(() => known.close(), () => stream.close(), () => following.close());
  await following.settled();
  return { following, known };
}

async function address(code: string, municipality: string): Promise<void> {
  await sql`insert into addresses.address (code, status, text, search_text, municipality, version) values (${code}, 'ACTIVE', 'Alejas iela 1', ' alejas iela 1', ${municipality}, 1)`;
}
const placeOf = async (code: string) => (await sql`select municipality from addresses.address where code = ${code}`)[0]!.municipality;
const today = () => clock.today().toString();

test('a merger told late is in force at once, its addresses lie in the successor, and it is handed on once', async () => {
  await address('900000001', BAUSKA);
  const { following, known } = await hub();
  list.push({ code: BAUSKA, successor: DOBELE, on: '2026-07-01' });
  await following.settled();
  await following.settled();
  assert.deepEqual(applied, [`${BAUSKA} ${DOBELE}`]);
  assert.equal(await placeOf('900000001'), DOBELE);
  assert.equal(known.territories.successorOn(BAUSKA, today()), DOBELE);
  assert.equal(known.territories.successorOn(BAUSKA, '2026-06-30'), BAUSKA);
});

for (const order of [[BAUSKA, DOBELE], [DOBELE, BAUSKA]]) {
  test(`a chain ends at its last link, told ${order.join(' before ')}`, async () => {
    const links: Record<string, MunicipalityMerger> = { [BAUSKA]: { code: BAUSKA, successor: DOBELE, on: '2026-07-01' }, [DOBELE]: { code: DOBELE, successor: JELGAVA, on: '2026-09-01' } };
    await address('900000001', BAUSKA);
    await address('900000002', DOBELE);
    const { following, known } = await hub();
    for (const code of order) {
      list.push(links[code]!);
      await following.settled();
    }
    assert.deepEqual([await placeOf('900000001'), await placeOf('900000002')], [JELGAVA, JELGAVA]);
    assert.deepEqual(known.territories.codesOf(BAUSKA, today()), [JELGAVA, BAUSKA, DOBELE]);
    assert.equal(applied.at(-1), `${order.at(-1)} ${JELGAVA}`);
  });
}

test('a merger to come waits for its day, and those told behind it do not wait', async () => {
  await address('900000001', BAUSKA);
  list.push({ code: BAUSKA, successor: DOBELE, on: '2026-11-22' }, { code: JELGAVA, successor: DOBELE, on: '2026-11-01' });
  const { following, known } = await hub();
  await following.settled();
  assert.deepEqual([applied, following.position, await placeOf('900000001')], [[`${JELGAVA} ${DOBELE}`], 0, BAUSKA]);
  clock.moveTo(Temporal.PlainDate.from('2026-11-22'));
  await following.settled();
  assert.deepEqual([applied, following.position, await placeOf('900000001')], [[`${JELGAVA} ${DOBELE}`, `${BAUSKA} ${DOBELE}`], 2, DOBELE]);
  assert.equal(known.territories.successorOn(BAUSKA, today()), DOBELE);
});

test('every process knows within a second, and what two of them follow is taken in once', async () => {
  const [one, other] = [await hub(), await hub()];
  list.push({ code: BAUSKA, successor: DOBELE, on: '2026-07-01' });
  await one.following.settled();
  const since = performance.now();
  while (other.known.territories.successorOn(BAUSKA, today()) !== DOBELE) {
    assert.ok(performance.now() - since < 1_000, 'the other process has not heard of it');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  await other.following.settled();
  assert.equal(applied.length, 1);
});

test('a process that starts later knows what was taken in before', async () => {
  list.push({ code: BAUSKA, successor: DOBELE, on: '2026-07-01' });
  await hub();
  isDown = true;
  const stream = new ChangeStream({ sql: database.as('registers'), logger });
  const known = new KnownTerritories({ sql: database.as('addresses'), stream, logger });
  await known.refresh();
  assert.equal(known.territories.successorOn(BAUSKA, today()), DOBELE);
  await known.close();
});

test('what fails is taken in when it is tried again, whole', async () => {
  let failures = 1;
  list.push({ code: BAUSKA, successor: DOBELE, on: '2026-07-01' });
  const starting = hub(() => {
    if (failures-- > 0) throw new Error('no');
  });
  const { following } = await starting;
  assert.deepEqual([applied, following.standings[0]!.state, (await readMergers(sql)).length], [[`${BAUSKA} ${DOBELE}`], 'following', 1]);
  assert.equal(following.standings[0]!.lastFailure?.reason, 'no');
});

test('a list that begins anew is read again, without effects for what is known', async () => {
  list.push({ code: BAUSKA, successor: DOBELE, on: '2026-07-01' }, { code: DOBELE, successor: JELGAVA, on: '2026-09-01' });
  const { following } = await hub();
  assert.equal(following.position, 2);
  list.shift();
  await following.settled();
  list.push({ code: '0036000', successor: JELGAVA, on: '2026-10-01' });
  await following.settled();
  assert.deepEqual([applied, following.position], [[`${BAUSKA} ${JELGAVA}`, `${DOBELE} ${JELGAVA}`, `0036000 ${JELGAVA}`], 2]);
});
