import assert from 'node:assert/strict';
import test from 'node:test';
import type { EventEnvelope } from './envelope.ts';
import { Journal } from './testing.ts';
import { Tail, type TailOptions } from './tail.ts';

function open(options: Partial<TailOptions> = {}) {
  const log = new Journal();
  append(log, 'old', 'old');
  return { log, tail: new Tail({ log, logger: { error() {} }, ...options }) };
}

function append(log: Journal, ...types: string[]): void {
  log.append(...types.map((type) => ({ type })));
}

const SOON_MS = 2_000;
const of = (...types: string[]) => new Set(types);
const sequences = (found: { events: EventEnvelope[] } | null) => found?.events.map(({ sequence }) => sequence);

test('what comes is read once however many wait, and who waits for its type is told where it stands', async () => {
  const { log, tail } = open();
  const waiting = Promise.all(Array.from({ length: 100 }, () => tail.wait(2, of('x'), SOON_MS)));
  append(log, 'y', 'y', 'x');
  assert.deepEqual([...new Set(await waiting)], [4], 'nothing of theirs through 4');
  assert.deepEqual(sequences(tail.after(4, 10)), [5]);
  assert.equal(log.reads, 1);
  await tail.close();
});

test('what is at hand already is not waited for, and what is not of its types only moves its place', async () => {
  const { log, tail } = open();
  const first = tail.wait(2, of('x'), SOON_MS);
  append(log, 'x');
  await first;
  assert.equal(await tail.wait(2, of('x'), SOON_MS), 2);
  append(log, 'y');
  assert.equal(await tail.wait(3, of('x'), 20), 4, 'when time is up it is known through where there is nothing');
  await tail.close();
});

test('who lags behind what is kept is sent to the log, and memory stays within its bound', async () => {
  const { log, tail } = open({ keptMost: 5 });
  for (let some = 0; some < 7; some++) {
    const last = tail.wait(log.head, of('last'), SOON_MS);
    append(log, 'x', 'x', ...(some === 6 ? ['x', 'last'] : ['last']));
    await last;
  }
  assert.equal(tail.after(2, 10), null);
  assert.equal(await tail.wait(2, of('x'), SOON_MS), 2, 'it does not wait for what it has missed');
  assert.deepEqual(sequences(tail.after(19, 3)), [20, 21, 22]);
  assert.equal(tail.after(19, 3)!.through, 22);
  assert.equal(tail.after(19, 10)!.through, 24);
  await tail.close();
});

test('what may not be told again as it was is let go of, with everything before it', async () => {
  const { log, tail } = open({ endsMemory: ({ type }) => type === 'hide' });
  const last = tail.wait(2, of('last'), SOON_MS);
  append(log, 'x', 'x', 'hide', 'x', 'last');
  await last;
  assert.equal(tail.after(3, 10), null);
  assert.deepEqual(sequences(tail.after(4, 10)), [5, 6, 7]);
  await tail.close();
});

test('an end by the one who waits, and by the tail, resolves at once', async () => {
  const { tail } = open();
  const [abort, started] = [new AbortController(), performance.now()];
  const waits = [tail.wait(2, of('x'), 60_000, abort.signal), tail.wait(2, of('x'), 60_000)];
  abort.abort();
  assert.equal(await waits[0], 2);
  await tail.close();
  assert.equal(await waits[1], 2);
  assert.ok(performance.now() - started < 5_000);
  assert.equal(await tail.wait(2, of('x'), 60_000), 2);
});

test('a log that cannot be read is tried again', async () => {
  const { log, tail } = open();
  log.isAway = true;
  const waiting = tail.wait(2, of('x'), 5_000);
  append(log, 'x');
  await new Promise((resolve) => setImmediate(resolve));
  log.isAway = false;
  await waiting;
  assert.deepEqual(sequences(tail.after(2, 10)), [3]);
  await tail.close();
});

test('nothing is read while nobody waits, and who comes back after long is sent to the log', async () => {
  const { log, tail } = open({ keptMost: 5 });
  append(log, 'x', 'x');
  assert.equal(log.reads, 0);
  assert.equal(await tail.wait(2, of('y'), 20), 4);
  append(log, ...Array.from({ length: 20 }, () => 'x'));
  assert.equal(log.reads, 1);
  assert.equal(await tail.wait(4, of('x'), SOON_MS), 4, 'told at once to look in the log');
  assert.equal(tail.after(4, 10), null);
  assert.equal(await tail.wait(24, of('x'), 20), 24);
  await tail.close();
});

test('who listens hears what comes from now on, once, and nothing after they leave', async () => {
  const { log, tail } = open();
  const heard: number[] = [];
  const leave = tail.listen((events) => heard.push(...events.map(({ sequence }) => sequence)));
  append(log, 'x');
  append(log, 'y', 'z');
  await tail.wait(2, of('z'), SOON_MS);
  assert.deepEqual(heard, [3, 4, 5]);
  leave();
  append(log, 'x');
  await tail.wait(5, of('y'), 20);
  assert.deepEqual(heard, [3, 4, 5]);
  await tail.close();
});

test('what is let go of is read anew, and what was being read when it was told so is not taken', async () => {
  const { log, tail } = open();
  const first = tail.wait(2, of('x'), SOON_MS);
  append(log, 'x');
  await first;
  tail.forget();
  assert.equal(tail.after(2, 10), null);
  const read = log.read.bind(log);
  log.read = async (...asked) => {
    const events = await read(...asked);
    if (log.reads === 2) tail.forget();
    return events;
  };
  const second = tail.wait(3, of('y'), SOON_MS);
  append(log, 'y');
  assert.equal(await second, 3);
  assert.deepEqual([log.reads, sequences(tail.after(3, 10))], [3, [4]]);
  await tail.close();
});
