import autocannon from 'autocannon';
import { mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { childrenOf, clearData, postgresHome, postmasterOf, startHub, usageOf, usageOfTree, type HubProcess } from './hub-process.ts';
import { watchOffers } from './watch-offers.ts';

/**
 * `npm run bench:country`: the same hub over a village, a city and a country. Each population is discovered and looked at
 * for offers by a hub of its own, under a few requests and changes; then all hubs run side by side and are asked for the
 * dashboard in turn, so that a noisy machine is noisy for all. `-- --populations 20000,200000,2033000 --connections 16
 * --seconds 10 --rounds 3` are the defaults. Needs some 10 GB of disk, which is given back.
 */
const argument = (name: string, otherwise: string) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : process.argv[at + 1]!;
};
const populations = argument('populations', '20000,200000,2033000').split(',').map(Number);
const connections = Number(argument('connections', '16'));
const seconds = Number(argument('seconds', '10'));
const rounds = Number(argument('rounds', '3'));
const FIRST_PORT = 4960;
const LOOK_EVERY_MS = 100;
const DASHBOARD = readFileSync(new URL('./dashboard.graphql', import.meta.url), 'utf8');

interface Country {
  population: number;
  dataDir: string;
  env: Record<string, string>;
  measured: Record<string, string>;
}

const countries = populations.map((population, at): Country => {
  const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-country-'));
  const env = { PORT: String(FIRST_PORT + at), DATA_DIR: dataDir, POPULATION: String(population), SANDBOX: 'on', DATABASE_URL: '' };
  return { population, dataDir, env, measured: {} };
});
const running: HubProcess[] = [];
try {
  for (const country of countries) await discover(country);
  for (const country of countries) running.push(await startAgain(country));
  await compareDashboards();
  for (const [at, country] of countries.entries()) measureMemory(country, running[at]!);
} finally {
  for (const hub of running) await hub.stop();
  for (const { dataDir } of countries) clearData(dataDir);
}
console.log(`| what | ${populations.join(' | ')} |\n| --- |${' --- |'.repeat(populations.length)}`);
for (const what of Object.keys(countries[0]!.measured)) console.log(`| ${what} | ${countries.map(({ measured }) => measured[what] ?? '').join(' | ')} |`);

/** From nothing to everyone's offers, while somebody looks at the dashboard now and then and Janis moves to and fro. */
async function discover({ population, dataDir, env, measured }: Country): Promise<void> {
  const note = noting(population, measured);
  const hub = await startHub(env);
  note('first start to ready', `${(hub.readyAfterMs / 1_000).toFixed(1)} s`);
  const started = performance.now();
  const begun = usage(hub, dataDir);
  const whileDiscovering = lookNowAndThen(hub);
  const discovered = await until(hub, (lines) => !lines.some((line) => line.startsWith('fpr_person')), started);
  const between = usage(hub, dataDir);
  note('discovery of everyone after that', `${discovered.toFixed(0)} s, ${Math.round(population / discovered)} persons/s`);
  note('— CPU of the discovery per person: hub / register / Postgres', perPerson(begun, between, population));
  note('— dashboard while everyone is discovered, one at a time, p50 / p99', percentiles(await whileDiscovering.stop()));
  const whileSweeping = lookNowAndThen(hub);
  const changes = moveToAndFro(hub);
  const swept = (await until(hub, (lines) => lines.length === 0, started)) - discovered;
  note('sweep of everyone after that', `${swept.toFixed(0)} s, ${Math.round(population / swept)} persons/s`);
  note('— CPU of the sweep per person: hub / register / Postgres', perPerson(between, usage(hub, dataDir), population));
  note('— dashboard while everyone is swept, one at a time, p50 / p99', percentiles(await whileSweeping.stop()));
  note('— a change in the register → offer while everyone is swept, p50 / p99', percentiles(await changes.stop()));
  note('database on disk', `${(bytesOf(join(postgresHome(dataDir), 'base')) / 2 ** 20).toFixed(0)} MB`);
  await hub.stop();
}

async function startAgain({ population, env, measured }: Country): Promise<HubProcess> {
  const hub = await startHub(env);
  noting(population, measured)('second start to ready', `${(hub.readyAfterMs / 1_000).toFixed(1)} s`);
  return hub;
}

async function compareDashboards(): Promise<void> {
  const latencies = countries.map((): { p50: number; p99: number; perSecond: number }[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [at, hub] of running.entries()) {
      const { latency, requests } = await loadDashboard(hub);
      // The first round warms up.
      if (round > 0) latencies[at]!.push({ p50: latency.p50, p99: latency.p99, perSecond: requests.average });
    }
  }
  const median = (values: number[]) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
  for (const [at, { population, measured }] of countries.entries()) {
    const of = (key: 'p50' | 'p99' | 'perSecond') => median(latencies[at]!.map((one) => one[key]));
    noting(population, measured)(`dashboard, ${connections} connections, p50 / p99`, `${of('p50')} / ${of('p99')} ms, ${of('perSecond').toFixed(0)}/s`);
  }
}

async function loadDashboard(hub: HubProcess): Promise<autocannon.Result> {
  const result = await autocannon({ ...(await dashboardOf(hub)), connections, duration: seconds });
  if (result.non2xx || result.errors) throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  return result;
}

async function dashboardOf({ url }: HubProcess) {
  const { token } = (await post(`${url}/sandbox/tokens`, { as: 'anna' })) as { token: string };
  return {
    url: `${url}/graphql`,
    method: 'POST' as const,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: DASHBOARD }),
  };
}

/** Something done again and again until it is stopped, with the milliseconds that each took. */
interface Repeated {
  stop(): Promise<number[]>;
}

function repeat(run: (time: (work: () => Promise<void>) => Promise<void>, isStopped: () => boolean) => Promise<void>): Repeated {
  let stopped = false;
  const times: number[] = [];
  const time = async (work: () => Promise<void>) => {
    const begun = performance.now();
    await work();
    times.push(performance.now() - begun);
  };
  const done = run(time, () => stopped);
  return {
    async stop() {
      stopped = true;
      await done;
      return times;
    },
  };
}

function lookNowAndThen(hub: HubProcess): Repeated {
  return repeat(async (time, isStopped) => {
    const { url, ...request } = await dashboardOf(hub);
    while (!isStopped()) {
      await time(async () => void (await (await fetch(url, request)).text()));
      await pause(200);
    }
  });
}

/** Janis moves between two towns, and each move brings the offers of the other. */
function moveToAndFro({ url }: HubProcess): Repeated {
  return repeat(async (time, isStopped) => {
    const { token } = (await post(`${url}/sandbox/tokens`, { as: 'janis' })) as { token: string };
    const offers = await watchOffers(url, token);
    for (let moves = 0; !isStopped(); moves++) {
      await time(async () => {
        const found = offers.next();
        await post(`${url}/sandbox/changes`, { kind: 'move', person: 'janis', municipality: moves % 2 === 0 ? '0001000' : '0002000' });
        await found;
      });
      await offers.quiet(500);
    }
    offers.close();
  });
}

/** CPU used so far, in milliseconds: hub, register, Postgres. */
function usage(hub: HubProcess, dataDir: string): [number, number, number] {
  const sandbox = sandboxOf(hub);
  return [usageOf(hub.pid).cpuMs, sandbox ? usageOf(sandbox).cpuMs : 0, usageOfTree(postmasterOf(dataDir)).cpuMs];
}

function perPerson(before: number[], after: number[], population: number): string {
  return `${after.map((ms, at) => (((ms - before[at]!) / population) * 1_000).toFixed(0)).join(' / ')} µs`;
}

function sandboxOf(hub: HubProcess): number | undefined {
  return childrenOf(hub.pid).find((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('connectors/sandbox'));
}

function measureMemory({ population, dataDir, measured }: Country, hub: HubProcess): void {
  const note = noting(population, measured);
  const sandbox = sandboxOf(hub);
  const postmaster = postmasterOf(dataDir);
  note('memory of the hub', memoryOf([hub.pid]));
  note('memory of the sandbox register', memoryOf(sandbox ? [sandbox] : []));
  note('memory of Postgres', memoryOf([postmaster, ...childrenOf(postmaster)]));
}

/** Pages that several processes share are divided among them. */
function memoryOf(pids: number[]): string {
  const kB = pids.map((pid) => Number(/^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))![1]));
  return `${(kB.reduce((sum, one) => sum + one, 0) / 1_024).toFixed(0)} MB`;
}

/** Seconds since `started` until what goes on in the background fulfils it. */
async function until({ url }: HubProcess, isReached: (lines: string[]) => boolean, started: number): Promise<number> {
  for (;;) {
    const { background = [] } = (await (await fetch(`${url}/health/ready`)).json()) as { background?: string[] };
    if (isReached(background)) return (performance.now() - started) / 1_000;
    await pause(LOOK_EVERY_MS);
  }
}

function noting(population: number, measured: Record<string, string>) {
  return (what: string, value: string) => {
    measured[what] = value;
    console.log(`${population}: ${what}: ${value}`);
  };
}

function percentiles(times: number[]): string {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]?.toFixed(0) ?? '–';
  return `${at(0.5)} / ${at(0.99)} ms (${sorted.length})`;
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + (statSync(join(parentPath, name), { throwIfNoEntry: false })?.size ?? 0), 0);
}

async function post(url: string, body: unknown): Promise<unknown> {
  const reply = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}
