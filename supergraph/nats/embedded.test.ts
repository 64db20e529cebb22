import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { afterEach, beforeEach, type TestContext } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { createLogger } from '#kernel/logger.ts';
import { isAlive, isServerOf } from '../postgres/server-process.ts';
import { skipWithoutNats } from '../testing/nats.ts';
import { startEmbeddedNats } from './embedded.ts';
import { configPath } from './server.ts';

const skip = skipWithoutNats;
let dataDir: string;
beforeEach(async () => { dataDir = await mkdtemp(join(tmpdir(), 'embedded-nats-')); });
afterEach(() => rm(dataDir, { recursive: true }));

async function connected(t: TestContext, address: string): Promise<NatsConnection> {
  const { host, username, password } = new URL(address);
  const connection = await connect({ servers: host, user: username, pass: password, reconnectTimeWait: 20 });
  t.after(() => connection.close());
  return connection;
}

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await holds())) {
    assert.ok(Date.now() < deadline, 'it did not come true in 10 s');
    await pause(20);
  }
}

test('where there is no nats-server the hub is told in one line and runs without', async () => {
  const lines: string[] = [];
  assert.equal(await startEmbeddedNats({ dataDir, binary: null, logger: createLogger('info', (line) => lines.push(line)) }), null);
  assert.equal(lines.length, 1);
  assert.match(lines[0]!, /no nats-server/);
});

test('what is stored is there after a stop, on the same port and under the same password', { skip }, async (t) => {
  const first = (await startEmbeddedNats({ dataDir }))!;
  const jsm = await jetstreamManager(await connected(t, first.url));
  await jsm.streams.add({ name: 'KEPT', subjects: ['kept'] });
  await jsm.jetstream().publish('kept', 'one');
  await first.stop();
  assert.equal(isAlive(first.pid()), false);
  const second = (await startEmbeddedNats({ dataDir }))!;
  t.after(() => second.stop());
  assert.equal(second.url, first.url);
  const again = await jetstreamManager(await connected(t, second.url));
  assert.equal((await again.streams.info('KEPT')).state.messages, 1);
});

test('nobody gets in without the password', { skip }, async (t) => {
  const server = (await startEmbeddedNats({ dataDir }))!;
  t.after(() => server.stop());
  await assert.rejects(connect({ servers: new URL(server.url).host, reconnect: false }), /Authorization/i);
});

test('a server that is killed is started again', { skip }, async (t) => {
  const server = (await startEmbeddedNats({ dataDir }))!;
  t.after(() => server.stop());
  const connection = await connected(t, server.url);
  const killed = server.pid();
  process.kill(killed, 'SIGKILL');
  await until(() => server.pid() !== killed);
  await until(() => connection.flush().then(() => true, () => false));
});

const HUB = `
import { startEmbeddedNats } from ${JSON.stringify(import.meta.resolve('./embedded.ts'))};
const server = await startEmbeddedNats({ dataDir: process.argv[1] });
console.log(server.pid());
setInterval(() => {}, 1000);`;

test('a hub that is killed takes its server along, or leaves one that the next start ends', { skip }, async (t) => {
  const hub = spawn(process.execPath, ['--input-type=module', '--eval', HUB, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(hub.stdout, 'data');
  const pid = Number(String(said));
  assert.ok(isAlive(pid));
  hub.kill('SIGKILL');
  const next = (await startEmbeddedNats({ dataDir }))!;
  t.after(() => next.stop());
  assert.equal(isServerOf(pid, configPath(join(dataDir, 'nats'))), false);
  assert.ok(isServerOf(next.pid(), configPath(join(dataDir, 'nats'))));
});
