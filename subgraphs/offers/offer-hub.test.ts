import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { EventEnvelope } from '#kernel/events/envelope.ts';
import { OfferHub } from './offer-hub.ts';

/** A log in memory, and a hub that follows it. */
function hubOverLog() {
  const events: EventEnvelope[] = [];
  const listeners = new Set<(upTo: number) => void>();
  const log = {
    get head() {
      return events.length;
    },
    read: async (after: number, limit: number) => events.slice(after, after + limit),
    onAppended(listener: (upTo: number) => void) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const hub = new OfferHub({ log, clock, logger: { error: mock.fn() as never } });
  const append = async (personId: string, subject: string, type = 'offers.found.v1') => {
    events.push({ sequence: events.length + 1, id: subject, type, subject, subjectVersion: 1, time: '', municipality: null, data: { personId } });
    for (const listener of listeners) listener(events.length);
    await hub.settled();
  };
  return { hub, append, listeners, until: clock.now().add({ minutes: 15 }) };
}

test("a window hears of its own person's offers only, and of nothing that came before", async () => {
  const { hub, append, until } = hubOverLog();
  await append('anna', 'before');
  const window = hub.watch('anna', until);
  await append('janis', 'other');
  await append('anna', 'not an offer', 'requests.submitted.v1');
  await append('anna', 'hers');
  assert.deepEqual(await window.next(), { value: 'hers', done: false });
  await window.return!();
});

test('a waiting window is answered as soon as something happens, and every window of the person is', async () => {
  const { hub, append, until } = hubOverLog();
  const windows = [hub.watch('anna', until), hub.watch('anna', until)];
  const answers = windows.map((window) => window.next());
  await append('anna', 'hers');
  assert.deepEqual((await Promise.all(answers)).map((answer) => answer.value), ['hers', 'hers']);
  await Promise.all(windows.map((window) => window.return!()));
});

test('changes of one offer that nobody has taken yet are one', async () => {
  const { hub, append, until } = hubOverLog();
  const window = hub.watch('anna', until);
  await append('anna', 'hers');
  await append('anna', 'hers', 'offers.seen.v1');
  await append('anna', 'second');
  assert.deepEqual([(await window.next()).value, (await window.next()).value], ['hers', 'second']);
  await window.return!();
});

test('a window that lags more than a thousand changes behind is closed with LIMIT_EXCEEDED', async () => {
  const { hub, append, until } = hubOverLog();
  const window = hub.watch('anna', until);
  for (let at = 0; at <= 1_000; at++) await append('anna', `offer ${at}`);
  await assert.rejects(window.next(), { extensions: { code: 'LIMIT_EXCEEDED' } });
  assert.deepEqual(await window.next(), { value: undefined, done: true });
});

test('a window ends when the sign-in does', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { hub, listeners, until } = hubOverLog();
  const answer = hub.watch('anna', until).next();
  t.mock.timers.tick(15 * 60_000);
  assert.deepEqual(await answer, { value: undefined, done: true });
  assert.equal(listeners.size, 0);
});

test('closing a window that waits lets it go, and the last one stops reading the log', async () => {
  const { hub, listeners, until } = hubOverLog();
  const window = hub.watch('anna', until);
  const answer = window.next();
  await window.return!();
  assert.deepEqual(await answer, { value: undefined, done: true });
  assert.equal(listeners.size, 0);
});
