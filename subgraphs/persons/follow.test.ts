import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import pino from 'pino';
import { createConnectors, type Connectors } from '#connectors/connectors.ts';
import { askForRepair, loadFeed } from '#connectors/dagr/feed.ts';
import { DagrClient } from '#connectors/dagr/client.ts';
import type { CodeBook } from '#connectors/population/code-book.ts';
import type { ReadByCodes } from '#connectors/population/identify.ts';
import { readByCodes } from '#connectors/population/reader.ts';
import { PERSON_FIELDS } from '#connectors/population/wire.ts';
import { pageOfPersons, readFacts, readProjected, saveProjected } from '#connectors/population/projection.ts';
import { startSandboxRegister, type SandboxRegister } from '#connectors/sandbox/register.ts';
import { fixedClock } from '#kernel/clock.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { seededRandom } from '#kernel/random.ts';
import { makeDatabase, TEST_SECRET, testCluster } from '../../supergraph/testing/cluster.ts';
import { runtimeUrl } from '../../supergraph/postgres/migrate.ts';
import type { Background } from '../module.ts';
import { createCodeBook } from './code-book.ts';
import { followRegisters, PROJECTION_PURPOSE } from './follow.ts';
import { samplePeople, verify } from './verification.ts';

/** The real database and the real sandbox register, followed as the hub does. */
const POPULATION = 1_500;
const keys = { personId: Buffer.alloc(32, 1), codeHash: Buffer.alloc(32, 2), codeEncryption: Buffer.alloc(32, 3), records: Buffer.alloc(32, 4) };
const clock = fixedClock('2026-11-20T09:00:00Z');
const logger = pino({ level: 'silent' });
const closers: (() => Promise<unknown>)[] = [];
let sql: Sql;
let register: SandboxRegister;
let connectors: Connectors;
let background: Background;
let people: Record<string, string>;
let codeBook: CodeBook;
let readAll: ReadByCodes;

before(async () => {
  const cluster = await testCluster();
  const database = await makeDatabase(cluster);
  closers.push(() => cluster.close(), () => database.drop());
  sql = connect(runtimeUrl(database.url, 'persons', TEST_SECRET), { name: 'test' });
  closers.push(() => sql.end());
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-follow-'));
  closers.push(() => rm(dataDir, { recursive: true }));
  register = await startSandboxRegister({
    host: '127.0.0.1', port: 0, population: POPULATION, seed: 'follow', dataDir, personIdKey: keys.personId, clientId: 'hub', clientJwk: await exportJWK(publicKey), today: '2026-11-20', issuer: null,
  });
  closers.push(() => register.close());
  const identities = (await (await fetch(`${register.url}/sandbox/identities`)).json()) as { as: string; personId: string }[];
  people = Object.fromEntries(identities.map(({ as, personId }) => [as, personId]));
  codeBook = createCodeBook(sql, keys);
  const registersSql = () => {
    const opened = connect(runtimeUrl(database.url, 'registers', TEST_SECRET), { name: 'test' });
    closers.push(() => opened.end());
    return opened;
  };
  connectors = await createConnectors({
    dagr: { url: register.url, clientId: 'hub', privateKey }, clock, logger, random: seededRandom(1), codeBook, recordsKey: keys.records, sql: registersSql(), streamSql: registersSql(), addressesSql: sql,
  });
  closers.push(() => connectors.close());
  const client = new DagrClient({ config: { url: register.url, clientId: 'hub', privateKey }, clock, logger, random: seededRandom(1) });
  closers.push(async () => client.close());
  readAll = (codes) => readByCodes(client, codes, { grant: connectors.permissions.grantFor(PROJECTION_PURPOSE, 'fpr_person'), urgency: 'change' });
  background = await follow();
  await background.settled!();
});

after(async () => {
  await background.close();
  for (const close of closers.reverse()) await close();
});

const follow = () => followRegisters({ sql, clock, logger, random: seededRandom(2), connectors });

async function change(body: object): Promise<{ personId: string }> {
  const answer = await fetch(`${register.url}/sandbox/changes`, { method: 'POST', body: JSON.stringify(body) });
  const changed = (await answer.json()) as { personId: string };
  await background.settled!();
  return changed;
}

const told = async (subject: string) => {
  // The outbox may only be written to by the parts; what they told stands in their own audit lines too.
  const rows = await sql`select action, data from persons.audit where subject = ${subject} order by id`;
  return rows.map((row) => [row.action, row.data]);
};

test('the first discovery fills projection and code book and tells nobody', async () => {
  const { position, discoveredThrough } = await loadFeed(sql, 'persons', 'fpr_person');
  assert.deepEqual([position, discoveredThrough], [POPULATION, POPULATION]);
  const [{ count }] = (await sql`select count(*) from population.fact`) as unknown as [{ count: number }];
  assert.equal(count, POPULATION);
  const [{ events }] = (await sql`select count(*) as events from persons.audit`) as unknown as [{ events: number }];
  assert.equal(events, 0);
  const [{ published }] = (await sql`select count(*) as published from registers.change where data_set = 'fpr_person'`) as unknown as [{ published: number }];
  assert.ok(published < POPULATION / 4, `instances were told of ${published} whom nobody had read`);
  const facts = (await readFacts(sql, [people.anna!])).get(people.anna!)!;
  assert.equal(facts.municipality, '0001000');
  const child = facts.ties.find(({ otherId }) => otherId === people.marta);
  assert.deepEqual(child, { otherId: people.marta, kind: 'CHILD', custody: true, validFrom: '2011-05-09', validTo: null, birthDay: '2011-05-09', vital: 'ALIVE' });
});

test('no code stands anywhere but encrypted or hashed, and a protected person lives nowhere', async () => {
  const dump = JSON.stringify([await sql`select * from population.fact`, await sql`select * from population.tie`, await sql`select encode(code_hash, 'escape') as h, encode(code_encrypted, 'escape') as e from persons.person_key`]);
  assert.ok(!/(?<!\d)39\d{9}(?!\d)/.test(dump));
  const petra = (await readFacts(sql, [people.petra!])).get(people.petra!)!;
  assert.deepEqual([petra.residenceState, petra.municipality], ['PROTECTED', null]);
});

test('everyone is found page by page', async () => {
  const seen: string[] = [];
  for (let last: string | null = null; ;) {
    const page: { personId: string }[] = await pageOfPersons(sql, last, 400);
    seen.push(...page.map(({ personId }) => personId));
    if (page.length < 400) break;
    last = page.at(-1)!.personId;
  }
  assert.equal(new Set(seen).size, POPULATION);
});

test('a birth is told once, and the memory of the parents is fresh right after', async () => {
  const reading = { purpose: 'resident-portal' };
  const childrenOf = async (id: string) => {
    const read = (await connectors.population.read([id], reading)).get(id)!;
    if (read instanceof Error) throw read;
    return read.value.ties!.filter(({ kind }) => kind === 'CHILD').length;
  };
  assert.equal(await childrenOf(people.anna!), 2);
  const { personId } = await change({ kind: 'birth', mother: 'anna' });
  assert.equal(await childrenOf(people.anna!), 3);
  const born = await told(personId);
  assert.deepEqual(born.map(([type]) => type), ['persons.born.v1']);
  assert.ok((born[0]![1].parentIds as string[]).includes(people.anna!));
  assert.deepEqual((await told(people.anna!)).map(([type]) => type), ['persons.tie-changed.v1']);
});

test('a move and a death are told with their days', async () => {
  await change({ kind: 'move', person: 'janis', municipality: '0001000', effectiveOn: '2026-11-10' });
  assert.deepEqual(await told(people.janis!), [['persons.moved.v1', { from: '0002000', to: '0001000', since: '2026-11-10' }]]);
  await change({ kind: 'death', person: 'janis', effectiveOn: '2026-11-19' });
  assert.deepEqual((await told(people.janis!)).at(-1), ['persons.died.v1', { on: '2026-11-19' }]);
});

test('a storm of corrections that change nothing tells nobody', async () => {
  const count = async () => (await sql`select count(*) as lines from persons.audit`)[0]!.lines;
  const beforeIt = await count();
  await change({ kind: 'storm', count: 1_200 });
  assert.equal(await count(), beforeIt);
  assert.ok((await readProjected(sql, [people.anna!])).get(people.anna!)!.version > 1);
});

test('an older version never undoes a newer one, nor its ties', async () => {
  const now = (await readProjected(sql, [people.anna!])).get(people.anna!)!;
  await saveProjected(sql, [{ ...now, version: now.version - 1, municipality: '0002000', ties: [] }]);
  assert.deepEqual((await readProjected(sql, [people.anna!])).get(people.anna!), now);
});

test('a follower that starts again goes on where it stopped, and changes meanwhile are not lost', async () => {
  await background.close();
  const answer = await fetch(`${register.url}/sandbox/changes`, { method: 'POST', body: JSON.stringify({ kind: 'move', person: 'olena', municipality: '0002000' }) });
  assert.equal(answer.status, 200);
  background = await follow();
  await background.settled!();
  assert.deepEqual((await told(people.olena!)).map(([type]) => type), ['persons.moved.v1']);
});

test('while the register is down nothing is lost, and decisions say so', async () => {
  const fault = (body: object) => fetch(`${register.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(body) });
  await fault({ register: 'population', errorRate: 1 });
  await assert.rejects(connectors.population.readFresh([people.anna!], { purpose: 'proactive-offers' }), { extensions: { code: 'REGISTER_UNAVAILABLE', register: 'population' } });
  await fetch(`${register.url}/sandbox/changes`, { method: 'POST', body: JSON.stringify({ kind: 'move', person: 'anna', municipality: '0002000' }) });
  await fault({ clear: true });
  await background.settled!();
  const facts = (await connectors.population.readFresh([people.anna!], { purpose: 'proactive-offers' })).get(people.anna!)!;
  assert.equal(facts.municipality, '0002000');
  assert.equal((await readFacts(sql, [people.anna!])).get(people.anna!)!.municipality, '0002000');
  assert.ok(facts.ties.every(({ birthDay, vital }) => birthDay !== null && vital === 'ALIVE'));
});

const fault = (body: object) => fetch(`${register.url}/sandbox/faults`, { method: 'POST', body: JSON.stringify(body) });
test('under a permission that opens less than is decided on nothing is decided', async () => {
  const allow = async (fields: readonly string[] | null) => {
    await fetch(`${register.url}/sandbox/permissions`, { method: 'POST', body: JSON.stringify({ permission: '22791', fields }) });
    await connectors.permissions.refresh();
  };
  await allow(PERSON_FIELDS.filter((field) => field !== 'DeathDate' && field !== 'Ties.Custody'));
  await assert.rejects(connectors.population.readFresh([people.anna!], { purpose: 'proactive-offers' }), { extensions: { code: 'FORBIDDEN' }, message: /22791.*does not open DeathDate, Ties.Custody$/ });
  await allow(null);
  assert.equal((await connectors.population.readFresh([people.anna!], { purpose: 'proactive-offers' })).size, 1);
});

const feed = (body: object) => fetch(`${register.url}/sandbox/feeds`, { method: 'POST', body: JSON.stringify({ register: 'population', ...body }) });
const happens = (body: object) => fetch(`${register.url}/sandbox/changes`, { method: 'POST', body: JSON.stringify(body) });
const standingOf = (name: string) => connectors.standing().feeds.findLast(({ feed: of }) => of === name)!;

test('while the replicas lag, the feed goes on and nothing is lost', async () => {
  await fault({ register: 'population', replicaLagMs: 3_600_000 });
  clock.advance(1_000);
  await happens({ kind: 'move', person: 'marta', municipality: '0002000' });
  const before = (await readProjected(sql, [people.marta!])).get(people.marta!)!;
  await fault({ clear: true });
  await background.settled!();
  const after = (await readProjected(sql, [people.marta!])).get(people.marta!)!;
  assert.deepEqual([before.municipality, after.municipality], ['0001000', '0002000']);
  assert.equal((await told(people.marta!)).filter(([type]) => type === 'persons.moved.v1').length, 1);
});

test('a change whose line was dropped while nobody followed is found by reading everyone again, and told', async () => {
  await background.close();
  await happens({ kind: 'protect-address', person: 'olena' });
  await happens({ kind: 'move', person: 'anna', municipality: '0003000' });
  const { position } = (await (await happens({ kind: 'storm', count: 1 })).json()) as { position: number };
  await feed({ dropBefore: position });
  background = await follow();
  await background.settled!();
  assert.equal((await readProjected(sql, [people.olena!])).get(people.olena!)!.residenceState, 'PROTECTED');
  assert.equal((await told(people.olena!)).at(-1)![0], 'persons.address-protected.v1');
  assert.deepEqual([standingOf('fpr_person').repair, standingOf('fpr_person').state], [null, 'following']);
});

test('a feed that begins anew loses nobody and tells nothing twice', async () => {
  const count = async () => (await sql`select count(*) as lines from persons.audit`)[0]!.lines;
  const before = await count();
  const era = async () => (await sql`select era from registers.stream where data_set = 'fpr_person'`)[0]!.era as string;
  const eraBefore = await era();
  await feed({ reset: true });
  await background.settled!();
  assert.equal(await count(), before);
  await change({ kind: 'move', person: 'anna', municipality: '0001000' });
  assert.deepEqual((await told(people.anna!)).at(-1), ['persons.moved.v1', { from: '0003000', to: '0001000', since: '2013-06-01' }]);
  assert.notEqual(await era(), eraBefore, 'what instances remember of versions before is worth nothing');
});

test('what is wrong in the projection is made good by a repair that is asked for, while the rows stay to be read', async () => {
  const before = (await readProjected(sql, [people.petra!])).get(people.petra!)!;
  await sql`update population.fact set flags = '{WRONG}', residence_state = 'NONE' where person_id = ${people.petra!}`;
  await sql`delete from population.fact where person_id = ${people.anna!}`;
  assert.equal(await askForRepair(sql, 'persons', 'fpr_person'), true);
  while ((await loadFeed(sql, 'persons', 'fpr_person')).repair !== null) await background.settled!();
  assert.deepEqual((await readProjected(sql, [people.petra!])).get(people.petra!), before);
  assert.equal((await readFacts(sql, [people.anna!])).get(people.anna!)!.municipality, '0001000');
});

test('a comparison with the register names what differs, and nothing where nothing does', async () => {
  const parts = { sql, codeBook, read: readAll, today: clock.today() };
  const sample = await samplePeople(sql, seededRandom('sample'), 300);
  assert.ok(sample.length > 200 && new Set(sample).size === sample.length, String(sample.length));
  assert.deepEqual(await verify(parts, sample), []);
  await sql`update population.fact set flags = '{WRONG}', death_day = '2026-01-01' where person_id = ${people.petra!}`;
  await sql`update population.fact set version = version - 1, municipality = '0002000' where person_id = ${people.anna!}`;
  await sql`delete from population.fact where person_id = ${people.marta!}`;
  assert.deepEqual(await verify(parts, [people.petra!, people.anna!, people.marta!, people.olena!]), [
    { personId: people.petra, fields: ['deathDay', 'flags'], isBehind: false },
    { personId: people.anna, fields: ['municipality', 'version'], isBehind: true },
    { personId: people.marta, fields: ['not in the projection'], isBehind: false },
  ]);
});
