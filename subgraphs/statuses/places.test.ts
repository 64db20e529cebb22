import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { EventLog } from '#kernel/events/event-log.ts';
import { relayOnce } from '#kernel/events/relay.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { follow } from './deaths.ts';
import { expireSome, insertStatus, lockGrant, reviseStatus, tellExpiring } from './store.ts';

const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
const RIGA = '0001000';
let database: TestDatabase;
let sql: Sql;
let log: EventLog;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('statuses');
  log = await EventLog.open(database.as('events'));
});
after(async () => {
  await log.close();
  await database.close();
});

async function person(residence: { municipality: string | null; state?: string }): Promise<string> {
  const id = uuidv7();
  await database.admin`
    insert into population.fact (person_id, birth_day, vital, municipality, residence_state, flags, version)
    values (${id}, '1990-01-01', 'ALIVE', ${residence.municipality}, ${residence.state ?? 'OPEN'}, '{}', 1)`;
  return id;
}
async function hold(personId: string, validTo: string | null = null): Promise<string> {
  const id = uuidv7();
  await insertStatus(sql, { id, personId, typeCode: 'MAZN', validFrom: '2026-01-01', validTo, state: 'ACTIVE', issuerId: uuidv7(), decisionId: null }, 'test', AT);
  return id;
}
const protect = (id: string) => database.admin`update population.fact set municipality = null, residence_state = 'PROTECTED' where person_id = ${id}`;
const take = (type: string, subject: string, data: Record<string, unknown>) => sql.begin((tx) => follow([
  { sequence: 1, id: uuidv7(), type, subject, subjectVersion: 1, time: AT.toString(), appendedAt: AT.toString(), municipality: null, data },
], tx as unknown as Sql, AT));
/** What stands in the log, each with where it was told. */
async function toldOf(ids: readonly string[]): Promise<[string, string | null][]> {
  await relayOnce(database.as('events'));
  const events: EventEnvelope[] = await log.read(0, 1_000);
  return events.filter(({ subject }) => ids.includes(subject)).map(({ type, municipality }) => [type, municipality]);
}

const writes: [string, (id: string, personId: string) => Promise<unknown>, string][] = [
  ['revoked', (id) => reviseStatus(sql, 'statuses.revoked.v1', { id, state: 'REVOKED', validTo: '2026-10-31', reason: 'test' }, 'test', AT), 'statuses.revoked.v1'],
  ['expired', () => expireSome(sql, '2027-01-01', AT), 'statuses.expired.v1'],
  ['expiring', () => tellExpiring(sql, { from: '2026-12-01', to: '2026-12-31' }, AT), 'statuses.expiring.v1'],
  ['ended by a death', (_, personId) => take('persons.died.v1', personId, { on: '2026-11-18' }), 'statuses.expired.v1'],
];
for (const [how, write, type] of writes) {
  for (const [who, municipality] of [['whoever lives in Riga', RIGA], ['a protected person', null]] as const) {
    test(`a status of ${who} that is ${how} is told ${municipality ? 'there' : 'nowhere'}`, async () => {
      const personId = await person({ municipality });
      const id = await hold(personId, '2026-12-31');
      await write(id, personId);
      assert.deepEqual(await toldOf([id]), [['statuses.granted.v1', municipality], [type, municipality]]);
    });
  }
}

test('once an address is protected nothing in the log says where the statuses were held, whether it was moved there yet or not', async () => {
  const [personId, other] = [await person({ municipality: RIGA }), await person({ municipality: RIGA })];
  const [id, others] = [await hold(personId), await hold(other)];
  assert.deepEqual(await toldOf([id]), [['statuses.granted.v1', RIGA]]);
  await reviseStatus(sql, 'statuses.revoked.v1', { id, state: 'REVOKED', validTo: '2026-10-31', reason: 'test' }, 'test', AT);
  await protect(personId);
  await take('persons.address-protected.v1', personId, {});
  assert.deepEqual(await toldOf([id, others]), [['statuses.granted.v1', null], ['statuses.granted.v1', RIGA], ['statuses.revoked.v1', null]]);
});

test('what was told of another record of a protected person has no place any more', async () => {
  const [former, survivor] = [await person({ municipality: RIGA }), await person({ municipality: null, state: 'PROTECTED' })];
  const id = await hold(former);
  await database.admin`insert into persons.merged (person_id, survivor_id, at) values (${former}, ${survivor}, now())`;
  await take('persons.merged.v1', survivor, { formerIds: [former] });
  assert.deepEqual(await toldOf([id]), [['statuses.granted.v1', null]]);
});

test('a grant that is being written while the address is protected is waited for', async () => {
  const personId = await person({ municipality: RIGA });
  const id = uuidv7();
  let hiding: Promise<unknown> | undefined;
  await sql.begin(async (transaction) => {
    const tx = transaction as unknown as Sql;
    await lockGrant(tx, { issuerId: uuidv7(), key: 'k', personId, typeCode: 'MAZN' });
    await insertStatus(tx, { id, personId, typeCode: 'MAZN', validFrom: '2026-01-01', validTo: null, state: 'ACTIVE', issuerId: uuidv7(), decisionId: null }, 'test', AT);
    await protect(personId);
    hiding = take('persons.address-protected.v1', personId, {});
    await tx`select pg_sleep(0.05)`;
  });
  await hiding;
  assert.deepEqual(await toldOf([id]), [['statuses.granted.v1', null]]);
});
