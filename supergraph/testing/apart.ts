import { fixedClock, type Clock } from '#kernel/clock.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom } from '#kernel/random.ts';
import { startGateway } from '../apart/gateway.ts';
import type { Part } from '../apart/part.ts';
import { startSubgraph } from '../apart/subgraph.ts';
import { readConfig } from '../config.ts';
import { MODULES } from '../modules.ts';
import { settingOf } from '../setting.ts';
import { TEST_SECRET } from './cluster.ts';
import { TEST_DAY, type Answer, type TestHub } from './network.ts';

/** The parts of a hub as servers of their own, beside a test hub: over its database and its registers, which it works for. */
export interface TestApart {
  url: string;
  /** Where each subgraph is. */
  subgraphs: ReadonlyMap<string, string>;
  ask<Data = any>(as: string | null, query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer<Data>>;
  /** Another gateway over the same subgraphs, but for those that are told to be elsewhere. Whoever asks for it closes it. */
  gateway(elsewhere: Record<string, string>, timeoutMs?: number): Promise<Part & { ask: TestApart['ask'] }>;
  close(): Promise<void>;
}

/** @param clock by default one for each part that stands still */
export async function startApart(hub: TestHub, clock?: Clock): Promise<TestApart> {
  const configure = (more: Record<string, string>) =>
    readConfig({ PORT: '0', DATABASE_URL: hub.databaseUrl, HUB_SECRET: TEST_SECRET.toString(), SANDBOX_URL: hub.network.registerUrl!, NATS_URL: 'off', ...more });
  const logger = createLogger(process.env.LOG_LEVEL ?? 'error');
  const settingFor = (more: Record<string, string> = {}) => settingOf({ config: configure(more), clock: clock ?? fixedClock(`${TEST_DAY}T09:00:00Z`), random: seededRandom('apart'), logger });

  const asker = (url: string): TestApart['ask'] => async (as, query, variables = {}, headers = {}) => {
    const [who, actingFor] = as?.split('→') ?? [];
    const token = as === null ? null : as.startsWith('Bearer ') ? as.slice('Bearer '.length) : await hub.token(who!, actingFor);
    const reply = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}), ...headers },
      body: JSON.stringify({ query, variables }),
    });
    return { status: reply.status, ...((await reply.json()) as Omit<Answer, 'status'>) };
  };

  const parts = await Promise.all(MODULES.map(async ({ name }) => [name, await startSubgraph(await settingFor(), name)] as const));
  const subgraphs = new Map(parts.map(([name, part]) => [name, `${part.url}/graphql`]));
  const gateway: TestApart['gateway'] = async (elsewhere, timeoutMs = 10_000) => {
    const urls = [...subgraphs].map(([name, url]) => `${name}=${elsewhere[name] ?? url}`);
    const part = await startGateway(await settingFor({ SUBGRAPH_URLS: urls.join(','), SUBGRAPH_TIMEOUT_MS: String(timeoutMs) }));
    return Object.assign(part, { ask: asker(part.url) });
  };
  const own = await gateway({});
  return {
    url: own.url,
    subgraphs,
    ask: own.ask,
    gateway,
    async close() {
      await own.close();
      await Promise.all(parts.map(([, part]) => part.close()));
    },
  };
}
