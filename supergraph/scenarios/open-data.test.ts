import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { importVaris } from '#connectors/addresses/varis/import.ts';
import { inspectDelivery } from '#connectors/addresses/varis/inspect.ts';
import { makeDelivery, type Made } from '#connectors/addresses/varis/testing.ts';
import { runtimeUrl } from '../postgres/migrate.ts';
import { TEST_SECRET } from '../testing/cluster.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

const ADDRESS = 'code text postalCode municipality { code } parish latitude longitude status successor { code } provenance { source stale permission }';
const FOUND_WITHIN_MS = 30_000;
const directory = mkdtempSync(join(tmpdir(), 'vienkopus-open-data-'));
let hub: TestHub;
let made: Made;

before(async () => {
  hub = await startTestHub();
  made = makeDelivery({ directory, seed: 'open data', addresses: 500 });
  const today = hub.clock.today();
  const delivery = await inspectDelivery(directory, { today });
  await importVaris({ delivery, url: runtimeUrl(hub.databaseUrl, 'addresses', TEST_SECRET), rejectedPath: join(directory, 'rejected.csv'), today });
});
after(async () => {
  await hub.close();
  rmSync(directory, { recursive: true });
});

test('an address of the open data is found by its code, alive or deleted, and says where it comes from', async () => {
  for (const status of ['ACTIVE', 'DELETED'] as const) {
    const expected = [...made.expected.values()].find((address) => address.status === status && address.municipality !== null)!;
    const { data, errors } = await hub.ask(null, `query ($code: ID!) { address(code: $code) { ${ADDRESS} } }`, { code: expected.code });
    assert.equal(errors, undefined);
    const { municipality, changedOn: _changedOn, successor, ...rest } = expected;
    assert.deepEqual(data.address, { ...rest, municipality: { code: municipality }, successor: successor === null ? null : { code: successor }, provenance: { source: 'vzd_address open data', stale: true, permission: 'CC BY 4.0' } });
  }
});

test('an address of the open data is found by its words, and one of the register beside it', async () => {
  const expected = [...made.expected.values()].find(({ status, text }) => status === 'ACTIVE' && text.startsWith('"Jaunzemji'))!;
  const isFound = async () => {
    const { data } = await hub.ask(null, 'query ($search: String!) { addresses(search: $search, first: 100) { code text } }', { search: expected.text });
    return data.addresses.some(({ code, text }: any) => code === expected.code && text === expected.text);
  };
  const since = performance.now();
  while (!(await isFound()) && performance.now() - since < FOUND_WITHIN_MS) await new Promise((resolve) => setTimeout(resolve, 100)); // a hub looks now and then for what was imported
  assert.ok(await isFound());
  const { data: registered } = await hub.ask(null, '{ addresses(search: "riga iela 1", first: 1) { provenance { source } } }');
  assert.deepEqual(registered.addresses, [{ provenance: { source: 'vzd_address' } }]);
});

test('a code that neither knows is not found', async () => {
  const { errors } = await hub.ask(null, '{ address(code: "199999999") { code } }');
  assert.equal(errors?.[0]?.extensions.code, 'NOT_FOUND');
});
