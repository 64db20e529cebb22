import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TOOLS } from './tools.ts';

/**
 * The command as its user runs it, with a stand-in for Go: a real build takes minutes. It notes how it was called, and
 * with a file `wait` beside it goes on only when that file is gone.
 */
const RUN = fileURLToPath(new URL('./run.ts', import.meta.url));
const GO = `#!/bin/sh
here=$(dirname "$0")
echo "$1" >> "$here/calls"
[ "$1" = list ] && exit 0
echo 'go: downloading example.org/one v1.0.0' >&2
while [ -e "$here/wait" ]; do sleep 0.02; done
printf '#!/bin/sh\\necho "k6 v${TOOLS.k6.version} (go, linux)"\\n' > "$GOBIN/k6"
chmod +x "$GOBIN/k6"
`;

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tools-'));
  mkdirSync(join(home, 'go'));
  replaceGo(GO);
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const replaceGo = (script: string) => writeFileSync(join(home, 'go', 'go'), script, { mode: 0o755 });
const calls = () => readFileSync(join(home, 'go', 'calls'), 'utf8').trim().split('\n');
const inCache = () => readdirSync(join(home, 'bin')).filter((name) => !name.startsWith('.lock'));

interface Run {
  child: ChildProcess;
  said(): string;
  until(what: RegExp): Promise<void>;
  ended: Promise<number | null>;
}

function run(args: string[] = ['k6'], env: Record<string, string> = {}): Run {
  const child = spawn(process.execPath, [RUN, ...args], {
    env: { VIENKOPUS_CACHE: home, PATH: `${join(home, 'go')}:/usr/bin:/bin`, NODE_NO_WARNINGS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { text += chunk.toString(); });
  return {
    child,
    said: () => text,
    async until(what) {
      while (!what.test(text)) await once(child.stdout, 'data');
    },
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
}

test('a tool is built once and then is there', async () => {
  const first = run();
  assert.equal(await first.ended, 0, first.said());
  assert.match(first.said(), new RegExp(`k6 ${TOOLS.k6.version} is there after \\d+ s: ${home}/bin/k6`));
  const second = run();
  assert.equal(await second.ended, 0);
  assert.equal(second.said(), `k6 ${TOOLS.k6.version} is there: ${home}/bin/k6\n`);
  assert.deepEqual(calls(), ['list', 'install']);
  assert.deepEqual(inCache(), ['k6']);
});

test('another version in the cache is replaced', async () => {
  mkdirSync(join(home, 'bin'));
  writeFileSync(join(home, 'bin', 'k6'), '#!/bin/sh\necho k6 v0.40.0\n', { mode: 0o755 });
  assert.equal(await run().ended, 0);
  assert.match(readFileSync(join(home, 'bin', 'k6'), 'utf8'), new RegExp(TOOLS.k6.version));
});

test('of two runs at once one builds and the other waits for it', async () => {
  writeFileSync(join(home, 'go', 'wait'), '');
  const first = run();
  await first.until(/asking the Go module proxy/);
  const second = run();
  await second.until(/Another run is putting tools into .*; waiting for it/);
  rmSync(join(home, 'go', 'wait'));
  assert.deepEqual(await Promise.all([first.ended, second.ended]), [0, 0]);
  assert.match(second.said(), /is there: /);
  assert.deepEqual(calls(), ['list', 'install']);
});

test('what a killed run left behind holds nobody up and is cleared away', async () => {
  writeFileSync(join(home, 'go', 'wait'), '');
  const killed = run();
  await killed.until(/asking the Go module proxy/);
  killed.child.kill('SIGKILL');
  await once(killed.child, 'exit');
  mkdirSync(join(home, 'bin', '.building-left'));
  rmSync(join(home, 'go', 'wait'));
  const next = run();
  assert.equal(await next.ended, 0, next.said());
  assert.deepEqual(inCache(), ['k6']);
});

test('where Go is not, the answer is where to get the tool', async () => {
  rmSync(join(home, 'go', 'go'));
  const { said, ended } = run(['nats-server'], { PATH: join(home, 'go') });
  assert.equal(await ended, 2);
  assert.match(said(), /nats-server could not be had from the Go module proxy: Go is not installed here/);
  assert.ok(said().includes(TOOLS['nats-server'].page));
  assert.doesNotMatch(said(), /at .*\.ts:\d/, 'no stack');
});

test('a proxy that does not answer, or a build that fails, is told in the words of Go', async () => {
  replaceGo('#!/bin/sh\necho "go: go.k6.io/k6: dial tcp: lookup proxy.golang.org: no such host" >&2\nexit 1\n');
  const unreachable = run();
  assert.equal(await unreachable.ended, 2);
  assert.match(unreachable.said(), /could not be had from the Go module proxy: go: .*no such host\nGet k6 1\.0\.0 or newer yourself/);
  replaceGo('#!/bin/sh\n[ "$1" = list ] && exit 0\necho "no space left on device" >&2\nexit 1\n');
  const failed = run();
  assert.equal(await failed.ended, 2);
  assert.match(failed.said(), /k6 could not be built: no space left on device/);
  assert.deepEqual(inCache(), []);
});

test('an unknown tool and a cache that cannot be are named', async () => {
  const unknown = run(['k7']);
  assert.equal(await unknown.ended, 2);
  assert.equal(unknown.said(), 'There is no tool "k7"; expected k6 or nats-server\n');
  const noCache = run(['k6'], { VIENKOPUS_CACHE: join(home, 'go', 'go') });
  assert.equal(await noCache.ended, 2);
  assert.match(noCache.said(), /Tools cannot be kept in .*VIENKOPUS_CACHE names another directory/);
});
