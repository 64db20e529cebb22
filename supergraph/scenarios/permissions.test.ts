import assert from 'node:assert/strict';
import test, { after, afterEach, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { PERSON_FIELDS } from '#connectors/population/wire.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** What a permission of the register allows, while it changes under a running hub. 22792 is the social insurance agency's. */
let hub: TestHub;
let sql: Sql;
let anna: string;
before(async () => {
  hub = await startTestHub();
  sql = connect(hub.databaseUrl, { name: 'tests', max: 1 });
  await hub.network.settled();
  anna = await hub.personId('anna');
});
after(async () => {
  await sql.end();
  await hub.close();
});
afterEach(() => allow({ fields: null, quota: null, useCount: 0, validTo: null, revoked: false }));

async function allow(terms: object): Promise<void> {
  const answer = await hub.sandbox('permissions', { permission: '22792', ...terms });
  assert.equal(answer.permission_number, '22792', JSON.stringify(answer));
  await hub.network.learnPermissions();
}
const look = (fields = 'givenName surname birthDate residenceState ties { kind } provenance { permission stale }') =>
  hub.ask('officer-vsaa', `query ($id: ID!) { person(id: $id) { ${fields} } }`, { id: anna });
const keptUnder = async (permission: string) => (await sql`select count(*) as kept from registers.record where access like ${`% ${permission} %`}`)[0]!.kept as number;

test('a field that the permission no longer opens is not shown, though it was read a moment before', async () => {
  const before = (await look()).data.person;
  assert.deepEqual([before.givenName, before.surname !== null, before.ties.length > 0], ['Anna', true, true]);
  await allow({ fields: ['GivenName', 'BirthDate', 'FormerCodes', 'MergedCodes'] });
  const { data, errors } = await look();
  assert.equal(errors, undefined, JSON.stringify(errors));
  assert.deepEqual([data.person.givenName, data.person.surname, data.person.ties, data.person.residenceState], ['Anna', null, null, 'UNKNOWN']);
  await allow({ fields: null });
  assert.equal((await look()).data.person.surname, before.surname);
});

test('others read on under their own permissions', async () => {
  await allow({ fields: ['GivenName'] });
  const { data } = await hub.ask('anna', '{ me { surname ties { kind } } }');
  assert.ok(data.me.surname && data.me.ties.length > 0);
});

test('a permission that is revoked opens nothing at once, and what was read under it is gone', { timeout: 10_000 }, async () => {
  await look();
  await allow({ revoked: true });
  const { data, errors } = await look();
  assert.equal(data.person, null);
  assert.equal(errors![0]!.extensions.code, 'FORBIDDEN');
  while ((await keptUnder('22792')) > 0) await new Promise((resolve) => setTimeout(resolve, 5)); // a statement behind the refusal
  assert.ok((await keptUnder('22791')) > 0, 'what was read under others stays');
});

test('a permission that ended yesterday opens nothing', async () => {
  await allow({ validTo: '2026-11-19' });
  const { errors } = await look();
  assert.match(errors![0]!.message, /22792.*is not valid now|not valid/);
  assert.equal(errors![0]!.extensions.code, 'FORBIDDEN');
});

test('what is left of a quota is kept for what is more urgent than a page', async () => {
  await hub.network.forgetRegisters();
  await allow({ quota: 100, useCount: 96 });
  const { data, errors } = await look('givenName');
  assert.equal(data.person.givenName, null);
  assert.equal(errors![0]!.extensions.code, 'REGISTER_UNAVAILABLE');
  assert.match(errors![0]!.message, /quota/);
  await allow({ quota: 100, useCount: 50 });
  assert.equal((await look('givenName')).data.person.givenName, 'Anna');
  await allow({ quota: 100, useCount: 96 });
  assert.equal((await look('givenName')).data.person.givenName, 'Anna', 'what is in memory serves');
});

/** What the hub keeps of everyone and has told of them, to be compared with itself. */
async function keptOfPeople() {
  const [facts, ties, told] = await Promise.all([
    sql`select * from population.fact order by person_id`,
    sql`select * from population.tie order by person_id, other_id, kind`,
    sql`select type, count(*) as times from events.log where type like 'persons.%' group by type order by type`,
  ]);
  return { people: facts.map((facts): Record<string, unknown> => ({ ...facts, version: null })), versions: facts.map(({ version }) => version as number), ties: [...ties], told: [...told] };
}
async function untilFeedSays(reason: RegExp): Promise<void> {
  for (;;) {
    const { data } = await hub.ask('admin', '{ registers { feeds { name state lastFailure { reason } } troubles { kind about message } } }');
    const feed = data.registers.feeds.find(({ name }: { name: string }) => name === 'fpr_person');
    const trouble = data.registers.troubles.find(({ about }: { about: string }) => about === 'fpr_person');
    if (feed.state === 'FAILING' && reason.test(feed.lastFailure.reason) && reason.test(trouble?.message)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('what the permission of the follower no longer opens brings nobody back to life: the feed stands still and says why', { timeout: 30_000 }, async () => {
  await hub.sandbox('changes', { kind: 'death', person: 'janis' });
  await hub.network.settled();
  const before = await keptOfPeople();
  assert.ok(before.people.some(({ vital }) => vital === 'DECEASED'));
  // The hub is not told: it finds out from records that lack what was open.
  await hub.sandbox('permissions', { permission: '22791', fields: PERSON_FIELDS.filter((field) => field !== 'VitalStatus') });
  await hub.sandbox('changes', { kind: 'storm', count: 500 });
  await untilFeedSays(/22791.*does not open VitalStatus/);
  assert.deepEqual(await keptOfPeople(), before);

  await hub.sandbox('permissions', { permission: '22791', fields: null });
  await hub.network.learnPermissions();
  await hub.network.settled();
  const after = await keptOfPeople();
  assert.deepEqual({ ...after, versions: [] }, { ...before, versions: [] });
  assert.ok(after.versions.every((version, at) => version >= before.versions[at]!) && after.versions.some((version, at) => version > before.versions[at]!));
});

test('a record with less than is open is not shown as if there were nothing to tell, nor kept', { timeout: 10_000 }, async () => {
  await hub.network.forgetRegisters();
  await hub.sandbox('permissions', { permission: '22792', fields: ['GivenName'] });
  const { data, errors } = await look('givenName residenceState');
  assert.deepEqual([data.person.givenName, errors![0]!.extensions.code], [null, 'REGISTER_UNAVAILABLE']);
  await hub.network.learnPermissions();
  assert.deepEqual((await look('givenName residenceState')).data.person, { givenName: 'Anna', residenceState: 'UNKNOWN' });
});
