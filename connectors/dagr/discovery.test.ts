import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { createLogger } from '#kernel/logger.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { keepThings, keyAt, MemoryRegister, thingsOf, type Thing } from './feed-testing.ts';
import { loadFeed } from './feed.ts';
import { Follower } from './follower.ts';

const RECORDS = 4_000;
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

test('a discovery says how far it is, how fast, and for how long still; afterwards nothing', async () => {
  const said: (string | null)[] = [];
  const lines: string[] = [];
  const sql = database.as('persons');
  const register = new MemoryRegister();
  for (let n = 0; n < RECORDS; n++) register.put(keyAt(n), 'first');
  const kept = await keepThings(database.admin, sql, 'things', register, createLogger('info', (line) => void lines.push(line)));
  const { apply } = kept.options();
  const follower: Follower<Thing> = kept.follow({ apply: async (...args) => (said.push(follower.progress), apply(...args)) });
  await follower.settled();
  assert.equal(said[0], 'things: 0 of an unknown number of records discovered');
  assert.match(said[3]!, /^things: 3000 of 4000 records discovered, \d+ a second, about \d+ s left$/);
  assert.equal(follower.progress, null);
  await follower.close();
  const { position, discoveredThrough } = await loadFeed(sql, 'persons', 'things');
  assert.deepEqual([position, discoveredThrough], [RECORDS, RECORDS]);
  assert.deepEqual(await kept.things(), thingsOf(register));
  assert.deepEqual(await kept.told(), []);
  assert.ok(lines.some((line) => line.includes('every record of the register has been discovered')));
});
