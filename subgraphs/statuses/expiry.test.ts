import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { turn } from './expiry.ts';
import { insertStatus } from './store.ts';
import type { StatusState } from './events.ts';

const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('statuses');
});
beforeEach(() => database.admin`truncate statuses.status, statuses.expiring_told, events.outbox`);
after(() => database.close());

async function hold(validTo: string | null, state: StatusState = 'ACTIVE'): Promise<string> {
  const id = uuidv7();
  await insertStatus(sql, { id, personId: uuidv7(), typeCode: 'MAZN', validFrom: '2026-01-01', validTo, state, issuerId: uuidv7(), decisionId: null }, 'test', AT);
  return id;
}
/** The calendar as it is after noon of a day, with everything it brings done. */
async function pass(day: string): Promise<void> {
  const clock = fixedClock(`${day}T12:00:00Z`);
  while ((await turn(sql, clock)) > 0);
  clock.close();
}
const toldOf = async (id: string) => (await database.admin`
  select type, lane from events.outbox where subject = ${id} and type <> 'statuses.granted.v1' order by subject_version`).map(({ type, lane }) => [type, lane]);

const LANE_OF_BULK = 2;
const days: [string, string | null, StatusState, boolean][] = [
  ['thirty days ahead', '2026-12-20', 'ACTIVE', true],
  ['thirty-one days ahead', '2026-12-21', 'ACTIVE', false],
  ['today', '2026-11-20', 'ACTIVE', true],
  ['near, of a suspended status', '2026-12-01', 'SUSPENDED', true],
  ['near, of a revoked status', '2026-12-01', 'REVOKED', false],
  ['none', null, 'ACTIVE', false],
];
for (const [when, validTo, state, isTold] of days) {
  test(`a last day that is ${when} is ${isTold ? 'told of once, in the bulk lane' : 'not told of'}`, async () => {
    const id = await hold(validTo, state);
    for (let times = 0; times < 2; times++) await pass('2026-11-20');
    assert.deepEqual(await toldOf(id), isTold ? [['statuses.expiring.v1', LANE_OF_BULK]] : []);
  });
}

test('after days without the hub it is told late, and of what ran out meanwhile only the end', async () => {
  const [soon, over] = [await hold('2026-12-31'), await hold('2026-12-10')];
  await pass('2026-11-20');
  await pass('2026-12-15');
  assert.deepEqual((await toldOf(soon)).map(([type]) => type), ['statuses.expiring.v1']);
  assert.deepEqual((await toldOf(over)).map(([type]) => type), ['statuses.expiring.v1', 'statuses.expired.v1']);
  const missed = await hold('2026-12-14');
  await pass('2026-12-16');
  assert.deepEqual((await toldOf(missed)).map(([type]) => type), ['statuses.expired.v1']);
});

test('another last day is told of again, and what is over is not kept', async () => {
  const id = await hold('2026-12-01');
  await pass('2026-11-20');
  await database.admin`update statuses.status set valid_to = '2026-12-10' where id = ${id}`;
  await pass('2026-11-21');
  assert.deepEqual((await toldOf(id)).map(([type]) => type), ['statuses.expiring.v1', 'statuses.expiring.v1']);
  await pass('2026-12-11');
  assert.deepEqual([...(await database.admin`select status_id from statuses.expiring_told`)], []);
});

test('of two that look at once each last day is told of by one', async () => {
  const ids = await Promise.all(Array.from({ length: 20 }, () => hold('2026-12-01')));
  await Promise.all([pass('2026-11-20'), pass('2026-11-20')]);
  for (const id of ids) assert.equal((await toldOf(id)).length, 1);
});
