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
import { ChangeStream } from '../records/change-stream.ts';
import type { Sourced } from '../records/record-reader.ts';
import { startSandboxRegister, type SandboxRegister } from '../sandbox/register.ts';
import { AddressReader, readByAddressCodes, type AddressReaderParts } from './reader.ts';
import { wireAddressChanges, type AddressRecord } from './record.ts';
import { importVaris } from './varis/import.ts';
import { inspectDelivery } from './varis/inspect.ts';
import { makeDelivery, type Expected } from './varis/testing.ts';

const root = mkdtempSync(join(tmpdir(), 'vienkopus-reader-'));
const clock = fixedClock('2026-11-20T10:00:00Z');
let database: TestDatabase;
let register: SandboxRegister;
let parts: AddressReaderParts;
let reader: AddressReader;
let withoutOpenData: AddressReader;
let stream: ChangeStream;
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
  const sql = database.as('registers', { max: 4 });
  stream = new ChangeStream({ sql, logger });
  parts = { client, permissions, clock, logger, sql, stream, key: Buffer.alloc(32, 7) };
  reader = new AddressReader({ ...parts, openData: database.as('addresses') });
  withoutOpenData = new AddressReader(parts);
  stream.start();

  const made = makeDelivery({ directory: join(root, 'delivery'), seed: 'reader', addresses: 200 });
  const delivery = await inspectDelivery(join(root, 'delivery'), { today: clock.today() });
  await importVaris({ delivery, url: runtimeUrl(database.url, 'addresses', TEST_SECRET), rejectedPath: join(root, 'rejected.csv'), today: clock.today() });
  published = [...made.expected.values()].find(({ status, latitude }) => status === 'ACTIVE' && latitude !== null)!;
  const { lines } = await client.changes('vzd_address', { after: 0, limit: 1 }, { grant: reader.grant, urgency: 'change', shape: wireAddressChanges });
  registered = lines[0]!.key;
});
after(async () => {
  await stream.close();
  await Promise.all([reader, withoutOpenData].map((each) => each.settled()));
  await database.close();
  rmSync(root, { recursive: true });
});

test('what the register does not hold is told by its open data, which says so', async () => {
  const found = await reader.read([published.code, registered, '199999999', 'no code']);
  assert.deepEqual([...found.keys()].sort(), [published.code, registered].sort());
  const { value, source, readAt, permission, isStale } = told(found, published.code);
  assert.deepEqual(value, { ...published, version: 0 });
  assert.equal(source, 'vzd_address open data');
  assert.equal(permission, 'CC BY 4.0');
  assert.match(readAt.toString(), /^20\d\d-\d\d-\d\dT2[12]:00:00Z$/); // midnight in Riga
  assert.ok(isStale);
  assert.equal(told(found, registered).source, 'vzd_address');
  assert.match(told(found, registered).value.changedOn!, /^\d{4}-\d\d-\d\d$/);
  assert.deepEqual([...(await withoutOpenData.read([published.code, registered])).keys()], [registered]);
});

test('what an abolished address was merged into is told by the history, where the register keeps silent of it', async () => {
  const { lines } = await parts.client.changes('vzd_address', { after: 0, limit: 9 }, { grant: reader.grant, urgency: 'change', shape: wireAddressChanges });
  const [record] = await readByAddressCodes(parts.client, [lines.find(({ key }) => key !== registered)!.key], { grant: reader.grant, urgency: 'shown' });
  const gone: AddressRecord = { ...record!, status: 'DELETED', successor: null };
  const silent = new Proxy(parts.client, {
    get: (client, name) => (name === 'batch' ? async () => ({ records: [gone] }) : Reflect.get(client, name).bind(client)),
  });
  const told = async (each: AddressReader) => ((await each.read([gone.code])).get(gone.code) as Sourced<AddressRecord>).value.successor;
  const openData = database.as('addresses');
  const asking = new AddressReader({ ...parts, client: silent, openData });
  assert.equal(await told(asking), null);
  await openData`insert into addresses.address (code, status, text, search_text, version, successor) values (${gone.code}, 'DELETED', ${gone.text}, '', 0, ${published.code})`;
  assert.equal(await told(asking), published.code);
  await asking.settled();
  await asking.forget();
});

test('what the register does not answer is told by its open data, and the rest is not called unknown', async () => {
  for (const each of [reader, withoutOpenData]) {
    await each.settled();
    await each.forget();
  }
  await register.close();
  assert.equal(told(await reader.read([published.code]), published.code).value.text, published.text);
  const found = await reader.read([published.code, registered]);
  assert.equal(told(found, published.code).source, 'vzd_address open data');
  for (const failed of [found.get(registered), (await withoutOpenData.read([published.code])).get(published.code)]) {
    assert.deepEqual((failed as any).extensions, { code: 'REGISTER_UNAVAILABLE', register: 'addresses' });
  }
});

function told(found: Map<string, Sourced<AddressRecord> | Error>, code: string): Sourced<AddressRecord> {
  const sourced = found.get(code);
  assert.ok(sourced && !(sourced instanceof Error));
  return sourced;
}
