import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fixedClock, type Clock } from '#kernel/clock.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { readConfig } from '../config.ts';
import { Network } from '../network.ts';
import { makeDatabase, TEST_SECRET, testCluster } from './cluster.ts';
import { demandNone, findBadEvents } from './events.ts';

/** A whole hub for a test, with a sandbox register of few people, on free ports, on 20 November 2026. */
export interface TestHub {
  url: string;
  network: Network;
  clock: Clock & { advance(ms: number): void };
  /** The administrator's address of its database, to break things with. */
  databaseUrl: string;
  token(as: string, actingFor?: string): Promise<string>;
  /** Sends an operation as an identity, as nobody (`null`), or with a token of one's own (`Bearer …`). */
  ask<Data = any>(as: string | null, query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer<Data>>;
  sandbox<Reply = any>(path: string, body?: unknown): Promise<Reply>;
  personId(as: string): Promise<string>;
  close(): Promise<void>;
}

export interface Answer<Data = any> {
  status: number;
  data: Data;
  errors?: { message: string; path?: (string | number)[]; extensions: { code: string; [key: string]: unknown } }[];
}

export interface TestHubOptions {
  population?: number;
  seed?: string;
  logLevel?: string;
  /** Takes every line that the hub logs, of every level, as it would be written. */
  logLines?: string[];
  /** The address of a collector of traces. */
  tracesTo?: string;
  /** The address of a NATS server; without it the hub runs without one. */
  natsUrl?: string;
  /** Whether everybody may send operations of their own; yes unless told. */
  freeForm?: boolean;
  /** Manifest files besides the console's. */
  trustedDocuments?: string[];
}

export const TEST_DAY = '2026-11-20';
const SEED = process.env.TEST_SEED ?? 'vienkopus-tests';

export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const seed = options.seed ?? SEED;
  const cluster = await testCluster();
  const database = await makeDatabase(cluster);
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-hub-'));
  const clock = fixedClock(`${TEST_DAY}T09:00:00Z`);
  const config = {
    ...readConfig({
      PORT: '0',
      DATABASE_URL: database.url,
      DATA_DIR: dataDir,
      POPULATION: String(options.population ?? 500),
      SEED: seed,
      HUB_SECRET: TEST_SECRET.toString(),
      OTEL_EXPORTER_OTLP_ENDPOINT: options.tracesTo,
      NATS_URL: options.natsUrl ?? 'off',
    }),
    freeForm: options.freeForm ?? true,
    trustedDocuments: options.trustedDocuments ?? [],
  };
  const { logLines } = options;
  const logger = logLines ? createLogger('trace', (line) => void logLines.push(line)) : createLogger(options.logLevel ?? process.env.LOG_LEVEL ?? 'error');
  const network = await Network.create({ config, clock, logger, random: seededRandom(seed) });
  const tokens = new Map<string, string>();

  const post = async (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(network.url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });

  const hub: TestHub = {
    url: network.url,
    network,
    clock,
    databaseUrl: database.url,
    async token(as, actingFor) {
      const key = `${as}→${actingFor ?? ''}`;
      const known = tokens.get(key);
      if (known) return known;
      const reply = (await (await post('/sandbox/tokens', actingFor ? { as, actingFor } : { as })).json()) as { token?: string };
      if (!reply.token) throw new Error(`No token for ${key}: ${JSON.stringify(reply)}`);
      tokens.set(key, reply.token);
      return reply.token;
    },
    async ask(as, query, variables = {}, headers = {}) {
      const [who, actingFor] = as?.split('→') ?? [];
      const authorization = as === null ? undefined : as.startsWith('Bearer ') ? as : `Bearer ${await hub.token(who!, actingFor)}`;
      const reply = await post('/graphql', { query, variables }, { ...(authorization ? { authorization } : {}), ...headers });
      return { status: reply.status, ...((await reply.json()) as Omit<Answer, 'status'>) };
    },
    async sandbox(path, body) {
      const reply = body === undefined ? await fetch(`${network.url}/sandbox/${path}`) : await post(`/sandbox/${path}`, body);
      return (await reply.json()) as never;
    },
    async personId(as) {
      const identities = await hub.sandbox<{ as: string; personId: string }[]>('identities');
      const found = identities.find((identity) => identity.as === as);
      if (!found) throw new Error(`There is no identity "${as}"`);
      return found.personId;
    },
    async close() {
      await network.close();
      const wrong = await findBadEvents(database.url);
      await database.drop();
      await cluster.close();
      await rm(dataDir, { recursive: true, force: true });
      demandNone(wrong);
    },
  };
  return hub;
}
