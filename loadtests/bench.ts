import autocannon from 'autocannon';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { startContenders, type Contender } from './contenders.ts';
import { childrenOf, clearData, postmasterOf, startHub, untilQuiet, usageOf, usageOfTree, type HubProcess } from './hub-process.ts';
import { watchOffers } from './watch-offers.ts';

/**
 * `npm run bench`: starts a hub as a user would, measures it from outside and writes docs/benchmarks.md. Load goes to
 * loopback only. `-- --seconds 5 --rounds 3 --population 20000 --changes 60` are the defaults.
 */
const argument = (name: string, otherwise: number) => {
  const at = process.argv.indexOf(`--${name}`);
  return at === -1 ? otherwise : Number(process.argv[at + 1]);
};
const seconds = argument('seconds', 5);
const rounds = argument('rounds', 3);
const population = argument('population', 20_000);
const changes = argument('changes', 60);

const CONNECTIONS = [16, 64];
const WARM_UP_SECONDS = 4;
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
const readyAt = performance.now();
await untilQuiet(first.url);
note('first discovery and sweep of everybody, in the background after that', `${((performance.now() - readyAt) / 1_000).toFixed(1)} s`);
await first.stop();

const hub = await startHub(env);
note(`second start to ready, ${population} people`, `${(hub.readyAfterMs / 1_000).toFixed(1)} s`);
await measureChanges(hub);
const postgres = postmasterOf(dataDir);
note('memory after that: hub', `${usageOf(hub.pid).memoryMb.toFixed(0)} MB`);
for (const child of childrenOf(hub.pid)) {
  if (readFileSync(`/proc/${child}/cmdline`, 'utf8').includes('connectors/sandbox')) note('memory after that: sandbox register', `${usageOf(child).memoryMb.toFixed(0)} MB`);
}
note('memory after that: Postgres, shared pages counted in each process', `${usageOfTree(postgres).memoryMb.toFixed(0)} MB`);
await hub.stop();
clearData(dataDir);
await measureContenders();
clearData(dataDir);
publish();

/** The dashboard by each way there is, in turn and several times over, so that what else the machine does meets all alike. */
async function measureContenders(): Promise<void> {
  const contenders = await startContenders(dataDir, population);
  const { token } = (await post(`${contenders.hub.url}/sandbox/tokens`, { as: 'anna' })) as { token: string };
  const requestTo = ({ url }: Contender) => ({
    url,
    method: 'POST' as const,
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    body: JSON.stringify({ query: DASHBOARD }),
  });
  for (const contender of contenders.all) {
    const text = await (await fetch(contender.url, requestTo(contender))).text();
    const { data, errors } = JSON.parse(text) as { data?: { me?: unknown }; errors?: unknown };
    if (errors || !data?.me) throw new Error(`${contender.name}: the dashboard has errors: ${text.slice(0, 500)}`);
    note(`dashboard by ${contender.name}`, `${(text.length / 1_000).toFixed(1)} kB`);
    await autocannon({ ...requestTo(contender), connections: CONNECTIONS[0]!, duration: WARM_UP_SECONDS });
  }
  for (const connections of CONNECTIONS) {
    const measured = new Map<Contender, Measured[]>();
    for (let round = 0; round < rounds; round++) {
      for (const contender of contenders.all) {
        const one = await measure(contender, { ...requestTo(contender), connections }, contenders.postgresPid);
        measured.set(contender, [...(measured.get(contender) ?? []), one]);
      }
    }
    for (const [contender, all] of measured) {
      const of = (pick: (one: Measured) => number) => median(all.map(pick));
      note(
        `${connections} connections: ${contender.name}`,
        `${of((one) => one.perSecond).toFixed(0)} requests/s, p50 ${of((one) => one.p50)} ms, p99 ${of((one) => one.p99)} ms, ` +
          `CPU per request ${of((one) => one.cpu).toFixed(0)} µs, and of Postgres ${of((one) => one.postgresCpu).toFixed(0)} µs`,
      );
    }
    const rates = contenders.all.map((contender) => median(measured.get(contender)!.map((one) => one.perSecond)));
    note(`${connections} connections: in process, times Apollo Gateway`, `${(rates[0]! / rates[2]!).toFixed(1)} ×; over HTTP ${(rates[1]! / rates[2]!).toFixed(1)} ×; the floor ${(rates[3]! / rates[2]!).toFixed(1)} ×`);
  }
  await contenders.stop();
}

interface Measured {
  perSecond: number;
  p50: number;
  p99: number;
  /** Microseconds per request, of all processes that work for the answer but Postgres. */
  cpu: number;
  postgresCpu: number;
}

async function measure({ name, pids }: Contender, request: autocannon.Options, postgresPid: number): Promise<Measured> {
  const used = () => ({ own: pids.reduce((sum, pid) => sum + usageOf(pid).cpuMs, 0), postgres: usageOfTree(postgresPid).cpuMs });
  const before = used();
  const result = await autocannon({ ...request, duration: seconds });
  const after = used();
  if (result.non2xx || result.errors) throw new Error(`${name}: ${result.non2xx} answers were not 2xx, ${result.errors} failed`);
  const perRequest = (ms: number) => (ms / result.requests.total) * 1_000;
  return {
    perSecond: result.requests.average,
    p50: result.latency.p50,
    p99: result.latency.p99,
    cpu: perRequest(after.own - before.own),
    postgresCpu: perRequest(after.postgres - before.postgres),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;
}

/** Janis moves to and fro; every move brings the offers of the other town. */
async function measureChanges({ url }: HubProcess): Promise<void> {
  const { token } = (await post(`${url}/sandbox/tokens`, { as: 'janis' })) as { token: string };
  const offers = await watchOffers(url, token);
  const times: number[] = [];
  const random = seededRandom('changes');
  for (let index = 0; index < changes; index++) {
    const municipality = index % 2 === 0 ? '0001000' : '0002000';
    const found = offers.next();
    const sent = performance.now();
    await post(`${url}/sandbox/changes`, { kind: 'move', person: 'janis', municipality });
    await found;
    times.push(performance.now() - sent);
    // Not in step with the follower, which looks four times a second.
    await offers.quiet(200 + random.next() * 250);
  }
  offers.close();
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!.toFixed(0);
  note(`a person's change in the register → offer committed and received by SSE, ${changes} changes, p50 / p99`, `${at(0.5)} / ${at(0.99)} ms`);
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
  const command = `npm run bench -- --seconds ${seconds} --rounds ${rounds} --population ${population} --changes ${changes}`;
  const section = `${begin}\n\n\`${command}\`, ${new Date().toISOString().slice(0, 10)}, at ${commit}, on ${machine}; load generator and Postgres on the same machine.\n\n| what | measured |\n| --- | --- |\n${table}\n\n${end}`;
  const page = readFileSync(path, 'utf8');
  writeFileSync(path, page.slice(0, page.indexOf(begin)) + section + page.slice(page.indexOf(end) + end.length));
}
