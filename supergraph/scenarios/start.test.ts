import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import { freePort } from '../testing/free-port.ts';

/** The start command as a user types it, in a process of its own, on an embedded database. */
const FAILING_AT_ONCE = 3;
let dataDir: string;
const running = new Set<ChildProcess>();

before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-start-'));
});
after(async () => {
  for (const child of running) child.kill('SIGTERM');
  await Promise.all([...running].map((child) => child.exitCode ?? once(child, 'exit')));
  await rm(databaseHome(), { recursive: true, force: true });
  await rm(dataDir, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  output: () => string;
  /** Until the welcome is printed, or the process ends. */
  settled: Promise<'ready' | 'ended'>;
  ended: Promise<number | null>;
}

function start(env: Record<string, string>, [command, ...args]: string[] = [process.execPath, 'launch.mjs', 'supergraph/start.ts']): Started {
  const child = spawn(command!, args, {
    env: { ...process.env, POPULATION: '100', LOG_LEVEL: 'error', METRICS_PORT: '0', HUB_SECRET: '', DATABASE_URL: '', NODE_ENV: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  let text = '';
  const ready = Promise.withResolvers<'ready'>();
  const hear = (chunk: Buffer) => {
    text += chunk;
    if (text.includes('Ctrl-C stops it')) ready.resolve('ready');
  };
  child.stdout!.on('data', hear);
  child.stderr!.on('data', hear);
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child);
    return code as number | null;
  });
  return { child, output: () => text, settled: Promise.race([ready.promise, ended.then(() => 'ended' as const)]), ended };
}

const alive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const hubPid = () => Number(readFileSync(join(dataDir, 'hub.lock'), 'utf8').split(' ')[0]);
/** A temporary folder is closed to others, so that root's database lies elsewhere. */
const databaseHome = () => readFileSync(join(dataDir, 'postgres.home'), 'utf8');
const databasePid = () => Number(readFileSync(join(databaseHome(), 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);

async function gone(pid: number): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (alive(pid)) {
    assert.ok(Date.now() < deadline, `process ${pid} still runs`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test('the hub starts, says where it is and how to get a token, and refuses a second one; a database that is killed is started again; SIGTERM leaves nothing behind', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const hub = start({ DATA_DIR: dataDir, PORT: port, LOG_LEVEL: 'silent' });
  assert.equal(await hub.settled, 'ready', hub.output());
  assert.match(hub.output(), new RegExp(`${url}/`));
  assert.match(hub.output(), /"as":"anna"/);
  assert.equal((await fetch(`${url}/health/ready`)).status, 200);

  const taken = start({ DATA_DIR: join(dataDir, 'another'), PORT: port });
  const second = start({ DATA_DIR: dataDir, PORT: await freePort() });
  assert.equal(await taken.ended, 2);
  assert.match(taken.output(), new RegExp(`Port ${port} is taken`));
  assert.equal(await second.ended, 2);
  assert.match(second.output(), /another hub \(process \d+\) works in/);

  const killed = databasePid();
  process.kill(killed, 'SIGKILL');
  await gone(killed);
  const { token } = await post(`${url}/sandbox/tokens`, { as: 'anna' });
  const deadline = Date.now() + 15_000;
  for (;;) {
    const { data } = await post(`${url}/graphql`, { query: '{ me { requests { pageInfo { hasNextPage } } } }' }, token);
    if (data?.me?.requests) break;
    assert.ok(Date.now() < deadline, 'the database did not come back in time');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const database = databasePid();
  assert.notEqual(database, killed);

  hub.child.kill('SIGTERM');
  assert.equal(await hub.ended, 0, hub.output());
  await gone(database);
  assert.equal(existsSync(join(dataDir, 'hub.lock')), false);
});

test('after kill -9 the next start takes over what was left, and nothing is lost', async () => {
  const port = await freePort();
  const first = start({ DATA_DIR: dataDir, PORT: port });
  assert.equal(await first.settled, 'ready', first.output());
  const url = `http://127.0.0.1:${port}`;
  const born = await post(`${url}/sandbox/changes`, { kind: 'birth', mother: 'anna' });
  const orphan = databasePid();
  process.kill(hubPid(), 'SIGKILL');
  await first.ended;
  assert.match(first.output(), /The hub was ended by SIGKILL/);
  await gone(orphan);

  const second = start({ DATA_DIR: dataDir, PORT: port });
  assert.equal(await second.settled, 'ready', second.output());
  const { token } = await post(`${url}/sandbox/tokens`, { as: 'anna' });
  const { data } = await post(`${url}/graphql`, { query: '{ me { children { id } } }' }, token);
  assert.ok(data.me.children.some((child: { id: string }) => child.id === born.personId));
  second.child.kill('SIGINT');
  assert.equal(await second.ended, 0, second.output());
  await gone(orphan);
});

test('an npm that is killed takes the launcher and the hub with it', { skip: !existsSync('/proc/self/stat') && 'only /proc tells who runs npm' }, async () => {
  const hub = start({ DATA_DIR: dataDir, PORT: await freePort() }, ['npm', 'start']);
  assert.equal(await hub.settled, 'ready', hub.output());
  const [pid, database] = [hubPid(), databasePid()];
  hub.child.kill('SIGKILL');
  await hub.ended;
  await gone(pid);
  await gone(database);
});

test('a launcher that is killed takes the hub with it', async () => {
  const hub = start({ DATA_DIR: dataDir, PORT: await freePort() });
  assert.equal(await hub.settled, 'ready', hub.output());
  const pid = hubPid();
  hub.child.kill('SIGKILL');
  await hub.ended;
  await gone(pid);
});

const misconfigured: { says: string; env: Record<string, string>; message: RegExp }[] = [
  { says: 'a database that does not answer', env: { DATABASE_URL: 'postgres://u:secret@127.0.0.1:1/hub' }, message: /no database answers at 127\.0\.0\.1:1\/hub/ },
  { says: 'a database address that is none', env: { DATABASE_URL: 'mysql://x' }, message: /DATABASE_URL is not acceptable; expected an address such as postgres/ },
  { says: 'a port that is none', env: { PORT: 'four thousand' }, message: /PORT is "four thousand"; expected a port number/ },
  { says: 'a port in another notation', env: { PORT: '0x50' }, message: /PORT is "0x50"; expected a port number/ },
  { says: 'an issuer that is no web address', env: { OIDC_ISSUER: 'ftp://me:secret@host' }, message: /OIDC_ISSUER is not acceptable; expected the identity provider's address/ },
  { says: 'a NATS address whose password is not encoded', env: { NATS_URL: 'nats://hub:p#secret@127.0.0.1:1' }, message: /NATS_URL is not acceptable; expected an address such as nats:/ },
  { says: 'a population that is none', env: { POPULATION: '-5' }, message: /POPULATION is "-5"; expected a number of people/ },
  { says: 'production without what it needs', env: { NODE_ENV: 'production' }, message: /must be set: OIDC_ISSUER, DAGR_URL/ },
];
describe('what keeps it from starting ends it with one clear sentence, no stack, exit code 2', { concurrency: FAILING_AT_ONCE }, () => {
  test('a database that was filled under another secret, which is not served as if it were empty', async () => {
    const hub = start({ DATA_DIR: dataDir, PORT: await freePort(), HUB_SECRET: 'another secret, of more than thirty-two characters' });
    assert.equal(await hub.ended, 2, hub.output());
    assert.match(hub.output(), /filled under another secret/);
    assert.doesNotMatch(hub.output(), /\n\s+at /);
  });

  for (const { says, env, message } of misconfigured) {
    test(says, async () => {
      const hub = start({ DATA_DIR: await mkdtemp(join(dataDir, 'mis-')), PORT: await freePort(), ...env });
      assert.equal(await hub.ended, 2, hub.output());
      assert.match(hub.output(), message);
      assert.doesNotMatch(hub.output(), /\n\s+at |secret/);
    });
  }
});

async function post(url: string, body: unknown, token?: string): Promise<any> {
  const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) };
  return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).json();
}
