import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { fixedClock } from '#kernel/clock.ts';
import { RecordCache } from './record-cache.ts';

/** A register whose answers come when told, and a cache before it. */
function setUp(limits = {}) {
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const calls: { ids: string[]; permission: string; answer(values: Record<string, string>): void; fail(error: Error): void }[] = [];
  const cache = new RecordCache<string>({
    source: 'register',
    clock,
    limits,
    fetch(ids, permission) {
      const { promise, resolve, reject } = Promise.withResolvers<Map<string, string>>();
      calls.push({ ids, permission, answer: (values) => resolve(new Map(Object.entries(values))), fail: reject });
      return promise;
    },
  });
  const read = async (ids: string[], options: { permission?: string; fresh?: boolean; signal?: AbortSignal } = {}) => {
    const found = await cache.readMany(ids, { permission: '1', ...options });
    return Object.fromEntries([...found].map(([id, { value }]) => [id, value]));
  };
  return { clock, calls, cache, read };
}

test('what is asked for within a turn goes out together, each record once', async () => {
  const { calls, read } = setUp();
  const [one, two] = [read(['a', 'b']), read(['b', 'c'])];
  await setImmediate();
  assert.deepEqual(calls.map(({ ids }) => ids), [['a', 'b', 'c']]);
  calls[0]!.answer({ a: 'A', b: 'B', c: 'C' });
  assert.deepEqual([await one, await two], [{ a: 'A', b: 'B' }, { b: 'B', c: 'C' }]);
});

test('more than a hundred go out in batches of a hundred', async () => {
  const { calls, read } = setUp();
  void read(Array.from({ length: 250 }, (_, at) => String(at)));
  await setImmediate();
  assert.deepEqual(calls.map(({ ids }) => ids.length), [100, 100, 50]);
});

test('a value is served from memory while fresh and read again after, with its age', async () => {
  const { clock, calls, cache, read } = setUp({ freshForMs: 1_000 });
  const first = read(['a']);
  await setImmediate();
  calls[0]!.answer({ a: 'old' });
  await first;
  clock.advance(1_000);
  assert.deepEqual(await read(['a']), { a: 'old' });
  const kept = (await cache.readMany(['a'], { permission: '1' })).get('a')!;
  assert.equal(kept.readAt.toString(), '2026-11-20T09:00:00Z');
  clock.advance(1);
  assert.equal(cache.isStale(kept.readAt), true);
  const again = read(['a']);
  await setImmediate();
  calls[1]!.answer({ a: 'new' });
  assert.deepEqual(await again, { a: 'new' });
});

test('nobody sees what was read under another permission', async () => {
  const { calls, read } = setUp();
  const [one, two] = [read(['a'], { permission: '1' }), read(['a'], { permission: '2' })];
  await setImmediate();
  assert.deepEqual(calls.map(({ permission }) => permission), ['1', '2']);
  calls[0]!.answer({ a: 'for one' });
  calls[1]!.answer({ a: 'for two' });
  assert.deepEqual([await one, await two], [{ a: 'for one' }, { a: 'for two' }]);
});

test('a fill does not outlive a purge: who asked before gets the old value, nobody after does', async () => {
  const { calls, cache, read } = setUp();
  const before = read(['a']);
  await setImmediate();
  cache.purge(['a']);
  const after = read(['a']);
  await setImmediate();
  assert.equal(calls.length, 2);
  calls[1]!.answer({ a: 'new' });
  assert.deepEqual(await after, { a: 'new' });
  calls[0]!.answer({ a: 'old' });
  assert.deepEqual(await before, { a: 'old' });
  assert.deepEqual(await read(['a']), { a: 'new' });
});

test('a purge forgets exactly the records named, under every permission', async () => {
  const { calls, cache, read } = setUp();
  const reads = [read(['a', 'b'], { permission: '1' }), read(['a'], { permission: '2' })];
  await setImmediate();
  for (const call of calls) call.answer({ a: 'A', b: 'B' });
  await Promise.all(reads);
  cache.purge(['a']);
  void read(['a', 'b'], { permission: '1' });
  void read(['a'], { permission: '2' });
  await setImmediate();
  assert.deepEqual(calls.slice(2).map(({ ids }) => ids), [['a'], ['a']]);
});

test('a decision reads anew, past memory and past a read already sent', async () => {
  const { calls, read } = setUp();
  const shown = read(['a']);
  await setImmediate();
  const decided = read(['a'], { fresh: true });
  await setImmediate();
  assert.equal(calls.length, 2);
  calls[1]!.answer({ a: 'new' });
  calls[0]!.answer({ a: 'old' });
  assert.deepEqual([await shown, await decided], [{ a: 'old' }, { a: 'new' }]);
  assert.deepEqual(await read(['a']), { a: 'new' }, 'the older answer came later and is not kept');
});

test('an unknown id is remembered, shortly', async () => {
  const { clock, calls, read } = setUp({ unknownForMs: 1_000 });
  const first = read(['a']);
  await setImmediate();
  calls[0]!.answer({});
  assert.deepEqual(await first, {});
  assert.deepEqual(await read(['a']), {});
  assert.equal(calls.length, 1);
  clock.advance(1_001);
  void read(['a']);
  await setImmediate();
  assert.equal(calls.length, 2);
});

test('a failure reaches all who wait and is not remembered', async () => {
  const { calls, read } = setUp();
  const waiting = [read(['a']), read(['a'])];
  await setImmediate();
  calls[0]!.fail(new Error('down'));
  for (const { status } of await Promise.allSettled(waiting)) assert.equal(status, 'rejected');
  const again = read(['a']);
  await setImmediate();
  calls[1]!.answer({ a: 'A' });
  assert.deepEqual(await again, { a: 'A' });
});

test('who leaves stops waiting; the read goes on for the others', async () => {
  const { calls, read } = setUp();
  const leaving = new AbortController();
  const [gone, staying] = [read(['a'], { signal: leaving.signal }), read(['a'])];
  await setImmediate();
  leaving.abort(new Error('left'));
  await assert.rejects(gone, /left/);
  calls[0]!.answer({ a: 'A' });
  assert.deepEqual(await staying, { a: 'A' });
});

test('memory is bounded', async () => {
  const { calls, read } = setUp({ entries: 2 });
  const first = read(['a', 'b', 'c']);
  await setImmediate();
  calls[0]!.answer({ a: 'A', b: 'B', c: 'C' });
  await first;
  void read(['a', 'b', 'c']);
  await setImmediate();
  assert.deepEqual(calls[1]!.ids, ['a']);
});

test('it counts what was in memory, too old, already being read and not there', async () => {
  const { clock, calls, cache, read } = setUp({ freshForMs: 1_000 });
  const both = [read(['a', 'b']), read(['b'])];
  await setImmediate();
  calls[0]!.answer({ a: 'A', b: 'B' });
  await Promise.all(both);
  await read(['a']);
  clock.advance(1_001);
  void read(['a']);
  assert.deepEqual(cache.counts, { hit: 1, stale: 1, shared: 1, miss: 2 });
});
