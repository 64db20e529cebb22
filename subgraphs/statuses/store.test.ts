import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { insertStatus, lockStatus, reviseStatus } from './store.ts';

const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
let one: Sql;
let other: Sql;
let database: TestDatabase;

before(async () => {
  database = await openTestDatabase();
  [one, other] = [database.as('statuses', { max: 1 }), database.as('statuses', { max: 1 })];
});
after(() => database.close());

test('who waits while another changes a status decides on the changed one', async () => {
  const id = uuidv7();
  await insertStatus(one, {
    id, personId: uuidv7(), typeCode: 'MAZN', validFrom: '2026-01-01', validTo: null, state: 'ACTIVE', issuerId: uuidv7(), decisionId: null,
  }, 'test', AT);
  let waiting: Promise<unknown> | undefined;
  await one.begin(async (tx) => {
    await lockStatus(tx as unknown as Sql, id);
    waiting = other.begin((second) => lockStatus(second as unknown as Sql, id));
    await tx`select pg_sleep(0.1)`;
    await reviseStatus(tx as unknown as Sql, 'statuses.revoked.v1', { id, state: 'REVOKED', validTo: '2026-10-31', reason: 'test' }, 'test', AT);
  });
  const { version, state, validTo } = (await waiting) as NonNullable<Awaited<ReturnType<typeof lockStatus>>>;
  assert.deepEqual([version, state, validTo], [2, 'REVOKED', '2026-10-31']);
});

test('a status that nobody has is not waited for', async () => {
  assert.equal(await lockStatus(one, uuidv7()), null);
});
