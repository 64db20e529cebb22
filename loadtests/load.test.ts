import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { buildASTSchema, parse, validate } from 'graphql';

/** The command as its user runs it, with a stand-in for k6, whose building takes minutes: it ends as the test says. */
const LOAD = fileURLToPath(new URL('./load.ts', import.meta.url));
const summary = (isDashboardSlow: boolean) => ({
  metrics: {
    http_reqs: { count: 1_200, rate: 59.6 },
    http_req_failed: { passes: 1, fails: 1_199, thresholds: { 'rate<0.001': false } },
    'http_req_duration{step:search}': { 'p(95)': 12.4, 'p(99)': 30.5, thresholds: { 'p(95)<250': false, 'p(99)<500': false } },
    'http_req_duration{step:dashboard}': { 'p(95)': 260.2, 'p(99)': 480, thresholds: { 'p(95)<250': isDashboardSlow, 'p(99)<500': false } },
    'http_req_duration{expected_response:true}': { 'p(95)': 20, 'p(99)': 40 },
  },
});

let home: string;
let hub: Server;
let url: string;
let isReady: boolean;
before(async () => {
  home = mkdtempSync(join(tmpdir(), 'load-'));
  mkdirSync(join(home, 'bin'));
  hub = createServer((_request, response) => response.writeHead(isReady ? 200 : 503).end('{}')).listen(0, '127.0.0.1');
  await once(hub, 'listening');
  url = `http://127.0.0.1:${(hub.address() as AddressInfo).port}`;
});
after(() => {
  hub.close();
  rmSync(home, { recursive: true });
});
beforeEach(() => { isReady = true; });

/** It notes its arguments, writes the summary where it was told to, and ends. */
function k6Ending(code: number, isDashboardSlow = false): void {
  writeFileSync(join(home, 'summary.json'), JSON.stringify(summary(isDashboardSlow)));
  const script = `#!/bin/sh
[ "$1" = version ] && { echo k6 v1.8.1; exit; }
printf '%s\\n' "$@" > "${home}/arguments"
while [ "$1" != --summary-export ]; do shift; done
cp "${home}/summary.json" "$2"
exit ${code}
`;
  writeFileSync(join(home, 'bin', 'k6'), script, { mode: 0o755 });
}

async function load(args: string[], env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const child = spawn(process.execPath, [LOAD, ...args], { env: { PATH: '/usr/bin:/bin', VIENKOPUS_CACHE: home, NODE_NO_WARNINGS: '1', ...env } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => { said += chunk.toString(); });
  const [code] = (await once(child, 'close')) as [number];
  return { code, said };
}

test('when every threshold holds, the last line says so and how fast each step was', async () => {
  k6Ending(0);
  const { code, said } = await load(['portal-morning', '--profile', 'load', '--url', url]);
  assert.equal(code, 0, said);
  assert.equal(said, 'portal-morning, load: 1200 requests, 60/s, 1 failed; p95/p99 ms: dashboard 260/480, search 12/31 — every threshold held\n');
});

test('a threshold that was crossed is named, and the command fails', async () => {
  k6Ending(99, true);
  const { code, said } = await load(['portal-morning', '--url', url]);
  assert.equal(code, 1);
  assert.match(said, /portal-morning, smoke: .* — CROSSED: http_req_duration\{step:dashboard\} p\(95\)<250\n$/);
});

test('k6 is told the hub, the profile and the population, and to report to nobody', async () => {
  k6Ending(0);
  await load(['portal-morning', '--url', url, '--population', '3000', '--profile', 'stress']);
  const told = readFileSync(join(home, 'arguments'), 'utf8').split('\n');
  for (const argument of [`HUB_URL=${url}`, 'POPULATION=3000', 'PROFILE=stress', '--no-usage-report']) assert.ok(told.includes(argument), argument);
  assert.ok(told.some((argument) => argument.endsWith('/loadtests/journeys/portal-morning.ts')));
});

test('k6 that fails otherwise is not taken for a passed test', async () => {
  k6Ending(107);
  const { code, said } = await load(['portal-morning', '--url', url]);
  assert.deepEqual([code, said], [1, 'portal-morning, smoke: k6 did not finish (exit code 107)\n']);
});

test('without k6 the answer is how to get it, and without a hub that none is there', async () => {
  const without = await load(['portal-morning', '--url', url], { VIENKOPUS_CACHE: join(home, 'elsewhere'), PATH: '/nowhere' });
  assert.deepEqual([without.code, without.said], [2, 'k6 is not here: npm run tools gets it; or have k6 1.0 or newer on the PATH\n']);
  k6Ending(0);
  isReady = false;
  const unready = await load(['portal-morning', '--url', url]);
  assert.deepEqual([unready.code, unready.said], [2, `No hub is ready at ${url} (its /health/ready answers 503)\n`]);
  const nobody = await load(['portal-morning', '--url', 'http://127.0.0.1:1']);
  assert.deepEqual([nobody.code, nobody.said], [2, 'No hub is ready at http://127.0.0.1:1\n']);
});

test('what is sent under load is valid on the graph', () => {
  const supergraph = parse(readFileSync(fileURLToPath(new URL('../supergraph/supergraph.graphql', import.meta.url)), 'utf8'));
  const schema = buildASTSchema(transformSupergraphToPublicSchema(supergraph));
  const files = globSync(fileURLToPath(new URL('./*.graphql', import.meta.url)));
  assert.deepEqual(files.map((file) => basename(file)).sort(), ['dashboard.graphql', 'reasons.graphql', 'search.graphql']);
  for (const file of files) assert.deepEqual(validate(schema, parse(readFileSync(file, 'utf8'))), [], file);
});
