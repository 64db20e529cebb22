import assert from 'node:assert/strict';
import test from 'node:test';
import { Bulkhead } from './bulkhead.ts';
import type { Urgency } from './urgency.ts';

const full = { name: 'Refusal', reason: 'BULKHEAD_FULL' };
const { signal: patient } = new AbortController();

function setUp(waiting = 2) {
  const bulkhead = new Bulkhead({ awaited: { atOnce: 1, waiting }, background: { atOnce: 1, waiting } });
  const order: string[] = [];
  /** Enters and notes when it was let in. */
  const enter = (urgency: Urgency, name: string = urgency, signal = patient) =>
    bulkhead.enter(urgency, signal).then((leave) => (order.push(name), leave));
  return { bulkhead, order, enter };
}

test('so many are let in, so many wait, and the rest is refused at once', async () => {
  const { bulkhead, order, enter } = setUp();
  const leave = await enter('shown', 'first');
  const waiting = [enter('shown', 'second'), enter('shown', 'third')];
  await assert.rejects(enter('shown', 'fourth'), full);
  assert.deepEqual([bulkhead.atOnce, bulkhead.waiting], [1, 2]);
  leave();
  (await waiting[0]!)();
  (await waiting[1]!)();
  assert.deepEqual(order, ['first', 'second', 'third']);
  assert.deepEqual([bulkhead.atOnce, bulkhead.waiting], [0, 0]);
});

test('who is waited for is never behind the background, and the background keeps its own places', async () => {
  const { order, enter } = setUp(1);
  await enter('refresh');
  void enter('change');
  await enter('shown');
  void enter('decision');
  await assert.rejects(enter('refresh'), full);
  assert.deepEqual(order, ['refresh', 'shown']);
});

test('the most urgent is let in first, and takes the place of the least urgent where no more may wait', async () => {
  const { order, enter } = setUp();
  const leave = await enter('refresh', 'inside');
  const refreshes = [enter('refresh', 'early refresh'), enter('refresh', 'late refresh')];
  const change = enter('change');
  await assert.rejects(refreshes[1]!, full);
  const urgent = enter('urgent-change');
  await assert.rejects(refreshes[0]!, full);
  await assert.rejects(enter('change', 'another change'), full);
  leave();
  (await urgent)();
  (await change)();
  assert.deepEqual(order, ['inside', 'urgent-change', 'change']);
});

test('whoever stops waiting leaves the queue, and their place goes to the next', async () => {
  const { bulkhead, order, enter } = setUp(1);
  const leave = await enter('shown', 'first');
  const impatient = new AbortController();
  const gone = enter('shown', 'second', impatient.signal);
  impatient.abort(new Error('gone'));
  await assert.rejects(gone, /gone/);
  assert.equal(bulkhead.waiting, 0);
  const third = enter('shown', 'third');
  leave();
  (await third)();
  await assert.rejects(enter('shown', 'too late', impatient.signal), /gone/);
  assert.deepEqual(order, ['first', 'third']);
  assert.equal(bulkhead.atOnce, 0);
});

test('all who wait can be refused at once, and those inside stay', async () => {
  const { bulkhead, enter } = setUp();
  const leave = await enter('shown');
  const waiting = [enter('shown'), enter('decision')];
  bulkhead.refuseWaiting('BREAKER_OPEN');
  for (const one of waiting) await assert.rejects(one, { reason: 'BREAKER_OPEN' });
  assert.deepEqual([bulkhead.atOnce, bulkhead.waiting], [1, 0]);
  leave();
  assert.equal(bulkhead.atOnce, 0);
});
