import { setTimeout as pause } from 'node:timers/promises';
import type { Random } from '#kernel/random.ts';
import { killOutright } from '../hub-process.ts';
import type { EventsStage } from './stage.ts';
import type { Subscriber } from './subscribers.ts';

export interface UnderFaults {
  stage: EventsStage;
  subscribers: readonly Subscriber[];
  random: Random;
  /** How long NATS is gone, in milliseconds. */
  natsGoneMs: number;
}

type Fault = (under: UnderFaults) => Promise<unknown>;

const READY_WITHIN_MS = 60_000;

export const FAULTS = {
  'kill -9 the hub': async ({ stage, random }) => {
    await killOutright(stage.hub.pid);
    await pause(random.int(1_500));
    await stage.startHub();
  },
  'kill -9 the worker': async ({ stage, random }) => {
    await killOutright(stage.worker.pid);
    await pause(random.int(1_500));
    await stage.startWorker();
  },
  'kill -9 hub and worker': async ({ stage }) => {
    await Promise.all([killOutright(stage.hub.pid), killOutright(stage.worker.pid)]);
    await Promise.all([stage.startHub(), stage.startWorker()]);
  },
  'kill -9 Postgres': async ({ stage }) => {
    await killOutright(stage.postmaster());
    await untilReady(stage);
  },
  'kill -9 nats-server': async ({ stage, random }) => {
    await stage.nats?.kill();
    await pause(random.int(1_000));
    await stage.nats?.start();
  },
  'NATS is gone for a while': async ({ stage, natsGoneMs }) => {
    await stage.nats?.kill();
    await pause(natsGoneMs);
    await stage.nats?.start();
  },
  'freeze the hub': ({ stage, random }) => freeze(stage.hub.pid, random),
  'freeze the worker': ({ stage, random }) => freeze(stage.worker.pid, random),
  'freeze nats-server': async ({ stage, random }) => {
    if (stage.nats) await freeze(stage.nats.pid(), random);
  },
  'receivers are down': async ({ subscribers, random }) => {
    const receivers = subscribers.flatMap(({ webhook }) => webhook ?? []);
    await Promise.all(receivers.map((receiver) => receiver.setUp(false)));
    await pause(500 + random.int(2_500));
    await Promise.all(receivers.map((receiver) => receiver.setUp(true)));
  },
} satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

async function freeze(pid: number, random: Random): Promise<void> {
  process.kill(pid, 'SIGSTOP');
  await pause(1_000 + random.int(5_000));
  process.kill(pid, 'SIGCONT');
}

async function untilReady({ api }: EventsStage): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (!(await fetch(`${api.url}/health/ready`).then((reply) => reply.ok, () => false))) {
    if (performance.now() > deadline) throw new Error('the hub did not become ready again');
    await pause(20);
  }
}
