import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase } from '#supergraph/testing/cluster.ts';
import { publishChanges } from './change-stream.ts';
import type { Sourced } from './record-reader.ts';
import { asking, grantFor, Instances, ScriptedRegister, turns, versionOf, type Thing } from './testing.ts';

let hub: Instances;
before(async () => {
  hub = new Instances(await openTestDatabase());
});
beforeEach(() => hub.empty());
afterEach(() => hub.settled());
after(() => hub.close());

test('what one instance has read, another finds without asking the register', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 4);
  const [one, other] = [await hub.open(register), await hub.open(register)];
  await one.read('a');
  await one.reader.settled();
  assert.equal(versionOf(await other.read('a')), 4);
  assert.equal(register.calls.length, 1);
  assert.deepEqual(other.reader.standing.shared, { hit: 1, stale: 0, miss: 0 });
});

test('what is kept for others cannot be read in the database, nor moved to another place there', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 4).set('b', 9);
  const { read, reader } = await hub.open(register);
  await read('a');
  await read('b');
  await reader.settled();
  const rows = await hub.admin`select id, value from registers.record`;
  assert.equal(rows.length, 2);
  for (const { value } of rows) assert.doesNotMatch(Buffer.from(value).toString('latin1'), /version/);
  await hub.admin`update registers.record set value = (select value from registers.record where id = 'b') where id = 'a'`;
  assert.equal(versionOf(await (await hub.open(register)).read('a')), 4, 'it is read from the register instead');
});

test('a fill that waits behind a change is not kept, one that was there first is deleted by it', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const one = await hub.open(register);
  const told = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const changing = hub.sql.begin(async (tx) => {
    await publishChanges(tx as unknown as Sql, 'fpr_person', [{ id: 'a', version: 2 }]);
    told.resolve();
    await commit.promise;
  });
  await told.promise;
  await one.read('a');
  await hub.untilHeldUp(); // it read version 1, and waits to keep it
  register.records.set('a', 2);
  commit.resolve();
  await changing;
  await one.reader.settled();
  assert.deepEqual([...(await hub.admin`select version from registers.record`)], []);
  await one.stream.hear();
  assert.equal(versionOf(await one.read('a')), 2);
  await one.reader.settled();
  await hub.publish([{ id: 'a', version: 3 }]);
  assert.deepEqual([...(await hub.admin`select version from registers.record`)], []);
});

test('a record that is older than the feed tells is read again, shown as stale, not kept, and not decided on', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const { read, reader } = await hub.open(register, { known: new Map([['a', 2]]) });
  const shown = (await read('a')) as Sourced<Thing>;
  assert.deepEqual([shown.value.version, shown.isStale], [1, true]);
  assert.equal(register.calls.length, 2);
  assert.deepEqual((await read('a', 'register') as any).extensions, { code: 'REGISTER_UNAVAILABLE', register: 'population' });
  await reader.settled();
  assert.deepEqual([...(await hub.admin`select version from registers.record`)], []);
  register.records.set('a', 2);
  const now = (await read('a', 'register')) as Sourced<Thing>;
  assert.deepEqual([now.value.version, now.isStale], [2, false]);
});

test('an instance that has stopped hearing of changes serves nothing from its memory', async () => {
  let now = 0;
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const deaf = await hub.open(register, { now: () => now });
  await deaf.read('a');
  await deaf.reader.settled();
  now = 5_000; // the others no longer wait for it
  register.records.set('a', 2);
  await hub.publish([{ id: 'a', version: 2 }]);
  assert.equal(versionOf(await deaf.read('a')), 2);
});

test('who asks a deaf instance does not wait for an answer that was on its way before', async () => {
  let now = 0;
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const deaf = await hub.open(register, { now: () => now });
  register.hold();
  const early = deaf.read('a');
  while (register.calls.length === 0) await turns(1);
  now = 5_000;
  register.records.set('a', 2);
  await hub.publish([{ id: 'a', version: 2 }]);
  const late = deaf.read('a');
  register.release();
  assert.equal(versionOf(await early), 1);
  assert.equal(versionOf(await late), 2);
});

test('a thousand who want one record at once share one call', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const { read } = await hub.open(register);
  await Promise.all(Array.from({ length: 1_000 }, () => read('a')));
  assert.equal(register.calls.length, 1);
});

test('the wait of one ends with their request, and others still get the answer', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const { reader } = await hub.open(register);
  register.hold();
  const left = new AbortController();
  const leaving = reader.read(['a'], { ...asking(), signal: left.signal });
  const staying = reader.read(['a'], asking());
  left.abort(new Error('gone'));
  await assert.rejects(leaving, /gone/);
  register.release();
  assert.equal(versionOf((await staying).get('a')), 1);
});

test('forgetting what was read under a permission leaves what was read under others', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const { reader } = await hub.open(register);
  const [own, office] = [grantFor('resident-portal', '22791'), grantFor('social-insurance', '22792')];
  for (const grant of [own, office]) await reader.read(['a'], asking('shown', grant));
  await reader.settled();
  await reader.forget((access) => access.includes(' 22792 '));
  for (const grant of [own, office]) await reader.read(['a'], asking('shown', grant));
  assert.equal(register.calls.length, 3);
});

/**
 * Two instances, a register that answers late, readers and changes at random: whoever asks after a change was consumed never
 * sees an older version, wherever the answer comes from.
 */
test('nobody reads what is old after the change was consumed, with two instances and many at once', async (t) => {
  const seed = process.env.TEST_SEED ?? crypto.randomUUID();
  t.diagnostic(`TEST_SEED=${seed}`);
  const random = seededRandom(seed);
  const register = new ScriptedRegister();
  const ids = Array.from({ length: 8 }, (_, at) => `id-${at}`);
  for (const id of ids) register.records.set(id, 1);
  const consumed = new Map(ids.map((id) => [id, 1]));
  const late = { fetch: async (asked: string[]) => {
    const answer = await register.fetch(asked);
    await new Promise((resolve) => setTimeout(resolve, random.int(6)));
    return answer;
  } };
  const instances = await Promise.all([1, 2].map(() => hub.open(late)));
  for (const { stream } of instances) stream.start();
  let reads = 0;
  let isOver = false;
  const reader = async () => {
    while (!isOver) {
      const { read } = instances[random.int(2)]!;
      const id = ids[random.int(ids.length)]!;
      const atLeast = consumed.get(id)!;
      const version = versionOf(await read(id)) as number;
      assert.ok(version >= atLeast, `${id}: read ${version} after ${atLeast} was consumed`);
      reads++;
      if (random.int(4) === 0) await new Promise((resolve) => setTimeout(resolve, random.int(4)));
    }
  };
  const changer = async () => {
    for (let change = 0; change < 40; change++) {
      const id = ids[random.int(ids.length)]!;
      const version = register.records.get(id)! + 1;
      register.records.set(id, version);
      await hub.publish([{ id, version }]);
      await instances[0]!.stream.untilConsumed('fpr_person');
      consumed.set(id, Math.max(version, consumed.get(id)!));
    }
  };
  const readers = Array.from({ length: 12 }, reader);
  await Promise.all([changer(), changer()]).finally(() => (isOver = true));
  await Promise.all(readers);
  for (const { stream } of instances) await stream.close();
  assert.ok(reads > 200, `${reads} reads`);
  const served = instances.map(({ reader: { standing } }) => standing.memory.hit + standing.shared.hit);
  assert.ok(served.every((count) => count > 0), 'memory and what is shared were read from');
});
