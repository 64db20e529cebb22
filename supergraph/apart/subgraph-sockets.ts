import { execute, GraphQLError, parse, subscribe, validate, type ExecutionArgs, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Context } from 'graphql-ws';
import { useServer, type Extra } from 'graphql-ws/use/ws';
import type { Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { HubError, LimitExceededError } from '#kernel/errors.ts';
import type { BaseContext } from '#subgraphs/module.ts';
import { mapAsync } from '../engine/map-async.ts';
import { GRAPHQL_PATH } from '../front/graphql.ts';
import { requestIdFrom } from '../front/request-id.ts';
import { until } from '../plugins/until-token-ends.ts';
import { TOKENS_MOST, type ApolloSubgraph } from './apollo-subgraph.ts';

const MESSAGE_MOST_BYTES = 256 * 1024;
const SOCKETS_MOST = 10_000;
/** A router may carry the subscriptions of many over one connection. */
const OPERATIONS_MOST = 10_000;
const REASON_MOST_BYTES = 120;
const GOING_AWAY = 1001;
const TRY_AGAIN_LATER = 1013;
const SERVER_ERROR = 1011;
const FORBIDDEN = 4403;

/**
 * Subscriptions of a subgraph that runs apart, by the protocol graphql-transport-ws, which Apollo Server leaves to others.
 * The token stands in the parameters of the connection or in the headers it was opened with, as routers do either.
 */
export function serveSubgraphSockets(server: Server, schema: GraphQLSchema, subgraph: ApolloSubgraph): { close(): Promise<void> } {
  const sockets = new WebSocketServer({ server, path: GRAPHQL_PATH, maxPayload: MESSAGE_MOST_BYTES });
  sockets.on('connection', (socket) => {
    if (sockets.clients.size > SOCKETS_MOST) socket.close(TRY_AGAIN_LATER, 'Too many connections; try again later');
  });
  const served = useServer(
    {
      async onConnect(connection) {
        const header = headerOf(connection);
        try {
          await subgraph.contextFor(header);
          return true;
        } catch (error) {
          const [told] = subgraph.masked([error], requestIdFrom(header('x-request-id')));
          connection.extra.socket.close(error instanceof HubError ? FORBIDDEN : SERVER_ERROR, reasonOf(told!));
          return false;
        }
      },
      async onSubscribe(connection, _id, { query, variables, operationName }) {
        const header = headerOf(connection);
        const refused = (errors: readonly unknown[]) => subgraph.masked(errors, requestIdFrom(header('x-request-id')));
        if (Object.keys(connection.subscriptions).length > OPERATIONS_MOST) return refused([new LimitExceededError(`A connection carries at most ${OPERATIONS_MOST} operations at once`)]);
        try {
          const document = parse(query, { maxTokens: TOKENS_MOST });
          const errors = validate(schema, document);
          if (errors.length) return refused(errors.map(aboutRequest));
          return { schema, document, operationName, variableValues: variables, contextValue: await subgraph.contextFor(header) };
        } catch (error) {
          return refused([error instanceof GraphQLError && !(error instanceof HubError) ? aboutRequest(error) : error]);
        }
      },
      execute: async (args) => told((await execute(args as ExecutionArgs)) as ExecutionResult, args as ExecutionArgs),
      subscribe: async (args) => toldUntil((await subscribe(args as ExecutionArgs)) as AsyncIterableIterator<ExecutionResult> | ExecutionResult, args as ExecutionArgs),
    },
    sockets,
  );
  return {
    async close() {
      for (const socket of sockets.clients) socket.close(GOING_AWAY, 'The subgraph restarts; connect again');
      await served.dispose();
    },
  };

  function told(answer: ExecutionResult, { contextValue }: ExecutionArgs): ExecutionResult {
    return answer.errors ? { ...answer, errors: subgraph.masked(answer.errors, (contextValue as BaseContext).requestId) } : answer;
  }

  function toldUntil(result: AsyncIterableIterator<ExecutionResult> | ExecutionResult, args: ExecutionArgs): AsyncIterableIterator<ExecutionResult> | ExecutionResult {
    if (!(Symbol.asyncIterator in result)) return told(result, args);
    const { viewer } = args.contextValue as BaseContext;
    const answers = mapAsync(result, (answer) => told(answer, args));
    return viewer ? until(viewer.expiresAt, answers) : answers;
  }
}

function headerOf({ connectionParams, extra }: Context<Record<string, unknown>, Extra>): (name: string) => string | undefined {
  return (name) => textOf(connectionParams?.[name]) ?? textOf(extra.request.headers[name]);
}

/** The code and the sentence, in as many bytes as the protocol allows. */
function reasonOf({ message, extensions }: GraphQLError): string {
  return Buffer.from(`${String(extensions.code)}: ${message}`).subarray(0, REASON_MOST_BYTES).toString();
}

/** What is wrong with the text of an operation, without the text. */
function aboutRequest({ message }: GraphQLError): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
