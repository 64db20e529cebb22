import type { ExecutionArgs, ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Logger } from '#kernel/logger.ts';
import { currentScope, inScope, type Scope, type Span } from '#kernel/telemetry/scope.ts';
import type { GatewayContext } from '../plugins/identity.ts';
import type { Metrics } from './metrics.ts';
import { operationOf, type NamedOperation } from './operation-names.ts';
import { outcomeOf } from './outcome.ts';
import type { Tracing } from './tracing.ts';

export interface OperationObserverParts {
  metrics: Metrics;
  tracing: Tracing | null;
  logger: Logger;
}

type Result = ExecutionResult | AsyncIterable<unknown>;

/** A plugin of the gateway for what comes over HTTP, and the same for what comes over a WebSocket, past the plugin's reach. */
export interface OperationObserver {
  plugin(): Plugin<GatewayContext>;
  overSocket<T>(args: ExecutionArgs, run: () => Promise<T>): Promise<T>;
}

/**
 * Makes every operation a scope: its lines in the log carry its id, its trace begins here, and its end is counted and
 * logged, one line for each at `info`: an operator must be able to find what a resident saw by the id they quote. The
 * line tells the operation's name, outcome and time; never its text and variables.
 */
export function observeOperations({ metrics, tracing, logger }: OperationObserverParts): OperationObserver {
  const lines = logger.child({ part: 'gateway' });

  /** The operation of a request over HTTP is known only when its text has been read. */
  const operations = new WeakMap<Scope, NamedOperation>();

  const observed = async <T>(scope: Scope, run: () => T | Promise<T>): Promise<T> => {
    const startedAt = performance.now();
    const ended = (outcome: string, errors: number) => {
      const milliseconds = performance.now() - startedAt;
      const operation = operations.get(scope) ?? { name: null, kind: 'unknown' };
      const name = metrics.nameOf(operation.name);
      metrics.operation(operation, outcome, milliseconds / 1_000);
      endSpan(scope.span, name, operation.kind, outcome);
      inScope(scope, () => lines.info({ operation: name, kind: operation.kind, outcome, ...(errors ? { errors } : {}), ms: Math.round(milliseconds * 10) / 10 }, 'answered'));
    };
    try {
      const result = await inScope(scope, run);
      ended(outcomeOf(result as Result), (result as ExecutionResult).errors?.length ?? 0);
      return result;
    } catch (error) {
      ended('INTERNAL', 1);
      throw error;
    }
  };

  const scopeOf = (requestId: string, traceparent?: string | null): Scope => ({
    requestId,
    span: tracing?.begin('operation', { 'vienkopus.request_id': requestId }, traceparent) ?? null,
  });

  const named = ({ document, operationName }: ExecutionArgs) => {
    const scope = currentScope();
    if (scope) operations.set(scope, operationOf(document, operationName));
  };

  return {
    plugin: () => ({
      onParams({ request, paramsHandler, setParamsHandler }) {
        const scope = scopeOf(request.headers.get('x-request-id') ?? crypto.randomUUID(), request.headers.get('traceparent'));
        setParamsHandler((payload) => observed(scope, () => paramsHandler(payload)));
      },
      onExecute: ({ args }) => named(args),
      onSubscribe({ args }) {
        named(args);
        const { request, isEventStream } = args.contextValue as GatewayContext;
        const transport = request || isEventStream ? 'sse' : 'websocket';
        let isOpen = false;
        const close = () => {
          if (isOpen) metrics.subscription(transport, -1);
          isOpen = false;
        };
        return {
          onSubscribeResult({ result }) {
            if (!(Symbol.asyncIterator in result)) return;
            isOpen = true;
            metrics.subscription(transport, 1);
            return { onEnd: close };
          },
          onSubscribeError: close,
        };
      },
    }),
    overSocket(args, run) {
      const { requestId } = args.contextValue as GatewayContext;
      return observed(scopeOf(requestId), run);
    },
  };
}

function endSpan(span: Span | null, name: string, kind: string, outcome: string): void {
  span?.set({ 'graphql.operation.name': name, 'graphql.operation.type': kind, 'vienkopus.outcome': outcome }, `${kind} ${name}`);
  span?.end(outcome === 'OK' ? undefined : outcome);
}
