import { ConfigError } from '../config.ts';
import { buildSchema } from '../engine/in-process.ts';
import { keepingIn } from '../engine/keeping.ts';
import { checkHealth } from '../operations/health.ts';
import { layFoundation } from '../foundation.ts';
import type { Setting } from '../setting.ts';
import { MODULES } from '../modules.ts';
import { startApolloSubgraph } from './apollo-subgraph.ts';
import { Part } from './part.ts';
import { serveSubgraphSockets } from './subgraph-sockets.ts';

/** Representations of many entities at once are longer than what a person sends. */
const BODY_MOST_BYTES = 8 * 1024 * 1024;

/**
 * One subgraph alone, as an Apollo Server: `npm run subgraph -- statuses`. The work behind it is the worker's.
 *
 * @throws ConfigError naming the subgraphs there are, when it is none of them
 */
export function startSubgraph(setting: Setting, name: string): Promise<Part> {
  const module = MODULES.find((each) => each.name === name);
  if (!module) throw new ConfigError(`There is no subgraph "${name}"; there are ${MODULES.map((each) => each.name).join(', ')}`);
  return Part.open(setting, async (entrance) => {
    const { clock, logger, lifetime, telemetry } = setting;
    const foundation = await layFoundation(setting, (what) => entrance.starting(what));
    const services = foundation.servicesOf(module);
    entrance.starting('filling in the first data');
    await module.seed?.(services);
    const schema = buildSchema(module);
    const starting = startApolloSubgraph({
      name,
      schema,
      makeContext: module.context(services),
      keepingOf: keepingIn(schema, module),
      verifier: foundation.verifier,
      clock,
      logger,
      incoming: telemetry.incoming,
    });
    const subgraph = await lifetime.open('the Apollo Server', starting, (server) => server.close());
    entrance.serve({
      routes: [subgraph.route],
      sockets: serveSubgraphSockets(entrance.server, schema, subgraph),
      health: () => checkHealth({ answers: foundation.answers }),
    });
    return {};
  }, BODY_MOST_BYTES);
}
