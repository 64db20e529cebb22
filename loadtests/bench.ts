import autocannon from 'autocannon';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { childrenOf, startHub, usageOf, usageOfTree, type HubProcess } from './hub-process.ts';
import { watchOffers } from './watch-offers.ts';

/**
 * `npm run bench`: starts a hub as a user would, measures it from outside and writes docs/benchmarks.md. Load goes to
 * loopback only. `-- --seconds 10 --connections 16 --population 20000 --changes 60` are the defaults.
 */
const argument = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
};
const seconds = argument('seconds', 10);
const connections = argument('connections', 16);
const population = argument('population', 20_000);
const changes = argument('changes', 60);

const DASHBOARD = readFileSync(new URL('./dashboard.graphql', import.meta.url), 'utf8');
const dataDir = mkdtempSync(join(tmpdir(), 'vienkopus-bench-'));
const env = { PORT: '4390', DATA_DIR: dataDir, POPULATION: String(population), SANDBOX: 'on', DATABASE_URL: '' };
const rows: [what: string, value: string][] = [];
const note = (what: string, value: string) => {
  rows.push([what, value]);
  console.log(`${what}: ${value}`);
};

const first = await startHub(env);
note(`first start to ready, ${population} people, packages installed`, `${(first.readyAfterMs / 1_000).toFixed(1)} s`);
const discovered = await untilQuiet(first);
note('first discovery and sweep of everybody, in the background after that', `${(discovered / 1_000).toFixed(1)} s`);
await first.stop();

const hub = await startHub(env);
note(`second start to ready, ${population} people`, `${(hub.readyAfterMs / 1_000).toFixed(1)} s`);
await measureDashboard(hub);
await measureChanges(hub);
const postgres = postgresOf();
note('memory after the load: hub', `${usageOf(hub.pid).memoryMb.toFixed(0)} MB`);
for (const child of childrenOf(hub.pid)) {
  if (readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('connectors/sandbox')) note('memory after the load: sandbox register', `${usageOf(child).memoryMb.toFixed(0)} MB`);
}
note('memory after the load: Postgres, shared pages counted in each process', `${usageOfTree(postgres).memoryMb.toFixed(0)} MB`);
await hub.stop();
rmSync(readFileSync(join(dataDir, 'postgres.home'), 'utf8'), { recursive: true, force: true });
rmSync(dataDir, { recursive: true, force: true });
publish();

async function measureDashboard({ url, pid }: HubProcess): Promise<void> {
  const { token } = (await post(`${url}/sandbox/tokens`, { as: 'anna' })) as { token: string };
  const request = {
    url: `${url}/graphql`,
    method: 'POST' as const,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: DASHBOARD }),
    connections,
  };
  const reply = await fetch(request.url, request);
  const text = await reply.text();
  if ((JSON.parse(text) as { errors?: unknown }).errors) throw new Error(`The dashboard has errors: ${text.slice(0, 500)}`);
  await autocannon({ ...request, duration: 5 });
  const postgres = postgresOf();
  const before = { hub: usageOf(pid).cpuMs, postgres: usageOfTree(postgres).cpuMs };
  const result = await autocannon({ ...request, duration: seconds });
  const after = { hub: usageOf(pid).cpuMs, postgres: usageOfTree(postgres).cpuMs };
  if (result.non2xx || result.errors) throw new Error(`${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  const total = result.requests.total;
  note(`dashboard of ${(text.length / 1_000).toFixed(1)} kB, ${connections} connections, ${seconds} s`, `${result.requests.average.toFixed(0)} requests/s`);
  note('— latency p50 / p99', `${result.latency.p50} / ${result.latency.p99} ms`);
  note('— CPU per request: hub', `${(((after.hub - before.hub) / total) * 1_000).toFixed(0)} µs`);
  note('— CPU per request: Postgres', `${(((after.postgres - before.postgres) / total) * 1_000).toFixed(0)} µs`);
}

/** Janis moves to and fro; every move brings the offers of the other town. */
async function measureChanges({ url }: HubProcess): Promise<void> {
  const { token } = (await post(`${url}/sandbox/tokens`, { as: 'janis' })) as { token: string };
  const offers = await watchOffers(url, token);
  const times: number[] = [];
  for (let index = 0; index < changes; index++) {
    const municipality = index % 2 === 0 ? '0001000' : '0002000';
    const found = offers.next();
    const sent = performance.now();
    await post(`${url}/sandbox/changes`, { kind: 'move', person: 'janis', municipality });
    await found;
    times.push(performance.now() - sent);
    await offers.quiet(200);
  }
  offers.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(0);
  note(`a person's change in the register → offer committed and received by SSE, ${changes} changes, p50 / p99`, `${at(0.5)} / ${at(0.99)} ms`);
}

/** How long until the discovery and the sweep behind a first start are done: the number of offers stands still. */
async function untilQuiet({ url }: HubProcess): Promise<number> {
  const started = performance.now();
  for (;;) {
    const reply = (await (await fetch(`${url}/health/ready`)).json()) as { background?: string[] };
    if (!reply.background?.length) return performance.now() - started;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function postgresOf(): number {
  const home = readFileSync(join(dataDir, 'postgres.home'), 'utf8');
  return Number(readFileSync(join(home, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
}

async function post(url: string, body: unknown): Promise<unknown> {
  const reply = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  if (!reply.ok) throw new Error(`${url}: ${reply.status} ${await reply.text()}`);
  return reply.json();
}

/** The section between the marks is this command's; the rest of the page is kept. */
function publish(): void {
  const [begin, end] = ['<!-- npm run bench -->', '<!-- end -->'];
  const path = new URL('../docs/benchmarks.md', import.meta.url);
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const machine = `${cpus().length} cores (${cpus()[0]!.model.trim()}), ${(totalmem() / 2 ** 30).toFixed(0)} GiB, Node ${process.versions.node}`;
  const table = rows.map(([what, value]) => `| ${what} | ${value} |`).join('\n');
  const command = `npm run bench -- --seconds ${seconds} --connections ${connections} --population ${population} --changes ${changes}`;
  const section = `${begin}\n\n\`${command}\`, ${new Date().toISOString().slice(0, 10)}, at ${commit}, on ${machine}; load generator and Postgres on the same machine.\n\n| what | measured |\n| --- | --- |\n${table}\n\n${end}`;
  const page = readFileSync(path, 'utf8');
  writeFileSync(path, page.slice(0, page.indexOf(begin)) + section + page.slice(page.indexOf(end) + end.length));
}
