import { OperationTypeNode, getOperationAST, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Clock } from '#kernel/clock.ts';
import { Freshness } from '#kernel/freshness.ts';
import { cacheHeaders, VARIES_BY } from '../front/cache-headers.ts';
import type { GatewayContext } from './identity.ts';

/**
 * Lets caches keep the answer to a query as long as its first part to run out. Every other answer stays as it was: one with
 * errors, one to a mutation, live ones.
 */
export function cacheControl(clock: Clock): Plugin<GatewayContext> {
  const answers = new WeakMap<Request, Record<string, string>>();
  return {
    onContextBuilding({ extendContext }) {
      extendContext({ freshness: new Freshness() });
    },
    onExecute: ({ args }) => ({
      onExecuteDone({ result }) {
        const { request, viewer, freshness } = args.contextValue as GatewayContext;
        const isQuery = getOperationAST(args.document, args.operationName)?.operation === OperationTypeNode.QUERY;
        if (!request || !isQuery || Symbol.asyncIterator in result || (result as ExecutionResult).errors?.length) return;
        answers.set(request, cacheHeaders(freshness!.whole, { isSignedIn: viewer !== null, untilMidnightMs: clock.untilMidnightMs() }));
      },
    }),
    onResponse({ request, response }) {
      const headers = answers.get(request);
      if (!headers || response.headers.get('content-type')?.startsWith('text/event-stream')) return;
      for (const [name, value] of Object.entries(headers)) response.headers.set(name, value);
      response.headers.append('vary', VARIES_BY);
    },
  };
}
