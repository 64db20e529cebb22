import assert from 'node:assert/strict';
import test, { after, afterEach, before, beforeEach } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, type TestDatabase } from '#supergraph/testing/cluster.ts';
import type { DagrClient, DataSetCall, Page } from '../dagr/client.ts';
import { askForRepair, loadFeed, type Repair } from '../dagr/feed.ts';
import { fieldTree } from '../dagr/field-tree.ts';
import type { Following } from '../dagr/following.ts';
import { ChangeStream } from '../records/change-stream.ts';
import { followAddresses } from './changes.ts';
import type { AddressReader } from './reader.ts';
import { OPEN_DATA_SOURCE } from './record.ts';
import { saveAddresses } from './search.ts';

const [FIRST, SECOND, THIRD] = ['100000001', '100000002', '100000003'];
const logger = createLogger('silent');
const PUBLIC = { purpose: 'resident-portal', number: '1321', dataSet: 'vzd_address' as const, tree: fieldTree(null), access: 'resident-portal 1321 all', spend: () => {} };
let database: TestDatabase;
let sql: Sql;
/** What the register holds: text and version by code. */
let held: Map<string, { text: string; version: number }>;
let lines: { Position: number; Code: string; Version: number; ChangedAt: string; Kind: string }[];
let first: number;
let stream: ChangeStream;
let following: Following;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('persons');
});
beforeEach(async () => {
  await database.admin`truncate addresses.address, persons.feed, registers.change, registers.stream`;
  [held, lines, first] = [new Map(), [], 1];
  stream = new ChangeStream({ sql: database.as('registers'), logger }).start();
  for (const code of [FIRST, SECOND, THIRD]) put(code, `Alejas iela ${code.at(-1)}`);
  following = follow();
  await following.settled();
});
afterEach(async () => {
  await following.close();
  await stream.close();
});
after(() => database.close());

function put(code: string, text: string, version = (held.get(code)?.version ?? 0) + 1): void {
  held.set(code, { text, version });
  tell(code, version, 'CHANGED');
}

function remove(code: string): void {
  tell(code, held.get(code)!.version + 1, 'REMOVED');
  held.delete(code);
}

function tell(code: string, version: number, kind: string): void {
  lines.push({ Position: (lines.at(-1)?.Position ?? 0) + 1, Code: code, Version: version, ChangedAt: '2026-11-20T08:00:00Z', Kind: kind });
}

/** The register begins its feed anew, with the addresses as they are. */
function reset(): void {
  lines = [];
  for (const [code, { version }] of held) tell(code, version, 'CREATED');
}

function follow(): Following {
  const client = {
    async changes(_: string, { after: from, limit }: Page, { shape }: DataSetCall<unknown>) {
      const changes = lines.filter(({ Position }) => Position > from && Position >= first).slice(0, limit);
      return shape.parse({ changes, First: first, Last: lines.at(-1)?.Position ?? 0 });
    },
    async batch(_: string, { body, shape }: DataSetCall<unknown>) {
      const records = (body as { Codes: string[] }).Codes.flatMap((code) => {
        const address = held.get(code);
        return address ? [{ Code: code, Status: 'EKS', Text: address.text, Version: address.version, ChangedAt: '2026-11-20T08:00:00Z' }] : [];
      });
      return shape.parse({ records });
    },
  } as unknown as DagrClient;
  return followAddresses({ client, stream, reader: { grant: PUBLIC } as unknown as AddressReader }, { sql, schema: 'persons', logger, random: seededRandom(1) });
}

/** What happens while nobody follows. */
async function meanwhile(happens: () => unknown): Promise<void> {
  await following.close();
  await happens();
  following = follow();
  await repaired();
}

async function repaired(): Promise<void> {
  do await following.settled();
  while ((await loadFeed(sql, 'persons', 'vzd_address')).repair !== null);
}

async function kept(): Promise<Record<string, string>> {
  const rows = await sql`select code, status, text, version from addresses.address order by code`;
  return Object.fromEntries(rows.map(({ code, status, text, version }) => [code, `${text} ${status} ${version}`]));
}

/** The newest that instances were told of an address. */
async function published(code: string): Promise<number | undefined> {
  return (await database.admin`select version from registers.change where id = ${code} order by position desc limit 1`)[0]?.version;
}

test('an address that the register gives out no more does not exist, and everyone forgets it', async () => {
  remove(SECOND);
  await following.settled();
  assert.deepEqual(await kept(), { [FIRST]: 'Alejas iela 1 ACTIVE 1', [SECOND]: 'Alejas iela 2 DELETED 1', [THIRD]: 'Alejas iela 3 ACTIVE 1' });
  assert.equal(await published(SECOND), Number.MAX_SAFE_INTEGER);
});

test('what the open data tells is for the open data to take back', async () => {
  await sql`update addresses.address set source = ${OPEN_DATA_SOURCE} where code = ${SECOND}`;
  remove(SECOND);
  await following.settled();
  assert.equal((await kept())[SECOND], 'Alejas iela 2 ACTIVE 1');
});

test('where lines were dropped before they were read, addresses that changed or went meanwhile are found', async () => {
  await meanwhile(() => {
    put(FIRST, 'Alejas iela 1A');
    remove(SECOND);
    first = lines.at(-1)!.Position + 1;
    put('100000004', 'Alejas iela 4');
  });
  assert.deepEqual(await kept(), {
    [FIRST]: 'Alejas iela 1A ACTIVE 2', [SECOND]: 'Alejas iela 2 DELETED 1', [THIRD]: 'Alejas iela 3 ACTIVE 1', '100000004': 'Alejas iela 4 ACTIVE 1',
  });
});

const SPOILT: { what: string; repair: Repair; happens(): unknown; expected: string }[] = [
  { what: 'a repair that is asked for makes good what is wrong in the version that is kept', repair: 'ASKED', happens: () => askForRepair(sql, 'persons', 'vzd_address'), expected: 'Alejas iela 1 ACTIVE 1' },
  {
    what: 'after a feed that began anew with lower versions, the register is believed whatever version is kept', repair: 'RESET', expected: 'Alejas iela 1 anew ACTIVE 1',
    async happens() {
      await sql`update addresses.address set version = 7`;
      held.set(FIRST, { text: 'Alejas iela 1 anew', version: 1 });
      held.delete(THIRD);
      reset();
    },
  },
];

for (const { what, repair, happens, expected } of SPOILT) {
  test(what, async () => {
    await meanwhile(async () => {
      await sql`update addresses.address set text = 'wrong', municipality = '0001000'`;
      await happens();
    });
    const after = await kept();
    assert.equal(after[FIRST], expected);
    assert.equal(after[SECOND], 'Alejas iela 2 ACTIVE 1');
    assert.match(after[THIRD]!, repair === 'RESET' ? /DELETED/ : /^Alejas iela 3 ACTIVE 1$/);
  });
}

test('a repair leaves what the open data tells as it is, also of addresses that the register does not hold', async () => {
  const record = { code: '100000009', status: 'ACTIVE', text: 'Ceļa iela 9', postalCode: null, municipality: null, parish: null, latitude: null, longitude: null, successor: null, version: 1, changedOn: null } as const;
  await saveAddresses(sql, [record]);
  await sql`update addresses.address set source = ${OPEN_DATA_SOURCE}, version = 0 where code = ${record.code}`;
  await meanwhile(() => askForRepair(sql, 'persons', 'vzd_address'));
  assert.equal((await kept())[record.code], 'Ceļa iela 9 ACTIVE 0');
});
