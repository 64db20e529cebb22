import type { ExecutionRequest, Executor } from '@graphql-tools/utils';
import type { ExecutionResult } from 'graphql';
import { traced } from '#kernel/telemetry/scope.ts';
import type { Metrics } from './metrics.ts';
import { outcomeOf } from './outcome.ts';

/** The same executor, in this process or over HTTP, with its calls counted and each a step of its request's trace. */
export function observeSubgraph(name: string, executor: Executor, metrics: Metrics): Executor {
  const call = async (request: ExecutionRequest) => {
    const startedAt = performance.now();
    const ended = (outcome: string) => metrics.subgraph(name, outcome, (performance.now() - startedAt) / 1_000);
    try {
      const result = (await executor(request)) as ExecutionResult;
      ended(outcomeOf(result));
      return result;
    } catch (error) {
      ended('SUBGRAPH_UNAVAILABLE');
      throw error;
    }
  };
  return ((request: ExecutionRequest) => traced(`subgraph ${name}`, 'internal', { 'graphql.subgraph.name': name }, () => call(request))) as Executor;
}
