import { ConfigError } from '../config.ts';

/** A database that cannot be reached is named by its host, never with its password. */
export function reachable(error: unknown, url: string): unknown {
  const code = String((error as { code?: string }).code ?? '');
  const { hostname, port, pathname } = new URL(url);
  const where = `${hostname}:${port || 5432}${pathname}`;
  if (/^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|CONNECT_TIMEOUT|CONNECTION_)/.test(code)) return new ConfigError(`DATABASE_URL: no database answers at ${where} (${code})`);
  if (code.startsWith('28')) return new ConfigError(`DATABASE_URL: the database at ${where} does not accept the user or password`);
  if (code === '3D000') return new ConfigError(`DATABASE_URL: there is no database ${pathname.slice(1)} at ${hostname}:${port || 5432}`);
  if (code === '42501') return new ConfigError(`DATABASE_URL: the user may not create schemas and roles at ${where}`);
  return error;
}
