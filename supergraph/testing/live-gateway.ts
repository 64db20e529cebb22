import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { Executor } from '@graphql-tools/utils';
import { composeServices } from '@theguild/federation-composition';
import { execute, parse, subscribe } from 'graphql';
import { fixedClock } from '#kernel/clock.ts';
import { createLogger } from '#kernel/logger.ts';
import type { SubgraphModule } from '#subgraphs/module.ts';
import { createGateway } from '../gateway.ts';
import { loneVerifier } from './lone-subgraph.ts';

const LINK = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@key"])';

/** Subgraphs of a test's own, executed by graphql-js. */
export type LiveSubgraphs = Record<string, { typeDefs: string; resolvers?: object }>;

/** The hub's gateway over them. @param source opens what every subscription gets, as root values */
export function liveGateway(subgraphs: LiveSubgraphs, source: () => AsyncIterable<unknown>): GatewayRuntime {
  const parsed = Object.entries(subgraphs).map(([name, { typeDefs, resolvers = {} }]) => ({ name, url: `http://${name}.test`, typeDefs: parse(`${LINK} ${typeDefs}`), resolvers }));
  const executors = new Map(parsed.map(({ name, typeDefs, resolvers }): [string, Executor] => {
    const schema = buildSubgraphSchema([{ typeDefs, resolvers: resolvers as SubgraphModule['resolvers'] }]);
    return [name, (({ document, variables, operationType }) => {
      const args = { schema, document, variableValues: variables };
      return operationType === 'subscription' ? subscribe({ ...args, subscribeFieldResolver: source }) : execute(args);
    }) as Executor];
  }));
  const { supergraphSdl, errors } = composeServices(parsed);
  if (errors) throw new Error(`They do not compose: ${errors.map(({ message }) => message).join('; ')}`);
  return createGateway({
    supergraph: supergraphSdl!, executors, manifests: [], freeForm: true, clock: fixedClock('2026-11-20T09:00:00Z'), verifier: loneVerifier, logger: createLogger('fatal'),
  });
}
