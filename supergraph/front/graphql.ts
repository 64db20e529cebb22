import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import type { ExecutionArgs } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { LimitExceededError } from '#kernel/errors.ts';
import type { Logger } from '#kernel/logger.ts';
import type { OperationObserver } from '../operations/observe-operations.ts';
import type { Route } from './front.ts';
import { answered, prepare, refused, type Arrival, type Prepared } from './prepared.ts';
import { requestIdFrom } from './request-id.ts';

export const GRAPHQL_PATH = '/graphql';
const MESSAGE_MOST_BYTES = 64 * 1024;
const SOCKETS_MOST = 5_000;
const OPERATIONS_MOST = 50;
const GOING_AWAY = 1001;

export function graphqlRoute(gateway: GatewayRuntime): Route {
  return async (request, response, path) => {
    if (path !== GRAPHQL_PATH) return false;
    response.setHeader('cache-control', 'no-store');
    const requestId = (request.headers['x-request-id'] = requestIdFrom(request.headers['x-request-id']));
    response.setHeader('x-request-id', requestId);
    await (gateway as unknown as (request: unknown, response: unknown) => Promise<void>)(request, response);
    return true;
  };
}

/** Subscriptions by the protocol graphql-transport-ws, on the same path. `connectionParams.authorization` carries the token. */
export async function serveWebSockets(
  server: Server,
  gateway: GatewayRuntime,
  logger: Logger,
  observe: OperationObserver['overSocket'] = (_, run) => run(),
): Promise<{ close(): Promise<void> }> {
  await gateway.getSchema();
  const sockets = new WebSocketServer({ server, path: GRAPHQL_PATH, maxPayload: MESSAGE_MOST_BYTES });
  sockets.on('connection', (socket) => {
    if (sockets.clients.size > SOCKETS_MOST) socket.close(1013, 'Too many connections; try again later');
  });
  const enveloped = useServer(
    {
      execute: (args) => answered(args as Prepared, (args as Prepared).rootValue.execute, { observe, logger }),
      subscribe: (args) => answered(args as Prepared, (args as Prepared).rootValue.subscribe, { observe, logger }),
      async onSubscribe(context, _id, params) {
        if (Object.keys(context.subscriptions).length > OPERATIONS_MOST) {
          return [refused(new LimitExceededError(`A connection carries at most ${OPERATIONS_MOST} operations at once`))];
        }
        const { connectionParams, extra } = context;
        const prepared = await prepare(gateway, { connectionParams, req: extra.request, socket: extra.socket, params: params as Arrival['params'] });
        return 'errors' in prepared ? prepared.errors : (prepared.args as ExecutionArgs);
      },
    },
    sockets,
  );
  return {
    async close() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'The hub restarts; connect again');
      await enveloped.dispose();
    },
  };
}
