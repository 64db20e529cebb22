import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { fixedClock } from '#kernel/clock.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import type { Outcome } from '../delivery.ts';
import { Alarms } from './alarms.ts';
import { Attempts } from './attempts.ts';
import { Lane, type LaneParts } from './lane.ts';
import type { PushedSubscription, Replay } from './pushed.ts';
import { ReplayRun } from './replay-run.ts';
import { MemoryJournal, MemoryLog, pushedTo, ScriptedReceiver, unobserved, until } from './testing.ts';
import { Turns } from './turns.ts';

const DAY = 24 * 3_600_000;
const delivered: Outcome = { kind: 'DELIVERED', status: 200 };
const failed = (status?: number, retryAfterMs?: number): Outcome =>
  ({ kind: 'FAILED', reason: status ? `STATUS_${status}` : 'TIMEOUT', ...(status ? { status } : {}), ...(retryAfterMs ? { retryAfterMs } : {}) });

function setUp() {
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const alarms = new Alarms(clock);
  const [log, journal, receiver] = [new MemoryLog(), new MemoryJournal(), new ScriptedReceiver()];
  const logger = createLogger('silent');
  const attempts = new Attempts({ deliverers: { WEBHOOK: receiver }, turns: new Turns(), clock, logger, observe: unobserved });
  const parts: LaneParts = { open: async () => log.open(), attempts, journal, alarms, clock, random: seededRandom(1), logger, observe: unobserved };
  const pass = (ms: number) => {
    clock.advance(ms);
    alarms.look();
  };
  return { clock, log, journal, receiver, parts, pass, start: (over?: Partial<PushedSubscription>) => new Lane(parts, pushedTo(over)) };
}

test('events are delivered in order, and the cursor follows', async () => {
  const { clock, log, journal, receiver, start } = setUp();
  const lane = start();
  const events = [...log.append(300, clock.now()), ...log.append(3, clock.now())];
  await until(() => receiver.taken.length === 303);
  await lane.stop();
  assert.deepEqual(receiver.taken, events.map(({ id }) => id));
  assert.equal(journal.cursor, 303);
});

test('what is not its own moves the cursor and is not delivered', async () => {
  const { clock, log, journal, receiver, parts } = setUp();
  log.append(10, clock.now());
  const lane = new Lane({ ...parts, open: async () => log.open((sequence) => sequence === 4) }, pushedTo());
  await until(() => journal.cursor === 10);
  await lane.stop();
  assert.deepEqual(receiver.taken, [log.events[3]!.id]);
});

test('a failure is tried again when its time has come, nothing overtakes it, and the third in a row is told once', async () => {
  const { clock, log, journal, receiver, pass, start } = setUp();
  receiver.answer = () => failed(503);
  const lane = start();
  const events = log.append(3, clock.now());
  for (let failures = 1; failures <= 6; failures++) {
    await until(() => journal.failings.length === failures);
    assert.equal(journal.state, failures < 3 ? 'ACTIVE' : 'FAILING');
    if (failures < 6) pass(6 * 3_600_000);
  }
  assert.equal(journal.told, 1);
  assert.deepEqual(new Set(receiver.seen.map(({ id }) => id)), new Set([events[0]!.id]));
  assert.deepEqual(receiver.seen.map(({ to }) => to.attempt), [1, 2, 3, 4, 5, 6]);
  receiver.answer = () => delivered;
  pass(6 * 3_600_000);
  await until(() => receiver.taken.length === 3);
  await lane.stop();
  assert.deepEqual([journal.state, journal.cursor, lane.isFailing], ['ACTIVE', 3, false]);
});

test('it is not tried before its time, and Retry-After is waited for', async () => {
  const { clock, log, journal, receiver, pass, start } = setUp();
  receiver.answer = () => failed(429, 3_600_000);
  const lane = start();
  log.append(1, clock.now());
  await until(() => journal.failings.length === 1);
  receiver.answer = () => delivered;
  pass(3_599_999);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(receiver.seen.length, 1);
  pass(1);
  await until(() => receiver.taken.length === 1);
  await lane.stop();
});

test('after a restart it waits on, with the attempts that were made before', async () => {
  const { clock, log, receiver, pass, start } = setUp();
  log.append(1, clock.now());
  const lane = start({ failures: 2, failingSince: clock.now(), nextAttemptAt: clock.now().add({ seconds: 10 }) });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(receiver.seen.length, 0);
  pass(10_000);
  await until(() => receiver.taken.length === 1);
  assert.equal(receiver.seen[0]!.to.attempt, 3);
  await lane.stop();
});

test('what a receiver that takes nothing did not take in three days dies, with what waited as long behind it, and the lane waits on', async () => {
  const { clock, log, journal, receiver, pass, start } = setUp();
  receiver.answer = () => failed();
  const lane = start();
  log.append(450, clock.now());
  await until(() => journal.failings.length === 1);
  pass(DAY);
  log.append(5, clock.now());
  await until(() => journal.failings.length === 2);
  pass(2 * DAY);
  await until(() => journal.dead.size === 450);
  assert.deepEqual([journal.dead.get(1)!.reason, journal.dead.get(450)!.reason, journal.cursor], ['TIMEOUT', 'RECEIVER_DOWN', 450]);
  receiver.answer = () => delivered;
  pass(6 * 3_600_000);
  await until(() => receiver.taken.length === 5);
  await lane.stop();
  assert.deepEqual(receiver.taken, log.events.slice(450).map(({ id }) => id));
});

test('an event that its receiver will not have dies alone, and what waited behind it is delivered', async () => {
  const { clock, log, journal, receiver, pass, start } = setUp();
  const [poison] = log.append(4, clock.now());
  receiver.answer = (id) => (id === poison!.id ? failed(422) : delivered);
  const lane = start();
  await until(() => journal.failings.length === 1);
  pass(3 * DAY);
  await until(() => receiver.taken.length === 3);
  await lane.stop();
  assert.deepEqual([[...journal.dead.keys()], journal.cursor], [[1], 4]);
});

test('what was away for long is tried for three days all the same', async () => {
  const { clock, log, journal, receiver, pass, start } = setUp();
  log.append(2, clock.now().subtract({ hours: 200 }));
  receiver.answer = () => failed(503);
  const lane = start();
  await until(() => journal.failings.length === 1);
  pass(2 * DAY);
  await until(() => journal.failings.length === 2);
  assert.equal(journal.dead.size, 0);
  await lane.stop();
});

test('an event that is too large dies at once, and holds up nobody', async () => {
  const { clock, log, journal, receiver, start } = setUp();
  const [large] = log.append(2, clock.now());
  receiver.answer = (id) => (id === large!.id ? { kind: 'FAILED', reason: 'TOO_LARGE' } : delivered);
  const lane = start();
  await until(() => receiver.taken.length === 1);
  await lane.stop();
  assert.deepEqual([[...journal.dead.keys()], journal.cursor, journal.failings.length], [[1], 2, 0]);
});

test('a receiver that is gone is left alone, with the cursor where it was', async () => {
  const { clock, log, journal, receiver, start } = setUp();
  receiver.answer = () => ({ kind: 'GONE', reason: 'STATUS_410' });
  const lane = start();
  log.append(2, clock.now());
  await until(() => lane.isEnded);
  await lane.stop();
  assert.deepEqual([journal.state, journal.cursor, receiver.seen.length], ['DISABLED', 0, 1]);
});

test('when somebody resumes a failing one it is tried at once, but not for what was asked before it failed', async () => {
  const { clock, log, journal, receiver, start } = setUp();
  receiver.answer = () => failed(500);
  const lane = start();
  const askedBefore = performance.now();
  log.append(1, clock.now());
  await until(() => journal.failings.length === 1);
  lane.change(pushedTo(), askedBefore);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(receiver.seen.length, 1);
  receiver.answer = () => delivered;
  await until(() => {
    lane.change(pushedTo(), performance.now());
    return receiver.taken.length === 1;
  });
  await lane.stop();
});

test('one that was changed is tried at once, although it failed once more before that was known here', async () => {
  const { clock, log, journal, receiver, start } = setUp();
  receiver.answer = () => failed(503);
  const lane = start({ failures: 5, failingSince: clock.now() });
  log.append(1, clock.now());
  await until(() => journal.failings.length === 1);
  receiver.answer = () => delivered;
  lane.change(pushedTo({ failures: 6 }), performance.now() + 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(receiver.seen.length, 1, 'nothing has changed');
  lane.change(pushedTo({ failures: 6, version: 2 }), performance.now() + 1);
  await until(() => receiver.taken.length === 1);
  await lane.stop();
});

test('it ends where its subscription was paused', async () => {
  const { clock, log, receiver, start } = setUp();
  const lane = start();
  log.append(1, clock.now());
  await until(() => receiver.taken.length === 1);
  log.following = { ...log.following, state: 'PAUSED' };
  log.append(1, clock.now());
  await until(() => lane.isEnded);
  await lane.stop();
  assert.equal(receiver.taken.length, 1);
});

test('an attempt that is cut off writes nothing', async () => {
  const { clock, log, journal, parts } = setUp();
  const hanging = Promise.withResolvers<void>();
  const deliver = (_event: unknown, _to: unknown, signal: AbortSignal) => new Promise<Outcome>((resolve) => {
    hanging.resolve();
    signal.addEventListener('abort', () => resolve(delivered));
  });
  const attempts = new Attempts({ deliverers: { WEBHOOK: { deliver } }, turns: new Turns(), clock: parts.clock, logger: parts.logger, observe: unobserved });
  const lane = new Lane({ ...parts, attempts }, pushedTo());
  log.append(1, clock.now());
  await hanging.promise;
  assert.notEqual(lane.waitingSince(), undefined);
  await lane.cut();
  assert.deepEqual([journal.lines.length, journal.cursor], [0, 0]);
});

test('only a receiver that takes things and keeps up is waited for', async () => {
  const { log, parts } = setUp();
  const now = Temporal.Now.instant();
  let open = Promise.withResolvers<Outcome>();
  const attempts = new Attempts({ deliverers: { WEBHOOK: { deliver: () => open.promise } }, turns: new Turns(), clock: parts.clock, logger: parts.logger, observe: unobserved });
  const lane = new Lane({ ...parts, attempts }, pushedTo());
  assert.equal(lane.waitingSince(), null);
  log.append(1, now);
  await until(() => lane.waitingSince() === now.toString());
  const answer = (outcome: Outcome) => {
    const { resolve } = open;
    open = Promise.withResolvers();
    resolve(outcome);
  };
  answer(delivered);
  await until(() => lane.waitingSince() === null);
  log.append(1, now.subtract({ minutes: 2 }));
  await new Promise((resolve) => setTimeout(resolve, 10));
  assert.equal(lane.waitingSince(), null);
  answer(failed());
  await until(() => lane.isFailing);
  await lane.stop();
});

test('what a receiver says that was replaced meanwhile is not held against the one named since', async () => {
  const { clock, log, journal, receiver, start } = setUp();
  const lane = start({ webhookUrl: 'https://before.lv' });
  receiver.answer = () => {
    lane.change(pushedTo({ webhookUrl: 'https://since.lv' }), performance.now());
    receiver.answer = () => delivered;
    return { kind: 'GONE', reason: 'STATUS_410' };
  };
  const [event] = log.append(1, clock.now());
  await until(() => receiver.taken.length === 1);
  await lane.stop();
  assert.deepEqual([journal.state, journal.cursor], ['ACTIVE', event!.sequence]);
  assert.deepEqual(receiver.seen.map(({ to }) => to.webhookUrl), ['https://before.lv', 'https://since.lv']);
});

const replayOf = (what: 'ALL' | 'DEAD', toSequence: number, at: Temporal.Instant): Replay => ({ id: 'replay', what, toSequence, position: 0, sent: 0, requestedAt: at });

test('a replay sends everything of its range once more under the same ids, and moves no cursor', async () => {
  const { clock, log, journal, receiver, parts } = setUp();
  log.append(250, clock.now());
  const run = new ReplayRun(parts, pushedTo(), { ...replayOf('ALL', 220, clock.now()), position: 10 });
  await until(() => journal.ended.length === 1);
  await run.stop();
  assert.deepEqual(receiver.taken, log.events.slice(10, 220).map(({ id }) => id));
  assert.ok(receiver.seen.every(({ to }) => to.replayId === 'replay'));
  assert.deepEqual([journal.cursor, journal.replayPosition, journal.ended], [0, 220, ['DONE']]);
});

for (const what of ['ALL', 'DEAD'] as const) {
  test(`a replay (${what}) in a process that has not read as far yet waits, and leaves nothing out`, async () => {
    const { clock, log, journal, receiver, parts } = setUp();
    log.append(3, clock.now());
    for (const { sequence, id } of log.events) journal.dead.set(sequence, { sequence, eventId: id, type: 'x', reason: 'TIMEOUT' });
    let hasRead = false;
    const open = async () => {
      const reading = log.open();
      const read: typeof reading.read = (after, most) => {
        if (hasRead) return reading.read(after, most);
        hasRead = true;
        return Promise.resolve({ events: [], through: after, leftOut: { FILTER: 0, RIGHT: 0, INTERNAL: 0 } });
      };
      return { ...reading, read };
    };
    const run = new ReplayRun({ ...parts, open }, pushedTo(), replayOf(what, 3, clock.now()));
    await until(() => journal.ended.length === 1);
    await run.stop();
    assert.deepEqual(receiver.taken, log.events.map(({ id }) => id));
  });
}

test('a replay of dead letters sends these alone, and what is taken is dead no more', async () => {
  const { clock, log, journal, receiver, parts } = setUp();
  log.append(500, clock.now());
  const dead = [3, 7, 150, 151, 499];
  for (const sequence of dead) journal.dead.set(sequence, { sequence, eventId: log.events[sequence - 1]!.id, type: 'x', reason: 'TIMEOUT' });
  const refused = log.events[149]!.id;
  receiver.answer = (id) => (id === refused ? { kind: 'FAILED', reason: 'TOO_LARGE' } : delivered);
  const run = new ReplayRun(parts, pushedTo(), replayOf('DEAD', 500, clock.now()));
  await until(() => journal.ended.length === 1);
  await run.stop();
  assert.deepEqual(receiver.taken, [3, 7, 151, 499].map((sequence) => log.events[sequence - 1]!.id));
  assert.deepEqual([...journal.dead.keys()], [150]);
});

test('a replay waits for its receiver, leaves out what is refused three times, and ends after three days of nothing', async () => {
  const { clock, log, journal, receiver, parts, pass } = setUp();
  const [first] = log.append(2, clock.now());
  receiver.answer = (id) => (id === first!.id ? failed(400) : failed(503));
  const run = new ReplayRun(parts, pushedTo(), replayOf('ALL', 2, clock.now()));
  for (let tries = 1; tries <= 4; tries++) {
    await until(() => receiver.seen.length >= tries);
    await until(() => journal.lines.length >= tries);
    if (tries < 3) await until(() => (pass(30_000), receiver.seen.length > tries));
  }
  await until(() => (pass(DAY), journal.ended.length === 1));
  await run.stop();
  assert.deepEqual(receiver.seen.slice(0, 4).map(({ id }) => id === first!.id), [true, true, true, false]);
  assert.deepEqual([journal.ended, journal.replayPosition], [['FAILED'], 1]);
});

test('whatever fails in whatever order, each event is taken in order or is a dead letter, and none is lost', async (t) => {
  const outcome = fc.oneof(
    { weight: 3, arbitrary: fc.constant(delivered) },
    fc.constantFrom(failed(), failed(500), failed(429, 60_000), failed(400), failed(404), { kind: 'FAILED', reason: 'TOO_LARGE' } as Outcome),
  );
  const seed = Number.parseInt(/\d+/.exec(process.env.TEST_SEED ?? '')?.[0] ?? String(Date.now()), 10) % 1_000_000;
  t.diagnostic(`TEST_SEED=${seed}`);
  await fc.assert(fc.asyncProperty(fc.array(outcome, { maxLength: 60 }), fc.integer({ min: 1, max: 40 }), fc.integer({ min: DAY / 24, max: 4 * DAY }), fc.boolean(), async (outcomes, count, step, restarts) => {
    const { clock, log, journal, receiver, pass, start } = setUp();
    const script = [...outcomes];
    receiver.answer = () => script.shift() ?? delivered;
    log.append(count, clock.now());
    let lane = start();
    let looks = 0;
    await until(async () => {
      if (journal.cursor === count) return true;
      pass(step);
      if (restarts && ++looks % 3 === 0) {
        await lane.stop();
        const { waiting, cursor } = journal;
        lane = start({ acknowledged: cursor, ...(waiting ? { failures: waiting.failures, failingSince: waiting.since, nextAttemptAt: waiting.nextAttemptAt } : {}) });
      }
      return false;
    });
    await lane.stop();
    const sequenceOf = new Map(log.events.map(({ id, sequence }) => [id, sequence]));
    const taken = receiver.taken.map((id) => sequenceOf.get(id)!);
    assert.deepEqual(taken, [...new Set(taken)].toSorted((one, other) => one - other));
    const all = [...taken, ...journal.dead.keys()].toSorted((one, other) => one - other);
    assert.deepEqual(all, Array.from({ length: count }, (_, index) => index + 1));
    const written = journal.lines.filter((line) => line.outcome === 'DELIVERED').map(({ sequence }) => sequence);
    assert.deepEqual(written, taken);
  }), { numRuns: 60, seed });
});
