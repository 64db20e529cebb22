import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Logger } from '#kernel/logger.ts';
import { freePort } from '../free-port.ts';
import { isServerOf, keepServerRunning, stopServer, stopServerWithUs } from '../postgres/server-process.ts';
import { toolPath } from '../tools/tools.ts';
import { configPath, launchNats, pidPath } from './server.ts';

export interface EmbeddedNats {
  /** With the password of the only user. */
  url: string;
  /** The process that runs now, to measure what it costs. */
  pid(): number;
  stop(): Promise<void>;
}

export interface EmbeddedNatsOptions {
  /** Where the hub keeps what it keeps; the server's part is `nats` below it. */
  dataDir: string;
  /** How often what is stored is forced to the disk: `always` (the default: an acknowledged message outlives a power cut) or as in "10s". */
  syncInterval?: string;
  /** Is told when there is no server to start, and when it has ended unasked. */
  logger?: Logger;
  /** Path of the program; null where there is none. */
  binary?: string | null;
}

/**
 * A real nats-server with JetStream, only for this machine, where the program is found. A server that is killed is started
 * again on the same port; one that a killed hub left behind is ended first, for it may run with other settings.
 *
 * @returns null where there is no nats-server: then the hub runs on the log alone
 */
export async function startEmbeddedNats({ dataDir, syncInterval = 'always', logger, binary = toolPath('nats-server') }: EmbeddedNatsOptions): Promise<EmbeddedNats | null> {
  if (binary === null) {
    logger?.info('there is no nats-server here, so events are told without NATS; `npm run tools -- nats-server` gets one');
    return null;
  }
  const dir = join(resolve(dataDir), 'nats');
  await mkdir(dir, { recursive: true, mode: 0o700 });
  await endOrphan(dir);
  const password = await kept(join(dir, 'nats.password'), () => randomBytes(24).toString('base64url'));
  const port = await freePort(Number(await kept(join(dir, 'hub.port'), () => '0')));
  await writeFile(join(dir, 'hub.port'), String(port));
  const settings = `authorization { user: hub, password: ${JSON.stringify(password)} }\n`;
  const start = async () => (await launchNats({ binary, dir, port, settings, syncInterval })).pid;

  const first = await start();
  const letGo = stopServerWithUs(pidPath(dir));
  const keeper = keepServerRunning(first, () => {
    logger?.error('the embedded nats-server ended; starting it again');
    return start();
  });
  return {
    pid: keeper.pid,
    url: addressWith(password, port),
    async stop() {
      await keeper.end();
      await stopServer(keeper.pid());
      letGo();
    },
  };
}

/** Where the server of the hub that runs in a data directory listens, with its password; null where none runs. */
export async function runningNats(dataDir: string): Promise<string | null> {
  const dir = join(resolve(dataDir), 'nats');
  const textOf = (path: string) => readFile(path, 'utf8').then((text) => text.trim(), () => '');
  const pid = Number(await textOf(pidPath(dir)));
  if (!pid || !isServerOf(pid, configPath(dir))) return null;
  return addressWith(await textOf(join(dir, 'nats.password')), await textOf(join(dir, 'hub.port')));
}

function addressWith(password: string, port: number | string): string {
  return `nats://hub:${password}@127.0.0.1:${port}`;
}

async function endOrphan(dir: string): Promise<void> {
  const pid = Number(await readFile(pidPath(dir), 'utf8').catch(() => '0'));
  if (pid && isServerOf(pid, configPath(dir))) await stopServer(pid);
}

async function kept(path: string, make: () => string): Promise<string> {
  if (!existsSync(path)) await writeFile(path, make(), { mode: 0o600 });
  return (await readFile(path, 'utf8')).trim();
}
