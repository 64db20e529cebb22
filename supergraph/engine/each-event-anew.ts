import type { unifiedGraphHandler } from '@graphql-hive/router-runtime';
import type { ExecutionResult } from '@graphql-tools/utils';
import type { GraphQLError } from 'graphql';
import { mapAsync } from './map-async.ts';

type Handler = typeof unifiedGraphHandler;
/** The list of errors is the runtime's own, which it adds to. */
type Result = ExecutionResult & { errors?: GraphQLError[] };
type Answer = ReturnType<Parameters<Handler>[0]['onSubgraphExecute']>;

/**
 * Makes what comes of each event of a subscription a result of its own, as the specification has it. Hive's router runtime keeps
 * one result for a whole subscription: when an event brings an error and no data, it would tell the data of the event before once
 * more, and with every event the errors of all before it.
 */
export function eachEventAnew(handle: Handler): Handler {
  return async (options) => {
    const { executor, ...handler } = await handle({
      ...options,
      onSubgraphExecute(name, request) {
        const answer = options.onSubgraphExecute(name, request);
        // Empty, it takes the place of what was there before; null would leave that.
        return request.operationType === 'subscription' ? ofEach(answer, (result) => ({ ...result, data: result.data ?? {} })) : answer;
      },
    });
    return {
      ...handler,
      // What is taken out of the list is not there when the next event adds to it.
      executor: (request) => ofEach(executor!(request) as Answer, ({ errors, ...result }) => ({ data: null, ...result, ...(errors ? { errors: errors.splice(0) } : {}) })) as never,
    };
  };
}

/** Maps what comes of events; the answer to a query stays what it is. */
async function ofEach(answer: Answer, map: (result: Result) => ExecutionResult): Promise<Awaited<Answer>> {
  const source = (await answer) as Result | AsyncIterableIterator<Result>;
  return Symbol.asyncIterator in source ? mapAsync(source, map) : source;
}
