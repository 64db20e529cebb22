import assert from 'node:assert/strict';
import test from 'node:test';
import { fixedClock } from './clock.ts';
import { parseDay } from './days.ts';

test('the day moves forward, never back, and the instant stays', () => {
  const clock = fixedClock('2026-11-20T09:00:00Z');
  clock.moveTo(parseDay('2027-01-01'));
  assert.equal(clock.today().toString(), '2027-01-01');
  assert.equal(clock.now().toString(), '2026-11-20T09:00:00Z');
  assert.throws(() => clock.moveTo(parseDay('2026-12-31')), /only move forward/);
});

test('listeners hear of a change of day once, by midnight in Riga or by moving', () => {
  const clock = fixedClock('2026-11-20T21:59:00Z');
  const heard: string[] = [];
  const stop = clock.onDayChanged((from, to) => heard.push(`${from}→${to}`));
  clock.advance(30_000);
  clock.advance(30_000);
  clock.moveTo(parseDay('2026-11-25'));
  clock.moveTo(parseDay('2026-11-25'));
  stop();
  clock.moveTo(parseDay('2026-12-01'));
  assert.deepEqual(heard, ['2026-11-20→2026-11-21', '2026-11-21→2026-11-25']);
});

test('the day lasts until midnight in Riga, whatever day it was moved to', () => {
  const clock = fixedClock('2026-11-20T21:59:00Z');
  assert.equal(clock.untilMidnightMs(), 60_000);
  clock.moveTo(parseDay('2026-11-25'));
  assert.equal(clock.untilMidnightMs(), 60_000);
  clock.advance(60_000);
  assert.equal(clock.untilMidnightMs(), 24 * 60 * 60_000);
});
