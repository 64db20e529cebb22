import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { OperationTypeNode, getOperationAST, type ExecutionResult, type GraphQLError } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '#kernel/logger.ts';
import type { OperationObserver } from '../operations/observe-operations.ts';
import { tidy } from '../plugins/honest-answers.ts';
import { answer, bodyOf, type Route } from './front.ts';
import { GRAPHQL_PATH } from './graphql.ts';
import { answered, prepare, refused, type Answer, type Arrival } from './prepared.ts';
import { requestIdFrom } from './request-id.ts';

/** Often enough for proxies that end what is silent. */
const PING_EVERY_MS = 12_000;

export interface EventStreams {
  route: Route;
  /** Ends every stream; clients connect again. */
  close(): Promise<void>;
}

/**
 * GraphQL over server-sent events, in distinct connections mode, for requests by POST that accept nothing rather: each stream
 * is written straight to its connection, for a gateway holds thousands of them. Whoever reads slowly is not asked for more.
 */
export async function serveEventStreams(gateway: GatewayRuntime, logger: Logger, observe: OperationObserver['overSocket'] = (_, run) => run()): Promise<EventStreams> {
  await gateway.getSchema();
  const open = new Set<ServerResponse>();
  let isClosed = false;
  const pinging = setInterval(() => {
    for (const response of open) if (!response.writableNeedDrain && !response.writableEnded) response.write(':\n\n');
  }, PING_EVERY_MS).unref();

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const requestId = requestIdFrom(request.headers['x-request-id']);
    response.setHeader('x-request-id', requestId);
    if (request.headers.origin !== undefined) response.setHeader('access-control-allow-origin', '*');
    const params = paramsIn(await bodyOf(request));
    if (!params) return answer(response, 400, 'BAD_USER_INPUT', 'The body is no JSON object with an operation: expected {"query": "…"} or {"documentId": "…"}');
    const prepared = await prepare(gateway, { connectionParams: request.headers, params, requestId, isEventStream: true });
    if ('errors' in prepared) return send(response, prepared);
    const { args } = prepared;
    const isSubscription = getOperationAST(args.document, args.operationName)?.operation === OperationTypeNode.SUBSCRIPTION;
    const result = await answered(args, isSubscription ? args.rootValue.subscribe : args.rootValue.execute, { observe, logger });
    send(response, result, { requestId });
  };

  const send = (response: ServerResponse, result: Answer | { errors: readonly GraphQLError[] }, { requestId = '' } = {}): void => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache', connection: 'keep-alive', 'x-accel-buffering': 'no' });
    if (!(Symbol.asyncIterator in result)) return void response.end(`${next(result)}${COMPLETE}`);
    // Whoever has left meanwhile leaves nothing behind, and nothing new begins while the hub stops.
    if (response.destroyed || isClosed) {
      void result.return?.();
      return void response.end();
    }
    response.write(':\n\n');
    open.add(response);
    response.once('close', () => {
      open.delete(response);
      void result.return?.();
    });
    const isOver = () => response.destroyed || response.writableEnded;
    const end = (last: string) => isOver() || response.end(last + COMPLETE);
    const fail = (error: unknown) => end(next({ errors: [refused(tidy(error, requestId, logger))] }));
    const give = () => void (isOver() || result.next().then(take, fail));
    const take = ({ done, value }: IteratorResult<ExecutionResult>) => {
      if (done) end('');
      else if (isOver() || response.write(next(value))) give();
      else response.once('drain', give);
    };
    give();
  };

  return {
    async route(request, response, path) {
      if (path !== GRAPHQL_PATH || !wantsEvents(request)) return false;
      await serve(request, response);
      return true;
    },
    async close() {
      isClosed = true;
      clearInterval(pinging);
      for (const response of open) response.end();
    },
  };
}

const COMPLETE = 'event: complete\ndata:\n\n';

function next(result: ExecutionResult): string {
  return `event: next\ndata: ${JSON.stringify(result)}\n\n`;
}

function wantsEvents({ method, headers }: IncomingMessage): boolean {
  return method === 'POST' && /^application\/json\b/.test(headers['content-type'] ?? '') && /^\s*text\/event-stream\b/.test(headers.accept ?? '');
}

function paramsIn(text: string): Arrival['params'] | null {
  try {
    const params: unknown = JSON.parse(text);
    if (typeof params !== 'object' || params === null || Array.isArray(params)) return null;
    return { ...params, query: 'query' in params ? params.query : '' } as Arrival['params'];
  } catch {
    return null;
  }
}
