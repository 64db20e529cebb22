import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import test, { after } from 'node:test';
import { makeDelivery } from '#connectors/addresses/varis/testing.ts';
import { connect } from '#kernel/database.ts';
import { holdDataDir } from './data-dir-lock.ts';
import { startEmbeddedPostgres } from './postgres/embedded.ts';
import { openTestDatabase, TEST_SECRET } from './testing/cluster.ts';

const COMMAND = new URL('./import.ts', import.meta.url).pathname;
const root = mkdtempSync(join(tmpdir(), 'vienkopus-import-'));
await chmod(root, 0o755);
const directory = join(root, 'delivery');
const made = makeDelivery({ directory, seed: process.env.TEST_SEED ?? 'vienkopus-tests', addresses: 400 });
after(() => rmSync(root, { recursive: true }));

async function run(args: string[], env: Record<string, string>): Promise<{ exitCode: number | null; out: string; err: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, ...args], {
    env: { ...process.env, INIT_CWD: root, DATABASE_URL: '', HUB_SECRET: TEST_SECRET.toString(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [out, err, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>]);
  return { exitCode, out, err };
}

const WRONG: { what: string; args: string[]; says: RegExp }[] = [
  { what: 'nothing to import', args: [], says: /^Nothing to import was named; expected varis\n\nUsage:/ },
  { what: 'something unknown', args: ['tris', 'delivery'], says: /^"tris" is nothing that can be imported; expected varis/ },
  { what: 'no directory', args: ['varis'], says: /^The directory with the files is missing/ },
  { what: 'a directory that does not exist', args: ['varis', 'nowhere'], says: /^The directory .*\/nowhere does not exist\n$/ },
];

for (const { what, args, says } of WRONG) {
  test(`${what} ends with one clear sentence and code 2, before a database is started`, async () => {
    const dataDir = join(root, 'untouched');
    const { exitCode, err, out } = await run(args, { DATA_DIR: dataDir });
    assert.match(err, says);
    assert.equal(exitCode, 2);
    assert.equal(out, '');
    assert.ok(!existsSync(join(dataDir, 'postgres')));
  });
}

test('a delivery comes into the named database, once; a broken one leaves it as it is', async () => {
  const database = await openTestDatabase();
  try {
    const env = { DATABASE_URL: database.url, DATA_DIR: join(root, 'named') };
    const first = await run(['varis', 'delivery'], env);
    assert.equal(first.exitCode, 0, first.err);
    assert.match(first.out, /^The delivery of \d{4}-\d\d-\d\d was taken in\.\n/);
    assert.match(first.err, /^looking through 1 MB…\ntaking in 1 MB…\n$/);
    const count = async () => (await database.admin`select count(*)::int as count from addresses.address`)[0]!.count;
    assert.equal(await count(), made.expected.size);
    assert.match(readFileSync(join(env.DATA_DIR, 'varis-rejected.csv'), 'utf8'), /^file,line,outcome,reason,value\n/);
    assert.match((await run(['varis', directory], env)).out, /was taken in before; nothing was changed\.\n$/);

    const broken = join(root, 'broken');
    makeDelivery({ directory: broken, seed: 'broken', addresses: 300 });
    truncateSync(join(broken, 'aw_dziv.csv'), 20_000);
    const refused = await run(['varis', broken], env);
    assert.match(refused.err, /aw_dziv\.csv is cut off/);
    assert.equal(refused.exitCode, 2);
    assert.equal(await count(), made.expected.size);
  } finally {
    await database.close();
  }
});

test('beside a hub it uses the database that runs and leaves it running; alone it starts one and stops it', async () => {
  const dataDir = join(root, 'embedded');
  const release = holdDataDir(dataDir);
  const server = await startEmbeddedPostgres({ dataDir });
  const home = readFileSync(join(dataDir, 'postgres.home'), 'utf8');
  try {
    const beside = await run(['varis', 'delivery'], { DATA_DIR: dataDir });
    assert.equal(beside.exitCode, 0, beside.err);
    const sql = connect(server.url, { name: 'test', max: 1 });
    assert.equal((await sql`select count(*)::int as count from addresses.address`)[0]!.count, made.expected.size);
    await sql.end();
  } finally {
    await server.stop();
    release();
  }
  const alone = await run(['varis', 'delivery'], { DATA_DIR: dataDir });
  assert.match(alone.out, /was taken in before/, alone.err);
  assert.ok(!existsSync(join(home, 'postgres', 'postmaster.pid')) && !existsSync(join(dataDir, 'hub.lock')));
  rmSync(home, { recursive: true, force: true });
});
