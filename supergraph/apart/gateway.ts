import { buildASTSchema, parse } from 'graphql';
import { createConsole } from '#console/server.ts';
import { ConfigError } from '../config.ts';
import { verifierOf } from '../foundation.ts';
import type { Setting } from '../setting.ts';
import { graphqlRoute, serveWebSockets } from '../front/graphql.ts';
import { sandboxRoute } from '../front/sandbox.ts';
import { createGateway } from '../gateway.ts';
import { checkHealth } from '../operations/health.ts';
import { merged, readManifests } from '../plugins/trusted-documents-manifest.ts';
import { linkSandbox } from '../sandbox-link.ts';
import { readSupergraph, subgraphAddresses } from '../supergraph-file.ts';
import { httpExecutor } from './http-executor.ts';
import { Part } from './part.ts';

/**
 * The gateway alone, over subgraphs that are reached by HTTP, with the console: `npm run gateway`. It has no database. A
 * subgraph that does not answer leaves a hole in answers and keeps nothing from starting.
 */
export function startGateway(setting: Setting): Promise<Part> {
  return Part.open(setting, undefined, async (entrance) => {
    const { config, clock, logger, lifetime, telemetry } = setting;
    const supergraph = readSupergraph(config.supergraphPath);
    const manifests = readManifests(config.trustedDocuments);
    telemetry.metrics.publish(merged(manifests).values());
    const addresses = addressesOf(supergraph, config.subgraphUrls);
    entrance.starting('looking for the sandbox register');
    const sandbox = await linkSandbox(config, clock, lifetime);
    entrance.starting('starting the gateway');
    const schema = buildASTSchema(parse(supergraph, { noLocation: true }), { assumeValidSDL: true });
    const executors = new Map([...addresses].map(([name, url]) => [name, httpExecutor({ name, url, schema, logger, timeoutMs: config.subgraphTimeoutMs })]));
    await lifetime.open('connections to the subgraphs', executors, (all) => Promise.all([...all.values()].map((executor) => executor[Symbol.asyncDispose]())));
    const observed = new Map([...executors].map(([name, executor]) => [name, telemetry.subgraph(name, executor)]));
    const opening = createGateway({ supergraph, executors: observed, observe: telemetry.operations, manifests, freeForm: config.freeForm, verifier: verifierOf(config, clock, sandbox), logger });
    const gateway = await lifetime.open('the gateway', opening, async (runtime) => runtime.dispose());
    const sockets = await serveWebSockets(entrance.server, gateway, logger, telemetry.operations.overSocket);
    const pages = createConsole({ explorer: true });
    entrance.serve({
      routes: [graphqlRoute(gateway), ...(sandbox ? [sandboxRoute(sandbox.url, clock)] : []), (request, response) => pages.handle(request, response)],
      sockets,
      health: () => checkHealth({}),
    });
    return {};
  });
}

/** Where each subgraph is: where SUBGRAPH_URLS says, else where the supergraph does. */
function addressesOf(supergraph: string, given: ReadonlyMap<string, string>): Map<string, string> {
  const addresses = subgraphAddresses(supergraph);
  for (const [name, url] of given) {
    if (!addresses.has(name)) throw new ConfigError(`SUBGRAPH_URLS names the subgraph "${name}"; the supergraph has ${[...addresses.keys()].join(', ')}`);
    addresses.set(name, url);
  }
  return addresses;
}
