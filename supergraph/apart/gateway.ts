import { buildASTSchema } from 'graphql';
import { ConfigError } from '../config.ts';
import { verifierOf } from '../foundation.ts';
import { gatewayOf, openGraph, readPublished } from '../graph.ts';
import { checkHealth } from '../operations/health.ts';
import { linkSandbox } from '../sandbox-link.ts';
import type { Setting } from '../setting.ts';
import type { Supergraph } from '../supergraph-file.ts';
import { httpExecutor } from './http-executor.ts';
import { Part } from './part.ts';

/**
 * The gateway alone, over subgraphs that are reached by HTTP, with the console: `npm run gateway`. It has no database. A
 * subgraph that does not answer leaves a hole in answers and keeps nothing from starting.
 */
export function startGateway(setting: Setting): Promise<Part> {
  return Part.open(setting, async (entrance) => {
    const { config, clock, logger, lifetime, telemetry } = setting;
    const published = readPublished(setting);
    const addresses = addressesOf(published.supergraph, config.subgraphUrls);
    entrance.starting('looking for the sandbox register');
    const sandbox = await linkSandbox(config, clock, lifetime);
    entrance.starting('starting the gateway');
    const schema = buildASTSchema(published.supergraph.document, { assumeValidSDL: true });
    const executors = new Map([...addresses].map(([name, url]) => [name, httpExecutor({ name, url, schema, logger, timeoutMs: config.subgraphTimeoutMs })]));
    await lifetime.open('connections to the subgraphs', executors, (all) => Promise.all([...all.values()].map((executor) => executor[Symbol.asyncDispose]())));
    const observed = new Map([...executors].map(([name, executor]) => [name, telemetry.subgraph(name, executor)]));
    const gateway = gatewayOf(setting, published, { executors: observed, verifier: verifierOf(config, clock, sandbox) });
    const graph = await openGraph(entrance, setting, gateway, { sandboxUrl: sandbox?.url ?? null, isKeyOurs: config.isSecretGiven });
    entrance.serve({ ...graph, health: () => checkHealth({}) });
    return {};
  });
}

/** Where each subgraph is: where SUBGRAPH_URLS says, else where the supergraph does. */
function addressesOf({ addresses }: Supergraph, given: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  for (const name of given.keys()) {
    if (!addresses.has(name)) throw new ConfigError(`SUBGRAPH_URLS names the subgraph "${name}"; the supergraph has ${[...addresses.keys()].join(', ')}`);
  }
  return new Map([...addresses, ...given]);
}
