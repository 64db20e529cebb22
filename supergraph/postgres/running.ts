import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isServerOf } from './server-process.ts';

/**
 * The administrator's address of the embedded server that runs for a data directory, for a process that works beside the hub
 * and neither starts nor stops it; null when none runs.
 */
export function runningPostgres(dataDir: string): string | null {
  const home = textOf(join(dataDir, 'postgres.home'));
  const cluster = join(home, 'postgres');
  const [pid, , , port] = textOf(join(cluster, 'postmaster.pid')).split('\n');
  const password = textOf(join(home, 'postgres.password'));
  if (!Number(pid) || !Number(port) || !password || !isServerOf(Number(pid), cluster)) return null;
  return `postgres://postgres:${password}@127.0.0.1:${port}/vienkopus`;
}

function textOf(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : '';
}
