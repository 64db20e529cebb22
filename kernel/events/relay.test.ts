import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { uuidv5 } from '../ids.ts';
import { createLogger } from '../logger.ts';
import { outboxLength, startRelay } from './relay.ts';

let database: TestDatabase;
before(async () => {
  database = await openTestDatabase();
});
after(() => database.close());

test('what a relay moves is told by turns and leaves the outbox empty, and it tells how long ago it last worked', async () => {
  const sql = database.as('events');
  await sql`
    insert into events.outbox (type, subject, subject_version, time, data)
    select 'x.one.v1', ${uuidv5('subject')}::uuid, n, now(), '{}' from generate_series(1, 3) as n`;
  assert.equal(await outboxLength(sql), 3);
  const moved = Promise.withResolvers<number>();
  const relay = startRelay({ sql, logger: createLogger('silent'), moved: moved.resolve });
  assert.equal(await moved.promise, 3);
  assert.equal(await outboxLength(sql), 0);
  const idle = relay.idleMs();
  assert.ok(idle >= 0 && idle < 10_000, String(idle));
  await relay.close();
  assert.ok(relay.idleMs() > 0, 'it goes on counting once it has stopped');
});
