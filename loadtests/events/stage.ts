import { randomBytes } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '#kernel/database.ts';
import { startEmbeddedPostgres } from '#supergraph/postgres/embedded.ts';
import { freePort } from '#supergraph/testing/free-port.ts';
import { startTestNats, type TestNats } from '#supergraph/testing/nats.ts';
import { toolPath } from '#supergraph/tools/tools.ts';
import { apiOf, type Api } from '../chaos/api.ts';
import { startRegister, type OwnRegister } from '../chaos/register-stage.ts';
import { clearData, postmasterOf, startHub, startProcess, type HubProcess } from '../hub-process.ts';

/** A hub, a worker beside it, and what they stand on, each a process of its own, to be killed and frozen one by one. */
export interface EventsStage {
  api: Api;
  register: OwnRegister;
  /** Null where there is no nats-server. */
  nats: TestNats | null;
  databaseUrl: string;
  /** The administrator's. */
  sql: Sql;
  hub: HubProcess;
  worker: HubProcess;
  postmaster(): number;
  startHub(): Promise<void>;
  startWorker(): Promise<void>;
  close(): Promise<void>;
}

export interface StageOptions {
  population: number;
  seed: number | string;
  withNats?: boolean;
}

export async function openStage({ population, seed, withNats = true }: StageOptions): Promise<EventsStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-events-'));
  const secret = randomBytes(32).toString('hex');
  const closers: (() => Promise<unknown>)[] = [async () => clearData(dataDir)];
  const close = async () => {
    for (const one of closers.reverse()) await one();
  };
  try {
    const postgres = await startEmbeddedPostgres({ dataDir });
    closers.push(() => postgres.stop());
    const nats = withNats && toolPath('nats-server') !== null ? await startTestNats() : null;
    if (nats) closers.push(() => nats.close());
    const register = await startRegister({ population, seed: String(seed), dataDir: join(dataDir, 'sandbox'), secret: Buffer.from(secret) });
    closers.push(() => register.close());
    const env = {
      DATABASE_URL: postgres.url, HUB_SECRET: secret, NODE_ENV: '', LOG_LEVEL: process.env.CHAOS_LOG_LEVEL ?? 'silent', SANDBOX: 'on', SANDBOX_URL: register.url,
      POPULATION: String(population), SEED: String(seed), METRICS_PORT: '0', NATS_URL: nats?.url ?? 'off', WEBHOOK_PRIVATE: 'on',
    };
    const [hubPort, workerPort] = [await freePort(), await freePort()];
    const sql = connect(postgres.url, { name: 'chaos', max: 2 });
    closers.push(() => sql.end({ timeout: 1 }));
    const stage: EventsStage = {
      api: apiOf(`http://127.0.0.1:${hubPort}`), register, nats, databaseUrl: postgres.url, sql,
      hub: null as never,
      worker: null as never,
      postmaster: () => postmasterOf(dataDir),
      async startHub() {
        stage.hub = await startHub({ ...env, PORT: hubPort, DATA_DIR: join(dataDir, 'hub') });
      },
      async startWorker() {
        const url = `http://127.0.0.1:${workerPort}`;
        stage.worker = await startProcess({
          script: 'supergraph/start.ts', args: ['worker'], url, readyPath: '/health/ready', env: { ...env, PORT: workerPort, DATA_DIR: join(dataDir, 'worker') },
        });
      },
      close,
    };
    closers.push(() => Promise.all([stage.hub, stage.worker].map((one) => one?.stop())));
    const started = await Promise.allSettled([stage.startHub(), stage.startWorker()]);
    for (const one of started) if (one.status === 'rejected') throw one.reason;
    return stage;
  } catch (error) {
    await close();
    throw error;
  }
}
