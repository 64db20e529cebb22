import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { seededRandom } from '#kernel/random.ts';
import { Faults, NO_FAULT } from './faults.ts';

const faults = (clock = fixedClock('2026-11-20T10:00:00Z')) => new Faults(clock, seededRandom('test'));

test('a fault concerns one register only', () => {
  const set = faults();
  set.set('population', { latencyMs: 50 });
  assert.equal(set.draw('population', 'reads').latencyMs, 50);
  assert.deepEqual(set.draw('addresses', 'reads'), NO_FAULT);
});

test('a fault may concern one kind of calls only', () => {
  const set = faults();
  set.set('population', { reset: true, on: 'changes' });
  assert.equal(set.draw('population', 'changes').fails, 'reset');
  assert.deepEqual(set.draw('population', 'reads'), NO_FAULT);
});

test('a fault ends by itself at the instant it names', () => {
  const clock = fixedClock('2026-11-20T10:00:00Z');
  const set = faults(clock);
  set.set('addresses', { errorRate: 1, replicaLagMs: 5, lateLines: 2, until: '2026-11-20T10:00:30Z' });
  assert.deepEqual(set.draw('addresses', 'reads').fails, { status: 503, retryAfterSeconds: null });
  assert.deepEqual([set.replicaLagMs('addresses'), set.lateLines('addresses')], [5, 2]);
  clock.advance(30_000);
  assert.deepEqual(set.draw('addresses', 'reads'), NO_FAULT);
  assert.deepEqual([set.replicaLagMs('addresses'), set.lateLines('addresses')], [0, 0]);
});

test('an error rate is a share of calls, the same in every run', () => {
  const draw = () => {
    const set = faults();
    set.set('population', { errorRate: 0.3, status: 429, retryAfterSeconds: 2 });
    return Array.from({ length: 1_000 }, () => set.draw('population', 'reads').fails);
  };
  const first = draw();
  assert.deepEqual(draw(), first);
  assert.ok(Math.abs(first.filter(Boolean).length - 300) < 45);
  assert.deepEqual(first.find(Boolean), { status: 429, retryAfterSeconds: 2 });
});

test('a status or a reset without a rate is every call', () => {
  const set = faults();
  for (const [fault, fails] of [[{ status: 500 }, { status: 500, retryAfterSeconds: null }], [{ reset: true }, 'reset']] as const) {
    set.set('population', fault);
    for (let call = 0; call < 20; call++) assert.deepEqual(set.draw('population', 'reads').fails, fails);
  }
});

test('clearing ends every fault', () => {
  const set = faults();
  set.set('population', { body: 'half' });
  set.clear();
  assert.deepEqual(set.draw('population', 'reads'), NO_FAULT);
});
