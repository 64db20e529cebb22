import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { dayOf, startOfDay } from '#kernel/days.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { append, certifyingOver, change, countOneByOne, randomEvents, subscribe, type Told } from './certificate-testing.ts';
import { certifyDays, startDailyCertificates } from './daily-certificates.ts';

const NIGHT = '2026-11-19T22:30:00Z'; // half past midnight in Riga
const EVERYTHING = { types: ['*'], municipalityCodes: null };
const logger = createLogger('silent');
let database: TestDatabase;
let parts: Awaited<ReturnType<typeof certifyingOver>>;

before(async () => {
  database = await openTestDatabase();
  parts = await certifyingOver(database, { clock: fixedClock(NIGHT), logger });
});
after(async () => {
  await parts.close();
  await database.close();
});
beforeEach(() => database.admin`truncate events.log, subscriptions.certificate, subscriptions.subscription cascade`);

const at = (clock = fixedClock(NIGHT)) => ({ ...parts, clock });
const certificates = (id: string) => database.admin`
  select day, first_sequence as first, last_sequence as last, events, hash, left_out as "leftOut" from subscriptions.certificate where subscription_id = ${id} order by day`;

/** A thousand events, evenly over the four days before the night. */
async function fourDays(): Promise<Told[]> {
  const begin = startOfDay(Temporal.PlainDate.from('2026-11-16'));
  const all = randomEvents(seededRandom('days'), { from: 1, count: 1_000, at: (index) => begin.add({ seconds: Math.floor((index * 4 * 86_400) / 1_000) }).toString() });
  await append(database.as('events', { max: 1 }), all);
  return all;
}

test('each past day is certified once, end to end, of the events that got their sequence on it', async () => {
  const all = await fourDays();
  const id = await subscribe(parts.sql, EVERYTHING, { createdAt: '2026-11-16T10:00:00Z' });
  assert.equal(await certifyDays(at()), 4);
  assert.equal(await certifyDays(at()), 0);
  const made = await certificates(id);
  assert.deepEqual(made.map(({ day, first, last }) => [day, first, last]), [['2026-11-16', 1, 250], ['2026-11-17', 251, 500], ['2026-11-18', 501, 750], ['2026-11-19', 751, 1_000]]);
  const held = new Set(all.map(({ sequence }) => sequence));
  for (const { day, first, last, events, hash, leftOut } of made) {
    const ofDay = all.filter(({ appendedAt }) => dayOf(Temporal.Instant.from(appendedAt)).toString() === day);
    assert.deepEqual([ofDay[0]!.sequence, ofDay.at(-1)!.sequence], [first, last]);
    assert.deepEqual({ events, hash, leftOut }, countOneByOne(all, { first, last, askedAt: () => EVERYTHING, held }));
  }
});

test('a day is not certified before it is over, and one without events is certified too', async () => {
  await fourDays();
  const id = await subscribe(parts.sql, EVERYTHING, { createdAt: '2026-11-19T10:00:00Z' });
  const clock = fixedClock('2026-11-19T22:04:00Z'); // four minutes past midnight
  assert.equal(await certifyDays(at(clock)), 0);
  clock.advance(60_000);
  assert.equal(await certifyDays(at(clock)), 1);
  clock.advance(86_400_000);
  assert.equal(await certifyDays(at(clock)), 1);
  assert.deepEqual((await certificates(id)).map(({ day, first, last, events }) => [day, first, last, events])[1], ['2026-11-20', 1_001, 1_000, 0]);
});

test('a day is certified by the filter of then, although somebody in this process has not read as far as it holds', async () => {
  const all = await fourDays();
  const id = await subscribe(parts.sql, { types: ['persons.died.v1'], municipalityCodes: null }, { createdAt: '2026-11-16T10:00:00Z' });
  const lagging = await parts.readings.open(id);
  await change(parts.sql, id, 2, EVERYTHING);
  await parts.sql`update subscriptions.change set sequence = 250 where subscription_id = ${id} and version = 2`;
  await certifyDays(at());
  lagging.close();
  const held = new Set(all.map(({ sequence }) => sequence));
  const { first, last, events, hash, leftOut } = (await certificates(id))[1]!;
  assert.deepEqual({ events, hash, leftOut }, countOneByOne(all, { first, last, askedAt: () => EVERYTHING, held }));
});

test('what came before a subscription began is none of its first day', async () => {
  await fourDays();
  const id = await subscribe(parts.sql, EVERYTHING, { createdAt: '2026-11-18T12:00:00Z', startedAfter: 600, purpose: 'permitted' });
  await certifyDays(at());
  assert.deepEqual((await certificates(id)).map(({ day, first, last }) => [day, first, last]), [['2026-11-18', 601, 750], ['2026-11-19', 751, 1_000]]);
});

test('after a long time down, thirty days are caught up with; what is older than 400 days goes', async () => {
  await fourDays();
  const id = await subscribe(parts.sql, EVERYTHING, { createdAt: '2026-01-01T10:00:00Z' });
  assert.equal(await certifyDays(at()), 30);
  await database.admin`update subscriptions.certificate set made_at = made_at - interval '401 days' where day = '2026-11-17'`;
  await certifyDays(at());
  assert.equal((await certificates(id)).length, 29);
});

test('one subscription that cannot be certified keeps no other from it, and is tried again', async () => {
  await fourDays();
  const [good, bad] = [await subscribe(parts.sql, EVERYTHING, { createdAt: '2026-11-19T10:00:00Z' }), await subscribe(parts.sql, EVERYTHING, { createdAt: '2026-11-19T10:00:00Z' })];
  const open = (id: string) => (id === bad ? Promise.reject(new Error('not now')) : parts.readings.open(id));
  await assert.rejects(certifyDays({ ...at(), readings: { open } }), /not now/);
  assert.deepEqual([(await certificates(good)).length, (await certificates(bad)).length], [1, 0]);
  assert.equal(await certifyDays(at()), 1);
});

test('two processes at once make one certificate of each day', async () => {
  await fourDays();
  const ids = await Promise.all(Array.from({ length: 5 }, () => subscribe(parts.sql, EVERYTHING, { createdAt: '2026-11-16T10:00:00Z' })));
  const made = await Promise.all([certifyDays(at()), certifyDays(at())]);
  assert.equal(made[0]! + made[1]!, 4 * ids.length);
});

test('it goes on by itself when the day changes', async () => {
  await fourDays();
  const id = await subscribe(parts.sql, EVERYTHING, { createdAt: '2026-11-18T10:00:00Z' });
  const clock = fixedClock('2026-11-19T12:00:00Z');
  const daily = startDailyCertificates(at(clock));
  await daily.settled!();
  assert.equal((await certificates(id)).length, 1);
  clock.advance(12 * 3_600_000);
  await daily.settled!();
  assert.equal((await certificates(id)).length, 2);
  await daily.close();
});
