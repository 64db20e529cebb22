import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/** A program that npm does not carry: a Go module, pinned, with the oldest version that will do where one is there already. */
export interface Tool {
  module: string;
  version: string;
  atLeast: string;
  /** Arguments by which it tells its version. */
  tellVersion: string;
  /** Where its makers say how to get it otherwise. */
  page: string;
}

export const TOOLS = {
  k6: {
    module: 'go.k6.io/k6',
    version: '1.8.1',
    atLeast: '1.0.0',
    tellVersion: 'version',
    page: 'https://grafana.com/docs/k6/latest/set-up/install-k6/',
  },
  'nats-server': {
    module: 'github.com/nats-io/nats-server/v2',
    version: '2.15.2',
    atLeast: '2.10.0',
    tellVersion: '--version',
    page: 'https://docs.nats.io/running-a-nats-service/introduction/installation',
  },
} as const satisfies Record<string, Tool>;

export type ToolName = keyof typeof TOOLS;
type Environment = Record<string, string | undefined>;

/** Outside the clone, so that every clone and every cleaned one shares what took minutes to build. */
export function toolsDir(env: Environment = process.env): string {
  const { VIENKOPUS_CACHE: own, XDG_CACHE_HOME: shared } = env;
  if (own) return join(resolve(own), 'bin');
  return join(shared && isAbsolute(shared) ? shared : join(homedir(), '.cache'), 'vienkopus', 'bin');
}

/** Where the program is: the cache's, or else one on the PATH that is new enough. Null where there is none. */
export function toolPath(name: ToolName, env: Environment = process.env): string | null {
  const folders = [toolsDir(env), ...(env.PATH ?? '').split(delimiter).filter(isAbsolute)];
  const paths = folders.map((folder) => join(folder, name)).filter((path) => existsSync(path));
  return paths.find((path) => isNewEnough(versionOf(name, path), TOOLS[name].atLeast)) ?? null;
}

/** What the program says of itself, as in 1.8.1; null for one that does not run or says nothing of the kind. */
export function versionOf(name: ToolName, path: string): string | null {
  const { stdout } = spawnSync(path, [TOOLS[name].tellVersion], { encoding: 'utf8', timeout: 20_000 });
  return /\bv?(\d+\.\d+\.\d+)/.exec(stdout ?? '')?.[1] ?? null;
}

function isNewEnough(version: string | null, atLeast: string): boolean {
  return version !== null && version.localeCompare(atLeast, 'en', { numeric: true }) >= 0;
}
