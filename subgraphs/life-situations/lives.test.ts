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
  { sequence: 1, id: uuidv7(), type, subject, subjectVersion: 1, time: AT.toString(), appendedAt: '', municipality: null, data: data as Record<string, unknown> });
const take = (...batch: EventEnvelope[]) => sql.begin((tx) => follow(batch, tx as unknown as Sql, AT));
const at = (personId: string) => ({ personId, vital: 'ALIVE', municipality: '0001000' });
/** Puts people into the projection: nothing arises about somebody who is not there. */
const live = (people: string[], residence_state = 'DECLARED') => database.admin`
  insert into population.fact ${database.admin(people.map((person_id) => ({ person_id, birth_day: '1990-01-01', vital: 'ALIVE', municipality: residence_state === 'PROTECTED' ? null : '0001000', residence_state, flags: [], version: 1 })))}`;
const placesTold = async (personId: string) => (await database.admin`select municipality from events.outbox where data ->> 'personId' = ${personId}`).map((row) => row.municipality);
const arisenFor = async (personId: string) => (await occurrencesOf(sql, [personId])).map(({ cause, subjectId, since }) => [cause, subjectId, since]);
const merge = (formerId: string, survivorId: string) => told('persons.merged.v1', survivorId, { formerIds: [formerId] });

test('what arose under both ids on one day is one; what is about the former is about the survivor; told again it changes nothing', async () => {
  const [former, survivor, parent] = [uuidv7(), uuidv7(), uuidv7()];
  await live([former, survivor, parent]);
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
  await live([child, parent]);
  await saveOccurrences(sql, [...afterBirth({ childId: child, on: '2026-10-01', parents: [at(parent)] }), ...afterMove({ personId: parent, to: '0001000', since: '2026-11-01' })], AT);
  await saveRequested(sql, [{ personId: child, serviceId: uuidv7(), on: '2026-11-10' }]);
  await database.admin`delete from population.fact where person_id = ${child}`;
  assert.deepEqual(await arisenFor(parent), [['MOVED', parent, '2026-11-01']], 'before it is told');
  await take(told('persons.removed.v1', child));
  assert.deepEqual(await arisenFor(parent), [['MOVED', parent, '2026-11-01']]);
  assert.equal((await sql`select from life_situations.occurrence where subject_id = ${child}`).length, 0);
  assert.equal((await sql`select from life_situations.requested where person_id = ${child}`).length, 0);
});

test('the place is taken out of what arose for a protected person and of what was told of it', async () => {
  const person = uuidv7();
  await live([person], 'PROTECTED');
  await saveOccurrences(sql, afterMove({ personId: person, to: '0001000', since: '2026-11-01' }), AT);
  await take(told('persons.address-protected.v1', person));
  assert.deepEqual(await placesTold(person), [null]);
  assert.equal((await occurrencesOf(sql, [person]))[0]!.municipality, null);
});

for (const isProtected of [true, false]) {
  test(`the place is taken out of what arose under an id that is given up; the survivor's stays ${isProtected ? 'hidden: they are protected' : 'until they are protected'}`, async () => {
    const [former, survivor] = [uuidv7(), uuidv7()];
    await live([survivor], isProtected ? 'PROTECTED' : 'DECLARED');
    await saveOccurrences(sql, afterMove({ personId: former, to: '0001000', since: '2026-11-01' }), AT);
    await take(merge(former, survivor));
    assert.deepEqual(await placesTold(former), [null]);
    assert.equal((await occurrencesOf(sql, [survivor]))[0]!.municipality, isProtected ? null : '0001000');
    await take(told('persons.address-protected.v1', survivor));
    assert.equal((await occurrencesOf(sql, [survivor]))[0]!.municipality, null);
  });
}
