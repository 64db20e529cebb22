import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { openTestDatabase } from '#supergraph/testing/cluster.ts';
import { publishNewEra } from './change-stream.ts';
import { PEOPLE_FRESHNESS } from './freshness.ts';
import { GONE } from './layer.ts';
import { MemoryLayer } from './memory-layer.ts';
import type { Sourced } from './record-reader.ts';
import { RegisterLayer } from './register-layer.ts';
import type { SharedLayerParts } from './shared-layer.ts';
import { asking, Instances, ScriptedRegister, turns, versionOf, versionsIn, type Thing } from './testing.ts';
import { until } from './until.ts';

const unavailable = { code: 'REGISTER_UNAVAILABLE', register: 'population' };

let hub: Instances;
before(async () => {
  hub = new Instances(await openTestDatabase());
});
beforeEach(() => hub.empty());
afterEach(() => hub.settled());
after(() => hub.close());

/** The memory of one process, with nothing between it and the register. */
function memoryOver(register: ScriptedRegister) {
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const next = new RegisterLayer<Thing>({ clock, fetch: register.fetch, versionOf: ({ version }) => version });
  return { clock, layer: new MemoryLayer({ next, policy: PEOPLE_FRESHNESS, clock, isListening: () => true }) };
}

/** A database that takes a statement with these words only after something else, and fails it where that fails. */
function held(sql: Sql, words: string, first: () => Promise<void>): Sql {
  return new Proxy(sql, {
    apply(target, self, given) {
      const send = () => Reflect.apply(target, self, given);
      return String(given[0]).includes(words) ? first().then(send) : send();
    },
  });
}

/** A feed that told of version 2 of everybody, in a table by UUID: where one id is none, the whole look fails. */
const toldByUuid: SharedLayerParts<Thing>['knownVersion'] = (db, id) => db`(select case when ${id}::uuid is null then 1 else 2 end)::bigint`;

test('what is forgotten before it was even asked for is not served after the next change', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const { layer } = memoryOver(register);
  register.hold();
  const early = layer.read(['a'], asking());
  layer.forget();
  while (register.calls.length === 0) await turns(1);
  register.records.set('a', 2);
  layer.changed([{ id: 'a', version: 2 }]);
  const late = layer.read(['a'], asking());
  register.release();
  await early;
  assert.deepEqual(versionsIn(await late), { a: 2 });
});

test('an instance that comes back from silence does not trust a look that began while nobody waited for it', async () => {
  let now = 0;
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const back = await hub.open(register, { now: () => now });
  const other = await hub.open(register);
  await back.read('a');
  await back.reader.settled();
  now = 5_000;
  await hub.admin`update registers.instance set heard_at = heard_at - interval '5 seconds' where id = ${back.stream.id}`;
  const isLocked = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const locking = hub.sql.begin(async (tx) => {
    await tx`select from registers.instance where id = ${back.stream.id} for update`;
    isLocked.resolve();
    await release.promise;
  });
  await isLocked.promise;
  const hearing = back.stream.hear();
  await hub.untilHeldUp();
  register.records.set('a', 2);
  await hub.publish([{ id: 'a', version: 2 }]);
  await other.stream.untilConsumed('fpr_person');
  release.resolve();
  await Promise.all([locking, hearing]);
  assert.equal(versionOf(await back.read('a')), 2);
});

test('an instance that has just started trusts its memory only once others wait for it', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const other = await hub.open(register);
  const acknowledges = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  let looks = 0;
  const streamSql = held(hub.sql, 'acknowledged as', async () => {
    if (++looks < 2) return; // the first only asks where the stream stands
    acknowledges.resolve();
    await release.promise;
  });
  const fresh = hub.start(register, { streamSql });
  const hearing = fresh.stream.hear();
  await acknowledges.promise;
  assert.equal(fresh.stream.isListening(), false);
  await fresh.read('a');
  await fresh.reader.settled();
  register.records.set('a', 2);
  await hub.publish([{ id: 'a', version: 2 }]);
  await other.stream.untilConsumed('fpr_person');
  assert.equal(versionOf(await fresh.read('a')), 2);
  release.resolve();
  await hearing;
});

test('after a crash a change is consumed only when nobody can trust any more what they knew before', async () => {
  let now = 0;
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const one = await hub.open(register, { now: () => now });
  const other = await hub.open(register, { now: () => now });
  await other.read('a');
  await other.reader.settled();
  await hub.empty();
  register.records.set('a', 2);
  await hub.publish([{ id: 'a', version: 2 }]);
  let isConsumed = false;
  const consumed = one.stream.untilConsumed('fpr_person').then(() => (isConsumed = true));
  for (let looks = 0; looks < 5; looks++) await one.stream.hear();
  assert.equal(isConsumed, false);
  now = 1_001;
  await consumed;
  assert.equal(versionOf(await other.read('a')), 2);
});

test('what was read while nobody could say how new it must be is shown as stale, not kept, and not decided on', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const { read } = await hub.open(register, { knownVersion: toldByUuid });
  const decided = (await read('a', 'register')) as Error & { extensions: object };
  assert.deepEqual(decided.extensions, unavailable);
  const shown = (await read('a')) as Sourced<Thing>;
  assert.deepEqual([shown.value.version, shown.isStale], [1, true]);
  register.records.set('a', 2);
  assert.equal(versionOf(await read('a')), 2);
});

test('nothing is decided on a record whose look failed because of another in its batch', async () => {
  const register = new ScriptedRegister();
  const id = crypto.randomUUID();
  register.records.set(id, 1);
  const { reader } = await hub.open(register, { knownVersion: toldByUuid });
  const [mine] = await Promise.all([reader.read([id], asking('register')), reader.read(['a'], asking('register'))]);
  assert.deepEqual((mine.get(id) as Error & { extensions: object }).extensions, unavailable);
});

test('a record that is gone is neither served nor kept, though a replica that lags still gives it out', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const one = await hub.open(register);
  await one.read('a');
  await one.reader.settled();
  await hub.publish([{ id: 'a', version: GONE }]);
  await one.stream.untilConsumed('fpr_person');
  assert.equal(versionOf(await one.read('a')), undefined);
  await one.reader.settled();
  register.records.delete('a');
  assert.equal(versionOf(await one.read('a')), undefined);
});

test('a person whom the feed told of and a replica does not have yet is not remembered as unknown', async () => {
  const register = new ScriptedRegister();
  const one = await hub.open(register, { known: new Map([['a', 1]]) });
  await hub.publish([{ id: 'a', version: 1 }]);
  await one.stream.untilConsumed('fpr_person');
  await one.read('a');
  await one.reader.settled();
  register.records.set('a', 1);
  assert.equal(versionOf(await one.read('a')), 1);
});

test('where versions begin anew, a lower one takes the place of a higher one', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 9);
  const one = await hub.open(register);
  await one.read('a');
  await one.reader.settled();
  register.records.set('a', 3);
  await hub.sql.begin((tx) => publishNewEra(tx as unknown as Sql, 'fpr_person'));
  await hub.publish([{ id: 'a', version: 3 }]);
  await one.stream.hear();
  assert.equal(versionOf(await one.read('a')), 3);
});

test('a register that is down is not asked anew for each stale value that is shown', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1);
  const { layer, clock } = memoryOver(register);
  await layer.read(['a'], asking());
  clock.advance(20 * 60_000);
  register.isDown = true;
  register.calls.splice(0);
  for (let reads = 0; reads < 100; reads++) {
    await layer.read(['a'], asking());
    await turns(3);
  }
  assert.ok(register.calls.length > 0 && register.calls.length < 10, `${register.calls.length} calls for 100 reads`);
});

test('forgetting while the database is away fails for nobody', async () => {
  const away = held(hub.sql, 'select distinct access', () => Promise.reject(new Error('connection lost')));
  const { reader } = await hub.open(new ScriptedRegister(), { sql: away });
  await assert.doesNotReject(reader.forget(() => true));
});

test('forgetting comes to its end although others go on reading', async () => {
  const register = new ScriptedRegister();
  const { reader } = await hub.open(register);
  let isOver = false;
  let nth = 0;
  // Always somebody new, whom no memory has: there is always something to keep.
  const readers = Array.from({ length: 150 }, async () => {
    while (!isOver) await reader.read([`id-${nth++}`], asking());
  });
  while (register.calls.length < 20) await turns(1);
  await until(reader.forget((access) => access.startsWith('social-insurance')), AbortSignal.timeout(3_000)).finally(() => (isOver = true));
  await Promise.all(readers);
});

test('of a batch with one that lags, the others wait no longer than once for it', async () => {
  const register = new ScriptedRegister();
  register.records.set('a', 1).set('b', 1);
  const next = new RegisterLayer<Thing>({ clock: fixedClock('2026-11-20T09:00:00Z'), fetch: register.fetch, versionOf: ({ version }) => version });
  await next.read(['a', 'b'], { ...asking(), atLeast: new Map([['a', 2]]) });
  assert.deepEqual(register.calls, [['a', 'b'], ['a']]);
});
