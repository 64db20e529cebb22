import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { after, before, describe } from 'node:test';
import { loadFeed } from '#connectors/dagr/feed.ts';
import { connect, type Sql } from '#kernel/database.ts';
import { TEST_SECRET } from './testing/cluster.ts';
import { startTestHub, type TestHub } from './testing/network.ts';

const COMMAND = new URL('./verify-projection.ts', import.meta.url).pathname;
const PEOPLE = 500;
/** Commands that run beside each other where none changes what another sees. */
const AT_ONCE = 3;
const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-verification-'));
let hub: TestHub;
let admin: Sql;

before(async () => {
  hub = await startTestHub({ population: PEOPLE });
  await hub.network.settled();
  admin = connect(hub.databaseUrl, { name: 'test', max: 1 });
});
after(async () => {
  await admin.end({ timeout: 1 });
  await hub.close();
  rmSync(dataDir, { recursive: true });
});

async function run(args: string[], env: Record<string, string> = {}): Promise<{ code: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, ...args], {
    env: { ...process.env, DATABASE_URL: hub.databaseUrl, DATA_DIR: dataDir, PORT: new URL(hub.url).port, HUB_SECRET: TEST_SECRET.toString(), SANDBOX: 'on', SANDBOX_URL: '', NODE_ENV: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
  return { code, out, err };
}

test('where nothing differs, everyone has been compared and the exit code is 0', async () => {
  const { code, out, err } = await run(['--all']);
  assert.deepEqual([err, code], ['', 0]);
  assert.equal(out, `${PEOPLE} people compared with the register: 0 differ, 0 have changed since and are still to be taken in.\n`);
});

test('a sample names the seed that picks the same people again', async () => {
  const sample = () => run(['--sample', '50', '--seed', 'again']);
  const [first, again] = await Promise.all([sample(), sample()]);
  assert.equal(first.code, 0);
  assert.match(first.out, /^\d+ people compared with the register \(--seed again\): 0 differ/);
  assert.deepEqual(again, first);
});

test('the day is that of the sandbox, wherever it was moved to', async () => {
  await hub.sandbox('changes', { kind: 'move', person: 'janis', municipality: '0001000', effectiveOn: '2026-11-20' });
  await hub.sandbox('clock', { today: '2027-03-01' });
  await hub.sandbox('changes', { kind: 'move', person: 'anna', municipality: '0002000', effectiveOn: '2027-02-28' });
  await hub.network.settled();
  const { code, out } = await run(['--all', '--show']);
  assert.match(out, /: 0 differ, 0 have changed since/);
  assert.equal(code, 0);
});

test('a difference made by hand is found and named without what it is; a repair mends it while the hub runs', async () => {
  const anna = await hub.personId('anna');
  await admin`update population.fact set flags = '{WRONG}', municipality = '0003000' where person_id = ${anna}`;
  await admin`delete from population.fact where person_id = ${await hub.personId('marta')}`;
  const found = await run(['--all', '--show']);
  assert.equal(found.code, 1);
  assert.match(found.out, new RegExp(`^${PEOPLE} people compared with the register: 2 differ, 0 have changed since`));
  assert.match(found.out, /^ {2}municipality: 1$/m);
  assert.match(found.out, /^ {2}not in the projection: 1$/m);
  assert.match(found.out, new RegExp(`^  ${anna}: municipality, flags$`, 'm'));
  assert.doesNotMatch(found.out, /WRONG|0003000/);
  assert.match(found.out, /--repair has everyone read again/);
  const asked = await run(['--repair']);
  assert.equal(asked.code, 0);
  assert.match(asked.out, /^Asked for\. /);
  while ((await loadFeed(admin, 'persons', 'fpr_person')).repair !== null) await hub.network.settled();
  const { code, out } = await run(['--all']);
  assert.match(out, /: 0 differ/);
  assert.equal(code, 0);
});

const WRONG: { what: string; args: string[]; env?: Record<string, string>; says: RegExp }[] = [
  { what: 'a sample of nobody', args: ['--sample', '0'], says: /^--sample is "0"; expected a number from 1 to 100000\n$/ },
  { what: 'a sample that is no number', args: ['--sample', 'many'], says: /^--sample is "many"; expected a number/ },
  { what: 'an option that there is not', args: ['--everyone'], says: /'--everyone'[^]*Usage: npm run verify-projection/ },
  { what: 'an address that is none', args: ['--hub', 'nowhere'], says: /^--hub is "nowhere"; expected an address/ },
  { what: 'a hub that is not there', args: ['--hub', 'http://127.0.0.1:9'], says: /^No hub with a sandbox register answers at http:\/\/127\.0\.0\.1:9; name where it listens with --hub\n$/ },
  { what: 'a sandbox register that is not there', args: [], env: { SANDBOX_URL: 'http://127.0.0.1:9' }, says: /^No sandbox register answers at http:\/\/127\.0\.0\.1:9\n$/ },
  { what: 'a data directory in which no hub runs', args: [], env: { DATABASE_URL: '' }, says: /^No hub runs in .*\. Start it with npm start, or name its database in DATABASE_URL\.\n$/ },
  { what: 'a database that does not answer', args: [], env: { DATABASE_URL: 'postgres://someone:secret@127.0.0.1:9/hub' }, says: /^DATABASE_URL: no database answers at 127\.0\.0\.1:9\/hub \(\w+\)\n$/ },
  { what: 'the secret of another hub', args: [], env: { HUB_SECRET: 'the secret of some other hub, not of this one' }, says: /^DATABASE_URL: the database at .* does not accept the user or password\n$/ },
];

// Several at once: the first waits most of its time for the register to come back.
describe('what cannot be compared', { concurrency: AT_ONCE }, () => {
  test('a register that does not answer is said to be so', async () => {
    await hub.sandbox('faults', { register: 'population', errorRate: 1 });
    const { code, err } = await run(['--all']);
    await hub.sandbox('faults', { clear: true });
    assert.equal(code, 2);
    assert.match(err, /population/);
    assert.doesNotMatch(err, /\n {4}at /);
  });

  for (const { what, args, env = {}, says } of WRONG) {
    test(`${what} ends with one clear sentence and code 2`, async () => {
      const { code, out, err } = await run(args, env);
      assert.match(err, says);
      assert.deepEqual([code, out], [2, '']);
    });
  }
});
