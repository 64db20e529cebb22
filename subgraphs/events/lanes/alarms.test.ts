import assert from 'node:assert/strict';
import test from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { Alarms } from './alarms.ts';

test('an alarm rings once, when its moment has come, unless it was taken back', () => {
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const alarms = new Alarms(clock);
  const rung: string[] = [];
  alarms.set(clock.now().add({ seconds: 5 }), () => rung.push('five'));
  alarms.set(clock.now().add({ seconds: 9 }), () => rung.push('nine'));
  const takeBack = alarms.set(clock.now().add({ seconds: 5 }), () => rung.push('never'));
  takeBack();
  clock.advance(4_999);
  alarms.look();
  assert.deepEqual(rung, []);
  clock.advance(1);
  alarms.look();
  alarms.look();
  assert.deepEqual(rung, ['five']);
  clock.advance(60_000);
  alarms.look();
  assert.deepEqual(rung, ['five', 'nine']);
});
