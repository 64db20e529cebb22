import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import test, { after, before, beforeEach } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { openTestDatabase, TEST_SECRET, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { AddressRecord } from '../record.ts';
import { saveAddresses } from '../search.ts';
import { importVaris } from '../varis/import.ts';
import { inspectDelivery } from '../varis/inspect.ts';
import { makeDelivery } from '../varis/testing.ts';
import { openAddressSearch, type AddressSearch, type AddressSearchLimits } from './address-search.ts';

const root = mkdtempSync(join(tmpdir(), 'vienkopus-address-search-'));
const NEVER_MS = 1e9;
let database: TestDatabase;
let sql: Sql;
let search: AddressSearch | null = null;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('addresses');
});
after(async () => {
  await search?.close();
  await database.close();
  rmSync(root, { recursive: true });
});
beforeEach(async () => {
  await search?.close();
  search = null;
  await sql`with a as (delete from addresses.address), f as (delete from addresses.varis_file) delete from addresses.varis_delivery`;
});

const address = (code: string, text: string, more: Partial<AddressRecord> = {}): AddressRecord => ({
  code, text, status: 'ACTIVE', postalCode: null, municipality: null, parish: null, latitude: null, longitude: null, successor: null, version: 1, changedOn: null, ...more,
});
const [RIGA, OGRE, TALSI] = [address('199000001', 'Liepu iela 5, Rīga, LV-1002'), address('199000002', 'Liepu iela 5, Ogre, Ogres nov., LV-5001'), address('199000003', 'Ezera iela 1, Talsi, Talsu nov., LV-3201')];
const open = (limits: Partial<AddressSearchLimits> = {}, through: Sql = sql, logger = createLogger('silent')) =>
  (search = openAddressSearch({ sql: through, logger, limits: { lookMs: NEVER_MS, retryMs: NEVER_MS, restFactor: 0, pageRows: 2, ...limits } }));
/** Saved, and told to the search as the change feed does. */
const save = async (...records: AddressRecord[]) => {
  await saveAddresses(sql, records);
  await search?.changed(records.map(({ code }) => code));
};

test('before the index is built the database answers; afterwards the index does, misspelt too', async () => {
  await save(RIGA, OGRE, TALSI);
  const opened = open();
  assert.equal(opened.standing().state, 'building');
  assert.deepEqual(await opened.search('liepu riga', 10), [RIGA.code]);
  await opened.look();
  const { state, addresses, bytes, builtInMs, asOf } = opened.standing();
  assert.deepEqual([state, addresses], ['ready', 3]);
  assert.ok(bytes > 0 && builtInMs! > 0 && asOf);
  assert.deepEqual(await opened.search('leipu 5 rgia', 10), [RIGA.code]);
});

test('deleted and erroneous addresses are not found, by no way', async () => {
  await save(RIGA, { ...OGRE, status: 'DELETED' }, { ...TALSI, status: 'ERRONEOUS' });
  const opened = open();
  for (const _ of ['the database', 'the index']) {
    assert.deepEqual(await opened.search('liepu iela 5', 10), [RIGA.code]);
    assert.deepEqual(await opened.search('talsi', 10), []);
    await opened.look();
  }
});

test('a change is found as soon as it was told', async () => {
  await save(RIGA, OGRE);
  const opened = open();
  await opened.look();
  await save(TALSI, { ...RIGA, text: 'Kļavu iela 5, Rīga, LV-1002', version: 2 }, { ...OGRE, status: 'DELETED', version: 2 });
  assert.deepEqual(await opened.search('talsi', 10), [TALSI.code]);
  assert.deepEqual(await opened.search('klavu 5', 10), [RIGA.code]);
  assert.deepEqual(await opened.search('liepu', 10), []);
  assert.equal(opened.standing().changes, 3);
});

test('a merged address is found by its old text and leads to the newest successor, through as many mergers as there were', async () => {
  await save(RIGA, { ...OGRE, status: 'DELETED', successor: RIGA.code });
  const opened = open();
  await opened.look();
  assert.deepEqual(await opened.search('liepu iela 5 ogre', 1), [RIGA.code]);
  await save({ ...RIGA, status: 'DELETED', successor: TALSI.code, version: 2 }, TALSI);
  for (const _ of ['the overlay', 'the index built anew']) {
    assert.deepEqual(await opened.search('liepu iela 5 ogre', 1), [TALSI.code]);
    assert.deepEqual(await opened.search('liepu iela 5 riga', 1), [TALSI.code]);
    await opened.look();
  }
});

test('mergers in a ring end, and find nothing', async () => {
  await save({ ...RIGA, status: 'DELETED', successor: OGRE.code }, { ...OGRE, status: 'DELETED', successor: RIGA.code });
  const opened = open();
  await opened.look();
  assert.deepEqual(await opened.search('liepu', 10), []);
});

test('too many changes for an overlay lead to a new index', async () => {
  await save(RIGA);
  const opened = open({ mostChanges: 1 });
  await opened.look();
  await save(OGRE, TALSI);
  assert.deepEqual(await opened.search('talsi', 10), []);
  await opened.look();
  assert.deepEqual(await opened.search('talsi', 10), [TALSI.code]);
  assert.deepEqual([opened.standing().changes, opened.standing().addresses], [0, 3]);
});

test('an index that the discovery of all addresses outgrows says so in one line, and warns of nothing', async () => {
  const lines: { level: string; msg: string }[] = [];
  const opened = open({ mostChanges: 1 }, sql, createLogger('info', (line) => void lines.push(JSON.parse(line))));
  await opened.look();
  for (let page = 0; page < 8; page++) await save(OGRE, TALSI);
  assert.deepEqual(lines.map(({ level, msg }) => [level, msg.split(';')[0]]), [['info', 'the address index is built'], ['info', 'the address index is outgrown']]);
});

test('an import, which tells nobody, is noticed, and the index before answers until then', async () => {
  await save(RIGA);
  const opened = open({ pageRows: 100 });
  await opened.look();
  const { expected } = makeDelivery({ directory: join(root, 'delivery'), seed: 'search', addresses: 300 });
  const today = Temporal.PlainDate.from('2026-11-20');
  const delivery = await inspectDelivery(join(root, 'delivery'), { today });
  await importVaris({ delivery, url: runtimeUrl(database.url, 'addresses', TEST_SECRET), rejectedPath: join(root, 'rejected.csv'), today });
  const looked = opened.look();
  assert.equal(opened.standing().state, 'ready');
  assert.deepEqual(await opened.search('liepu 5 riga', 1), [RIGA.code]);
  await looked;
  const active = [...expected.values()].filter(({ status }) => status === 'ACTIVE');
  assert.equal(opened.standing().addresses, active.length + 1);
  const one = active[5]!;
  const same = active.filter(({ text }) => text === one.text).map(({ code }) => code);
  assert.ok(same.includes((await opened.search(one.text, 1))[0]!), one.text);
});

test('what changes while the index is being built is in it', async () => {
  await save(RIGA, OGRE, TALSI);
  let hasRead = () => {};
  const reading = new Promise<void>((resolve) => (hasRead = resolve));
  let goOn = () => {};
  const gate = new Promise<void>((resolve) => (goOn = resolve));
  let pages = 0;
  /** Holds up the second page. */
  const slow = new Proxy(sql, {
    apply(target, self, args) {
      const query = Reflect.apply(target, self, args);
      if (!String(args[0]).includes('page as materialized') || ++pages !== 2) return query;
      hasRead();
      return gate.then(() => query);
    },
  });
  const opened = open({}, slow);
  const looked = opened.look();
  await reading;
  await saveAddresses(sql, [{ ...RIGA, text: 'Kļavu iela 5, Rīga, LV-1002', version: 2 }]);
  const told = opened.changed([RIGA.code]);
  goOn();
  await Promise.all([looked, told]);
  assert.deepEqual(await opened.search('klavu', 10), [RIGA.code]);
  assert.deepEqual(await opened.search('liepu', 10), [OGRE.code]);
});

test('without a database to build from it says so and answers again when there is one', async () => {
  await save(RIGA);
  let isBroken = true;
  const fragile = new Proxy(sql, {
    apply: (target, self, args) => (isBroken && String(args[0]).includes('varis_delivery') ? Promise.reject(new Error('no database')) : Reflect.apply(target, self, args)),
  });
  const opened = open({}, fragile);
  await opened.look();
  assert.equal(opened.standing().state, 'fallback');
  assert.deepEqual(await opened.search('liepu', 10), [RIGA.code]);
  isBroken = false;
  await opened.look();
  assert.equal(opened.standing().state, 'ready');
});

/** Those that are started while `act` runs, as anybody in the process sees them. */
async function workersOf(act: () => Promise<unknown>): Promise<Worker[]> {
  const started: Worker[] = [];
  const note = (worker: Worker) => void started.push(worker);
  process.on('worker', note);
  await act().finally(() => process.off('worker', note));
  return started;
}

/** Turns of the event loop, until it is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

test('when the worker is killed, searches go on by the database, and the index comes back by itself', async () => {
  await save(RIGA, OGRE, TALSI);
  const opened = open({ retryMs: 1 });
  const [worker] = await workersOf(() => opened.look());
  const before = opened.standing().asOf!;
  const underWay = Array.from({ length: 3 }, () => opened.search('liepu riga', 10));
  const killed = worker!.terminate();
  assert.deepEqual(await Promise.all(underWay), [[RIGA.code], [RIGA.code], [RIGA.code]]);
  await killed;
  await until(() => opened.standing().state !== 'ready' || !opened.standing().asOf!.equals(before));
  assert.deepEqual(await opened.search('liepu riga', 10), [RIGA.code]);
  await until(() => opened.standing().state === 'ready');
  assert.ok(Temporal.Instant.compare(opened.standing().asOf!, before) > 0);
  assert.deepEqual(await opened.search('leipu 5 rgia', 10), [RIGA.code]);
});

test('a worker that hangs is replaced; who waited is answered by the database', async () => {
  await save(RIGA, OGRE);
  const opened = open({ retryMs: 1, silentMs: 200 });
  const [worker] = await workersOf(() => opened.look());
  // More than it can take in for many seconds.
  const lines = Array.from({ length: 400_000 }, (_, at) => `${at}\t${at}\t"Māja${at.toString(36)}", Ciems${at}, Salas pag., Mārupes nov., LV-2105`).join('\n');
  worker!.postMessage({ kind: 'change', codes: [], lines }, []);
  const ended = new Promise((resolve) => worker!.once('exit', resolve));
  assert.deepEqual(await opened.search('liepu riga', 10), [RIGA.code]);
  await ended;
  await until(() => opened.standing().state === 'ready');
  assert.deepEqual(await opened.search('leipu 5 rgia', 10), [RIGA.code]);
});

test('after changes were missed it is built anew by itself, once it has rested', async () => {
  await save(RIGA);
  const opened = open();
  await opened.look();
  await saveAddresses(sql, [TALSI]);
  assert.deepEqual(await opened.search('talsi', 10), []);
  opened.rebuild();
  await until(() => opened.standing().addresses === 2);
  assert.deepEqual(await opened.search('talsi', 10), [TALSI.code]);
  await opened.close();
  const resting = open({ restFactor: 1e6 });
  await resting.look();
  const { asOf } = resting.standing();
  resting.rebuild();
  await resting.look();
  assert.ok(asOf!.equals(resting.standing().asOf!));
});

test('what is too long is refused by name, what is empty finds nothing', async () => {
  await save(RIGA);
  const opened = open();
  await opened.look();
  await assert.rejects(opened.search('x'.repeat(10_000), 10), { message: 'search: 10000 characters are too many; type at most 200', extensions: { code: 'BAD_USER_INPUT' } });
  for (const text of ['', '  ', '!?', '🏠🏠']) assert.deepEqual(await opened.search(text, 10), []);
  assert.deepEqual(await opened.search('liepu', 0), []);
});

test('more searches than may wait are refused, not queued', async () => {
  await save(RIGA);
  const opened = open({ mostWaiting: 2, mostInDatabase: 1 });
  const refused = { extensions: { code: 'LIMIT_EXCEEDED' } };
  const [first] = await Promise.all([opened.search('liepu', 10), assert.rejects(opened.search('liepu', 10), refused)]);
  assert.deepEqual(first, [RIGA.code]);
  await opened.look();
  const answers = await Promise.allSettled([1, 2, 3].map(() => opened.search('liepu', 10)));
  assert.deepEqual(answers.map(({ status }) => status), ['fulfilled', 'fulfilled', 'rejected']);
});

test('closed while it builds, it ends quietly', async () => {
  await save(RIGA, OGRE, TALSI);
  const opened = open();
  const looked = opened.look();
  await opened.close();
  await looked;
});
