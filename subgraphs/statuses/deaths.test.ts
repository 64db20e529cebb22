import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { follow } from './deaths.ts';
import { statusChanged, type StatusState } from './events.ts';
import { insertStatus, reviseStatus } from './store.ts';

const GRANTED = Temporal.Instant.from('2026-11-01T09:00:00Z');
const TOLD = Temporal.Instant.from('2026-11-20T22:30:00Z');
let sql: Sql;
let admin: Sql;
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('statuses');
  admin = database.admin;
});
after(() => database.close());

async function hold(personId: string, more: { validFrom?: string; validTo?: string | null; state?: StatusState } = {}): Promise<string> {
  const id = uuidv7();
  await insertStatus(sql, {
    id, personId, typeCode: 'PENS', validFrom: '2021-03-12', validTo: null, state: 'ACTIVE', issuerId: uuidv7(), decisionId: null, ...more,
  }, 'test', GRANTED);
  return id;
}
const die = (personId: string, on: string | null, times = 1) => {
  const death: EventEnvelope = {
    sequence: 1, id: uuidv7(), type: 'persons.died.v1', subject: personId, subjectVersion: 1, time: TOLD.toString(), appendedAt: '', municipality: null, data: { on },
  };
  return sql.begin((tx) => follow(Array.from({ length: times }, () => death), tx as unknown as Sql, TOLD));
};
const versionsOf = async (id: string) =>
  (await admin`select version, state, valid_to, superseded_at is null as current from statuses.status where id = ${id} order by version`)
    .map(({ version, state, valid_to, current }) => [version, state, valid_to, current]);
const expiriesOf = async (id: string) =>
  (await admin`select data from events.outbox where subject = ${id} and type = 'statuses.expired.v1'`).map(({ data }) => statusChanged.parse(data));

for (const state of ['ACTIVE', 'SUSPENDED'] as const) {
  test(`a status that is ${state} ends with the day of death, and what was known before stays on record`, async () => {
    const person = uuidv7();
    const id = await hold(person, { state, validTo: '2027-12-31' });
    await die(person, '2026-11-18');
    assert.deepEqual(await versionsOf(id), [[1, state, '2027-12-31', false], [2, 'EXPIRED', '2026-11-18', true]]);
    const [told] = await expiriesOf(id);
    assert.deepEqual([told!.personId, told!.validTo, told!.from, told!.to], [person, '2026-11-18', state, 'EXPIRED']);
  });
}

test('every status of the person ends, those of others do not; a death told again changes nothing', async () => {
  const [person, other] = [uuidv7(), uuidv7()];
  const [one, two, foreign] = [await hold(person), await hold(person), await hold(other)];
  await die(person, '2026-11-18', 2);
  await die(person, '2026-11-18');
  for (const id of [one, two]) {
    assert.deepEqual(await versionsOf(id), [[1, 'ACTIVE', null, false], [2, 'EXPIRED', '2026-11-18', true]]);
    assert.equal((await expiriesOf(id)).length, 1);
    const audited = await admin`select by from statuses.audit where subject = ${id} and action = 'statuses.expired.v1'`;
    assert.deepEqual(audited.map(({ by }) => by), ['persons']);
  }
  assert.deepEqual(await versionsOf(foreign), [[1, 'ACTIVE', null, true]]);
});

test('what ran out before the death keeps its own last day', async () => {
  const person = uuidv7();
  const id = await hold(person, { validTo: '2026-11-10' });
  await die(person, '2026-11-18');
  assert.deepEqual((await versionsOf(id)).at(-1), [2, 'EXPIRED', '2026-11-10', true]);
});

test('what began after a death that is told late never held: its last day lies before its first', async () => {
  const person = uuidv7();
  const id = await hold(person, { validFrom: '2026-11-01' });
  await die(person, '2026-10-20');
  assert.deepEqual((await versionsOf(id)).at(-1), [2, 'EXPIRED', '2026-10-20', true]);
});

test('what was revoked or has expired is left alone', async () => {
  const person = uuidv7();
  const [revoked, expired] = [await hold(person), await hold(person, { state: 'EXPIRED', validTo: '2025-12-31' })];
  await reviseStatus(sql, 'statuses.revoked.v1', { id: revoked, state: 'REVOKED', validTo: '2026-10-31', reason: 'test' }, 'test', GRANTED);
  await die(person, '2026-10-01');
  assert.deepEqual((await versionsOf(revoked)).at(-1), [2, 'REVOKED', '2026-10-31', true]);
  assert.deepEqual(await versionsOf(expired), [[1, 'EXPIRED', '2025-12-31', true]]);
});

test('a death without a known day counts from the day, in Riga, on which it is told', async () => {
  const person = uuidv7();
  const id = await hold(person);
  await die(person, null);
  assert.deepEqual((await versionsOf(id)).at(-1), [2, 'EXPIRED', '2026-11-21', true]);
});
