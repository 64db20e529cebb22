import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { toolPath, toolsDir } from './tools.ts';

let home: string;
beforeEach(() => { home = mkdtempSync(join(tmpdir(), 'tools-')); });
afterEach(() => rmSync(home, { recursive: true }));

function program(folder: string, name: string, says: string): string {
  mkdirSync(join(home, folder), { recursive: true });
  const path = join(home, folder, name);
  writeFileSync(path, `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  return path;
}

test('tools are kept where caches belong, and where VIENKOPUS_CACHE says', () => {
  assert.equal(toolsDir({ XDG_CACHE_HOME: '/caches' }), '/caches/vienkopus/bin');
  assert.equal(toolsDir({ XDG_CACHE_HOME: '/caches', VIENKOPUS_CACHE: '/mine' }), '/mine/bin');
  assert.match(toolsDir({}), /\/\.cache\/vienkopus\/bin$/);
  assert.equal(toolsDir({ XDG_CACHE_HOME: 'caches' }), toolsDir({}), 'a relative XDG_CACHE_HOME does not count');
});

test('a tool is found in the cache first, then on the PATH', () => {
  const env = { VIENKOPUS_CACHE: home, PATH: `relative:${join(home, 'path')}` };
  assert.equal(toolPath('nats-server', env), null);
  const onPath = program('path', 'nats-server', 'nats-server: v2.10.0');
  assert.equal(toolPath('nats-server', env), onPath);
  const inCache = program('bin', 'nats-server', 'nats-server: v2.15.2');
  assert.equal(toolPath('nats-server', env), inCache);
});

test('one too old, or one that tells no version, counts as none', () => {
  const env = { VIENKOPUS_CACHE: home, PATH: join(home, 'path') };
  program('path', 'nats-server', 'nats-server: v2.9.25');
  program('path', 'k6', 'Segmentation fault');
  assert.equal(toolPath('nats-server', env), null);
  assert.equal(toolPath('k6', env), null);
  const newer = program('bin', 'k6', 'k6 v1.10.0 (go1.26.8, linux/amd64)');
  assert.equal(toolPath('k6', env), newer, '1.10 is newer than 1.8');
});
