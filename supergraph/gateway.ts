import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { createGatewayRuntime, type GatewayPlugin, type GatewayRuntime } from '@graphql-hive/gateway-runtime';
import type { Executor } from '@graphql-tools/utils';
import { readFileSync } from 'node:fs';
import type { Verifier } from '#kernel/identity/verifier.ts';
import type { Logger } from '#kernel/logger.ts';
import { identity } from './plugins/identity.ts';
import { honestAnswers, tidy } from './plugins/honest-answers.ts';
import { operationLimits } from './plugins/operation-limits.ts';
import { knownScalars } from './plugins/known-scalars.ts';
import { simpleOperations } from './plugins/simple-operations.ts';
import { subscriptionLimits } from './plugins/subscription-limits.ts';
import { untilTokenEnds } from './plugins/until-token-ends.ts';

export interface GatewayOptions {
  /** The executor of each subgraph, by the name rover.yaml gives it. */
  executors: ReadonlyMap<string, Executor>;
  verifier: Verifier;
  logger: Logger;
}

/** Hive's gateway runtime with the Rust planner, over executors that live in this process. */
export function createGateway({ executors, verifier, logger }: GatewayOptions): GatewayRuntime {
  const supergraph = readFileSync(new URL('./supergraph.graphql', import.meta.url), 'utf8');
  const plugins = [knownScalars(), identity(verifier), operationLimits(), honestAnswers(logger), untilTokenEnds(), subscriptionLimits(), simpleOperations()] as unknown as GatewayPlugin[];
  return createGatewayRuntime({
    supergraph,
    unifiedGraphHandler,
    transports: { http: { getSubgraphExecutor: ({ subgraphName }) => executorOf(executors, subgraphName) } },
    plugins: () => plugins,
    graphqlEndpoint: '/graphql',
    maskedErrors: { maskError: (error) => tidy(error, crypto.randomUUID(), logger) },
    cors: { origin: '*', credentials: false, methods: ['GET', 'POST', 'OPTIONS'] },
    graphiql: false,
    landingPage: false,
    batching: false,
    logging: false,
  });
}

function executorOf(executors: ReadonlyMap<string, Executor>, name: string): Executor {
  const executor = executors.get(name);
  if (!executor) throw new Error(`The supergraph names the subgraph "${name}", which does not run here`);
  return executor;
}
