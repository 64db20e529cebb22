import { spawnSync } from 'node:child_process';
import { existsSync, globSync } from 'node:fs';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { installTools, ToolError } from '../tools/install.ts';
import { toolPath } from '../tools/tools.ts';
import { clusterEnvironment, startTestCluster } from './cluster.ts';

/**
 * `npm test`: puts in place what tests need and can be put in place, runs every test file over one Postgres server, and
 * ends with a line `N passed, N failed`. Names given as arguments choose files: `npm test -- offers`.
 */
const CONCURRENCY = 2;
const FILE_WITHIN_MS = 240_000;
const SLOWEST_SHOWN = 15;

const wanted = process.argv.slice(2);
const files = globSync('{kernel,connectors,subgraphs,supergraph,codegen,console,loadtests}/**/*.test.ts')
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)))
  .sort();

process.env.TEST_SEED ??= `seed-${Date.now()}`;
console.log(`TEST_SEED=${process.env.TEST_SEED}`);
if (files.some((file) => file.startsWith('console/'))) installChromium();
if (toolPath('nats-server') === null) await installNats();

const cluster = await startTestCluster();
Object.assign(process.env, clusterEnvironment(cluster));
const counts = { passed: 0, failed: 0, skipped: 0 };
const stream = run({ files, concurrency: CONCURRENCY, timeout: FILE_WITHIN_MS });
stream.on('test:pass', (event) => {
  if (event.details.type === 'suite') return;
  if (event.skip !== undefined) counts.skipped++;
  else counts.passed++;
});
stream.on('test:fail', (event) => {
  if (event.details.type !== 'suite') counts.failed++;
});
const took: { file: string; seconds: number }[] = [];
stream.on('test:summary', ({ file, duration_ms }) => {
  if (file) took.push({ file, seconds: duration_ms / 1_000 });
});
stream.compose(new spec()).pipe(process.stdout);
await new Promise((resolve) => stream.once('end', resolve));
await new Promise((resolve) => setImmediate(resolve));
await cluster.close();

if (counts.skipped && process.env.CI === 'true') counts.failed += counts.skipped;
process.exitCode = counts.failed || !counts.passed ? 1 : 0;
process.on('exit', () => {
  if (took.length > SLOWEST_SHOWN) {
    const slowest = took.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST_SHOWN);
    console.log(`slowest: ${slowest.map(({ file, seconds }) => `${file} ${seconds.toFixed(0)} s`).join(', ')}`);
  }
  if (counts.skipped) console.log(`${counts.skipped} skipped${process.env.CI === 'true' ? ', which CI counts as failed' : ''}; each says why above`);
  console.log(`${counts.passed} passed, ${counts.failed} failed`);
});

/** The browser for page tests, where this is a Debian machine and we are root; elsewhere those tests skip and say so. */
function installChromium(): void {
  if (existsSync('/usr/bin/chromium') || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return;
  console.log('Installing Chromium for the page tests…');
  for (const args of [['update'], ['install', '-y', '--no-install-recommends', 'chromium']]) {
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
}

/** Takes a minute or two once for a machine, where Go is; elsewhere the tests that need it skip and say so. */
async function installNats(): Promise<void> {
  try {
    await installTools(['nats-server'], (line) => console.log(line));
  } catch (error) {
    if (!(error instanceof ToolError)) throw error;
    console.log(error.message);
  }
}
