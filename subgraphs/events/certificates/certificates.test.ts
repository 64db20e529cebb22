import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import test, { after, before, beforeEach } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import type { Sql } from '#kernel/database.ts';
import { retirement } from '#kernel/events/retention.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { append, certifyingOver, change, countOneByOne, OGRE, randomEvents, RIGA, subscribe, type Asked, type Told } from './certificate-testing.ts';
import { certify } from './certificates.ts';
import { CHANGED } from '../reading/following.ts';
import type { EventCertificateModel } from '../models.ts';

const TODAY = '2026-11-20T09:00:00Z';
const seed = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const lines: string[] = [];
const clock = fixedClock(TODAY);
let database: TestDatabase;
let admin: Sql;
let parts: Awaited<ReturnType<typeof certifyingOver>>;

before(async () => {
  database = await openTestDatabase();
  admin = database.admin;
  parts = await certifyingOver(database, { clock, logger: createLogger('info', (line) => lines.push(line)) });
});
after(async () => {
  await parts.close();
  await database.close();
});
beforeEach(() => admin`with log as (delete from events.log), retired as (delete from events.retired), retention as (delete from events.retention) update events.relay_state set last_sequence = 0`);

const daysAgo = (days: number) => Temporal.Instant.from(TODAY).subtract({ seconds: Math.round(days * 86_400) }).toString();
const events = () => database.as('events', { max: 1 });

async function certified(id: string, range: { from?: number; to?: number } = {}): Promise<EventCertificateModel> {
  const answer = await certify(parts, id, range);
  assert.ok(!('__typename' in answer), JSON.stringify(answer));
  return answer;
}
const sums = ({ events, hash, leftOut }: EventCertificateModel) => ({ events, hash, leftOut });

async function retire(keptDays: Record<string, number>): Promise<void> {
  const retire = await retirement({ sql: events(), clock, keptDays, consumed: async () => Infinity });
  for (let last = await retire(); last !== 'TAKEN' && last.more; last = await retire());
}

const ASKED: Asked[] = [
  { types: ['*'], municipalityCodes: null },
  { types: ['persons.*'], municipalityCodes: [RIGA] },
  { types: ['requests.rated.v1', 'persons.died.v1'], municipalityCodes: [OGRE, RIGA] },
  { types: ['services.*'], municipalityCodes: null },
];

/** A log in which the subscription's filter changes at a place. */
async function randomLog(random: Random, id: string, count: number): Promise<{ all: Told[]; askedAt: (sequence: number) => Asked }> {
  const all = randomEvents(random, { from: 1, count, at: (index) => daysAgo(200 - (200 * index) / count) });
  const place = 1 + random.int(count);
  const [one, other] = [ASKED[0]!, random.pick(ASKED)];
  all[place - 1] = { ...all[place - 1]!, type: CHANGED, municipality: null, subject: id, data: { version: 2 } };
  await append(events(), all);
  await change(parts.sql, id, 2, other);
  return { all, askedAt: (sequence) => (sequence > place ? other : one) };
}

test(`of any log and filter it says what counting one by one says, before and after the log has let go of some (${seed})`, async () => {
  const random = seededRandom(seed);
  const id = await subscribe(parts.sql, ASKED[0]!);
  const { all, askedAt } = await randomLog(random, id, 23_456);
  const retentions: Record<string, number>[] = [{}, { 'persons.died.v1': 100 }, { 'persons.died.v1': 50, 'services.published.v1': 120, 'persons.removed.v1': 90 }];
  for (const keptDays of retentions) {
    await retire(keptDays);
    const held = new Set((await admin`select sequence from events.log`).map(({ sequence }) => sequence as number));
    assert.equal(held.size < all.length, Object.keys(keptDays).length > 0);
    for (let turn = 0; turn < 6; turn++) {
      const [first, last] = [1 + random.int(all.length), 1 + random.int(all.length)].sort((one, other) => one - other) as [number, number];
      const certificate = await certified(id, { from: first, to: last });
      assert.deepEqual(sums(certificate), countOneByOne(all, { first, last, askedAt, held }), `${first}..${last}`);
      assert.equal(certificate.events + Object.values(certificate.leftOut).reduce((sum, count) => sum + count), last - first + 1);
    }
  }
});

test('what it says is signed, as a JWS that the public key opens, with whose it is', async () => {
  const id = await subscribe(parts.sql, ASKED[0]!);
  await append(events(), randomEvents(seededRandom('signed'), { from: 1, count: 50, at: () => daysAgo(1) }));
  const certificate = await certified(id, { from: 1, to: 50 });
  const [header, payload, signature] = certificate.signature.split('.') as [string, string, string];
  const jwk = parts.key.publicJwks.keys[0]!;
  assert.equal(jwk.d, undefined);
  assert.equal(JSON.parse(Buffer.from(header, 'base64url').toString()).kid, jwk.kid);
  const isGood = (body: string) => verify(null, Buffer.from(`${header}.${body}`), createPublicKey({ key: jwk as never, format: 'jwk' }), Buffer.from(signature, 'base64url'));
  assert.deepEqual([isGood(payload), isGood(payload.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))], [true, false]);
  const { signature: _, events: count, ...rest } = certificate;
  assert.deepEqual(JSON.parse(Buffer.from(payload, 'base64url').toString()), { ...rest, count, firstSequence: '1', lastSequence: '50', subscriptionId: id });
});

test('by default it is about everything that was acknowledged, and it is kept', async () => {
  const id = await subscribe(parts.sql, ASKED[0]!, { startedAfter: 10, acknowledged: 10 });
  const all = randomEvents(seededRandom('default'), { from: 1, count: 60, at: () => daysAgo(1) });
  await append(events(), all);
  const nothing = await certified(id);
  assert.deepEqual([nothing.firstSequence, nothing.lastSequence, nothing.events], [11, 10, 0]);
  await admin`update subscriptions.subscription set acknowledged = 40 where id = ${id}`;
  const some = await certified(id);
  assert.deepEqual([some.firstSequence, some.lastSequence], [11, 40]);
  const kept = await admin`select id, events, hash, left_out from subscriptions.certificate where subscription_id = ${id} order by made_at, last_sequence`;
  assert.deepEqual(kept.map((row) => row.id), [nothing.id, some.id]);
  assert.deepEqual({ events: kept[1]!.events, hash: kept[1]!.hash, leftOut: kept[1]!.left_out }, sums(some));
});

test('an institution that lost its purpose is certified no personal events', async () => {
  const id = await subscribe(parts.sql, ASKED[0]!, { purpose: 'no longer' });
  const all = randomEvents(seededRandom('right'), { from: 1, count: 400, at: () => daysAgo(1) });
  await append(events(), all);
  const { leftOut } = await certified(id, { from: 1, to: 400 });
  const personal = all.filter(({ type }) => type === 'persons.died.v1').length;
  assert.ok(leftOut.RIGHT >= personal && personal > 0);
});

test('what is left out does not tell whom or what an event is about that the institution has no right to', async () => {
  const [watched, other, serviceId] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
  const id = await subscribe(parts.sql, { types: ['requests.*', 'persons.died.v1'], municipalityCodes: ['0021000'] });
  await admin`update subscriptions.subscription set watches_since = 1 where id = ${id}`;
  await admin`update subscriptions.filter set service_ids = ${[serviceId]} where subscription_id = ${id}`;
  await admin`insert into subscriptions.watched (subscription_id, person_id, from_version) values (${id}, ${watched}, 1)`;
  const rated = (personId: string, municipality: string, about: string | null) => ({
    sequence: 0, id: crypto.randomUUID(), type: 'requests.rated.v1', municipality, appendedAt: daysAgo(1), data: { institutionId: crypto.randomUUID(), serviceId: about, personId },
  });
  const all = [rated(watched, '0001000', serviceId), rated(other, '0001000', serviceId), rated(other, '0021000', serviceId), rated(watched, '0021000', null)];
  await append(events(), all.map((told, index) => ({ ...told, sequence: index + 1 })));
  for (const at of [1, 2, 3, 4]) assert.deepEqual((await certified(id, { from: at, to: at })).leftOut, { FILTER: 0, RIGHT: 1, INTERNAL: 0, RETIRED: 0 });
});

test('a hole in the log is named, logged, and never certified over', async () => {
  const id = await subscribe(parts.sql, ASKED[0]!);
  await append(events(), randomEvents(seededRandom('hole'), { from: 1, count: 12_000, at: () => daysAgo(1) }));
  await admin`delete from events.log where sequence in (10500, 11000)`;
  assert.equal((await certified(id, { from: 1, to: 10_000 })).lastSequence, 10_000);
  await assert.rejects(certify(parts, id, { from: 1, to: 10_500 }), { extensions: { code: 'LOG_INCOMPLETE' }, message: /Between the sequences 10001 and 20000 the log lacks 2 events/ });
  assert.match(lines.at(-1)!, /"level":"fatal".*"missing":2.*the log has a hole/);
});

test('what is asked for must lie within the subscription and the log, and be no more than five million', async () => {
  const id = await subscribe(parts.sql, ASKED[0]!, { startedAfter: 5, acknowledged: 20 });
  await append(events(), randomEvents(seededRandom('range'), { from: 1, count: 30, at: () => daysAgo(1) }));
  const refusal = async (range: { from?: number; to?: number }) => {
    const answer = await certify(parts, id, range);
    assert.ok('__typename' in answer);
    return `${answer.path!.at(-1)}: ${answer.message}`;
  };
  assert.match(await refusal({ from: 5 }), /^fromSequence: fromSequence is 5; the subscription began behind 5, so expected 6/);
  assert.match(await refusal({ to: 31 }), /^toSequence: toSequence is 31; the newest sequence is 30/);
  assert.match(await refusal({ from: 20, to: 10 }), /^toSequence: toSequence is 10, which lies before fromSequence 20/);
  await admin`update events.relay_state set last_sequence = 6000000`;
  assert.match(await refusal({ from: 6, to: 5_000_006 }), /5000001 sequences; at most 5000000/);
});

test('a subscription that there is not is not certified', async () => {
  await assert.rejects(certify(parts, crypto.randomUUID(), {}), { extensions: { code: 'NOT_FOUND' } });
});
