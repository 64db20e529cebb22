import assert from 'node:assert/strict';
import { exportJWK, generateKeyPair } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fixedClock } from '#kernel/clock.ts';
import { startSandbox, type SandboxProcess } from '../sandbox-process.ts';
import { startFront, type Front } from './front.ts';
import { sandboxRoute } from './sandbox.ts';

let dataDir: string;
let register: SandboxProcess;
let front: Front;
before(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-front-'));
  const { publicKey } = await generateKeyPair('ES256');
  register = await startSandbox({
    population: 100, seed: 'front', dataDir, today: Temporal.PlainDate.from('2026-11-20'),
    personIdKey: Buffer.alloc(32, 7), clientId: 'vienkopus', clientJwk: await exportJWK(publicKey),
  });
  const routes = [sandboxRoute(register.url, fixedClock('2026-11-20T09:00:00Z'))];
  front = await startFront({ host: '127.0.0.1', port: 0, routes });
});
after(async () => {
  await Promise.all([front.drain(1_000), register.close()]);
  await rm(dataDir, { recursive: true, force: true });
});

const CALLS: readonly [string, object?][] = [
  ['identities'],
  ['clock'],
  ['clock', { today: '2026-11-21' }],
  ['tokens', { as: 'anna' }],
  ['changes', { kind: 'storm', count: 1 }],
  ['faults', { register: 'population', status: 503, retryAfterSeconds: 1 }],
  ['faults', { clear: true }],
  ['feeds', { register: 'population', dropBefore: 2 }],
  ['permissions', { permission: '22793', quota: 5 }],
];
const call = async (path: string, body?: object) => {
  const reply = await fetch(`${front.url}/sandbox/${path}`, body ? { method: 'POST', body: JSON.stringify(body) } : {});
  return { status: reply.status, body: await reply.json() as any };
};

test('everything the sandbox offers is reached through the hub', async () => {
  for (const [path, body] of CALLS) assert.equal((await call(path, body)).status, 200, path);
});

test('what the sandbox refuses is told with its own sentence', async () => {
  const { status, body } = await call('feeds', { register: 'population', dropBefore: 500 });
  assert.deepEqual([status, body.error.message], [400, 'dropBefore must be a whole number from 1 to 102']);
  assert.equal((await call('nothing', {})).status, 404);
});

test("the register's own paths are not reached through the hub", async () => {
  for (const path of ['/jwks', '/api', '/current_user_permissions', '/sandbox/feeds/population', '/sandbox/..%2fapi', '/fpr_person/events/death']) {
    assert.equal((await fetch(front.url + path)).status, 404, path);
  }
});
