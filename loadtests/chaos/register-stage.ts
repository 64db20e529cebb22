import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '#kernel/database.ts';
import { keysFrom } from '#supergraph/config.ts';
import { clientKey, CLIENT_ID } from '#supergraph/sandbox-link.ts';
import { startSandbox, type SandboxProcess } from '#supergraph/sandbox-process.ts';
import { freePort } from '#supergraph/testing/free-port.ts';
import { clearData, killOutright, startHub, type HubProcess } from '../hub-process.ts';
import { administratorUrl } from './administrator.ts';

/** A hub and, as a process of its own that the hub only knows by its address, the register that is spoilt. */
export interface RegisterStage {
  hub: HubProcess;
  register: OwnRegister;
  /** Under which both were started: with the database, it opens the code book. */
  secret: Uint8Array;
  sql: Sql;
  databaseUrl: string;
  /** The hub again, after it was killed. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface OwnRegister {
  url: string;
  /** What only a sandbox has: /sandbox/faults and its like. @throws Error for what it refuses */
  sandbox(path: string, body: unknown): Promise<any>;
  kill(): Promise<void>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openRegisterStage({ population, seed }: { population: number; seed: number }): Promise<RegisterStage> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vienkopus-registers-'));
  const secret = randomBytes(32).toString('hex');
  const register = await startRegister({ population, seed: String(seed), dataDir: join(dataDir, 'sandbox'), secret: Buffer.from(secret) });
  try {
    const env = {
      PORT: await freePort(), DATA_DIR: dataDir, DATABASE_URL: '', HUB_SECRET: secret, NODE_ENV: '', LOG_LEVEL: 'silent',
      SANDBOX: 'on', SANDBOX_URL: register.url, POPULATION: String(population), SEED: String(seed), METRICS_PORT: '0',
    };
    const hub = await startHub(env);
    const databaseUrl = await administratorUrl(dataDir);
    const stage: RegisterStage = {
      hub, register, databaseUrl, secret: Buffer.from(secret), sql: connectTo(databaseUrl),
      async restart() {
        stage.hub = await startHub(env);
        await stage.sql.end({ timeout: 1 }); // a hub that takes over a server ends the connections that it finds
        stage.sql = connectTo(databaseUrl);
      },
      async close() {
        await stage.sql.end({ timeout: 1 });
        await stage.hub.stop();
        await register.close();
        clearData(dataDir);
      },
    };
    return stage;
  } catch (error) {
    await register.close();
    await rm(dataDir, { recursive: true, force: true });
    throw error;
  }
}

function connectTo(databaseUrl: string): Sql {
  return connect(databaseUrl, { name: 'chaos', max: 2 });
}

/** At an address that stays the same over its restarts. */
export async function startRegister(options: { population: number; seed: string; dataDir: string; secret: Uint8Array }): Promise<OwnRegister> {
  const { population, seed, dataDir, secret } = options;
  const port = Number(await freePort());
  const url = `http://127.0.0.1:${port}`;
  const start = (): Promise<SandboxProcess> => startSandbox({
    population, seed, dataDir, port, issuer: url, today: Temporal.Now.plainDateISO('Europe/Riga'),
    personIdKey: keysFrom(secret).personId, clientId: CLIENT_ID, clientJwk: clientKey(secret).publicJwk,
  });
  let running = await start();
  return {
    url,
    async sandbox(path, body) {
      const reply = await fetch(`${url}/sandbox/${path}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
      if (!reply.ok) throw new Error(`/sandbox/${path} answered ${reply.status} to ${JSON.stringify(body)}: ${(await reply.text()).slice(0, 300)}`);
      return reply.json();
    },
    kill: () => killOutright(running.pid),
    async restart() {
      running = await start();
    },
    close: () => running.close(),
  };
}
