import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import pino from 'pino';
import { fixedClock } from '#kernel/clock.ts';
import { seededRandom } from '#kernel/random.ts';
import { defaultLimits } from './config.ts';
import { CallFailure, failureOf } from './failure.ts';
import { movableTiming } from './movable-timing.ts';
import { RegisterGuard } from './register-guard.ts';
import type { Urgency } from './urgency.ts';

const failing = (status: number, retryAfterMs?: number) => new CallFailure(`status ${status}`, { transient: false, status, ...(retryAfterMs ? { retryAfterMs } : {}) });
const late = failureOf(new DOMException('', 'TimeoutError'));
const { signal: patient } = new AbortController();
const refused = (reason: string) => ({ name: 'Refusal', reason });

function setUp() {
  const timing = movableTiming();
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const lines: string[] = [];
  const probe = { answer: async (): Promise<unknown> => { throw failing(500); } };
  const guard = new RegisterGuard({
    register: 'population',
    limits: { ...defaultLimits, awaitedAtOnce: 1, awaitedWaiting: 1, backgroundAtOnce: 1, backgroundWaiting: 1 },
    clock,
    timing,
    random: seededRandom(1),
    logger: pino({ level: 'trace' }, { write: (line: string) => void lines.push(JSON.parse(line).msg) }),
    probe: () => probe.answer(),
  });
  const call = (attempt: (before: number) => Promise<unknown>, { urgency = 'shown' as Urgency, permission = '1' as string | null, signal = patient } = {}) =>
    guard.call({ urgency, permission, signal }, attempt);
  const pass = async (ms: number) => { timing.advance(ms); clock.advance(ms); for (let turn = 0; turn < 5; turn++) await setImmediate(); };
  const open = async () => { for (let times = 0; times < 5; times++) await call(() => Promise.reject(failing(500))).catch(() => {}); };
  return { timing, guard, lines, probe, call, pass, open };
}

test('a register that asks for a pause gets it: nothing is sent under that permission until it is over', async () => {
  const { guard, lines, call, pass } = setUp();
  await assert.rejects(call(() => Promise.reject(failing(429, 5_000))), { status: 429 });
  for (const urgency of ['decision', 'shown', 'refresh'] as const) await assert.rejects(call(() => assert.fail('sent'), { urgency }), refused('PAUSED'));
  assert.equal(guard.standing.state, 'paused');
  assert.equal(guard.standing.pausedUntil?.toString(), '2026-11-20T09:00:05Z');
  assert.equal(await call(async () => 'fine', { permission: '2' }), 'fine', 'another permission is not used up');
  await pass(5_000);
  assert.equal(await call(async () => 'fine'), 'fine');
  assert.deepEqual([guard.standing.state, guard.standing.pausedUntil], ['closed', null]);
  assert.deepEqual(lines, ['a register asked for a pause']);
});

test('a register out of service pauses every permission, and whoever waits is told at once', async () => {
  const { guard, call } = setUp();
  const { promise, reject } = Promise.withResolvers<never>();
  const under = call(() => promise);
  const waiting = call(() => assert.fail('sent'));
  reject(failing(503, 1_000));
  await assert.rejects(under, { status: 503 });
  await assert.rejects(waiting, refused('PAUSED'));
  await assert.rejects(call(() => assert.fail('sent'), { permission: '2' }), refused('PAUSED'));
  assert.equal(guard.standing.state, 'paused');
});

test('a pause is no longer than a minute, whatever was asked for', async () => {
  const { guard, call } = setUp();
  await assert.rejects(call(() => Promise.reject(failing(429, 86_400_000))));
  assert.equal(guard.standing.pausedUntil?.toString(), '2026-11-20T09:01:00Z');
});

test('what a register asks to leave alone is not tried again', async () => {
  const { call } = setUp();
  let attempts = 0;
  const busy = new CallFailure('status 503', { transient: true, status: 503, retryAfterMs: 1_000 });
  await assert.rejects(call(() => { attempts++; return Promise.reject(busy); }), busy);
  assert.equal(attempts, 1);
});

test('a call whose next attempt would be refused ends as the last one did', async () => {
  const { guard, call, open } = setUp();
  const { promise, reject } = Promise.withResolvers<never>();
  const unlucky = new CallFailure('connection failed: ECONNRESET', { transient: true });
  const calling = call(() => promise, { urgency: 'refresh' });
  await open();
  reject(unlucky);
  await assert.rejects(calling, unlucky);
  assert.equal(guard.standing.state, 'open');
});

test('people who wait are refused the moment the register is given up', async () => {
  const { guard, call } = setUp();
  const attempts = [Promise.withResolvers<never>(), Promise.withResolvers<never>()];
  for (let times = 0; times < 4; times++) await call(() => Promise.reject(failing(500))).catch(() => {});
  const under = [call(() => attempts[0]!.promise), call(() => attempts[1]!.promise, { urgency: 'refresh' })];
  const waiting = [call(() => assert.fail('sent')), call(() => assert.fail('sent'), { urgency: 'change' })];
  assert.deepEqual([guard.standing.atOnce, guard.standing.waiting], [2, 2]);
  attempts[0]!.reject(failing(500));
  await assert.rejects(under[0]!, { status: 500 });
  for (const one of waiting) await assert.rejects(one, refused('BREAKER_OPEN'));
  attempts[1]!.reject(failing(500));
  await assert.rejects(under[1]!, { status: 500 });
  assert.deepEqual([guard.standing.atOnce, guard.standing.waiting], [0, 0]);
});

test('whoever found no place before the deadline is not told that the register failed', async () => {
  const { guard, call } = setUp();
  const ending = new AbortController();
  const under = call(() => new Promise(() => {}), { signal: ending.signal });
  const waiting = call(() => assert.fail('sent'), { signal: ending.signal });
  ending.abort(new DOMException('', 'TimeoutError'));
  await assert.rejects(under, { name: 'TimeoutError' });
  await assert.rejects(waiting, refused('BULKHEAD_FULL'));
  assert.equal(guard.standing.atOnce, 0);
});

test('no answer counts against the register only where it had the time for one', async () => {
  const { guard, timing, call } = setUp();
  const after = (ms: number) => call(async () => { timing.advance(ms); throw late; }).catch(() => {});
  for (let times = 0; times < 10; times++) await after(999);
  assert.equal(guard.standing.state, 'closed');
  for (let times = 0; times < 5; times++) await after(1_000);
  assert.equal(guard.standing.state, 'open');
});

test('requests that ended first do not speak against the register', async () => {
  const { guard, call } = setUp();
  for (let times = 0; times < 50; times++) await call(() => Promise.reject(failureOf(new DOMException('', 'AbortError')))).catch(() => {});
  assert.equal(guard.standing.state, 'closed');
});

test('its state changes are told once each, however many calls are refused', async () => {
  const { guard, lines, probe, call, pass, open } = setUp();
  await open();
  for (let times = 0; times < 100; times++) await assert.rejects(call(() => assert.fail('sent')), refused('BREAKER_OPEN'));
  await pass(500);
  await pass(1_000);
  probe.answer = async () => ({});
  await pass(2_000);
  assert.equal(guard.standing.state, 'closed');
  assert.deepEqual(lines, ['a register fails too often and is only probed until it answers', 'a register answers again']);
  assert.equal(guard.standing.since.toString(), '2026-11-20T09:00:03.5Z');
});

for (const [says, answer, state] of [
  ['is refused', failing(403), 'closed'],
  ['is too much for its permission', failing(429, 1_000), 'closed'],
  ['fails', failing(500), 'open'],
  ['is not answered in time', new DOMException('', 'TimeoutError'), 'open'],
] as const) {
  test(`a probe that ${says} leaves the register ${state}`, async () => {
    const { guard, probe, pass, open } = setUp();
    await open();
    probe.answer = () => Promise.reject(answer);
    await pass(500);
    assert.equal(guard.standing.state, state);
  });
}

test('what opens for asking for a pause is not probed during it', async () => {
  const { guard, call, probe, pass } = setUp();
  probe.answer = async () => ({});
  const { promise, reject } = Promise.withResolvers<never>();
  const calling = call(() => promise);
  for (let times = 0; times < 4; times++) await call(() => Promise.reject(failing(500)), { urgency: 'refresh' }).catch(() => {});
  reject(failing(503, 10_000));
  await assert.rejects(calling, { status: 503 });
  assert.equal(guard.standing.state, 'open');
  await pass(9_000);
  assert.equal(guard.standing.state, 'open');
  await pass(1_000);
  assert.equal(guard.standing.state, 'closed');
});

test('a probe that asks for a pause is the last one until its end', async () => {
  const { guard, probe, pass, open } = setUp();
  await open();
  let probes = 0;
  probe.answer = () => { probes++; return Promise.reject(failing(503, 20_000)); };
  await pass(500);
  for (let seconds = 0; seconds < 19; seconds++) await pass(1_000);
  assert.equal(probes, 1);
  probe.answer = async () => ({});
  await pass(1_000);
  assert.equal(guard.standing.state, 'closed');
});

test('once closed down nothing runs later and nobody waits', async () => {
  const { guard, timing, call } = setUp();
  void call(() => new Promise(() => {}));
  const waiting = call(() => assert.fail('sent'));
  guard.close();
  await assert.rejects(waiting, refused('BREAKER_OPEN'));
  const other = setUp();
  await other.open();
  other.guard.close();
  assert.deepEqual([timing.pending, other.timing.pending], [0, 0]);
});
