import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { loadFeed } from './feed.ts';
import { Follower } from './follower.ts';

const RECORDS = 4_000;
let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons');
});
after(() => database.close());

test('a discovery says how far it is, how fast, and for how long still; afterwards nothing', async () => {
  const told: (string | null)[] = [];
  const lines: string[] = [];
  const follower: Follower<{ key: string }> = new Follower<{ key: string }>({
    name: 'things',
    sql,
    schema: 'persons',
    logger: createLogger('info', (line) => void lines.push(line)),
    random: seededRandom('discovery'),
    pollMs: 10_000,
    overtaken: () => {},
    source: {
      page: async (after, limit) => ({
        lines: Array.from({ length: Math.min(limit, RECORDS - after) }, (_, at) => ({ position: after + at + 1, key: String(after + at), version: 1 })),
        last: RECORDS,
      }),
      records: async (keys) => keys.map((key) => ({ key })),
      keysOf: ({ key }) => [key],
      versionOf: () => 1,
    },
    apply: async () => void told.push(follower.progress),
  });
  follower.start();
  await follower.settled();
  assert.equal(told[0], 'things: 0 of an unknown number of records discovered');
  assert.match(told[3]!, /^things: 3000 of 4000 records discovered, \d+ a second, about \d+ s left$/);
  assert.equal(follower.progress, null);
  await follower.close();
  assert.deepEqual(await loadFeed(sql, 'persons', 'things'), { position: RECORDS, discoveredThrough: RECORDS });
  assert.ok(lines.some((line) => line.includes('every record of the register has been discovered')));
});
