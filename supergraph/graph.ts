import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { createConsole } from '#console/server.ts';
import { certificateKey } from '#subgraphs/events/certificates/certificate-key.ts';
import { keysFrom } from './config.ts';
import { certificateKeysRoute } from './front/certificate-keys.ts';
import type { Entrance, Opened } from './front/entrance.ts';
import { eventSchemasRoute } from './front/event-schemas.ts';
import { graphqlRoute, serveWebSockets } from './front/graphql.ts';
import { sandboxRoute } from './front/sandbox.ts';
import { serveEventStreams } from './front/server-sent-events.ts';
import { createGateway, type GatewayOptions } from './gateway.ts';
import { merged, readManifests, type Manifest } from './plugins/trusted-documents-manifest.ts';
import type { Setting } from './setting.ts';
import { readSupergraph, type Supergraph } from './supergraph-file.ts';

/** What a gateway is told by files. */
export interface Published {
  supergraph: Supergraph;
  manifests: readonly Manifest[];
}

/** Looked at before anything is served from it. @throws ConfigError naming the file and what is wrong with it */
export function readPublished({ config, telemetry }: Setting): Published {
  const published = { supergraph: readSupergraph(config.supergraphPath), manifests: readManifests(config.trustedDocuments) };
  telemetry.metrics.publish(merged(published.manifests).values());
  return published;
}

/** A gateway over these subgraphs, as this process is set up. */
export function gatewayOf({ config, clock, logger, telemetry }: Setting, { supergraph, manifests }: Published, over: Pick<GatewayOptions, 'executors' | 'verifier'>): GatewayRuntime {
  return createGateway({ ...over, supergraph: supergraph.sdl, manifests, freeForm: config.freeForm, clock, logger, observe: telemetry.operations });
}

/** The graph as people reach it: over HTTP and over WebSockets, with the console and the door to the sandbox register. @param to.isKeyOurs whether what certifies has the same secret */
export async function openGraph(entrance: Entrance, { config, clock, logger, lifetime, telemetry }: Setting, opening: GatewayRuntime, { sandboxUrl, isKeyOurs }: { sandboxUrl: string | null; isKeyOurs: boolean }): Promise<Pick<Opened, 'routes' | 'sockets'>> {
  const gateway = await lifetime.open('the gateway', opening, async (runtime) => runtime.dispose());
  const sockets = await serveWebSockets(entrance.server, gateway, logger, telemetry.operations.overSocket);
  const streams = await serveEventStreams(gateway, logger, telemetry.operations.overSocket);
  const pages = createConsole({ explorer: true });
  const sandbox = sandboxUrl === null ? [] : [sandboxRoute(sandboxUrl, clock)];
  const keys = isKeyOurs ? [certificateKeysRoute(await certificateKey(keysFrom(config.secret).certificates))] : [];
  return { routes: [streams.route, graphqlRoute(gateway), ...sandbox, eventSchemasRoute(), ...keys, (request, response) => pages.handle(request, response)], sockets: { close: async () => void (await Promise.all([streams.close(), sockets.close()])) } };
}
