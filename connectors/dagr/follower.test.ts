import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { RegisterUnavailableError } from '#kernel/errors.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { keepThings, keyAt, MemoryRegister, thingsOf, type Thing } from './feed-testing.ts';
import { askForRepair, loadFeed } from './feed.ts';
import type { FollowerOptions } from './follower-options.ts';
import type { Follower } from './follower.ts';
import { movableTiming } from './movable-timing.ts';
import { RecordRate } from './record-rate.ts';
import { Turns } from './turns.ts';

const [A, B, C, D] = [keyAt(1), keyAt(2), keyAt(3), keyAt(4)];
let database: TestDatabase;
let sql: Sql;
let count = 0;
const opened: Follower<Thing>[] = [];

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons', { max: 4 });
});
after(async () => {
  await Promise.all(opened.map((follower) => follower.close()));
  await database.close();
});

async function whereIs(name: string) {
  const { mark: _, ...state } = await loadFeed(sql, 'persons', name);
  return state;
}

/** A register with these things in it, and a place to keep them; time stands still, and nothing is waited for. */
async function setUp(...keys: string[]) {
  const register = new MemoryRegister();
  for (const key of keys) register.put(key, 'first');
  const name = `feed${++count}`;
  const kept = await keepThings(database.admin, sql, name, register);
  const time = { now: 0 };
  const paused: number[] = [];
  const at = { now: () => time.now, pause: async (ms: number) => void paused.push(ms) };
  const follow = (more: Partial<FollowerOptions<Thing>> = {}) => {
    const follower = kept.follow({ ...at, ...more });
    opened.push(follower);
    return follower;
  };
  return { register, name, kept, time, paused, follow };
}

test('what stands in the feed at first is discovery, what comes after is news, each once', async () => {
  const { register, kept, follow } = await setUp(A, B);
  const follower = follow();
  await follower.settled();
  assert.deepEqual(await kept.told(), []);
  register.put(A, 'second');
  await follower.settled();
  await follower.settled();
  assert.deepEqual(await kept.told(), [`${A} 2`]);
  assert.deepEqual(await kept.things(), { [A]: 'second 2', [B]: 'first 1' });
});

test('a line that appears late, behind newer positions, is not lost', async () => {
  const { register, kept, follow, time } = await setUp(A);
  const follower = follow();
  await follower.settled();
  const late = register.put(B, 'late');
  late.isLate = true;
  register.put(C, 'in time');
  await follower.settled();
  assert.deepEqual(Object.keys(await kept.things()), [A, C]);
  late.isLate = false;
  await follower.settled();
  assert.deepEqual(Object.keys(await kept.things()), [A, C], 'while nothing is new, it is looked for now and then only');
  time.now += 3_000;
  await follower.settled();
  assert.deepEqual(await kept.told(), [`${C} 1`, `${B} 1`]);
});

test('what was looked at before is not read again', async () => {
  const { register, follow, time } = await setUp(A, B);
  const follower = follow();
  await follower.settled();
  time.now += 3_000;
  await follower.settled(); // what was read in the discovery is looked at once more
  register.asked.length = 0;
  register.put(C, 'new');
  await follower.settled();
  time.now += 3_000;
  await follower.settled();
  assert.deepEqual(register.asked, [[C]]);
});

test('a record older than its line is read again later, while the feed goes on; the cursor stays before it', async () => {
  const { register, kept, follow, time, name } = await setUp(A, B);
  const follower = follow();
  await follower.settled();
  register.lag.set(A, 1);
  register.put(A, 'second');
  register.put(B, 'second');
  register.put(C, 'new');
  follower.poke();
  const until = async (what: () => Promise<boolean>) => { while (!(await what())) await new Promise((resolve) => setTimeout(resolve, 5)); };
  await until(async () => (await kept.told()).length === 2);
  assert.deepEqual(await kept.told(), [`${B} 2`, `${C} 1`]);
  await until(async () => (await loadFeed(sql, 'persons', name)).position === 2);
  assert.equal(follower.standing.lagging, 1);
  register.lag.clear();
  time.now += 100;
  await follower.settled();
  assert.deepEqual(await kept.told(), [`${B} 2`, `${C} 1`, `${A} 2`]);
  assert.equal((await loadFeed(sql, 'persons', name)).position, 5);
});

test('lines that lag are read again by whoever starts after a crash', async () => {
  const { register, kept, follow, name } = await setUp(A, B);
  const first = follow();
  await first.settled();
  register.lag.set(A, 1);
  register.put(A, 'second');
  register.put(B, 'second');
  first.poke();
  while ((await kept.told()).length < 1) await new Promise((resolve) => setTimeout(resolve, 5));
  await first.close();
  register.lag.clear();
  const second = follow();
  await second.settled();
  await second.close();
  assert.deepEqual(await kept.told(), [`${B} 2`, `${A} 2`]);
  assert.equal((await loadFeed(sql, 'persons', name)).position, 4);
});

test('what a replica does not have after ten minutes does not exist', async () => {
  const { register, kept, follow, time } = await setUp(A, B);
  const follower = follow();
  await follower.settled();
  register.put(B, 'second');
  register.history.get(B)!.push(null); // gone, and no line says so
  const settled = follower.settled();
  for (let minute = 0; minute <= 11; minute++) {
    time.now += 60_000;
    follower.poke();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await settled;
  assert.deepEqual(await kept.told(), [`${B} removed`]);
});

test('two instances that wait for one line while another is removed do not make each other begin again for ever', async () => {
  const { register, kept, follow, time } = await setUp(A, B, C);
  const both = [follow(), follow()];
  await Promise.all(both.map((follower) => follower.settled()));
  register.lag.set(A, 1); // and stays so
  register.put(A, 'second');
  register.remove(B);
  register.put(C, 'second');
  let isSettled = false;
  const settled = Promise.all(both.map((follower) => follower.settled())).then(() => (isSettled = true));
  for (let minute = 0; minute < 30 && !isSettled; minute++) {
    const { pages } = register;
    time.now += 60_000;
    both.forEach((follower) => follower.poke());
    while (register.pages < pages + 4 && !isSettled) { // each looks at the newest lines, and before them
      await new Promise((resolve) => setTimeout(resolve, 5));
      both.forEach((follower) => follower.poke());
    }
  }
  assert.equal(isSettled, true, 'the line was waited for anew each time');
  await settled;
  assert.deepEqual((await kept.told()).sort(), [`${B} removed`, `${C} 2`]);
});

test('what is removed or merged is told of once, and an earlier line does not bring it back', async () => {
  const { register, kept, follow, time } = await setUp(A, B, C);
  const follower = follow();
  await follower.settled();
  const late = register.put(A, 'second');
  late.isLate = true;
  register.remove(A);
  register.put(B, 'both', [C]);
  register.remove(C);
  await follower.settled();
  late.isLate = false;
  time.now += 3_000;
  await follower.settled();
  assert.deepEqual(await kept.told(), [`${B} 2`, `${A} removed`, `${C} removed`]);
  assert.deepEqual(await kept.things(), { [B]: 'both 2' });
});

test('where lines were dropped before they were read, everything known is read again and told', async () => {
  const { register, kept, follow, name } = await setUp(A, B, C);
  const first = follow();
  await first.settled();
  await first.close();
  register.put(A, 'second');
  register.remove(B);
  register.first = 6;
  register.put(D, 'new');
  const follower = follow();
  await follower.settled();
  assert.deepEqual((await kept.told()).sort(), [`${A} 2`, `${B} removed`, `${D} 1`]);
  assert.deepEqual(await whereIs(name), { position: 6, discoveredThrough: 3, repair: null, repairedThrough: null });
  assert.equal(follower.progress, null);
});

test('a feed that begins anew is noticed by its end, and whatever version is true by then is kept', async () => {
  const { register, kept, follow } = await setUp(A, B, C);
  const follower = follow();
  await follower.settled();
  register.put(A, 'second');
  register.put(A, 'third');
  await follower.settled();
  register.history.set(A, [{ key: A, version: 1, value: 'anew', absorbed: [] }]);
  register.history.delete(B);
  register.reset();
  await follower.settled();
  assert.deepEqual(await kept.things(), { [A]: 'anew 1', [C]: 'first 1' });
  assert.deepEqual((await kept.told()).slice(1), [`${A} 1`, `${B} removed`]);
  register.put(C, 'second');
  await follower.settled();
  assert.deepEqual((await kept.told()).at(-1), `${C} 2`);
});

test('a feed that begins anew and is longer than before is noticed by what stands at its positions', async () => {
  const { register, kept, follow } = await setUp(A, B, C);
  const follower = follow();
  await follower.settled();
  register.put(A, 'second');
  await follower.settled();
  register.put(B, 'missed');
  register.reset();
  for (let n = 0; n < 5; n++) register.put(D, `number ${n}`);
  await follower.settled();
  assert.deepEqual(await kept.things(), thingsOf(register));
});

test('a repair can be asked for while the feed is followed; nothing true is told again', async () => {
  const { register, kept, follow, name, time } = await setUp(A, B, C);
  const follower = follow();
  await follower.settled();
  await database.admin.unsafe(`update persons.${name}_things set value = 'wrong' where key = '${B}'`);
  assert.equal(await askForRepair(sql, 'persons', name), true);
  time.now += 1_000;
  await follower.settled();
  assert.deepEqual(await kept.things(), thingsOf(register));
  assert.deepEqual(await kept.told(), [`${B} 1`]);
  assert.equal(await askForRepair(sql, 'persons', 'nothing'), false);
});

test('a repair says how far it is, and goes on where it stopped', async () => {
  const { register, kept, follow, name } = await setUp(...Array.from({ length: 2_500 }, (_, at) => keyAt(at)));
  const first = follow();
  await first.settled();
  await first.close();
  await database.admin.unsafe(`update persons.${name}_things set value = 'wrong'`);
  await askForRepair(sql, 'persons', name);
  const said: (string | null)[] = [];
  let applied = 0; // first the newest lines that are looked at again
  const { apply } = kept.options();
  const stopping: Follower<Thing> = follow({
    async apply(...args: Parameters<typeof apply>): Promise<boolean> {
      said.push(stopping.progress);
      if (++applied === 3) {
        void stopping.close();
        throw new Error('stopped in the middle');
      }
      return apply(...args);
    },
  });
  while (applied < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await stopping.close();
  assert.match(said[2]!, new RegExp(`^${name}: 1000 of 2500 records repaired`));
  assert.deepEqual(stopping.standing.repair, 'ASKED');
  register.asked.length = 0;
  const follower = follow();
  await follower.settled();
  assert.equal(register.asked.flat().length, 200 + 1_500);
  assert.deepEqual(await kept.things(), thingsOf(register));
});

test('a storm is read at the rate, a discovery and a repair are not held up', async () => {
  const keys = Array.from({ length: 3_000 }, (_, at) => keyAt(at));
  const { register, follow, paused, time, name } = await setUp(...keys);
  const follower = follow({ rate: new RecordRate({ perSecond: 1_000, atOnce: 1_000, now: () => time.now }) });
  await follower.settled();
  await askForRepair(sql, 'persons', name);
  time.now += 1_000;
  await follower.settled();
  assert.equal(paused.length, 0);
  for (const key of keys) register.put(key, 'corrected');
  await follower.settled();
  assert.ok(paused.length >= 2 && paused.reduce((sum, ms) => sum + ms) >= 2_000, JSON.stringify(paused));
});

test('an urgent list begins at its end, overtakes a storm, and nobody is told twice', async () => {
  const keys = Array.from({ length: 5_000 }, (_, at) => keyAt(at));
  const { register, kept, follow, name } = await setUp(...keys);
  const list = new MemoryRegister();
  list.put(keys[7]!, 'before the hub');
  const events = { ...register.source, page: list.source.page };
  const turns = new Turns();
  const urgent = follow({ name: `${name}/death`, dataSet: name, turns, isUrgent: true, source: events });
  await urgent.settled();
  const main = follow({ dataSet: name, turns });
  await main.settled();
  assert.deepEqual(await whereIs(`${name}/death`), { position: 1, discoveredThrough: 1, repair: null, repairedThrough: null });
  for (const key of keys) register.put(key, 'corrected');
  const { version } = register.put(keys.at(-1)!, 'dead');
  list.put(keys.at(-1)!, 'dead').version = version;
  await Promise.all([main.settled(), urgent.settled()]);
  const told = await kept.told();
  assert.equal(told.length, 5_000);
  assert.equal(new Set(told).size, 5_000);
  assert.ok(told.indexOf(`${keys.at(-1)} 3`) <= 2_000, `told as number ${told.indexOf(`${keys.at(-1)} 3`)}`);
  assert.deepEqual(await kept.things(), thingsOf(register));
});

/** The feed of everything with a list of single events beside it, both followed by a clock that only the test moves. */
async function followBoth() {
  const { register, kept, follow, name } = await setUp(A, B, C);
  const list = new MemoryRegister();
  list.put(A, 'before the hub');
  const timing = movableTiming();
  const resting = new Map<Follower<Thing>, number>();
  const turns = new Turns();
  /** Notes what each of them last asked time for: to rest, or to catch up. */
  const followed = (more: Partial<FollowerOptions<Thing>>) => {
    const after = (ms: number, task: () => void) => {
      resting.set(follower, ms);
      const drop = timing.after(ms, () => (resting.delete(follower), task()));
      return () => (resting.delete(follower), drop());
    };
    const follower: Follower<Thing> = follow({ dataSet: name, turns, now: timing.now, after, pollMs: 250, ...more });
    return follower;
  };
  const held: { until: Promise<void> | null } = { until: null };
  const { source } = kept.options();
  const main = followed({ source: { ...source, records: async (...args) => (await held.until, source.records(...args)) } });
  await main.settled();
  const urgent = followed({ name: `${name}/death`, isUrgent: true, source: { ...register.source, page: list.source.page }, beside: main });
  await urgent.settled();
  const until = async (isSo: () => boolean) => { while (!isSo()) await new Promise((resolve) => setImmediate(resolve)); };
  return { register, list, kept, timing, until, main, urgent, held, restOf: (follower: Follower<Thing>) => resting.get(follower) };
}

test('in a quiet minute the feed is looked at every 250 ms, the list beside it every 5 s, and before both now and then', async () => {
  const { register, list, timing, until, main, urgent, restOf } = await followBoth();
  const areResting = () => restOf(main) === 250 && restOf(urgent) === 5_000;
  await until(areResting);
  register.pages = list.pages = 0;
  for (let at = 0; at < 60_000; at += 250) {
    timing.advance(250);
    await until(areResting);
  }
  assert.deepEqual({ main: register.pages, list: list.pages }, { main: 240 + 20, list: 12 + 12 });
});

test('a feed that does not catch up in half a second wakes the list beside it, which is then looked at as often, until it has', async () => {
  const { register, list, kept, timing, until, main, urgent, restOf, held } = await followBoth();
  await until(() => restOf(main) === 250 && restOf(urgent) === 5_000);
  const { promise, resolve: letGo } = Promise.withResolvers<void>();
  held.until = promise;
  const asked = register.pages;
  register.put(A, 'corrected');
  const { version } = register.put(B, 'dead');
  list.put(B, 'dead').version = version;
  timing.advance(250);
  await until(() => register.pages > asked);
  timing.advance(499);
  assert.deepEqual([main.isBehind, restOf(urgent)], [false, 5_000]);
  timing.advance(1);
  assert.equal(main.isBehind, true);
  await until(() => restOf(urgent) === 250);
  assert.deepEqual(await kept.told(), [`${B} 2`]);
  letGo();
  await until(() => restOf(main) === 250);
  timing.advance(250);
  await until(() => restOf(urgent) === 5_000);
  assert.deepEqual(await kept.told(), [`${B} 2`, `${A} 2`]);
});

test('a feed that goes on after a page, fails, or waits for a replica is behind, and says so once', async () => {
  const { register, time, follow, kept } = await setUp(...Array.from({ length: 1_500 }, (_, at) => keyAt(at)));
  const { source } = kept.options();
  let isAway = false;
  const follower = follow({ source: { ...source, page: async (...args) => (isAway ? Promise.reject(new RegisterUnavailableError('population')) : source.page(...args)) } });
  let told = 0;
  follower.onBehind(() => told++);
  assert.equal(follower.isBehind, true, 'nobody has looked yet');
  await follower.settled();
  assert.deepEqual([follower.isBehind, told], [false, 0]);
  for (const { key } of register.now()) register.put(key, 'corrected');
  await follower.settled();
  assert.deepEqual([follower.isBehind, told], [false, 1]);
  const until = async (isSo: () => boolean) => { while (!isSo()) await new Promise((resolve) => setImmediate(resolve)); };
  isAway = true;
  follower.poke();
  await until(() => follower.isBehind);
  isAway = false;
  await follower.settled();
  assert.deepEqual([follower.isBehind, told], [false, 2]);
  register.lag.set(A, 1);
  register.put(A, 'second');
  follower.poke();
  await until(() => follower.isBehind);
  register.lag.clear();
  time.now += 100;
  await follower.settled();
  assert.deepEqual([follower.isBehind, told], [false, 3]);
});

test('while the register is away, where it stands and why is said; then it goes on', async () => {
  const { register, kept, follow } = await setUp(A);
  let isAway = false;
  const { source } = kept.options();
  const page: typeof source.page = async (...args) => {
    if (isAway) throw new RegisterUnavailableError('population');
    return source.page(...args);
  };
  const follower = follow({ source: { ...source, page } });
  await follower.settled();
  assert.equal(follower.standing.state, 'following');
  isAway = true;
  register.put(B, 'new');
  follower.poke();
  while ((follower.standing.state as string) !== 'waiting') await new Promise((resolve) => setTimeout(resolve, 5));
  assert.equal(follower.position, 1);
  assert.equal(follower.progress, null);
  assert.match(follower.standing.lastFailure!.reason, /population/);
  isAway = false;
  await follower.settled();
  assert.deepEqual([follower.standing.state, follower.position], ['following', 2]);
  assert.deepEqual(await kept.told(), [`${B} 1`]);
});
