import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { Follower, type ChangedRecord } from './follower.ts';

interface Thing {
  key: string;
  version: number;
}

let database: TestDatabase;
let sql: Sql;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons');
});
after(() => database.close());

/** A follower of a feed that is a list in memory; what it applied is kept. */
function follow(name: string, feed: () => Thing[]) {
  const applied: (Thing & { isDiscovery: boolean })[] = [];
  const follower = new Follower<Thing>({
    name,
    sql,
    schema: 'persons',
    logger: createLogger('silent'),
    random: seededRandom(name),
    pollMs: 10_000,
    overtaken: () => {},
    source: {
      page: async (after) => ({
        lines: feed().map((thing, at) => ({ ...thing, position: at + 1 })).filter(({ position }) => position > after),
        last: feed().length,
      }),
      records: async (keys) => keys.map((key) => feed().findLast((thing) => thing.key === key)!),
      keysOf: ({ key }) => [key],
      versionOf: ({ version }) => version,
    },
    apply: async (_tx, changed: ChangedRecord<Thing>[]) => {
      applied.push(...changed.map(({ record, isDiscovery }) => ({ ...record, isDiscovery })));
    },
  });
  return { follower: follower.start(), applied };
}

test('what stands in the feed at first is discovery, what comes after is news, each once', async () => {
  const feed: Thing[] = [{ key: 'a', version: 1 }, { key: 'b', version: 1 }];
  const { follower, applied } = follow('first', () => feed);
  await follower.settled();
  feed.push({ key: 'a', version: 2 });
  await follower.settled();
  await follower.settled();
  await follower.close();
  assert.deepEqual(applied, [
    { key: 'a', version: 1, isDiscovery: true },
    { key: 'b', version: 1, isDiscovery: true },
    { key: 'a', version: 2, isDiscovery: false },
  ]);
});

test('a feed that ends before the cursor is discovered anew, and its later changes are news', async () => {
  let feed: Thing[] = ['a', 'b', 'c'].map((key) => ({ key, version: 1 }));
  const { follower, applied } = follow('anew', () => feed);
  await follower.settled();
  feed = [{ key: 'x', version: 1 }];
  await follower.settled();
  feed.push({ key: 'y', version: 1 });
  await follower.settled();
  await follower.close();
  assert.deepEqual(applied.slice(3), [{ key: 'x', version: 1, isDiscovery: true }, { key: 'y', version: 1, isDiscovery: false }]);
});
