import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import { fixedClock } from '#kernel/clock.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import { openTestDatabase, TEST_SECRET, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { DagrClient } from '../dagr/client.ts';
import { Permissions } from '../dagr/permissions.ts';
import { purposes } from '../dagr/purposes.ts';
import { startSandboxRegister, type SandboxRegister } from '../sandbox/register.ts';
import { AddressReader } from './reader.ts';
import { wireAddressChanges } from './record.ts';
import { importVaris } from './varis/import.ts';
import { inspectDelivery } from './varis/inspect.ts';
import { makeDelivery, type Expected } from './varis/testing.ts';

const root = mkdtempSync(join(tmpdir(), 'vienkopus-reader-'));
const clock = fixedClock('2026-11-20T10:00:00Z');
let database: TestDatabase;
let register: SandboxRegister;
let reader: AddressReader;
let withoutOpenData: AddressReader;
let published: Expected;
let registered: string;

before(async () => {
  database = await openTestDatabase();
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const config = { host: '127.0.0.1', port: 0, population: 300, seed: 'reader', dataDir: root, personIdKey: Buffer.alloc(32, 7), clientId: 'hub', clientJwk: await exportJWK(publicKey), today: null, issuer: null };
  register = await startSandboxRegister(config, clock);
  const logger = createLogger('silent');
  const client = new DagrClient({ config: { url: register.url, clientId: 'hub', privateKey }, clock, logger, random: seededRandom(1) });
  const permissions = new Permissions({ client, purposes, clock, logger });
  await permissions.refresh();
  reader = new AddressReader({ client, permissions, clock, sql: database.as('addresses') });
  withoutOpenData = new AddressReader({ client, permissions, clock });

  const made = makeDelivery({ directory: join(root, 'delivery'), seed: 'reader', addresses: 200 });
  const delivery = await inspectDelivery(join(root, 'delivery'), { today: clock.today() });
  await importVaris({ delivery, url: runtimeUrl(database.url, 'addresses', TEST_SECRET), rejectedPath: join(root, 'rejected.csv'), today: clock.today() });
  published = [...made.expected.values()].find(({ status, latitude }) => status === 'ACTIVE' && latitude !== null)!;
  const { lines } = await client.changes('vzd_address', { after: 0, limit: 1 }, { permission: reader.permission(), shape: wireAddressChanges });
  registered = lines[0]!.key;
});
after(async () => {
  await register.close();
  await database.close();
  rmSync(root, { recursive: true });
});

test('what the register does not hold is told by its open data, which says so', async () => {
  const found = await reader.read([published.code, registered, '199999999', 'no code']);
  assert.deepEqual([...found.keys()].sort(), [published.code, registered].sort());
  const { value, source, readAt, permission } = found.get(published.code)!;
  assert.deepEqual(value, { ...published, version: 0 });
  assert.equal(source, 'vzd_address open data');
  assert.equal(permission, 'CC BY 4.0');
  assert.match(readAt.toString(), /^20\d\d-\d\d-\d\dT2[12]:00:00Z$/); // midnight in Riga
  assert.ok(reader.isStale(readAt));
  assert.equal(found.get(registered)!.source, 'vzd_address');
  assert.match(found.get(registered)!.value.changedOn!, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual([...(await withoutOpenData.read([published.code, registered])).keys()], [registered]);
});

test('what the register does not answer is told by its open data, and the rest is not called unknown', async () => {
  for (const each of [reader, withoutOpenData]) each.clear();
  await register.close();
  const unavailable = { extensions: { code: 'REGISTER_UNAVAILABLE', register: 'addresses' } };
  assert.equal((await reader.read([published.code])).get(published.code)!.value.text, published.text);
  await assert.rejects(reader.read([published.code, registered]), unavailable);
  await assert.rejects(withoutOpenData.read([published.code]), unavailable);
});
