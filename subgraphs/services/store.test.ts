import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { connection, pageRequest } from '#kernel/connection.ts';
import { fixedClock } from '#kernel/clock.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { makeDatabase, TEST_SECRET, testCluster, type TestCluster } from '#supergraph/testing/cluster.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { organizationId, seed, serviceRows } from './seed.ts';
import { CONTACT_POINTS } from './seed/contact-points.ts';
import type { Destination, NewService } from './service.ts';
import {
  allPortals, contactPointsOf, insertDraft, listKey, move, organizationsByIds, pageOfOrganizations, pageOfServices, servicesByIds,
} from './store.ts';

const clock = fixedClock('2026-11-20T09:00:00Z');
const writer = { by: 'officer-riga', at: clock.now() };
const page = pageRequest({ first: 100 });
const permit: NewService = {
  identifier: 'RIGA-PARKING-PERMIT',
  name: { lv: 'Stāvvietas atļauja' },
  description: { lv: 'Ļauj novietot automašīnu pie mājas.' },
  ownerId: organizationId('RIGA'),
  audiences: ['RESIDENTS'],
  digitalisationLevel: 'ONLINE_FORM',
};
const permitId = uuidv5('service:RIGA-PARKING-PERMIT');

let cluster: TestCluster;
let database: Awaited<ReturnType<typeof makeDatabase>>;
let sql: Sql;
let admin: Sql;

before(async () => {
  cluster = await testCluster();
  database = await makeDatabase(cluster);
  sql = connect(runtimeUrl(database.url, 'services', TEST_SECRET), { name: 'test' });
  admin = connect(database.url, { name: 'test', max: 1 });
  await seed({ sql, clock });
});

after(async () => {
  await sql.end();
  await admin.end();
  await database.drop();
  await cluster.close();
});

const told = () => admin`select type, subject, subject_version, data from events.outbox where type <> 'services.portal-registered.v1' order by position`;
const found = async (query: Partial<Parameters<typeof pageOfServices>[1]>) =>
  (await pageOfServices(sql, { status: ['PUBLISHED'], ...query }, page)).map(({ identifier }) => identifier);

test('the seed publishes every service and tells of each once, however often it runs', async () => {
  const once = await told();
  await seed({ sql, clock });
  assert.equal(once.length, serviceRows().length);
  assert.deepEqual((await told()).length, once.length);
  assert.ok(once.every(({ type, subject_version }) => type === 'services.published.v1' && subject_version === 1));
});

test('a search without diacritics finds what is written with them, in either language and by identifier', async () => {
  for (const search of ['berna piedzimsanas pabalsta', 'BĒRNA PIEDZIMŠANAS PABALSTA', 'childbirth allowance', 'vsaa-birth-grant']) {
    assert.ok((await found({ search })).includes('VSAA-BIRTH-GRANT'), search);
  }
  assert.deepEqual(await found({ search: 'nekas tāds nepastāv' }), []);
  assert.equal((await found({ search: '%_%' })).length, 0);
});

test('services are filtered by owner, audience, level and life situation, all at once', async () => {
  const ownerId = organizationId('PMLP');
  const lifeSituationId = uuidv5('life-situation:MOVE');
  assert.deepEqual(await found({ ownerId, lifeSituationId, audience: 'RESIDENTS', digitalisationLevel: 'FULL' }), ['PMLP-RESIDENCE-DECLARATION']);
  assert.deepEqual(await found({ ownerId, lifeSituationId, audience: 'INSTITUTIONS' }), []);
});

test('an organization has the services it owns and those it provides', async () => {
  assert.deepEqual(await found({ organizationId: organizationId('RIGAS-SATIKSME') }), ['RIGA-TRANSPORT-DISCOUNT']);
  assert.ok((await found({ organizationId: organizationId('RIGA') })).includes('PMLP-RESIDENCE-DECLARATION'));
});

test('an id that is none finds nothing', async () => {
  assert.deepEqual(await found({ ownerId: 'x' }), []);
  assert.deepEqual(await servicesByIds(sql, ['x', permitId]), []);
});

async function inPagesOf(first: number): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  do {
    const request = pageRequest({ first, after });
    const part = connection(await pageOfServices(sql, { status: ['PUBLISHED'] }, request), request, listKey);
    seen.push(...part.edges.map(({ node }) => node.identifier));
    after = part.pageInfo.hasNextPage ? part.pageInfo.endCursor : null;
  } while (after);
  return seen;
}

test('pages of seven give every service once, in the order of larger pages', async () => {
  const seen = await inPagesOf(7);
  assert.deepEqual(seen, await inPagesOf(100));
  assert.deepEqual([...seen].sort(), serviceRows().map(({ identifier }) => identifier).sort());
});

test('a cursor of another list is refused', async () => {
  const after = Buffer.from('k:whatever').toString('base64url');
  await assert.rejects(pageOfServices(sql, { status: ['PUBLISHED'] }, pageRequest({ after })), /not a place in this list/);
});

test('organizations are found by name without diacritics and by number', async () => {
  const names = async (search: string) => (await pageOfOrganizations(sql, search, page)).map(({ name }) => name.lv);
  assert.deepEqual(await names('liepajas valstspilsetas'), ['Liepājas valstspilsētas pašvaldība']);
  assert.deepEqual(await names('90001669496'), ['Valsts sociālās apdrošināšanas aģentūra']);
});

test('central portals come first, contact points are found by municipality', async () => {
  assert.deepEqual((await allPortals(sql)).slice(0, 4).map(({ central }) => central), [true, true, true, false]);
  assert.deepEqual((await contactPointsOf(sql, ['0026000'])).map(({ name }) => name), [
    'Cēsu novada valsts un pašvaldības vienotais klientu apkalpošanas centrs',
  ]);
  assert.equal((await contactPointsOf(sql, null)).length, CONTACT_POINTS.length);
});

test('a registered service is a draft of version 1, delivered by its owner', async () => {
  const service = await insertDraft(sql, permitId, permit, writer);
  assert.deepEqual([service?.status, service?.version, service?.providerIds], ['DRAFT', 1, [permit.ownerId]]);
  assert.equal((await found({ search: 'stavvietas atlauja' })).length, 0);
});

test('the same identifier a second time is refused, and nothing is told', async () => {
  const before = (await told()).length;
  assert.equal(await insertDraft(sql, permitId, permit, writer), null);
  assert.equal((await told()).length, before);
});

test('publishing makes version 2, told with the subject version and the audit line', async () => {
  assert.equal((await move(sql, permitId, 'PUBLISHED', writer))?.version, 2);
  assert.equal(await move(sql, permitId, 'PUBLISHED', writer), null);
  const events = (await told()).filter(({ subject }) => subject === permitId);
  assert.deepEqual(events.map(({ type, subject_version }) => [type, subject_version]), [['services.changed.v1', 1], ['services.published.v1', 2]]);
  assert.deepEqual(events[1]!.data, {
    identifier: permit.identifier, version: 2, status: 'PUBLISHED', ownerId: permit.ownerId, processingDays: null,
    portals: [], requestableOnline: false, digitalisationLevel: permit.digitalisationLevel, sdgProcedure: null,
  });
  const audit = await sql`select by, action from services.audit where subject = ${permitId} order by id`;
  assert.deepEqual(audit.map(({ by, action }) => [by, action]), [['officer-riga', 'services.changed.v1'], ['officer-riga', 'services.published.v1']]);
});

const ways: [from: 'DRAFT' | Destination, to: Destination, isPossible: boolean][] = [
  ['DRAFT', 'SUSPENDED', false], ['DRAFT', 'ARCHIVED', false], ['PUBLISHED', 'SUSPENDED', true], ['PUBLISHED', 'ARCHIVED', true],
  ['SUSPENDED', 'PUBLISHED', true], ['SUSPENDED', 'SUSPENDED', false], ['SUSPENDED', 'ARCHIVED', true],
  ['ARCHIVED', 'PUBLISHED', false], ['ARCHIVED', 'SUSPENDED', false], ['ARCHIVED', 'ARCHIVED', false],
];
for (const [from, to, isPossible] of ways) {
  test(`a service that is ${from} ${isPossible ? 'can be' : 'cannot be'} ${to}, and that is ${isPossible ? 'told' : 'not told'}`, async () => {
    const identifier = `RIGA-TEST-${from}-${to}`;
    const id = uuidv5(`service:${identifier}`);
    await insertDraft(sql, id, { ...permit, identifier }, writer);
    if (from !== 'DRAFT') await move(sql, id, 'PUBLISHED', writer);
    if (from !== 'DRAFT' && from !== 'PUBLISHED') await move(sql, id, from, writer);
    const before = (await told()).length;
    assert.equal((await move(sql, id, to, writer))?.status ?? null, isPossible ? to : null);
    assert.deepEqual((await told()).slice(before).map(({ type, data }) => [type, data.status]), isPossible ? [[`services.${to.toLowerCase()}.v1`, to]] : []);
  });
}

test('five at once publish a service once', async () => {
  const id = uuidv5('service:RIGA-TEST-RACE');
  await insertDraft(sql, id, { ...permit, identifier: 'RIGA-TEST-RACE' }, writer);
  const published = await Promise.all(Array.from({ length: 5 }, () => move(sql, id, 'PUBLISHED', writer)));
  assert.equal(published.filter((service) => service !== null).length, 1);
});

test('many organizations are read in one statement', async () => {
  assert.equal((await organizationsByIds(sql, [organizationId('VSAA'), organizationId('RIGA'), 'x'])).length, 2);
});
