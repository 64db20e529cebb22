import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TailEvent } from './app/model.ts';
import { emptyTail, HEARTBEAT, reduceTail, ROWS_MOST, startOfTail } from './app/tail-state.ts';

const event = (sequence: number, type = 'lv.vienkopus.requests.submitted.v1'): TailEvent => ({
  id: `id ${sequence}`,
  type,
  time: '2026-11-20T09:00:00Z',
  subject: 'request',
  sequence: String(sequence),
  subjectVersion: 1,
  municipalityCode: null,
  data: '{}',
});
const hear = (state: typeof emptyTail, ...events: TailEvent[]) => reduceTail(state, { type: 'heard', events, at: 1 });

test('events stand newest first, and the tail has heard through the last of them', () => {
  const state = hear(hear(emptyTail, event(1), event(2)), event(5));
  assert.deepEqual(state.rows.map(({ sequence }) => sequence), ['5', '2', '1']);
  assert.equal(state.through, '5');
});

test('a heartbeat is no row, but tells how far the hub has looked', () => {
  const state = hear(hear(emptyTail, event(1)), event(40, HEARTBEAT));
  assert.equal(state.rows.length, 1);
  assert.equal(state.through, '40');
});

test('an event that comes twice, as after a disconnect, is one row', () => {
  const state = hear(hear(emptyTail, event(1), event(2)), event(2), event(3));
  assert.deepEqual(state.rows.map(({ sequence }) => sequence), ['3', '2', '1']);
});

test('however many events come, the page keeps the newest', () => {
  let state = emptyTail;
  for (let sequence = 1; sequence <= ROWS_MOST * 3; sequence += 50) state = hear(state, ...Array.from({ length: 50 }, (_, more) => event(sequence + more)));
  assert.equal(state.rows.length, ROWS_MOST);
  assert.equal(state.rows[0]!.sequence, String(ROWS_MOST * 3));
});

test('where the log no longer reaches, the tail pauses until it is told to go on', () => {
  const state = reduceTail(emptyTail, { type: 'too-old' });
  assert.deepEqual([state.isTooOld, state.isPaused], [true, true]);
  const onward = reduceTail(state, { type: 'paused', isPaused: false });
  assert.deepEqual([onward.isTooOld, onward.isPaused], [false, false]);
});

test('a tail begins with what waits to be acknowledged, and not further back than can be looked at', () => {
  assert.equal(startOfTail({ acknowledged: '453', lag: 7 }), '453');
  assert.equal(startOfTail({ acknowledged: '453', lag: 1_000_000 }), '990453');
});
