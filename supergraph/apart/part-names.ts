import { ConfigError, type PartOfHub } from '../config.ts';
import type { Setting } from '../setting.ts';
import { readSupergraph } from '../supergraph-file.ts';

interface RunningPart {
  url: string;
  closing: string;
  close(): Promise<void>;
}

/** A part of the hub that can be started alone. */
export interface StartablePart extends PartOfHub {
  start(setting: Setting): Promise<RunningPart>;
}

const SANDBOX_URL = 'http://127.0.0.1:4100';
const WORKER_PORT = 4110;
const GATEWAY_PORT = 4000;
/** Parts that share a database share the secret that its roles and the ids of its people hang on. */
const SHARED = ['DATABASE_URL', 'HUB_SECRET'];

/**
 * The part that the start command names.
 *
 * @throws ConfigError naming the parts, or the subgraphs, there are
 */
export function partNamed(name: string, rest: readonly string[]): StartablePart {
  const common = { needs: SHARED, sandboxUrl: SANDBOX_URL };
  switch (name) {
    case 'sandbox':
      return { ...common, name: 'the sandbox register', port: 0, needs: ['HUB_SECRET'], start: async (setting) => (await import('./sandbox.ts')).startSandboxAlone(setting) };
    case 'worker':
      return { ...common, name: 'the worker', port: WORKER_PORT, start: async (setting) => (await import('./worker.ts')).startWorker(setting) };
    case 'gateway':
      return { ...common, name: 'the gateway', port: GATEWAY_PORT, needs: [], start: async (setting) => (await import('./gateway.ts')).startGateway(setting) };
    case 'subgraph':
      return { ...common, ...subgraphNamed(rest), start: async (setting) => (await import('./subgraph.ts')).startSubgraph(setting, rest[0]!) };
    default:
      throw new ConfigError(`There is no part "${name}"; there are sandbox, worker, gateway and subgraph`);
  }
}

/** It listens where the supergraph says that it is. */
function subgraphNamed([name, ...more]: readonly string[]): { name: string; port: number } {
  const { addresses } = readSupergraph(null);
  const address = addresses.get(name ?? '');
  if (!address || more.length) {
    const given = name === undefined ? 'No subgraph is named' : more.length ? `"${[name, ...more].join(' ')}" are several` : `There is no subgraph "${name}"`;
    throw new ConfigError(`${given}; name one of ${[...addresses.keys()].join(', ')}: npm run subgraph -- statuses`);
  }
  return { name: `the subgraph "${name}"`, port: Number(new URL(address).port) };
}
