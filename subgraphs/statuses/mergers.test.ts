import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { follow } from './deaths.ts';
import { statusChanged, type StatusState } from './events.ts';
import { insertStatus, lockGrant, statusesOfPersons } from './store.ts';

const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
let sql: Sql;
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('statuses');
});
after(() => database.close());

async function hold(personId: string, more: { typeCode?: string; validFrom?: string; validTo?: string | null; state?: StatusState } = {}): Promise<string> {
  const id = uuidv7();
  await insertStatus(sql, { id, personId, typeCode: 'MAZN', validFrom: '2026-01-01', validTo: null, state: 'ACTIVE', issuerId: uuidv7(), decisionId: null, ...more }, 'test', AT);
  return id;
}
const told = (type: string, subject: string, data: object): EventEnvelope => (
  { sequence: 1, id: uuidv7(), type, subject, subjectVersion: 1, time: AT.toString(), appendedAt: '', municipality: null, data: data as Record<string, unknown> });
const take = (...batch: EventEnvelope[]) => sql.begin((tx) => follow(batch, tx as unknown as Sql, AT));
const merged = async (formerId: string, survivorId: string) => {
  await database.admin`insert into persons.merged (person_id, survivor_id, at) values (${formerId}, ${survivorId}, now()) on conflict do nothing`;
  return told('persons.merged.v1', survivorId, { formerIds: [formerId] });
};
const standing = async (personId: string) => (await statusesOfPersons(sql, [personId])).map(({ id, state, validTo }) => [id, state, validTo]);
const eventsOf = async (id: string) => (await database.admin`select type, data from events.outbox where subject = ${id} order by subject_version`)
  .map(({ type, data }) => [type, statusChanged.parse(data).personId]);

test('statuses of both records are the survivor\'s, with their history; told again it changes nothing', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  const [one, other] = [await hold(former, { typeCode: 'PENS' }), await hold(survivor)];
  const event = await merged(former, survivor);
  for (let times = 0; times < 2; times++) await take(event);
  assert.deepEqual(await standing(former), []);
  assert.deepEqual((await standing(survivor)).sort(), [[one, 'ACTIVE', null], [other, 'ACTIVE', null]].sort());
  assert.equal((await database.admin`select from statuses.status where person_id = ${former}`).length, 0);
});

const doubles: [string, Parameters<typeof hold>[1], Parameters<typeof hold>[1], [StatusState, string | null], [StatusState, string | null]][] = [
  ['what lies within the other never held', { validFrom: '2026-03-01', validTo: '2026-12-31' }, {}, ['REVOKED', '2026-02-28'], ['ACTIVE', null]],
  ['each with days of its own, both stay', { validTo: '2026-12-31' }, { validFrom: '2026-06-01' }, ['ACTIVE', '2026-12-31'], ['ACTIVE', null]],
  ['a suspended one covers nothing', { validFrom: '2026-03-01' }, { state: 'SUSPENDED' }, ['ACTIVE', null], ['SUSPENDED', null]],
];
for (const [says, ofFormer, ofSurvivor, former, survivor] of doubles) {
  test(`the same type under both ids: ${says}`, async () => {
    const ids = [uuidv7(), uuidv7()] as [string, string];
    const [one, other] = [await hold(ids[0], ofFormer), await hold(ids[1], ofSurvivor)];
    await take(await merged(...ids));
    const now = new Map((await standing(ids[1])).map(([id, ...rest]) => [id, rest]));
    assert.deepEqual([now.get(one), now.get(other)], [former, survivor]);
  });
}

test('of two that are the same one stays, and the end of the other is told of the survivor', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  const ids = [await hold(former), await hold(survivor)];
  const event = await merged(former, survivor);
  for (let times = 0; times < 2; times++) await take(event);
  assert.deepEqual((await standing(survivor)).map(([, state]) => state).sort(), ['ACTIVE', 'REVOKED']);
  const revoked = (await Promise.all(ids.map(eventsOf))).flat().filter(([type]) => type === 'statuses.revoked.v1');
  assert.deepEqual(revoked, [['statuses.revoked.v1', survivor]]);
});

test('a death told of the former id ends what the survivor holds', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  const id = await hold(survivor);
  await merged(former, survivor);
  await take(told('persons.died.v1', former, { on: '2026-11-18' }));
  assert.deepEqual(await standing(survivor), [[id, 'EXPIRED', '2026-11-18']]);
});

test('a grant under the former id is the survivor\'s, and whoever moves statuses waits for one that is being written', async () => {
  const [former, survivor] = [uuidv7(), uuidv7()];
  const writing = database.as('statuses', { max: 1 });
  let moving: Promise<unknown> = Promise.resolve();
  await writing.begin(async (transaction) => {
    const tx = transaction as unknown as Sql;
    const personId = await lockGrant(tx, { issuerId: uuidv7(), key: 'k', personId: former, typeCode: 'MAZN' });
    assert.equal(personId, former);
    moving = merged(former, survivor).then((event) => take(event));
    await insertStatus(tx, { id: uuidv7(), personId, typeCode: 'MAZN', validFrom: '2026-01-01', validTo: null, state: 'ACTIVE', issuerId: uuidv7(), decisionId: null }, 'test', AT);
  });
  await moving;
  assert.equal((await standing(survivor)).length, 1);
  await sql.begin(async (tx) => assert.equal(await lockGrant(tx as unknown as Sql, { issuerId: uuidv7(), key: 'k', personId: former, typeCode: 'MAZN' }), survivor));
});

const annulled: [string, Parameters<typeof hold>[1], [StatusState, string | null]][] = [
  ['what held without an end holds again', {}, ['ACTIVE', null]],
  ['what was suspended is suspended again', { state: 'SUSPENDED' }, ['SUSPENDED', null]],
  ['what ended later has its own last day again', { validTo: '2027-12-31' }, ['ACTIVE', '2027-12-31']],
  ['what has run out meanwhile stays expired, with its own last day', { validTo: '2026-11-19' }, ['EXPIRED', '2026-11-19']],
  ['what had ended before the death is as it was', { validTo: '2026-11-10', state: 'EXPIRED' }, ['EXPIRED', '2026-11-10']],
  ['what had been revoked stays revoked', { validTo: '2026-11-10', state: 'REVOKED' }, ['REVOKED', '2026-11-10']],
];
for (const [says, held, expected] of annulled) {
  test(`a death annulled: ${says}; told again it changes nothing`, async () => {
    const person = uuidv7();
    const id = await hold(person, held);
    await take(told('persons.died.v1', person, { on: '2026-11-18' }));
    const event = told('persons.death-annulled.v1', person, { on: '2026-11-18' });
    for (let times = 0; times < 2; times++) await take(event);
    assert.deepEqual(await standing(person), [[id, ...expected]]);
    const resumed = (await eventsOf(id)).filter(([type]) => type === 'statuses.resumed.v1').length;
    assert.ok(resumed <= 1);
    assert.equal(resumed, ['ACTIVE', 'SUSPENDED'].includes(expected[0]) ? 1 : resumed);
  });
}

test('nobody holds a status under an id that is gone', async () => {
  const person = uuidv7();
  const id = await hold(person);
  await take(told('persons.removed.v1', person, {}));
  assert.deepEqual(await standing(person), [[id, 'EXPIRED', '2026-11-20']]);
});
