import type { GatewayRuntime } from '@graphql-hive/gateway-runtime';
import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { useServer } from 'graphql-ws/use/ws';
import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { LimitExceededError } from '#kernel/errors.ts';
import { holdsPersonalCode, withoutPersonalCodes } from '#kernel/personal-code-shape.ts';
import type { Logger } from '#kernel/logger.ts';
import type { OperationObserver } from '../operations/observe-operations.ts';
import { tidy } from '../plugins/honest-answers.ts';
import type { GatewayContext } from '../plugins/identity.ts';
import type { Route } from './front.ts';

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

/** The caller's own id when it is a plain one, so that a trace goes on; else a new one. */
export function requestIdFrom(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w-]{8,64}$/.test(given) && !holdsPersonalCode(given) ? given : crypto.randomUUID();
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
      execute: (args) => answered(args as Enveloped, (args as Enveloped).rootValue.execute),
      subscribe: (args) => answered(args as Enveloped, (args as Enveloped).rootValue.subscribe),
      async onSubscribe(context, _id, params) {
        if (Object.keys(context.subscriptions).length > OPERATIONS_MOST) {
          return [refused(new LimitExceededError(`A connection carries at most ${OPERATIONS_MOST} operations at once`))];
        }
        const { schema, execute, subscribe, contextFactory, parse, validate } = gateway.getEnveloped({
          connectionParams: context.connectionParams,
          req: context.extra.request,
          socket: context.extra.socket,
          params,
        });
        try {
          const document = parse(params.query);
          const errors: readonly GraphQLError[] = validate(schema, document);
          if (errors.length) return errors.map(refused);
          return {
            schema,
            operationName: params.operationName,
            document,
            variableValues: params.variables,
            contextValue: await contextFactory(),
            rootValue: { execute, subscribe },
          } as unknown as ExecutionArgs;
        } catch (error) {
          if (error instanceof GraphQLError) return [refused(error)];
          throw error;
        }
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

  /** An error ends the one operation; thrown, it would end the connection and be printed as it is, with what was sent. */
  async function answered(args: Enveloped, run: Enveloped['rootValue']['execute']): Promise<Answer> {
    try {
      return await observe(args, () => run(args));
    } catch (error) {
      return { errors: [refused(tidy(error, (args.contextValue as GatewayContext).requestId, logger))] };
    }
  }
}

/** Without the place in the text, which belongs to HTTP answers, and without the HTTP status. */
function refused({ message, extensions }: GraphQLError): GraphQLError {
  const { http: _, ...rest } = extensions;
  return new GraphQLError(withoutPersonalCodes(message), { extensions: rest });
}

type Answer = ExecutionResult | AsyncIterableIterator<ExecutionResult>;

interface Enveloped extends ExecutionArgs {
  rootValue: Record<'execute' | 'subscribe', (args: ExecutionArgs) => Promise<Answer>>;
}
