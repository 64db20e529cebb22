import type { ExecutionRequest, ExecutionResult, Executor } from '@graphql-tools/utils';
import { getOperationAST, GraphQLError, print, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import { createClient } from 'graphql-ws';
import { Agent as PlainAgent, request as plainRequest, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as SecureAgent, request as secureRequest } from 'node:https';
import { WebSocket } from 'ws';
import { deadlineWithin } from '#connectors/dagr/deadline.ts';
import { SubgraphUnavailableError } from '#kernel/errors.ts';
import type { Part } from '#kernel/freshness.ts';
import type { Logger } from '#kernel/logger.ts';
import { traceHeaders } from '#kernel/telemetry/scope.ts';
import type { RequestInfo } from '#subgraphs/module.ts';
import { partIn } from '../front/cache-headers.ts';
import { answerShape, type AnswerShape } from './answer-shape.ts';
import type { Variables } from './asked.ts';
import { unanswered } from './unanswered.ts';

export interface HttpExecutorOptions {
  name: string;
  /** Where it takes operations, by POST; subscriptions by the protocol graphql-transport-ws on the same path. */
  url: string;
  /** For a whole answer. */
  timeoutMs: number;
  /** The supergraph's schema, which answers must fit. */
  schema: GraphQLSchema;
  logger: Logger;
}

const CONNECTIONS_MOST = 128;
export const ANSWER_MOST_BYTES = 32 * 1024 * 1024;

/** A live connection that takes no longer messages than answers may be. */
class BoundedWebSocket extends WebSocket {
  constructor(url: string, protocol: string) {
    super(url, protocol, { maxPayload: ANSWER_MOST_BYTES });
  }
}

/** Why an answer cannot be used; for the log, since the one who asked is only told that the part does not answer. */
class Unusable extends Error {}

/**
 * Executes a subgraph's part of a plan over HTTP. Whatever goes wrong on the way, with the subgraph or with its answer is
 * one typed error, so that the rest of the graph stays whole; the reason is in the log.
 */
export function httpExecutor(options: HttpExecutorOptions): Executor & AsyncDisposable {
  const { name, url, timeoutMs, schema, logger } = options;
  const post = poster(new URL(url));
  const prepared = new WeakMap<DocumentNode, { text: string; shape: AnswerShape; isQuery: boolean }>();
  const preparedFor = (document: DocumentNode) => {
    let made = prepared.get(document);
    if (!made) {
      const isQuery = getOperationAST(document)?.operation === 'query';
      prepared.set(document, (made = { text: print(document), shape: answerShape(schema, document), isQuery }));
    }
    return made;
  };
  const unavailable = (error: unknown, request: ExecutionRequest): ExecutionResult => {
    const { message, code } = error as { message?: string; code?: string };
    logger.warn({ requestId: (request.context as RequestInfo).requestId, subgraph: name, reason: message, code }, 'a subgraph gave no usable answer');
    return unanswered(request.document, request.variables ?? {}, new SubgraphUnavailableError(name));
  };
  const usable = (answer: unknown, shape: AnswerShape, variables: Variables): ExecutionResult => {
    if (typeof answer !== 'object' || answer === null || !('data' in answer || 'errors' in answer)) throw new Unusable('the answer is no GraphQL answer');
    const { data, errors } = answer as { data?: unknown; errors?: unknown };
    if (errors !== undefined && !isListOfErrors(errors)) throw new Unusable('the answer holds something else than errors where errors were expected');
    const problem = data === null || data === undefined ? null : shape(data, variables);
    if (problem) throw new Unusable(`the answer does not fit the schema: ${problem}`);
    if (!data && !errors?.length) throw new Unusable('the answer holds neither data nor errors');
    return errors?.length ? { data, errors: errors.map(({ message, path, extensions }) => new GraphQLError(message, { path, extensions })) } : { data };
  };

  const subscribe = (request: ExecutionRequest, info: RequestInfo): AsyncIterableIterator<ExecutionResult> => {
    const { text, shape } = preparedFor(request.document);
    const variables: Variables = request.variables ?? {};
    const client = createClient({
      url: url.replace(/^http/, 'ws'),
      webSocketImpl: BoundedWebSocket,
      connectionParams: passedOn(info),
      connectionAckWaitTimeout: timeoutMs,
      retryAttempts: 0,
    });
    const source = client.iterate({ query: text, variables });
    const end = async () => {
      await source.return?.();
      await client.dispose();
      return { done: true as const, value: undefined };
    };
    let isOver = false;
    return {
      async next() {
        if (isOver) return end();
        try {
          const step = await source.next();
          return step.done ? end() : { done: false, value: usable(step.value, shape, variables) };
        } catch (error) {
          isOver = true;
          const reason = error instanceof Error ? error : new Unusable('the live connection was closed');
          return { done: false, value: unavailable(reason, request) };
        }
      },
      return: end,
      [Symbol.asyncIterator]() {
        return this;
      },
    };
  };

  const execute = async (request: ExecutionRequest, info: RequestInfo): Promise<ExecutionResult> => {
    const { text, shape, isQuery } = preparedFor(request.document);
    const variables: Variables = request.variables ?? {};
    const body = JSON.stringify({ query: text, variables });
    const { signal, done } = deadlineWithin(timeoutMs, info.signal);
    try {
      const { answer, part } = await post({ body, headers: passedOn(info), signal, mayBeRepeated: isQuery });
      if (isQuery) info.freshness?.note(part);
      return usable(answer, shape, variables);
    } catch (error) {
      return unavailable(signal.aborted && !info.signal?.aborted ? new Unusable(`no answer within ${timeoutMs} ms`) : error, request);
    } finally {
      done();
    }
  };

  const executor = (request: ExecutionRequest) => {
    const info = request.context as RequestInfo;
    return request.operationType === 'subscription' ? subscribe(request, info) : execute(request, info);
  };
  return Object.assign(executor as Executor, { [Symbol.asyncDispose]: async () => post.close() });
}

/** Who asks, for what, and under which id: each subgraph checks the token itself. */
function passedOn({ viewer, purpose, requestId }: RequestInfo): Record<string, string> {
  return {
    'x-request-id': requestId,
    ...traceHeaders(),
    ...(viewer ? { authorization: `Bearer ${viewer.token}` } : {}),
    ...(purpose ? { 'x-purpose': purpose } : {}),
  };
}

function isListOfErrors(errors: unknown): errors is readonly GraphQLFormattedError[] {
  return Array.isArray(errors) && errors.every((error) => {
    const { message, path, extensions } = (error ?? {}) as Record<string, unknown>;
    const isPath = path == null || (Array.isArray(path) && path.every((step) => typeof step === 'string' || Number.isInteger(step)));
    return typeof message === 'string' && isPath && (extensions == null || (typeof extensions === 'object' && !Array.isArray(extensions)));
  });
}

interface Posted {
  body: string;
  headers: Record<string, string>;
  signal: AbortSignal;
  /** Whether doing it twice is the same as doing it once. */
  mayBeRepeated: boolean;
}

/** What came back, not looked at yet, and how long it may be kept. */
interface Reply {
  answer: unknown;
  part: Part;
}

/** Posts JSON over connections that are kept. @throws Error when no JSON comes back */
function poster(url: URL) {
  const isSecure = url.protocol === 'https:';
  const kept = new (isSecure ? SecureAgent : PlainAgent)({ keepAlive: true, maxSockets: CONNECTIONS_MOST });
  const open = isSecure ? secureRequest : plainRequest;
  const send = ({ body, headers, signal, mayBeRepeated }: Posted, agent: typeof kept | false): Promise<Reply> => {
    const { promise, resolve, reject } = Promise.withResolvers<Reply>();
    const request = open(url, {
      agent,
      method: 'POST',
      signal,
      headers: { ...headers, 'content-type': 'application/json', accept: 'application/graphql-response+json, application/json', 'content-length': Buffer.byteLength(body) },
    });
    request.on('error', (error) => {
      if (mayBeRepeated && wasClosedMeanwhile(request, error)) resolve(send({ body, headers, signal, mayBeRepeated: false }, false));
      else reject(error);
    });
    request.on('response', (response) => void read(response).then(resolve, reject));
    request.end(body);
    return promise;
  };
  return Object.assign((posted: Posted) => send(posted, kept), { close: () => kept.destroy() });
}

/** A server may close a kept connection at the moment a request is on its way; whether it has seen the request is not known then. */
function wasClosedMeanwhile({ reusedSocket, res }: ClientRequest & { res?: IncomingMessage }, error: NodeJS.ErrnoException): boolean {
  return reusedSocket && !res && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
}

async function read(response: IncomingMessage): Promise<Reply> {
  const type = response.headers['content-type'] ?? 'nothing named';
  if (!/json/.test(type)) {
    response.destroy();
    throw new Unusable(`it answered ${response.statusCode} with ${type.slice(0, 60)} where JSON was expected`);
  }
  const body = await wholeOf(response);
  try {
    return { answer: JSON.parse(body.toString()), part: partIn(response.headers) };
  } catch {
    throw new Unusable(`it answered ${response.statusCode} with a body of ${body.length} bytes that is no JSON`);
  }
}

/** By events, which cost a tenth of iterating. */
function wholeOf(response: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > ANSWER_MOST_BYTES) response.destroy(new Unusable(`the answer is longer than ${ANSWER_MOST_BYTES} bytes`));
    else chunks.push(chunk);
  });
  response.once('end', () => resolve(Buffer.concat(chunks)));
  response.once('error', reject);
  response.once('close', () => reject(new Unusable(`it closed the connection after ${size} bytes of its answer`)));
  return promise;
}
