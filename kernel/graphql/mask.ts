import { GraphQLError } from 'graphql';
import { BadUserInputError, HubError, SubgraphUnavailableError } from '../errors.ts';
import { describeError, type Logger } from '../logger.ts';

/** The codes clients may rely on; anything else is INTERNAL, with a request id and no detail. */
const PROMISED = new Set([
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'NOT_FOUND',
  'BAD_USER_INPUT',
  'REGISTER_UNAVAILABLE',
  'SUBGRAPH_UNAVAILABLE',
  'LIMIT_EXCEEDED',
  'CURSOR_TOO_OLD',
  'INTERNAL',
]);

export interface MaskOptions {
  requestId: string;
  /** The part the error came from. */
  part: string;
  logger: Logger;
}

/** Lets deliberate errors pass and hides every other; the cause of a hidden one is logged under the request id. */
export function maskError(error: unknown, options: MaskOptions): GraphQLError {
  const located = error instanceof GraphQLError ? error : undefined;
  const cause = rootCause(error);
  if (cause instanceof HubError) return relocate(cause, located);
  const code = located?.extensions?.code;
  if (typeof code === 'string' && PROMISED.has(code)) return located!;
  if (isUnstorable(cause)) return relocate(new BadUserInputError('A text holds the character U+0000, which cannot be kept or looked for'), located);
  if (isAway(cause)) {
    options.logger.warn({ requestId: options.requestId, part: options.part, err: describeError(cause) }, 'the database of a part is away');
    return relocate(new SubgraphUnavailableError(options.part), located);
  }
  options.logger.error({ requestId: options.requestId, part: options.part, path: located?.path, err: describeError(cause) }, 'unexpected error');
  return new GraphQLError('Something went wrong here; quote the request id when you report it', {
    ...(located ? { path: located.path, nodes: located.nodes } : {}),
    extensions: { code: 'INTERNAL', requestId: options.requestId },
  });
}

function rootCause(error: unknown): unknown {
  let cause = error;
  while (cause instanceof GraphQLError && !(cause instanceof HubError) && cause.originalError) cause = cause.originalError;
  return cause;
}

function relocate(error: GraphQLError, located: GraphQLError | undefined): GraphQLError {
  if (!located || located === error) return error;
  return new GraphQLError(error.message, { path: located.path, nodes: located.nodes, extensions: error.extensions });
}

/** The one character that a database text cannot hold; only what a client sent can bring it in. */
function isUnstorable(cause: unknown): boolean {
  const { code, message } = (cause ?? {}) as { code?: unknown; message?: unknown };
  return code === '22P05' || (code === '22021' && String(message).endsWith('0x00'));
}

/** Connection failures, a server that stops, a role that may no longer come in: the part is away, not broken. */
function isAway(cause: unknown): boolean {
  const code = (cause as { code?: unknown } | null)?.code;
  return typeof code === 'string' && /^(08|28|53|57)\w{3}$|^(ECONN|EPIPE|ENOTFOUND|ETIMEDOUT|CONNECTION_|CONNECT_TIMEOUT|42501)/.test(code);
}
