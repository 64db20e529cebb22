import assert from 'node:assert/strict';
import test from 'node:test';
import { consumedThrough } from './consumed.ts';
import { MODULES } from './modules.ts';
import { openTestDatabase } from './testing/cluster.ts';

test('the slowest consumer or stream of any part counts, and parts without one do not', async () => {
  const database = await openTestDatabase();
  const parts = MODULES.map(({ schema }) => ({ schema, sql: database.as(schema, { max: 1 }) }));
  assert.equal(await consumedThrough(parts), Infinity);
  await database.admin`insert into offers.cursor (name, sequence) values ('engine', 70)`;
  await database.admin`insert into requests.cursor (name, sequence) values ('requests', 40), ('other', 90)`;
  assert.equal(await consumedThrough(parts), 40);
  await database.admin`insert into subscriptions.published (stream, log_sequence, stream_sequence, epoch) values ('TEST', 12, 5, '')`;
  assert.equal(await consumedThrough(parts), 12);
  await database.close();
});
