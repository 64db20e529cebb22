import assert from 'node:assert/strict';
import test from 'node:test';
import { CircuitState } from 'cockatiel';
import { FailureRate } from './failure-rate.ts';

const { Closed, HalfOpen } = CircuitState;

function setUp() {
  const time = { ms: 0 };
  const rate = new FailureRate(() => time.ms);
  const times = <T>(count: number, run: () => T) => Array.from({ length: count }, run);
  return { time, rate, times, good: () => rate.success(Closed), bad: () => rate.failure(Closed) };
}

test('five failures in a row are too many, and one success among them begins anew', () => {
  const { times, good, bad } = setUp();
  assert.deepEqual(times(4, bad), [false, false, false, false]);
  good();
  assert.deepEqual(times(5, bad), [false, false, false, false, true]);
});

test('half of twenty calls is too many, and half of fewer is not', () => {
  const { times, good, bad } = setUp();
  const verdicts = times(10, () => (good(), bad()));
  assert.deepEqual(verdicts, [...Array(9).fill(false), true]);
});

test('fewer than half is not too many, however many there are', () => {
  const { times, good, bad } = setUp();
  assert.ok(times(100, () => { good(); good(); return bad(); }).every((isTooMany) => !isTooMany));
});

test('what was ten seconds ago no longer counts', () => {
  const { time, times, good, bad } = setUp();
  times(9, () => (good(), bad()));
  time.ms = 10_000;
  good();
  assert.equal(bad(), false);
  time.ms = 19_999;
  times(8, () => (good(), bad()));
  assert.equal((good(), bad()), true);
});

test('a probe that fails keeps it open; one that succeeds forgets what was', () => {
  const { rate, times, good, bad } = setUp();
  times(9, () => (good(), bad()));
  assert.equal(rate.failure(HalfOpen), true);
  rate.success(HalfOpen);
  assert.equal((good(), bad()), false);
});
