import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { ChangeStream, publishChanges } from './change-stream.ts';

let database: TestDatabase;
let sql: Sql;
before(async () => {
  database = await openTestDatabase();
  sql = database.as('registers', { max: 8 });
});
beforeEach(() => database.admin`truncate registers.record, registers.change, registers.stream, registers.instance`);
after(() => database.close());

const publish = (changes: { id: string; version: number }[]) => sql.begin((tx) => publishChanges(tx as unknown as Sql, 'fpr_person', changes));

/** An instance that looks only when it is told to. */
async function instance(now?: () => number) {
  const heard: string[] = [];
  const stream = new ChangeStream({ sql, logger: createLogger('silent'), ...(now ? { now } : {}) });
  stream.listen('fpr_person', {
    changed: (changes) => void heard.push(...changes.map(({ id, version }) => `${id} ${version}`)),
    missed: () => void heard.push('missed'),
  });
  await stream.hear();
  heard.splice(0); // whoever has just come knows nothing, and forgets it
  return { stream, heard };
}

test('every instance hears each change once, in order, and whoever comes later hears what comes later', async () => {
  const one = await instance();
  await publish([{ id: 'b', version: 2 }, { id: 'a', version: 3 }]);
  const other = await instance();
  await publish([{ id: 'c', version: 1 }]);
  for (const { stream } of [one, other]) await stream.hear();
  for (const { stream } of [one, other]) await stream.hear();
  assert.deepEqual(one.heard, ['a 3', 'b 2', 'c 1']);
  assert.deepEqual(other.heard, ['c 1']);
});

test('where no instance lives, nobody has still to hear of a change', async () => {
  const one = await instance();
  await publish([{ id: 'a', version: 2 }]);
  await sql`update registers.instance set heard_at = heard_at - interval '1 minute'`;
  assert.deepEqual(await one.stream.standing(), [{ dataSet: 'fpr_person', position: 1, consumed: 1, instances: 0, records: 0 }]);
});

test('a change is consumed when every live instance has acknowledged it', async () => {
  const one = await instance();
  const other = await instance();
  await publish([{ id: 'a', version: 2 }]);
  let isConsumed = false;
  const consumed = one.stream.untilConsumed('fpr_person').then(() => (isConsumed = true));
  await one.stream.hear();
  assert.deepEqual((await one.stream.standing()).map(({ position, consumed: upTo, instances }) => ({ position, upTo, instances })), [{ position: 1, upTo: 0, instances: 2 }]);
  assert.equal(isConsumed, false);
  await other.stream.hear();
  await consumed;
  assert.deepEqual(other.heard, ['a 2']);
});

test('an instance that is silent for a second is not waited for, and knows that it may not trust its memory', async () => {
  let now = 0;
  const one = await instance();
  const silent = await instance(() => now);
  await publish([{ id: 'a', version: 2 }]);
  now = 1_000;
  assert.equal(silent.stream.isListening(), true);
  now = 1_001;
  assert.equal(silent.stream.isListening(), false);
  await database.admin`update registers.instance set heard_at = heard_at - interval '1 second' where id = ${silent.stream.id}`;
  await one.stream.untilConsumed('fpr_person');
  await silent.stream.hear();
  assert.equal(silent.stream.isListening(), true);
  assert.deepEqual(silent.heard, ['a 2']);
});

test('what was told while nobody kept it makes an instance forget everything', async () => {
  const { stream, heard } = await instance();
  await publish([{ id: 'a', version: 2 }, { id: 'b', version: 2 }]);
  await database.admin`delete from registers.change where position = 1`;
  await database.admin`update registers.stream set kept_from = 2`;
  await stream.hear();
  assert.deepEqual(heard, ['missed']);
  await publish([{ id: 'c', version: 1 }]);
  await stream.hear();
  assert.deepEqual(heard, ['missed', 'c 1']);
});

test('more than can be heard one by one makes an instance forget everything', async () => {
  const { stream, heard } = await instance();
  await publish(Array.from({ length: 50_001 }, (_, at) => ({ id: `id-${at}`, version: 1 })));
  await stream.hear();
  assert.deepEqual(heard, ['missed']);
});

test('many changes at once are all heard with one look', async () => {
  const { stream, heard } = await instance();
  await publish(Array.from({ length: 12_000 }, (_, at) => ({ id: `id-${at}`, version: 1 })));
  await stream.hear();
  assert.equal(heard.length, 12_000);
});

test('after a crash of the database, which empties what is unlogged, everything is forgotten', async () => {
  const { stream, heard } = await instance();
  await publish([{ id: 'a', version: 2 }]);
  await stream.hear();
  await database.admin`truncate registers.record, registers.change, registers.stream, registers.instance`;
  await publish([{ id: 'b', version: 2 }]);
  await stream.hear();
  assert.deepEqual(heard, ['a 2', 'missed']);
});

test('two that tell at once are heard in the order of their commits, without a hole', async () => {
  const { stream, heard } = await instance();
  const held = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  const first = sql.begin(async (tx) => {
    await publishChanges(tx as unknown as Sql, 'fpr_person', [{ id: 'slow', version: 1 }]);
    told.resolve();
    await held.promise;
  });
  await told.promise;
  const second = publish([{ id: 'quick', version: 1 }]);
  await stream.hear();
  assert.deepEqual(heard, []);
  held.resolve();
  await Promise.all([first, second]);
  await stream.hear();
  assert.deepEqual(heard, ['slow 1', 'quick 1']);
});

test('one that ends its work is not waited for', async () => {
  const one = await instance();
  const other = await instance();
  await publish([{ id: 'a', version: 2 }]);
  await other.stream.close();
  await one.stream.untilConsumed('fpr_person');
});
