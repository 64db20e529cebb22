import { ApolloServer, HeaderMap, type ApolloServerPlugin, type HTTPGraphQLRequest } from '@apollo/server';
import { ApolloServerPluginCacheControlDisabled, ApolloServerPluginUsageReportingDisabled } from '@apollo/server/plugin/disabled';
import { GraphQLError, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '#kernel/clock.ts';
import { Freshness, type Part } from '#kernel/freshness.ts';
import { maskError } from '#kernel/graphql/mask.ts';
import type { Verifier } from '#kernel/identity/verifier.ts';
import type { Logger } from '#kernel/logger.ts';
import { withoutPersonalCodes } from '#kernel/personal-code-shape.ts';
import type { BaseContext, RequestInfo } from '#subgraphs/module.ts';
import { cacheHeaders, VARIES_BY } from '../front/cache-headers.ts';
import { answer, bodyOf, type Route } from '../front/front.ts';
import { GRAPHQL_PATH } from '../front/graphql.ts';
import { requestIdFrom } from '../front/request-id.ts';
import type { Telemetry } from '../operations/telemetry.ts';
import { checkReferences } from './entity-references.ts';

export interface ApolloSubgraphOptions {
  name: string;
  schema: GraphQLSchema;
  makeContext(request: RequestInfo): BaseContext;
  /** What is to be noted of the answer to a document. */
  keepingOf(document: DocumentNode): Part | null;
  verifier: Verifier;
  clock: Clock;
  logger: Logger;
  /** Makes a request go on with the id and the trace it brings along. */
  incoming?: Telemetry['incoming'];
}

/** What gateways plan is longer than what people write, and still has an end. */
export const TOKENS_MOST = 20_000;

/** A subgraph as an Apollo Server: what any Federation 2 router may ask. */
export interface ApolloSubgraph {
  route: Route;
  /** Who asks, by the headers of a request or the parameters of a live connection. @throws HubError when the token does not hold */
  contextFor(header: (name: string) => string | undefined, signal?: AbortSignal): Promise<BaseContext>;
  /** Errors as they may be told. */
  masked(errors: readonly unknown[], requestId: string): GraphQLError[];
  close(): Promise<void>;
}

export async function startApolloSubgraph(options: ApolloSubgraphOptions): Promise<ApolloSubgraph> {
  const { name, schema, makeContext, keepingOf, verifier, clock, logger, incoming = (_what, _from, run) => run() } = options;
  const masked: ApolloSubgraph['masked'] = (errors, requestId) => errors.map((error) => tellable(error, { requestId, part: name, logger }));
  checkReferences(schema);
  const server = new ApolloServer<BaseContext>({
    schema,
    introspection: true,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: TOKENS_MOST },
    plugins: [ApolloServerPluginUsageReportingDisabled(), ApolloServerPluginCacheControlDisabled(), masking(masked), cacheControl(keepingOf, clock)],
    formatError: (formatted) => (formatted.extensions?.code === 'BAD_REQUEST' ? badRequest(formatted.message) : formatted),
    logger: logger.child({ part: name }),
  });
  await server.start();

  const contextFor: ApolloSubgraph['contextFor'] = async (header, signal) => {
    const viewer = await verifier.verify(header('authorization'), header('x-purpose'));
    return makeContext({ viewer, requestId: requestIdFrom(header('x-request-id')), signal, freshness: new Freshness() });
  };

  return {
    contextFor,
    masked,
    route: async (request, response, path) => {
      if (path !== GRAPHQL_PATH) return false;
      const requestId = (request.headers['x-request-id'] = requestIdFrom(request.headers['x-request-id']));
      response.setHeader('x-request-id', requestId);
      const header = (wanted: string) => request.headers[wanted]?.toString();
      const leaving = new AbortController();
      response.once('close', () => response.writableFinished || leaving.abort());
      const httpGraphQLRequest = await read(request, response);
      if (!httpGraphQLRequest) return true;
      const { status, headers, body } = await incoming(`subgraph ${name}`, { requestId, traceparent: header('traceparent') }, () =>
        server.executeHTTPGraphQLRequest({
          httpGraphQLRequest,
          context: () => contextFor(header, leaving.signal).catch((error: unknown) => refuse(masked([error], requestId)[0]!)),
        }));
      response.setHeader('cache-control', 'no-store');
      for (const [key, value] of headers) response.setHeader(key, value);
      response.statusCode = status ?? 200;
      if (body.kind === 'complete') response.end(body.string);
      else {
        for await (const chunk of body.asyncIterator) response.write(chunk);
        response.end();
      }
      return true;
    },
    close: () => server.stop(),
  };
}

/** Null, once it is answered, for a body that is no JSON. */
async function read(request: IncomingMessage, response: ServerResponse): Promise<HTTPGraphQLRequest | null> {
  const headers = new HeaderMap();
  for (const [key, value] of Object.entries(request.headers)) if (value !== undefined) headers.set(key, value.toString());
  const text = request.method === 'POST' ? await bodyOf(request) : '';
  let body: unknown = {};
  try {
    if (text) body = JSON.parse(text);
  } catch {
    answer(response, 400, 'BAD_USER_INPUT', 'The body is no JSON; expected {"query": "…", "variables": {…}}');
    return null;
  }
  return { method: request.method ?? 'POST', headers, search: new URL(request.url ?? '/', 'http://subgraph').search, body };
}

function refuse({ message, extensions }: GraphQLError): never {
  const status = { UNAUTHENTICATED: 401, FORBIDDEN: 403 }[String(extensions.code)] ?? 500;
  throw new GraphQLError(message, { extensions: { ...extensions, http: { status } } });
}

function masking(masked: ApolloSubgraph['masked']): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async () => ({
      async willSendResponse({ response, errors, contextValue }) {
        if (errors?.length && response.body.kind === 'single') response.body.singleResult.errors = masked(errors, contextValue.requestId).map((error) => error.toJSON());
      },
    }),
  };
}

/** Says of the answer to a query how long it may be kept, as the gateway does of the whole. */
function cacheControl(keepingOf: ApolloSubgraphOptions['keepingOf'], clock: Clock): ApolloServerPlugin<BaseContext> {
  return {
    requestDidStart: async () => ({
      async willSendResponse({ response, errors, operation, document, contextValue: { viewer, freshness } }) {
        if (errors?.length || operation?.operation !== 'query' || !document) return;
        const kept = keepingOf(document);
        if (kept) freshness!.note(kept);
        const headers = cacheHeaders(freshness!.whole, { isSignedIn: viewer !== null, untilMidnightMs: clock.untilMidnightMs() });
        for (const [name, value] of Object.entries({ ...headers, vary: VARIES_BY })) response.http.headers.set(name, value);
      },
    }),
  };
}

/** A body that is refused before it is a request, which the plugin never sees. */
function badRequest(message: string): GraphQLFormattedError {
  return { message: withoutPersonalCodes(message), extensions: { code: 'BAD_USER_INPUT' } };
}

/** What a router of another version, or a person, asks wrongly is theirs to know; the rest is as in every part of the hub. */
const ABOUT_REQUEST = new Set(['GRAPHQL_PARSE_FAILED', 'GRAPHQL_VALIDATION_FAILED', 'BAD_REQUEST', 'OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT']);

/** Routers that send a query's hash first look for this very code before they send the query. */
const HASH_ALONE = 'PERSISTED_QUERY_NOT_FOUND';

function tellable(error: unknown, options: Parameters<typeof maskError>[1]): GraphQLError {
  if (error instanceof GraphQLError && ABOUT_REQUEST.has(String(error.extensions.code))) {
    const { http: _, ...extensions } = error.extensions;
    return new GraphQLError(withoutPersonalCodes(error.message), { path: error.path, extensions: { ...extensions, code: 'BAD_USER_INPUT' } });
  }
  if (error instanceof GraphQLError && error.extensions.code === HASH_ALONE) return new GraphQLError(error.message, { extensions: { code: HASH_ALONE } });
  const { message, path, extensions } = maskError(error, options);
  return new GraphQLError(message, { path, extensions });
}
