import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { seededRandom } from '#kernel/random.ts';
import { Breaker } from './breaker.ts';
import { CallFailure } from './failure.ts';
import { movableTiming } from './movable-timing.ts';

const broken = new CallFailure('status 500', { transient: true, status: 500 });
const isOpen = { name: 'Refusal', reason: 'BREAKER_OPEN' };

function setUp({ pausedMs = (): number => 0 } = {}) {
  const timing = movableTiming();
  const told: string[] = [];
  const register = { isWell: false, probes: [] as number[] };
  const breaker = new Breaker({
    timing,
    random: seededRandom(1),
    probeFirstMs: 500,
    probeMostMs: 2_000,
    async probe() {
      register.probes.push(timing.now());
      if (!register.isWell) throw broken;
    },
    pausedMs,
    opened: ({ message }) => void told.push(`opened: ${message}`),
    closed: () => void told.push('closed'),
  });
  const run = (attempt: () => Promise<unknown>) => breaker.run(attempt, (failure) => failure.isFault);
  const fail = () => run(() => Promise.reject(broken)).catch(() => {});
  const open = async () => { for (let times = 0; times < 5; times++) await fail(); };
  /** Moves on by small steps, as time does. */
  const pass = async (ms: number) => { for (let passed = 0; passed < ms; passed += 50) { timing.advance(50); await setImmediate(); } };
  return { timing, told, register, breaker, run, fail, open, pass };
}

test('it opens after too many failures, refuses at once, and tells so once', async () => {
  const { told, breaker, run, open } = setUp();
  await open();
  assert.equal(breaker.state, 'open');
  await assert.rejects(run(() => assert.fail('sent')), isOpen);
  assert.deepEqual(told, ['opened: status 500']);
});

test('it looks by itself, first after half a second and then at most every two, and closes when it is answered', async () => {
  const { told, register, breaker, run, open, pass } = setUp();
  await open();
  await pass(10_000);
  const [first, ...others] = register.probes;
  assert.ok(first! >= 375 && first! <= 550, `${first}`);
  const gaps = others.map((at, nth) => at - register.probes[nth]!);
  assert.ok(gaps.length >= 4 && gaps.every((gap) => gap <= 2_050), `${gaps}`);
  register.isWell = true;
  await pass(2_050);
  assert.equal(breaker.state, 'closed');
  assert.equal(await run(async () => 'fine'), 'fine');
  assert.deepEqual(told, ['opened: status 500', 'closed']);
  const { length } = register.probes;
  await pass(10_000);
  assert.equal(register.probes.length, length, 'a closed one is not probed');
});

test('while a probe is under way everything else is refused', async () => {
  const { timing, breaker, run, open } = setUp();
  await open();
  timing.advance(500);
  assert.equal(breaker.state, 'half-open');
  await assert.rejects(run(() => assert.fail('sent')), isOpen);
});

test('what is no fault of the register does not open it', async () => {
  const { breaker, run } = setUp();
  const forbidden = new CallFailure('status 403', { transient: false, status: 403 });
  for (let times = 0; times < 50; times++) await assert.rejects(run(() => Promise.reject(forbidden)), forbidden);
  assert.equal(breaker.state, 'closed');
});

test('calls that began before it opened say nothing of the register that answers again', async () => {
  const { told, register, breaker, run, open, pass } = setUp();
  const { promise: hung, reject } = Promise.withResolvers<never>();
  const late = Array.from({ length: 10 }, () => assert.rejects(run(() => hung), broken));
  await open();
  register.isWell = true;
  await pass(500);
  assert.equal(breaker.state, 'closed');
  reject(broken);
  await Promise.all(late);
  assert.equal(breaker.state, 'closed');
  assert.deepEqual(told, ['opened: status 500', 'closed']);
});

test('it opens again when the register fails again, and begins with a short wait', async () => {
  const { told, register, breaker, open, pass } = setUp();
  await open();
  await pass(5_000);
  register.isWell = true;
  await pass(2_050);
  register.isWell = false;
  await open();
  assert.equal(breaker.state, 'open');
  register.isWell = true;
  await pass(500);
  assert.equal(breaker.state, 'closed');
  assert.deepEqual(told.length, 4);
});

test('a register that asked for a pause is not probed before its end', async () => {
  const pause = { left: (): number => 0 };
  const { timing, register, open, pass } = setUp({ pausedMs: () => pause.left() });
  await open();
  pause.left = () => Math.max(0, 30_000 - timing.now());
  await pass(29_950);
  assert.deepEqual(register.probes, []);
  await pass(50);
  assert.deepEqual(register.probes, [30_000]);
});

test('once closed down nothing is left that would run later', async () => {
  const { timing, breaker, fail, open } = setUp();
  await open();
  assert.equal(timing.pending, 1);
  breaker.close();
  assert.equal(timing.pending, 0);
  const other = setUp();
  other.breaker.close();
  await other.open();
  await fail();
  assert.equal(other.timing.pending, 0);
});
