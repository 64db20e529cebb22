import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after, before } from 'node:test';
import { startTestHub, type TestHub } from './testing/network.ts';

let hub: TestHub;
let url: string;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
  url = new URL('/', hub.network.telemetry.metricsUrl!).href;
  const isWell = async () => ((await (await fetch(new URL('/registers', url))).json()) as { troubles: unknown[] }).troubles.length === 0;
  while (!(await isWell())) await new Promise((resolve) => setTimeout(resolve, 50)); // a busy machine may have kept it from hearing of changes
});
after(() => hub.close());

function start(args: string[]) {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'supergraph/registers.ts', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { out: '', err: '' };
  child.stdout.on('data', (data) => (said.out += data));
  child.stderr.on('data', (data) => (said.err += data));
  const ended = once(child, 'close').then(([code]) => ({ code: code as number, ...said }));
  return { child, said, ended };
}
const run = (...args: string[]) => start(args).ended;

test('where all is well a table is shown, and the exit code is 0', async () => {
  const { code, out, err } = await run('--url', url);
  assert.deepEqual([code, err], [0, '']);
  assert.match(out, /^All is well with the registers\.\n/);
  assert.match(out, /^population +answering .*1 instance/m);
  assert.match(out, /^fpr_person +following +\d+ +0 /m);
  assert.match(out, /^22791 +fpr_person +yes/m);
});

test('as JSON it is what the hub tells', async () => {
  const { code, out } = await run('--url', url, '--json');
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(out).registers.map(({ name }: { name: string }) => name), ['population', 'addresses', 'permissions']);
});

test('what is wrong is named first, and the exit code is 1', async () => {
  await hub.sandbox('permissions', { permission: '22793', quota: 100, useCount: 85 });
  await hub.network.learnPermissions();
  const { code, out } = await run('--url', url);
  assert.equal(code, 1);
  assert.match(out, /^!! 22793 was used 85 of 100 times; .*\[QUOTA_NEAR_END\]\n/);
  assert.match(out, /\[#{17}\.{3}\] 85 %/);
});

test('watched it is shown again and again, until it is stopped', async () => {
  const { child, said, ended } = start(['--url', url, '--json', '--watch']);
  while (said.out.split('\n').length < 3) await once(child.stdout, 'data');
  child.kill('SIGINT');
  const { code, out } = await ended;
  assert.equal(code, 1, 'the last look still named the quota');
  assert.ok(out.trim().split('\n').length >= 2);
});

test('where no hub answers it says what was tried and how to start one, with exit code 2', async () => {
  const { code, out, err } = await run('--url', 'http://127.0.0.1:9');
  assert.deepEqual([code, out], [2, '']);
  assert.match(err, /^http:\/\/127\.0\.0\.1:9\/registers was asked and cannot be reached: .+\nStart a hub with npm start/);
});

test('a process that does not know the registers, and one that is no hub, are said to be so', async (t) => {
  const server = createServer((request, response) => response.writeHead(request.url === '/registers' ? 200 : 500).end('<html>'));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const other = await run('--url', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  assert.equal(other.code, 2);
  assert.match(other.err, /something else than how it stands with the registers/);
  const graph = await run('--url', hub.url);
  assert.equal(graph.code, 2);
  assert.match(graph.err, /answered 404/);
});

for (const [says, args, expected] of [
  ['an address that is none', ['--url', 'nowhere'], /^--url is "nowhere"; expected an address/],
  ['an option that there is not', ['--yaml'], /'--yaml'[^]*Usage: npm run registers/],
] as const) {
  test(`${says} is refused with what was expected, with exit code 2`, async () => {
    const { code, err } = await run(...args);
    assert.equal(code, 2);
    assert.match(err, expected);
  });
}
