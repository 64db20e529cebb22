import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { follow } from './follower.ts';
import { afterBirth, afterDeath, afterMove } from './occurrence.ts';
import { SITUATIONS } from './situations.ts';
import { occurrencesOf, saveOccurrences, saveRequested, saveSituations } from './store.ts';

const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('life_situations');
  await saveSituations(sql, SITUATIONS);
});
after(() => database.close());

const told = (type: string, subject: string, data: object = {}): EventEnvelope => (
  { sequence: 1, id: uuidv7(), type, subject, subjectVersion: 1, time: AT.toString(), municipality: null, data: data as Record<string, unknown> });
const take = (...batch: EventEnvelope[]) => sql.begin((tx) => follow(batch, tx as unknown as Sql, AT));
const at = (personId: string) => ({ personId, vital: 'ALIVE', municipality: '0001000' });
const arisenFor = async (personId: string) => (await occurrencesOf(sql, [personId])).map(({ cause, subjectId, since }) => [cause, subjectId, since]);
const merge = (formerId: string, survivorId: string) => told('persons.merged.v1', survivorId, { formerIds: [formerId] });

test('what arose under both ids on one day is one; what is about the former is about the survivor; told again it changes nothing', async () => {
  const [former, survivor, parent] = [uuidv7(), uuidv7(), uuidv7()];
  const move = (personId: string) => afterMove({ personId, to: '0001000', since: '2026-11-01' });
  await saveOccurrences(sql, [...move(former), ...move(survivor), ...afterMove({ personId: former, to: '0002000', since: '2026-05-01' }),
    ...afterBirth({ childId: former, on: '2026-10-01', parents: [at(parent)] })], AT);
  const service = uuidv7();
  await saveRequested(sql, [{ personId: former, serviceId: service, on: '2026-11-10' }, { personId: survivor, serviceId: service, on: '2026-11-05' }]);
  for (let times = 0; times < 2; times++) await take(merge(former, survivor));
  assert.deepEqual(await arisenFor(survivor), [['MOVED', survivor, '2026-11-01'], ['MOVED', survivor, '2026-05-01']]);
  assert.deepEqual(await arisenFor(parent), [['CHILD_BORN', survivor, '2026-10-01']]);
  assert.deepEqual(await arisenFor(former), []);
  assert.deepEqual((await occurrencesOf(sql, [survivor]))[0]!.requested, { [service]: '2026-11-10' });
  await saveOccurrences(sql, move(survivor), AT);
  assert.equal((await arisenFor(survivor)).length, 2);
});

test('nobody is bereaved by a death that is annulled', async () => {
  const [late, widow] = [uuidv7(), uuidv7()];
  await saveOccurrences(sql, afterDeath({ deceasedId: late, on: '2026-11-18', relatives: [at(widow)] }), AT);
  for (let times = 0; times < 2; times++) await take(told('persons.death-annulled.v1', late, { on: '2026-11-18' }));
  assert.deepEqual(await arisenFor(widow), []);
});

test('nothing that arose leads to a child whose past is closed', async () => {
  const [child, parent] = [uuidv7(), uuidv7()];
  await saveOccurrences(sql, [...afterBirth({ childId: child, on: '2026-10-01', parents: [at(parent)] }), ...afterMove({ personId: parent, to: '0001000', since: '2026-11-01' })], AT);
  await saveRequested(sql, [{ personId: child, serviceId: uuidv7(), on: '2026-11-10' }]);
  await take(told('persons.removed.v1', child));
  assert.deepEqual(await arisenFor(parent), [['MOVED', parent, '2026-11-01']]);
  assert.equal((await sql`select from life_situations.requested where person_id = ${child}`).length, 0);
});

test('the place is taken out of what arose for a protected person and of what was told of it', async () => {
  const person = uuidv7();
  await saveOccurrences(sql, afterMove({ personId: person, to: '0001000', since: '2026-11-01' }), AT);
  await take(told('persons.address-protected.v1', person));
  const rows = await database.admin`select municipality, data from events.outbox where data ->> 'personId' = ${person}`;
  assert.deepEqual(rows.map((row) => row.municipality), [null]);
  assert.equal((await occurrencesOf(sql, [person]))[0]!.municipality, null);
});
