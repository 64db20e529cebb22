import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { exportJWK, generateKeyPair } from 'jose';
import { readConfig } from './config.ts';

const { publicKey } = await generateKeyPair('ES256');
const env = {
  PORT: '0', POPULATION: '2033000', PERSON_ID_KEY: Buffer.alloc(32, 1).toString('base64url'), CLIENT_ID: 'hub',
  CLIENT_JWK: JSON.stringify(await exportJWK(publicKey)), DATA_DIR: '/tmp/unused',
};

function start(more: Record<string, string>) {
  return spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], { env: { ...process.env, ...env, ...more } });
}

test('it tells when it is ready, with two million people, and ends when its parent is gone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const child = start({ DATA_DIR: folder, TODAY: '2026-12-24' });
  const [line] = await once(child.stdout, 'data');
  const { ready, url } = JSON.parse(String(line));
  assert.equal(ready, true);
  assert.deepEqual(await (await fetch(`${url}/sandbox/clock`)).json(), { today: '2026-12-24' });
  child.stdin.end();
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  rmSync(folder, { recursive: true });
});

test('it ends on SIGTERM', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  const child = start({ DATA_DIR: folder });
  await once(child.stdout, 'data');
  child.kill('SIGTERM');
  assert.deepEqual(await once(child, 'exit'), [0, null]);
  rmSync(folder, { recursive: true });
});

test('a setting that is missing or wrong is named, and a secret never repeated', () => {
  for (const [name, value, message] of [
    ['CLIENT_ID', '', /CLIENT_ID is not set/],
    ['POPULATION', 'many', /POPULATION must be a whole number from 20 to 10000000, not "many"/],
    ['PORT', '70000', /PORT must be/],
    ['PERSON_ID_KEY', 'c2hvcnQ', /^(?!.*c2hvcnQ).*PERSON_ID_KEY/],
    ['CLIENT_JWK', '{"kty":"oct","k":"c2VjcmV0"}', /^(?!.*c2VjcmV0).*CLIENT_JWK/],
  ] as const) {
    assert.throws(() => readConfig({ ...env, [name]: value }), message);
  }
});
