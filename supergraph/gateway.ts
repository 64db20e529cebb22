import { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import { createGatewayRuntime, type GatewayPlugin, type GatewayRuntime } from '@graphql-hive/gateway-runtime';
import type { Executor } from '@graphql-tools/utils';
import type { Clock } from '#kernel/clock.ts';
import type { Verifier } from '#kernel/identity/verifier.ts';
import type { Logger } from '#kernel/logger.ts';
import { eachEventAnew } from './engine/each-event-anew.ts';
import type { OperationObserver } from './operations/observe-operations.ts';
import { cacheControl } from './plugins/cache-control.ts';
import { identity } from './plugins/identity.ts';
import { honestAnswers, tidy } from './plugins/honest-answers.ts';
import { operationLimits } from './plugins/operation-limits.ts';
import { knownScalars } from './plugins/known-scalars.ts';
import { simpleOperations } from './plugins/simple-operations.ts';
import { subscriptionLimits } from './plugins/subscription-limits.ts';
import { trustedDocuments } from './plugins/trusted-documents.ts';
import type { Manifest } from './plugins/trusted-documents-manifest.ts';
import { untilTokenEnds } from './plugins/until-token-ends.ts';

export interface GatewayOptions {
  /** The composed schema. */
  supergraph: string;
  /** The executor of each subgraph, by the name rover.yaml gives it. */
  executors: ReadonlyMap<string, Executor>;
  verifier: Verifier;
  /** Operations that everybody may send, by their hash. */
  manifests: readonly Manifest[];
  /** Whether everybody may send operations of their own too, not only those in roles that explore. */
  freeForm: boolean;
  clock: Clock;
  logger: Logger;
  observe?: OperationObserver | undefined;
}

/** Hive's gateway runtime with the Rust planner. Where the subgraphs run is the executors' own affair. */
export function createGateway({ supergraph, executors, verifier, manifests, freeForm, clock, logger, observe }: GatewayOptions): GatewayRuntime {
  const plugins = [
    observe?.plugin() ?? {},
    knownScalars(),
    identity(verifier),
    trustedDocuments({ manifests, freeForm }),
    operationLimits(),
    cacheControl(clock),
    honestAnswers(logger),
    untilTokenEnds(),
    subscriptionLimits(),
    simpleOperations(),
  ] as unknown as GatewayPlugin[];
  return createGatewayRuntime({
    supergraph,
    unifiedGraphHandler: eachEventAnew(unifiedGraphHandler),
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
