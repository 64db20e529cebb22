import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { makeDatabase, TEST_SECRET, testCluster, type TestCluster } from '#supergraph/testing/cluster.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { follow } from './follower.ts';
import { situationId } from './occurrence.ts';
import { seed } from './seed.ts';
import { SITUATIONS } from './situations.ts';
import { allSituations, occurrencesOf } from './store.ts';

const at = Temporal.Instant.from('2026-11-20T09:00:00Z');
const [mother, father, child, widow] = ['mother', 'father', 'child', 'widow'].map((name) => uuidv5(`test:${name}`)) as [string, string, string, string];
const grant = uuidv5('service:VSAA-BIRTH-GRANT');

let cluster: TestCluster;
let database: Awaited<ReturnType<typeof makeDatabase>>;
let sql: Sql;
let admin: Sql;
let sequence = 0;

before(async () => {
  cluster = await testCluster();
  database = await makeDatabase(cluster);
  sql = connect(runtimeUrl(database.url, 'life_situations', TEST_SECRET), { name: 'test' });
  admin = connect(database.url, { name: 'test', max: 1 });
  await seed({ sql });
  const fact = (id: string, birthDay: string, sex: string, vital: string) => admin`
    insert into population.fact (person_id, birth_day, sex, vital, municipality, residence_since, residence_state, flags, version)
    values (${id}, ${birthDay}, ${sex}, ${vital}, '0001000', '2020-01-01', 'DECLARED', '{}', 1)`;
  await fact(mother, '1988-02-03', 'F', 'ALIVE');
  await fact(father, '1986-02-03', 'M', 'ALIVE');
  await fact(child, '2026-11-18', 'F', 'ALIVE');
  await fact(widow, '1955-02-03', 'F', 'ALIVE');
  await admin`
    insert into population.tie (person_id, other_id, kind, custody, valid_from, valid_to)
    values (${father}, ${widow}, 'SPOUSE', false, '1980-01-01', '2026-11-19'), (${father}, ${child}, 'CHILD', true, '2026-11-18', null)`;
});

after(async () => {
  await sql.end();
  await admin.end();
  await database.drop();
  await cluster.close();
});

function event(type: string, subject: string, data: Record<string, unknown>): EventEnvelope {
  return { sequence: ++sequence, id: crypto.randomUUID(), type, subject, subjectVersion: 1, time: '2026-11-20T22:30:00Z', appendedAt: '', municipality: null, data };
}
const followAll = (...batch: EventEnvelope[]) => sql.begin((tx) => follow(batch, tx as unknown as Sql, at));
const arisen = async (personId: string) =>
  (await occurrencesOf(sql, [personId])).map((one) => [one.situationId, one.since, one.cause, one.municipality, one.subjectId]);

test('the catalogue is seeded once, in its order', async () => {
  await seed({ sql });
  assert.deepEqual(await allSituations(sql), SITUATIONS);
});

test('a birth arises for both parents since the day of birth; told twice, once', async () => {
  const birth = event('persons.born.v1', child, { parentIds: [mother, father] });
  await followAll(birth, birth);
  await followAll(birth);
  const expected = [[situationId('CHILD-BIRTH'), '2026-11-18', 'CHILD_BORN', '0001000', child]];
  assert.deepEqual(await arisen(mother), expected);
  assert.deepEqual(await arisen(father), expected);
  const told = await admin`select subject_version, data from events.outbox where type = 'life-situations.arisen.v1' order by position`;
  assert.deepEqual(told.map(({ subject_version, data }) => [subject_version, data.situationId, data.since]), [
    [1, situationId('CHILD-BIRTH'), '2026-11-18'],
    [1, situationId('CHILD-BIRTH'), '2026-11-18'],
  ]);
});

test('a request is known since the day, in Riga, on which it was submitted', async () => {
  const request = { serviceId: grant, institutionId: null, channel: 'PORTAL', from: null, to: 'SUBMITTED', dueOn: null, rating: null };
  await followAll(
    event('requests.submitted.v1', crypto.randomUUID(), { ...request, personId: mother }),
    event('requests.submitted.v1', crypto.randomUUID(), { ...request, personId: null }),
  );
  const [occurrence] = await occurrencesOf(sql, [mother]);
  assert.deepEqual(occurrence?.requested, { [grant]: '2026-11-21' });
});

test('a move arises for who moved, in the new municipality, newest first', async () => {
  await followAll(event('persons.moved.v1', mother, { from: '0001000', to: '0002000', since: '2026-11-19' }));
  assert.deepEqual((await arisen(mother)).map(([, since, cause, municipality]) => [since, cause, municipality]), [
    ['2026-11-19', 'MOVED', '0002000'],
    ['2026-11-18', 'CHILD_BORN', '0001000'],
  ]);
});

test('a death arises for the widow and the child, not for the deceased', async () => {
  await followAll(event('persons.died.v1', father, { on: '2026-11-19' }));
  assert.deepEqual(await arisen(widow), [[situationId('BEREAVEMENT'), '2026-11-19', 'RELATIVE_DIED', '0001000', father]]);
  assert.equal((await arisen(child)).length, 1);
  assert.deepEqual((await arisen(father)).map(([, , cause]) => cause), ['CHILD_BORN']);
});

test('what has arisen for a person who becomes protected forgets the municipality', async () => {
  await followAll(
    event('persons.moved.v1', mother, { from: '0002000', to: '0005000', since: '2026-11-20' }),
    event('persons.address-protected.v1', mother, {}),
  );
  assert.deepEqual((await arisen(mother)).map(([, since, , municipality]) => [since, municipality]), [
    ['2026-11-20', null],
    ['2026-11-19', null],
    ['2026-11-18', null],
  ]);
});
