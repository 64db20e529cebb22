import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { seededRandom } from '#kernel/random.ts';
import { Faults, NO_FAULT } from './faults.ts';

const faults = (clock = fixedClock('2026-11-20T10:00:00Z')) => new Faults(clock, seededRandom('test'));

test('a fault concerns one register only', () => {
  const set = faults();
  set.set('population', { latencyMs: 50 });
  assert.equal(set.draw('population').latencyMs, 50);
  assert.deepEqual(set.draw('addresses'), NO_FAULT);
});

test('a fault ends by itself at the instant it names', () => {
  const clock = fixedClock('2026-11-20T10:00:00Z');
  const set = faults(clock);
  set.set('addresses', { errorRate: 1, until: '2026-11-20T10:00:30Z' });
  assert.equal(set.draw('addresses').fails, true);
  clock.advance(30_000);
  assert.deepEqual(set.draw('addresses'), NO_FAULT);
});

test('an error rate is a share of calls, the same in every run', () => {
  const draw = () => {
    const set = faults();
    set.set('population', { errorRate: 0.3 });
    return Array.from({ length: 1_000 }, () => set.draw('population').fails);
  };
  const first = draw();
  assert.deepEqual(draw(), first);
  assert.ok(Math.abs(first.filter(Boolean).length - 300) < 45);
});

test('clearing ends every fault', () => {
  const set = faults();
  set.set('population', { body: 'half' });
  set.clear();
  assert.deepEqual(set.draw('population'), NO_FAULT);
});
