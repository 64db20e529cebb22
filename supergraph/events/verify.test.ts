import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { told } from '#kernel/events/told.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { certificateKey } from '#subgraphs/events/certificates/certificate-key.ts';
import { keysFrom } from '../config.ts';
import { runtimeUrl } from '../postgres/migrate.ts';
import { TEST_SECRET } from '../testing/cluster.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

const COMMAND = new URL('./run.ts', import.meta.url).pathname;
const ALONE = new URL('../../docs/guides/verify-certificate.mjs', import.meta.url).pathname;
const COUNCIL = uuidv5('organization:RIGA');
const COUNT = 60;
const STRANGER = '00000000-0000-4000-8000-000000000000';

const dir = mkdtempSync(join(tmpdir(), 'vienkopus-certificates-'));
let hub: TestHub;
let sql: Sql;
let subscription: string;
/** What the subscription should have got, as CloudEvents. */
let events: { id: string; sequence: string }[];
let certificate: string;
let keys: string;

before(async () => {
  hub = await startTestHub();
  sql = connect(hub.databaseUrl, { name: 'test', max: 1 });
  const made = await hub.ask('system-riga', `mutation { createEventSubscription(input: { name: "proof", types: ["requests.*"] }) {
    ... on CreateEventSubscriptionSuccess { subscription { id } } ... on UserError { message } } }`);
  subscription = made.data.createEventSubscription.subscription.id;
  await rate();
  const rows = await sql`select id, sequence from events.log where type = 'requests.rated.v1' order by sequence`;
  events = rows.map(({ id, sequence }) => ({ id, sequence: String(sequence) }));
  keys = file('keys.json', JSON.stringify((await certificateKey(keysFrom(TEST_SECRET).certificates)).publicJwks));
  const { code, out, err } = await run('certify', '--subscription', subscription, '--to', events.at(-1)!.sequence);
  assert.deepEqual([code, err], [0, '']);
  certificate = file('certificate.json', out);
});
after(async () => {
  await sql.end({ timeout: 1 });
  await hub.close();
  rmSync(dir, { recursive: true });
});

/** Requests of Rīga's council are rated, as their store would tell, and numbered. */
async function rate(): Promise<void> {
  const requests = connect(runtimeUrl(hub.databaseUrl, 'requests', TEST_SECRET), { name: 'test', max: 1 });
  const data = { serviceId: null, institutionId: COUNCIL, channel: 'PORTAL', from: 'COMPLETED', to: 'COMPLETED', dueOn: null, rating: 4, personId: null };
  await requests`
    with happened as (
      select gen_random_uuid() as subject, 'requests.rated.v1' as type, null::text as municipality, ${requests.json(data)}::jsonb as data from generate_series(1, ${COUNT}::int)
    ), ${told(requests, { audit: 'requests', by: 'test', at: hub.clock.now() })} select 1`;
  await requests.end();
  const numbered = async () => (await sql`select count(*) as events from events.log where type = 'requests.rated.v1'`)[0]!.events;
  while ((await numbered()) < COUNT) await new Promise((resolve) => setTimeout(resolve, 20));
}

function file(name: string, content: string): string {
  writeFileSync(join(dir, name), content);
  return join(dir, name);
}

async function start(args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
  return { code, out, err };
}
const run = (command: string, ...args: string[]) => start([COMMAND, command, '--as', 'system-riga', '--url', hub.url, ...args]);
const verify = (ids: string, ...args: string[]) => run('verify', '--certificate', certificate, '--ids', ids, '--jwks', keys, ...args);
const ids = (got: { id: string }[]) => file('ids.txt', got.map(({ id }) => `${id}\n`).join(''));
const ndjson = (got: { id: string }[]) => file('events.ndjson', got.map((event) => `${JSON.stringify(event)}\n`).join(''));

test('who kept all the ids in order, or all the events in any order and some twice, missed nothing', async () => {
  for (const got of [ids(events), ndjson([...events.toReversed(), events[3]!, { id: STRANGER, sequence: '999999999' } as never])]) {
    const { code, out, err } = await verify(got);
    assert.deepEqual([code, err], [0, '']);
    assert.match(out, new RegExp(`^Nothing is missing and nothing is too much: ${COUNT} events`));
    const alone = await start([ALONE, certificate, got, keys]);
    assert.equal(alone.code, 0, alone.out + alone.err);
  }
});

test('the event that is missing is named, by asking the hub', async () => {
  for (const got of [ids(events.toSpliced(17, 1)), ndjson(events.toSpliced(17, 1))]) {
    const { code, out } = await verify(got);
    assert.equal(code, 1);
    assert.match(out, new RegExp(`${COUNT - 1} events were got, ${COUNT} are certified`));
    assert.match(out, new RegExp(`^Missing: the event at sequence ${events[17]!.sequence}\\.`, 'm'));
    assert.equal((await start([ALONE, certificate, got, keys])).code, 1);
  }
});

test('the one that is too much is named, by its id', async () => {
  const { code, out } = await verify(ids(events.toSpliced(40, 0, { id: STRANGER, sequence: '' })));
  assert.equal(code, 1);
  assert.match(out, new RegExp(`^Too much: ${STRANGER}`, 'm'));
});

test('a certificate that was changed, or signed by another, is not believed', async () => {
  const shown = JSON.parse((await run('certify', '--subscription', subscription)).out);
  const changed = file('changed.json', JSON.stringify({ ...shown, count: 1_000 }));
  assert.match((await run('verify', '--certificate', changed, '--ids', ids(events), '--jwks', keys)).err, /says count 1000, but what was signed is/);
  const [header, payload, signature] = shown.signature.split('.');
  const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(payload, 'base64url').toString()), count: 1_000 })).toString('base64url');
  const resigned = file('forged.json', JSON.stringify({ signature: `${header}.${forged}.${signature}` }));
  const refused = await run('verify', '--certificate', resigned, '--ids', ids(events), '--jwks', keys);
  assert.equal(refused.code, 2);
  assert.match(refused.err, /was not signed by a key of/);
  assert.equal((await start([ALONE, resigned, ids(events), keys])).code, 2);
  const others = file('others.json', JSON.stringify((await certificateKey(Buffer.alloc(32, 1))).publicJwks));
  assert.match((await run('verify', '--certificate', certificate, '--ids', ids(events), '--jwks', others)).err, /was not signed by a key of/);
  assert.equal((await start([ALONE, certificate, ids(events), others])).code, 2);
});

test("another institution's subscription is certified to nobody else", async () => {
  const { code, err } = await start([COMMAND, 'certify', '--as', 'anna', '--url', hub.url, '--subscription', subscription]);
  assert.equal(code, 2);
  assert.match(err, /anna/);
});

const WRONG: [string, () => Promise<{ code: number | null; err: string }>, RegExp][] = [
  ['no certificate', () => run('verify', '--ids', ids(events)), /--certificate is missing/],
  ['a file that there is not', () => run('verify', '--certificate', '/nowhere.json', '--ids', ids(events)), /\/nowhere\.json cannot be read: .*ENOENT/],
  ['a list of ids that there is not', () => verify('/nowhere.txt'), /\/nowhere\.txt cannot be read: .*ENOENT/],
  ['an identity that the sandbox does not know', () => start([COMMAND, 'certify', '--as', 'nobody', '--url', hub.url, '--subscription', subscription]), /does not sign it in: Identity "nobody" was not found/],
  ['a line that is neither id nor event', () => verify(file('ids.txt', `${events[0]!.id}\nno id\n`)), /ids\.txt:2 is not JSON/],
  ['a subscription that is none', () => run('certify', '--subscription', STRANGER), new RegExp(STRANGER)],
  ['a sequence that is none', () => run('certify', '--subscription', subscription, '--from', 'x'), /fromSequence is "x"/],
  ['a command that there is not', () => run('prove'), /"prove" is no command[^]*Usage: npm run events/],
];

for (const [says, call, expected] of WRONG) {
  test(`${says} is refused with what was expected, and exit code 2`, async () => {
    const { code, err } = await call();
    assert.equal(code, 2);
    assert.match(err, expected);
  });
}

test('how the log and the subscriptions stand is shown as a table, and as JSON', async () => {
  const env = { ...process.env, DATABASE_URL: hub.databaseUrl, DATA_DIR: dir, HUB_SECRET: TEST_SECRET.toString(), SANDBOX: 'on', SANDBOX_URL: '', NODE_ENV: '' };
  const standing = async (...args: string[]) => {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, 'standing', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.equal(err, '');
    return out;
  };
  assert.match(await standing(), new RegExp(`^The log stands at \\d+; it has let go of 0 events\\.\n[^]*${subscription}  proof  STREAM +ACTIVE`));
  const { head, outbox } = JSON.parse(await standing('--json'));
  assert.ok(head >= COUNT);
  assert.deepEqual(outbox.map(({ lane }: { lane: string }) => lane), ['urgent', 'normal', 'bulk']);
});
