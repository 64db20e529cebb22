import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { Tail } from '#kernel/events/tail.ts';
import { Journal } from '#kernel/events/testing.ts';
import { OfferHub } from './offer-hub.ts';

/** A hub that follows a log in memory. */
function hubOverLog() {
  const log = new Journal();
  const listening = new Set<unknown>();
  const tail = new Tail({ log, logger: { error: mock.fn() as never } });
  const listen: Tail['listen'] = (listener) => {
    const leave = tail.listen(listener);
    listening.add(leave);
    return () => (listening.delete(leave), leave());
  };
  const clock = fixedClock('2026-11-20T09:00:00Z');
  const hub = new OfferHub({ tail: { listen }, clock });
  const append = async (personId: string, subject: string, type = 'offers.found.v1') => {
    log.append({ type, id: subject, subject, data: { personId } });
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { hub, append, listening, until: clock.now().add({ minutes: 15 }) };
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
  const { hub, listening, until } = hubOverLog();
  const answer = hub.watch('anna', until).next();
  t.mock.timers.tick(15 * 60_000);
  assert.deepEqual(await answer, { value: undefined, done: true });
  assert.equal(listening.size, 0);
});

test('closing a window that waits lets it go, and the last one stops reading the log', async () => {
  const { hub, listening, until } = hubOverLog();
  const window = hub.watch('anna', until);
  const answer = window.next();
  await window.return!();
  assert.deepEqual(await answer, { value: undefined, done: true });
  assert.equal(listening.size, 0);
});
