import assert from 'node:assert/strict';
import test from 'node:test';
import { Turns } from './turns.ts';

test('one works at a time, and what is urgent goes before what waited longer', async () => {
  const turns = new Turns();
  const done: string[] = [];
  let atOnce = 0;
  const work = (name: string, isUrgent: boolean) => turns.take(isUrgent, async () => {
    assert.equal(++atOnce, 1);
    await Promise.resolve();
    done.push(name);
    atOnce--;
  });
  await Promise.all([work('first', false), work('second', false), work('third', false), work('urgent', true)]);
  assert.deepEqual(done, ['first', 'urgent', 'second', 'third']);
});

test('who fails lets the next have its turn', async () => {
  const turns = new Turns();
  const failing = turns.take(false, async () => {
    throw new Error('broken');
  });
  const next = turns.take(false, async () => 'done');
  await assert.rejects(failing, /broken/);
  assert.equal(await next, 'done');
  assert.equal(await turns.take(true, async () => 'again'), 'again');
});

test('what was found to be gone is known to whoever read before, and to nobody who reads after', () => {
  const turns = new Turns();
  const before = turns.removals;
  turns.noteRemoved([{ key: 'a', version: 3 }]);
  assert.equal(turns.isRemovedSince(before, ['b', 'a']), true);
  assert.equal(turns.isRemovedSince(before, ['b']), false);
  assert.equal(turns.isRemovedSince(turns.removals, ['a']), false);
  const line = { key: 'a', position: 1, changedAt: null, isRemoved: false };
  assert.deepEqual([turns.isOver({ ...line, version: 3 }), turns.isOver({ ...line, version: 4 })], [true, false]);
  turns.noteRemoved(Array.from({ length: 10_000 }, (_, at) => ({ key: `other ${at}`, version: 1 })));
  assert.equal(turns.isRemovedSince(before, ['a']), false, 'only the newest are remembered');
});
