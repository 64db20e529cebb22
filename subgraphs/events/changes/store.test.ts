import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { relayOnce } from '#kernel/events/relay.ts';
import { uuidv7 } from '#kernel/ids.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { changing } from './changes.ts';
import { follow } from '../follower.ts';
import { readFollowing } from '../reading/following.ts';
import { firstAppendedFrom, insertReplay } from './replay-store.ts';
import { acknowledge, factsFor, FOLLOWER, subscriptionById, subscriptionsOf, unknownPersons } from '../store.ts';
import { countWatched, unwatch, watch } from './watched.ts';
import { endSubscription, insertSubscription, replaceSecret, rewriteSubscription, setState, type NewSubscription } from './writes.ts';

// Real Postgres, under the runtime role of this subgraph alone; the log is the kernel's.
const AT = Temporal.Instant.from('2026-11-20T09:00:00Z');
const deed = (action: string) => ({ action, by: 'test', at: AT });
const ALL = { types: ['*'], municipalityCodes: null, serviceIds: null, statusTypeCodes: null };

let database: TestDatabase;
let sql: Sql;
let other: Sql;
let log: Sql;

before(async () => {
  database = await openTestDatabase();
  [sql, other, log] = [database.as('subscriptions'), database.as('subscriptions'), database.as('events')];
});
after(() => database.close());

const subscription = (more: Partial<NewSubscription> = {}): NewSubscription => ({
  id: uuidv7(), organizationId: uuidv7(), name: 'test', purpose: null, transport: 'STREAM', webhookUrl: null, filter: ALL, after: null, secret: null, ...more,
});
const insert = async (more: Partial<NewSubscription> = {}) => (await insertSubscription(sql, subscription(more), null, deed('created')))!;
const event = (type: string, subject: string, data: Record<string, unknown>, sequence = 1) =>
  ({ sequence, id: uuidv7(), type, subject, subjectVersion: 1, time: AT.toString(), appendedAt: AT.toString(), municipality: null, data });

/** Numbers what was told, and says how far the log is now. */
async function head(): Promise<number> {
  while ((await relayOnce(log))?.hasMore);
  return (await log`select last_sequence from events.relay_state`)[0]!.last_sequence;
}

test("every change has a line of the audit and the hub's own word, by whose place in the log it holds", async () => {
  const { id, startedAfter } = await insert({ secret: Buffer.from('sealed'), transport: 'WEBHOOK', webhookUrl: 'https://example.lv/?token=1' });
  const persons = { ...ALL, types: ['persons.*'] };
  await changing(sql, id, (tx, now) => rewriteSubscription(tx, id, { name: 'other', purpose: null, transport: 'WEBHOOK', webhookUrl: now.webhookUrl, filter: persons, secret: null, isRedirected: false }, deed('updated')));
  await changing(sql, id, (tx) => replaceSecret(tx, id, Buffer.from('newer'), AT.add({ hours: 24 }), deed('secret-rotated')));
  await changing(sql, id, (tx) => setState(tx, id, 'PAUSED', deed('paused')));
  await head();
  const told = await log`select (data ->> 'version')::int as version, sequence, subject_version from events.log where subject = ${id} order by sequence`;
  assert.deepEqual(told.map(({ version, subject_version }) => [version, subject_version]), [[1, 1], [2, 2], [3, 3], [4, 4]]);
  const lines = await sql`select action, data from subscriptions.audit where subject = ${id} order by id`;
  assert.deepEqual(lines.map(({ action }) => action), ['created', 'updated', 'secret-rotated', 'paused']);
  assert.doesNotMatch(JSON.stringify(lines), /sealed|newer|token/);
  const { filterAt, state } = (await readFollowing(sql, id, (code) => [code]))!;
  assert.equal(state, 'PAUSED');
  assert.equal(filterAt(startedAfter), null);
  const changed = told[1]!.sequence;
  assert.deepEqual([changed, changed + 1].map((sequence) => filterAt(sequence)!.types.has('requests.submitted.v1')), [true, false]);
});

test('a cursor moves forward only, within the log, in one statement; whoever comes with an older one moves nothing', async () => {
  const mine = await insert({ after: 0 });
  const end = await head();
  const through = (sequence: number) => acknowledge(sql, { id: mine.id, organizationId: mine.organizationId, through: sequence });
  assert.equal((await through(end))!.subscription.acknowledged, end);
  assert.equal((await through(end - 1))!.subscription.acknowledged, end);
  assert.deepEqual([(await through(end + 1))!.subscription.acknowledged, (await through(end + 1))!.head], [end, end]);
  assert.equal(await acknowledge(sql, { id: mine.id, organizationId: uuidv7(), through: end }), null, "another institution's is none");
  const [{ lines }] = await sql`select count(*)::int as lines from subscriptions.audit where subject = ${mine.id}` as [{ lines: number }];
  assert.equal(lines, 1);
});

test('an institution has at most 100, however many ask at once', async () => {
  const organizationId = uuidv7();
  const answers = await Promise.all(Array.from({ length: 103 }, (_, at) => insertSubscription(at % 2 ? sql : other, subscription({ organizationId }), null, deed('created'))));
  assert.equal(answers.filter((answer) => answer === null).length, 3);
  const [first] = await subscriptionsOf(sql, organizationId);
  assert.equal((await subscriptionsOf(sql, organizationId)).length, 100);
  await changing(sql, first!.id, (tx) => endSubscription(tx, first!.id, deed('deleted')));
  assert.ok(await insert({ organizationId }), 'what is deleted makes room');
});

test('a key is used once, however many use it at the same moment', async () => {
  const organizationId = uuidv7();
  const key = { keyHash: 'key', inputHash: 'input' };
  const tried = await Promise.allSettled([sql, other].map((connection) => insertSubscription(connection, subscription({ organizationId }), key, deed('created'))));
  const failed = tried.filter((one) => one.status === 'rejected');
  assert.deepEqual(failed.map(({ reason }) => reason.constraint_name), ['idempotency_organization_id_key_hash_pk']);
  assert.equal((await subscriptionsOf(sql, organizationId)).length, 1);
});

test('ten thousand are watched by a few statements, each once; what is already watched makes no change', async () => {
  const { id } = await insert();
  const people = Array.from({ length: 1_000 }, uuidv7);
  const add = () => changing(sql, id, (tx) => watch(tx, id, people, 'assisted-service', deed('watched')));
  const [first, second] = [await add(), await add()];
  assert.deepEqual([first!.version, second!.version, second!.purpose], [2, 2, 'assisted-service']);
  assert.deepEqual(await countWatched(sql, id, [people[0]!, uuidv7()]), { watched: 1_000, more: 1 });
  const left = await changing(sql, id, (tx) => unwatch(tx, id, people.slice(1), deed('unwatched')));
  assert.equal(left!.version, 3);
  assert.equal((await changing(sql, id, (tx) => unwatch(tx, id, people.slice(1), deed('unwatched'))))!.version, 3);
  assert.deepEqual(await countWatched(sql, id, people.slice(0, 2)), { watched: 1, more: 1 });
});

test('a merger moves whom an institution watches from its own place in the log on, and again it moves nobody', async () => {
  const [former, survivor, another] = [uuidv7(), uuidv7(), uuidv7()];
  const one = await insert();
  const both = await insert();
  await changing(sql, one.id, (tx) => watch(tx, one.id, [former, another], null, deed('watched')));
  await changing(sql, both.id, (tx) => watch(tx, both.id, [former, survivor], null, deed('watched')));
  const merged = (await head()) + 1;
  await log`insert into events.outbox (type, subject, subject_version, time, data) values ('persons.merged.v1', ${survivor}, 1, ${AT.toString()}, ${log.json({ formerIds: [former] })})`;
  assert.equal(await head(), merged);
  const batch = [event('persons.merged.v1', survivor, { formerIds: [former] }, merged)];
  for (let times = 0; times < 2; times++) await sql.begin((tx) => follow(batch, tx as unknown as Sql, AT));
  await head();
  for (const { id } of [one, both]) {
    const { watch: known } = (await readFollowing(sql, id, (code) => [code]))!;
    assert.deepEqual([merged, merged + 1].map((at) => known.has(former, at)), [true, false]);
    assert.equal(known.has(survivor, merged + 1), true);
    assert.equal((await subscriptionById(sql, id))!.version, 3);
  }
  assert.deepEqual(await countWatched(sql, one.id, [survivor, another]), { watched: 2, more: 0 });
});

test('of an id that nobody bears any more it is forgotten that it was watched', async () => {
  const [gone, stays] = [uuidv7(), uuidv7()];
  const { id } = await insert();
  await changing(sql, id, (tx) => watch(tx, id, [gone, stays], null, deed('watched')));
  await sql.begin((tx) => follow([event('persons.removed.v1', gone, {})], tx as unknown as Sql, AT));
  const rows = await sql`select person_id from subscriptions.watched where subscription_id = ${id}`;
  assert.deepEqual(rows.map((row) => row.person_id), [stays]);
  assert.deepEqual(await unknownPersons(sql, [gone]), [gone]);
});

test('deleted, it keeps its row and nothing of others; whoever would change it finds none', async () => {
  const { id } = await insert({ transport: 'WEBHOOK', webhookUrl: 'https://example.lv', secret: Buffer.from('sealed') });
  await changing(sql, id, (tx) => watch(tx, id, [uuidv7()], null, deed('watched')));
  await sql`insert into subscriptions.dead_letter (subscription_id, sequence, event_id, type, died_at, reason) values (${id}, 1, ${uuidv7()}, 'x', now(), 'TIMEOUT')`;
  assert.ok(await insertReplay(sql, { id: uuidv7(), subscriptionId: id, what: 'DEAD', fromSequence: 1, toSequence: 1, by: 'test', at: AT }));
  await changing(sql, id, (tx) => endSubscription(tx, id, deed('deleted')));
  const [row] = await sql`
    select webhook_url, secret, deleted_at, (select count(*)::int from subscriptions.watched where subscription_id = ${id}) as watched,
      (select count(*)::int from subscriptions.dead_letter where subscription_id = ${id}) as dead, (select ended from subscriptions.replay where subscription_id = ${id}) as replay
    from subscriptions.subscription where id = ${id}`;
  assert.deepEqual({ ...row }, { webhook_url: null, secret: null, deleted_at: '2026-11-20T09:00:00Z', watched: 0, dead: 0, replay: 'STOPPED' });
  assert.equal(await subscriptionById(sql, id), null);
  assert.equal(await changing(sql, id, async () => true), null);
});

test('one replay at a time, and the next when it has ended', async () => {
  const { id } = await insert({ after: 0, transport: 'WEBHOOK', webhookUrl: 'https://example.lv/' });
  const replay = () => insertReplay(sql, { id: uuidv7(), subscriptionId: id, what: 'ALL', fromSequence: 1, toSequence: 2, by: 'test', at: AT });
  assert.deepEqual([await replay(), await replay()].map((one) => one !== null), [true, false]);
  await sql`update subscriptions.replay set ended_at = now(), ended = 'DONE' where subscription_id = ${id}`;
  assert.ok(await replay());
});

test('a place in the log is found by its time, also where there are holes', async () => {
  const end = await head();
  const minutes = [0, 1, 1, 2, 5, 8];
  await log`
    insert into events.log (sequence, id, type, subject, subject_version, time, data, appended_at)
    select ${end} + n * 10, gen_random_uuid(), 'x.one.v1', gen_random_uuid(), 1, now(), '{}', '2030-01-01T00:00:00Z'::timestamptz + m * interval '1 minute'
    from unnest(${minutes}::int[]) with ordinality as t(m, n)`;
  await log`update events.relay_state set last_sequence = ${end + 60}`;
  const found = await Promise.all(['00:00', '00:30', '01:00', '02:01', '08:00', '08:01'].map((at) => firstAppendedFrom(sql, `2030-01-01T00:${at}Z`)));
  const within = (low: number, high: number) => (sequence: number) => sequence > end + low && sequence <= end + high;
  const places = [within(0, 10), within(10, 20), within(10, 20), within(40, 50), within(50, 60), (sequence: number) => sequence === end + 61];
  places.forEach((fits, at) => assert.ok(fits(found[at]!), `${found[at]} behind ${end}`));
});

test('who grants a benefit is known from what is published, and who does not once all of it was seen', async () => {
  const [organizationId, benefit] = [uuidv7(), uuidv7()];
  assert.equal((await factsFor(sql, organizationId, [])).grantsBenefits, null);
  await sql`insert into subscriptions.cursor (name, sequence) values (${FOLLOWER}, ${await head()})`;
  assert.equal((await factsFor(sql, organizationId, [])).grantsBenefits, false);
  await sql`insert into subscriptions.grantor (benefit_id, organization_id) values (${benefit}, ${organizationId})`;
  assert.equal((await factsFor(sql, organizationId, [])).grantsBenefits, true);
});
