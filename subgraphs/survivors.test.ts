import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import type { Viewer } from '#kernel/identity/viewer.ts';
import { createLogger } from '#kernel/logger.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { Survivors, underSurvivors } from './survivors.ts';

let database: TestDatabase;
let sql: Sql;
const [FORMER, SURVIVOR, OTHER] = [uuidv7(), uuidv7(), uuidv7()];

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons');
  await sql`insert into persons.merged (person_id, survivor_id, at) values (${FORMER}, ${SURVIVOR}, '2026-11-20T09:00:00Z')`;
});
after(() => database.close());

test('an event told under a former id reads as the survivor\'s, wherever the id stands, except that it was one', async () => {
  const event = (type: string, subject: string, data: Record<string, unknown>) =>
    ({ sequence: 1, id: OTHER, type, subject, subjectVersion: 1, time: '', appendedAt: '', municipality: null, data });
  const read = await underSurvivors([
    event('persons.died.v1', FORMER, { on: '2026-11-18' }),
    event('persons.born.v1', OTHER, { parentIds: [FORMER, OTHER] }),
    event('offers.accepted.v1', OTHER, { personId: FORMER, concerningId: null, asks: ['bankAccount'] }),
    event('persons.merged.v1', SURVIVOR, { formerIds: [FORMER] }),
  ], sql);
  assert.deepEqual(read.map(({ subject, data }) => [subject, data]), [
    [SURVIVOR, { on: '2026-11-18' }],
    [OTHER, { parentIds: [SURVIVOR, OTHER] }],
    [OTHER, { personId: SURVIVOR, concerningId: null, asks: ['bankAccount'] }],
    [SURVIVOR, { formerIds: [FORMER] }],
  ]);
});

test('a token of the former id is the survivor\'s, and the list follows what is told', async () => {
  let append = () => {};
  const survivors = await Survivors.open({ sql, log: { onAppended: (listener) => ((append = () => listener(1)), () => true) }, logger: createLogger('error') });
  const viewer = (personId: string, actingFor?: string) => ({ actor: { personId }, actingFor: actingFor ? { personId: actingFor, scope: [] } : null, label: 'x' }) as unknown as Viewer;
  assert.deepEqual(survivors.viewer(viewer(FORMER)).actor, { personId: SURVIVOR });
  assert.deepEqual(survivors.viewer(viewer(OTHER, FORMER)).actingFor!.personId, SURVIVOR);
  const plain = viewer(OTHER);
  assert.equal(survivors.viewer(plain), plain);

  await sql`insert into persons.merged (person_id, survivor_id, at) values (${OTHER}, ${SURVIVOR}, '2026-11-20T09:00:01Z')`;
  append();
  for (const until = performance.now() + 5_000; survivors.of(OTHER) === OTHER && performance.now() < until;) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(survivors.of(OTHER), SURVIVOR);
  await survivors.close();
});
