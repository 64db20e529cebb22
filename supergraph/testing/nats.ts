import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { launchNats, pidPath } from '../nats/server.ts';
import { isAlive, stopServerWithUs } from '../postgres/server-process.ts';
import { toolPath } from '../tools/tools.ts';
import { freePort } from './free-port.ts';

/** What `test(…, { skip })` wants: false where there is a nats-server, else why the test cannot be run. CI counts it as failed. */
export const skipWithoutNats: string | false = toolPath('nats-server') === null ? 'there is no nats-server; `npm run tools -- nats-server` gets one' : false;

/** A real nats-server with JetStream for one test file. */
export interface TestNats {
  url: string;
  port: number;
  pid(): number;
  /** kill -9; what is stored stays. */
  kill(): Promise<void>;
  /** Again, on the same port and with what it stored. */
  start(): Promise<void>;
  /** SIGSTOP and SIGCONT: it is there and says nothing. */
  freeze(isFrozen: boolean): void;
  close(): Promise<void>;
}

export interface TestNatsOptions {
  /** "10s" unless said otherwise: a killed server, other than a machine, loses nothing of what it has acknowledged. */
  syncInterval?: string;
  /** More of the server's configuration: a cluster, accounts. */
  settings?: string;
  port?: number;
}

export async function startTestNats({ syncInterval = '10s', settings = '', port: wanted }: TestNatsOptions = {}): Promise<TestNats> {
  const binary = toolPath('nats-server')!;
  const dir = await mkdtemp(join(tmpdir(), 'vienkopus-nats-'));
  const port = wanted ?? Number(await freePort());
  const launch = async () => (await launchNats({ binary, dir, port, settings, syncInterval })).pid;
  let pid = await launch();
  // Also where the test file is ended before it closes it.
  const letGo = stopServerWithUs(pidPath(dir));
  const kill = async () => {
    if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    while (isAlive(pid)) await pause(5);
  };
  return {
    url: `nats://127.0.0.1:${port}`,
    port,
    pid: () => pid,
    kill,
    async start() {
      pid = await launch();
    },
    freeze: (isFrozen) => void process.kill(pid, isFrozen ? 'SIGSTOP' : 'SIGCONT'),
    async close() {
      await kill();
      await rm(dir, { recursive: true, force: true });
      letGo();
    },
  };
}

/** Three real servers as one cluster. */
export async function startTestNatsCluster(): Promise<TestNats[]> {
  const routes = await Promise.all([1, 2, 3].map(() => freePort()));
  const route = (port: string) => `nats://127.0.0.1:${port}`;
  return Promise.all(routes.map((port, index) => startTestNats({
    settings: `server_name: node-${index + 1}
cluster { name: test, listen: "127.0.0.1:${port}", routes: [${routes.map((each) => `"${route(each)}"`).join(', ')}] }
`,
  })));
}
