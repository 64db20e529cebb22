import assert from 'node:assert/strict';
import test from 'node:test';
import { Turns } from './turns.ts';

const hanging = () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { promise, resolve };
};
const soon = () => new Promise((resolve) => setImmediate(resolve));

test('so many attempts go on at once, and the others begin in the order they came', async () => {
  const turns = new Turns({ quick: 2, quickMs: 60_000 });
  const attempts = Array.from({ length: 5 }, hanging);
  const begun: number[] = [];
  const all = attempts.map(({ promise }, index) => turns.take(false, () => (begun.push(index), promise)));
  await soon();
  assert.deepEqual(begun, [0, 1]);
  attempts[1]!.resolve();
  await soon();
  assert.deepEqual(begun, [0, 1, 2]);
  for (const { resolve } of attempts) resolve();
  await Promise.all(all);
  assert.deepEqual(begun, [0, 1, 2, 3, 4]);
});

test('receivers that failed before keep nobody else from their turn', async () => {
  const turns = new Turns({ quick: 1, slow: 1, quickMs: 60_000 });
  const [first, second] = [hanging(), hanging()];
  const suspects = [turns.take(true, () => first.promise), turns.take(true, () => second.promise)];
  assert.equal(await turns.take(false, async () => 'done'), 'done');
  first.resolve();
  second.resolve();
  await Promise.all(suspects);
});

test('an attempt that lasts gives its place to the next and goes on', async () => {
  const turns = new Turns({ quick: 1, slow: 1, quickMs: 20 });
  const slow = hanging();
  const first = turns.take(false, () => slow.promise);
  assert.equal(await turns.take(false, async () => 'done'), 'done');
  slow.resolve();
  await first;
});

test('an attempt that throws gives its place back', async () => {
  const turns = new Turns({ quick: 1, quickMs: 60_000 });
  await assert.rejects(turns.take(false, () => Promise.reject(new Error('no'))), /no/);
  assert.equal(await turns.take(false, async () => 'done'), 'done');
});
