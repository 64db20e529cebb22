import { buildSubgraphSchema } from '@apollo/subgraph';
import type { ExecutionRequest, ExecutionResult, Executor } from '@graphql-tools/utils';
import { parse, subscribe, type DocumentNode, type ExecutionResult as GraphqlResult, type GraphQLError, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';
import { maskError } from '#kernel/graphql/mask.ts';
import { scalars } from '#kernel/graphql/scalars.ts';
import type { Logger } from '#kernel/logger.ts';
import type { BaseContext, RequestInfo, SubgraphModule, SubgraphServices } from '#subgraphs/module.ts';
import { subgraphSdl } from '#subgraphs/sdl.ts';
import { keepingIn } from './keeping.ts';
import { mapAsync } from './map-async.ts';

export function buildSchema(module: SubgraphModule): GraphQLSchema {
  return buildSubgraphSchema([
    { typeDefs: parse(subgraphSdl(module.name)), resolvers: { ...scalars, ...module.resolvers } as SubgraphModule['resolvers'] },
  ]);
}

/** How queries and mutations are executed over a schema. */
export type Engine = (schema: GraphQLSchema) => (request: ExecutionRequest, context: BaseContext) => GraphqlResult | Promise<GraphqlResult>;

/** Compiles every document once, with graphql-jit, for as long as the plan that holds it lives. */
export const compiling: Engine = (schema) => {
  const queries = new WeakMap<DocumentNode, CompiledQuery>();
  /** The compiled document, or why it cannot be: a literal that its scalar refuses, for one. */
  const compiledFor = (request: ExecutionRequest): CompiledQuery | GraphqlResult => {
    let query = queries.get(request.document);
    if (!query) {
      const made = compileQuery(schema, request.document, request.operationName, { customJSONSerializer: false });
      if (!isCompiledQuery(made)) return made as GraphqlResult;
      queries.set(request.document, (query = made));
    }
    return query;
  };
  return (request, context) => {
    const compiled = compiledFor(request);
    return isCompiledQuery(compiled) ? compiled.query(undefined, context, request.variables ?? {}) : compiled;
  };
};

/**
 * Executes a subgraph's part of a plan in this process: no HTTP and no JSON between. The loaders of a subgraph live as
 * long as the gateway's request.
 */
export function inProcessExecutor(module: SubgraphModule, services: SubgraphServices, logger: Logger, engine: Engine = compiling): Executor {
  const schema = buildSchema(module);
  const execute = engine(schema);
  const makeContext = module.context(services);
  const keepingOf = keepingIn(schema, module);
  const contexts = new WeakMap<RequestInfo, BaseContext>();

  const contextOf = (request: RequestInfo) => {
    let context = contexts.get(request);
    if (!context) contexts.set(request, (context = makeContext(request)));
    return context;
  };
  const masked = (result: GraphqlResult, requestId: string): ExecutionResult => {
    if (!result.errors) return result as ExecutionResult;
    return { ...result, errors: result.errors.map((error) => maskError(error, { requestId, part: module.name, logger })) };
  };

  return (async (request: ExecutionRequest) => {
    const info = request.context as RequestInfo;
    const context = contextOf(info);
    if (request.operationType === 'subscription') {
      const events = await subscribe({ schema, document: request.document, contextValue: context, variableValues: request.variables });
      if (!(Symbol.asyncIterator in events)) return masked(events, info.requestId);
      return mapAsync(events, (event) => masked(event, info.requestId), (error) => masked({ data: null, errors: [error as GraphQLError] }, info.requestId));
    }
    const kept = keepingOf(request.document);
    if (kept) info.freshness?.note(kept);
    return masked(await execute(request, context), info.requestId);
  }) as Executor;
}
