import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#kernel/random.ts';
import { killOutright, postmasterOf, startHub, type HubProcess } from '../hub-process.ts';
import type { Api } from './api.ts';

/** The hub under attack. A fault may put another process in its place. */
export interface Stage {
  hub: HubProcess;
  env: Record<string, string>;
  dataDir: string;
  api: Api;
  random: Random;
}

/** Answers how long the hub was not ready, in milliseconds. */
type Fault = (stage: Stage) => Promise<number>;

const GIVE_UP_MS = 60_000;

export const FAULTS = {
  'kill -9 the hub': async (stage) => {
    await killOutright(stage.hub.pid);
    return startAgain(stage);
  },
  'kill -9 Postgres': async (stage) => {
    await killOutright(postmasterOf(stage.dataDir));
    return untilReady(stage);
  },
  'kill -9 both': async (stage) => {
    await Promise.all([killOutright(postmasterOf(stage.dataDir)), killOutright(stage.hub.pid)]);
    return startAgain(stage);
  },
  'SIGTERM and start': async (stage) => {
    await stage.hub.stop();
    return startAgain(stage);
  },
  'a register is slow': (stage) => spoil(stage, { latencyMs: 300 + stage.random.int(1_500) }),
  'a register answers errors': (stage) => spoil(stage, { errorRate: 0.3 + stage.random.next() * 0.7 }),
  'a register answers garbage': (stage) => spoil(stage, { body: 'garbage' }),
  'a register answers half': (stage) => spoil(stage, { body: 'half' }),
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

async function startAgain(stage: Stage): Promise<number> {
  stage.hub = await startHub(stage.env);
  return stage.hub.readyAfterMs;
}

/** Ready again, and not merely still ready because nobody has noticed: the answer comes out of the database. */
async function untilReady({ api }: Stage): Promise<number> {
  const since = performance.now();
  while (performance.now() - since < GIVE_UP_MS) {
    const isReady = await fetch(`${api.url}/health/ready`).then((reply) => reply.ok, () => false);
    const answer = isReady && (await api.ask('anna', '{ me { requests { pageInfo { hasNextPage } } } }').catch(() => null));
    if (answer && answer.data?.me?.requests) break;
    await pause(20);
  }
  return performance.now() - since;
}

async function spoil({ api, random }: Stage, fault: object): Promise<number> {
  await api.sandbox('faults', { register: random.pick(['population', 'addresses']), ...fault }).catch(() => {});
  await pause(1_000 + random.int(3_000));
  while ((await api.sandbox('faults', { clear: true }).catch(() => ({ status: 0 }))).status !== 200) await pause(100);
  return 0;
}
