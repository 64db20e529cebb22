import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { postgresHome } from '../hub-process.ts';

/** Address of the administrator of a hub's embedded server. It comes back on the same port, and the driver connects again. */
export async function administratorUrl(dataDir: string): Promise<string> {
  const cluster = postgresHome(dataDir);
  const [password, port] = await Promise.all([readFile(join(dirname(cluster), 'postgres.password'), 'utf8'), readFile(join(cluster, 'hub.port'), 'utf8')]);
  return `postgres://postgres:${password}@127.0.0.1:${port}/vienkopus`;
}
