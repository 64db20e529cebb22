import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { ConfigError } from '../config.ts';

export interface ServerOptions {
  /** Path of the program. */
  binary: string;
  /** Configuration, log, pid file and, under `jetstream`, what it stores. */
  dir: string;
  port: number;
  /** The server's configuration besides port, store and pid file. */
  settings: string;
  /** How often what is stored is forced to the disk: `always` or as in "10s". */
  syncInterval: string;
}

const READY_WITHIN_MS = 20_000;
const ANSWERS_WITHIN_MS = 1_000;

/** The only file a server of this directory is started with: by it in the command line a server is told from another program. */
export function configPath(dir: string): string {
  return join(dir, 'nats.conf');
}

/** Written by us: the server's own would be gone as soon as it begins to end. */
export function pidPath(dir: string): string {
  return join(dir, 'hub.pid');
}

/**
 * Starts a nats-server on this machine only and waits until it takes connections, in a session of its own, so that Ctrl-C
 * reaches only the hub. What it logs holds no message.
 *
 * @throws ConfigError with the end of the server's log
 */
export async function launchNats(options: ServerOptions): Promise<{ pid: number }> {
  const { binary, dir, port } = options;
  await mkdir(join(dir, 'jetstream'), { recursive: true, mode: 0o700 });
  await writeFile(configPath(dir), configuration(options), { mode: 0o600 });
  const logPath = join(dir, 'nats.log');
  const log = openSync(logPath, 'w', 0o600);
  const child = spawn(binary, ['-c', configPath(dir)], { cwd: '/', stdio: ['ignore', log, log], detached: true });
  closeSync(log);
  if (child.pid) writeFileSync(pidPath(dir), `${child.pid}\n`);
  child.unref();
  let exited = false;
  child.once('exit', () => (exited = true));
  child.once('error', () => (exited = true));
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(port))) {
    if (exited || Date.now() > deadline) {
      if (!exited) child.kill('SIGKILL');
      const lines = readFileSync(logPath, 'utf8').trim().split('\n').slice(-3).join(' | ');
      throw new ConfigError(`The embedded nats-server did not start; its log ${logPath} ends: ${lines}`);
    }
    await pause(20);
  }
  return { pid: child.pid! };
}

function configuration({ dir, port, settings, syncInterval }: ServerOptions): string {
  const quoted = (path: string) => JSON.stringify(path);
  return `listen: "127.0.0.1:${port}"
max_payload: 1MB
jetstream { store_dir: ${quoted(join(dir, 'jetstream'))}, sync_interval: ${syncInterval} }
${settings}`;
}

/** Whether a server with JetStream greets who connects. */
function answers(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(ANSWERS_WITHIN_MS, () => resolve(false));
  socket.once('error', () => resolve(false));
  socket.once('close', () => resolve(false));
  socket.once('data', (greeting) => resolve(/^INFO .*"jetstream":true/.test(greeting.toString())));
  return promise.finally(() => socket.destroy());
}
