import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../supergraph/postgres/embedded.ts';
import { freePort } from '../supergraph/testing/free-port.ts';
import { readSupergraph } from '../supergraph/supergraph-file.ts';
import { postmasterOf, startProcess, untilQuiet, type HubProcess } from './hub-process.ts';

/** One way to answer the dashboard. All of them over the same database, register and people. */
export interface Contender {
  name: string;
  /** Where it takes operations. */
  url: string;
  /** Every process that works for its answers, Postgres apart. */
  pids: number[];
}

export interface Contenders {
  all: Contender[];
  /** The hub that does the work for all. */
  hub: HubProcess;
  postgresPid: number;
  stop(): Promise<void>;
}

const SUPERGRAPH_START = 'supergraph/start.ts';

/** Starts a database, a sandbox register, a hub, its parts once more apart, Apollo's gateway over the same parts, and the floor. */
export async function startContenders(dataDir: string, population: number): Promise<Contenders> {
  const running: HubProcess[] = [];
  const postgres = await startEmbeddedPostgres({ dataDir });
  const sandboxUrl = `http://127.0.0.1:${await freePort()}`;
  const common = {
    SANDBOX: 'on',
    DATABASE_URL: postgres.url,
    SANDBOX_URL: sandboxUrl,
    HUB_SECRET: randomBytes(32).toString('hex'),
    POPULATION: String(population),
    LOG_LEVEL: 'error',
    METRICS_PORT: '0',
  };
  const start = async (script: string, args: string[], env: Record<string, string>, readyPath = '/health/ready') => {
    const port = await freePort();
    const url = script === SUPERGRAPH_START && args[0] === 'sandbox' ? sandboxUrl : `http://127.0.0.1:${port}`;
    const started = await startProcess({ script, args, url, readyPath, env: { ...common, PORT: port, ...env } });
    running.push(started);
    return started;
  };
  try {
    await start(SUPERGRAPH_START, ['sandbox'], { DATA_DIR: join(dataDir, 'register') }, '/sandbox/clock');
    const hub = await start(SUPERGRAPH_START, [], { DATA_DIR: join(dataDir, 'hub') });
    await untilQuiet(hub.url);
    const subgraphs = new Map<string, HubProcess>();
    for (const name of readSupergraph(null).addresses.keys()) subgraphs.set(name, await start(SUPERGRAPH_START, ['subgraph', name], {}));
    const urls = [...subgraphs].map(([name, { url }]) => `${name}=${url}/graphql`).join(',');
    const gateway = await start(SUPERGRAPH_START, ['gateway'], { SUBGRAPH_URLS: urls });
    const apollo = await start('loadtests/apollo-gateway.ts', [], { SUBGRAPH_URLS: urls, NODE_ENV: 'production' }, '/?query=%7B__typename%7D');
    const floor = await start('loadtests/floor.ts', [], { HUB_URL: hub.url }, '/dashboard');
    const subgraphPids = [...subgraphs.values()].map(({ pid }) => pid);
    return {
      hub,
      postgresPid: postmasterOf(dataDir),
      all: [
        { name: 'our gateway, subgraphs in process', url: `${hub.url}/graphql`, pids: [hub.pid] },
        { name: 'our gateway, subgraphs over HTTP', url: `${gateway.url}/graphql`, pids: [gateway.pid, ...subgraphPids] },
        { name: 'Apollo Gateway, the same subgraphs', url: `${apollo.url}/graphql`, pids: [apollo.pid, ...subgraphPids] },
        { name: 'the floor: node:http by hand, the same SQL', url: `${floor.url}/dashboard`, pids: [floor.pid] },
      ],
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function stop(): Promise<void> {
    for (const each of running.reverse()) await each.stop();
    await postgres.stop();
  }
}
