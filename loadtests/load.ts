import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { toolPath } from '#supergraph/tools/tools.ts';
import { LoadError, readOrder, type Order } from './load-order.ts';
import { startOwnHub } from './own-hub.ts';
import { verdictOf, type Summary } from './verdict.ts';

/**
 * `npm run load -- portal-morning --profile smoke`: residents work with a hub as k6 plays them, one of its own unless
 * `--url` names one on this machine. Ends with 1 when a threshold was crossed, with 2 when it could not begin.
 */
const CROSSED = 99;

let isStopping = false;
let k6 = null as ChildProcess | null;
// k6 ends its run and sums up when it is interrupted; the hub is stopped after it.
const stop = () => {
  isStopping = true;
  k6?.kill('SIGINT');
};
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
process.on('disconnect', stop);

try {
  process.exitCode = await carryOut(readOrder(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof LoadError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
process.disconnect?.();

async function carryOut(order: Order): Promise<number> {
  const program = toolPath('k6');
  if (program === null) throw new LoadError('k6 is not here: npm run tools gets it; or have k6 1.0 or newer on the PATH');
  if (order.url !== null) {
    await demandReady(order.url);
    return run(program, order, order.url);
  }
  const hub = await startOwnHub(order.population, (line) => console.log(line));
  try {
    return isStopping ? 1 : await run(program, order, hub.url);
  } finally {
    await hub.stop();
  }
}

async function run(program: string, { journey, profile, population }: Order, url: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'vienkopus-load-'));
  const summary = join(folder, 'summary.json');
  try {
    // Without its own server and without reports to its makers: nothing leaves this machine.
    const flags = ['--no-usage-report', '--address', '', '--include-system-env-vars=false', '--summary-export', summary];
    const values = { HUB_URL: url, POPULATION: String(population), PROFILE: profile };
    const env = Object.entries(values).flatMap(([name, value]) => ['--env', `${name}=${value}`]);
    const script = fileURLToPath(new URL(`./journeys/${journey}.ts`, import.meta.url));
    k6 = spawn(program, ['run', ...flags, ...env, ...(process.stdout.isTTY ? [] : ['--quiet']), script], {
      env: { ...process.env, K6_AUTO_EXTENSION_RESOLUTION: 'false' },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    const [code] = (await once(k6, 'exit')) as [number | null];
    if (code !== 0 && code !== CROSSED) {
      console.log(`${journey}, ${profile}: k6 did not finish (${code === null ? 'ended by a signal' : `exit code ${code}`})`);
      return 1;
    }
    console.log(`${journey}, ${profile}: ${verdictOf(JSON.parse(readFileSync(summary, 'utf8')) as Summary)}`);
    return code === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function demandReady(url: string): Promise<void> {
  const reply = await fetch(`${url}/health/ready`, { signal: AbortSignal.timeout(5_000) }).catch(() => null);
  if (!reply?.ok) throw new LoadError(`No hub is ready at ${url}${reply ? ` (its /health/ready answers ${reply.status})` : ''}`);
}
