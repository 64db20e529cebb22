import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { addProjected, countPersons, pageOfPersons, readProjected, saveProjected, type ProjectedPerson } from './projection.ts';

let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons');
});
after(() => database.close());

/** In order of id: a parent with a child, somebody with nothing that can be left out, and odd words where the register has words. */
function people(): ProjectedPerson[] {
  const [parent, child, hidden] = [uuidv7(), uuidv7(), uuidv7()].sort() as [string, string, string];
  const some: Omit<ProjectedPerson, 'personId' | 'ties'> = {
    birthDay: '1988-03-14', sex: 'F', vital: 'ALIVE', deathDay: null, municipality: '0001000', residenceSince: '2015-05-01', residenceState: 'DECLARED', flags: [], version: 3,
  };
  const tie = { custody: true, validFrom: '2020-02-29', validTo: null };
  return [
    { ...some, personId: parent, flags: ['POL_REP', 'a, b', '{"', '\\ "quoted"', 'NULL', ''], ties: [{ ...tie, otherId: child, kind: 'CHILD' }, { ...tie, otherId: hidden, kind: 'SPOUSE', custody: false }] },
    { ...some, personId: child, birthDay: '2020-02-29', ties: [{ ...tie, otherId: parent, kind: 'PARENT', validTo: '2038-02-28' }] },
    { ...some, personId: hidden, sex: null, vital: 'DECEASED', deathDay: '2026-01-02', municipality: null, residenceSince: null, residenceState: 'PROTECTED', ties: [] },
  ];
}

test('people of whom nothing is kept are kept the same, the quick way and the careful one', async () => {
  const quick = people();
  const careful = quick.map((person) => structuredClone(person));
  const ids = quick.map(({ personId }) => personId);
  await addProjected(sql, quick);
  const one = await readProjected(sql, ids);
  await database.admin`truncate population.fact, population.tie`;
  await saveProjected(sql, careful);
  assert.deepEqual(one, await readProjected(sql, ids));
  assert.equal(one.size, 3);
  assert.deepEqual(one.get(ids[0]!)!.flags, quick[0]!.flags);
});

test('a page of everyone has the ties that give custody, with what is known of the other, and says how many are left behind it', async () => {
  await database.admin`truncate population.fact, population.tie`;
  const [parent, child, hidden] = people() as [ProjectedPerson, ProjectedPerson, ProjectedPerson];
  await addProjected(sql, [parent, child, hidden]);
  const first = await pageOfPersons(sql, null, 2);
  assert.deepEqual(first.map(({ personId }) => personId), [parent.personId, child.personId]);
  assert.deepEqual(first[0]!.ties, [{ ...parent.ties[0]!, birthDay: '2020-02-29', vital: 'ALIVE' }]);
  assert.equal(await countPersons(sql, null), 3);
  assert.equal(await countPersons(sql, first[1]!.personId), 1);
  assert.deepEqual((await pageOfPersons(sql, first[1]!.personId, 2)).map(({ personId, ties }) => [personId, ties]), [[hidden.personId, []]]);
});
