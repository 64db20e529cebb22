import { GraphQLError, type ExecutionArgs, type ExecutionResult } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { maskError } from '#kernel/graphql/mask.ts';
import type { Logger } from '#kernel/logger.ts';
import { withoutPersonalCodes } from '#kernel/personal-code-shape.ts';
import { bubbleNulls } from '../engine/null-bubbling.ts';
import type { GatewayContext } from './identity.ts';

/** Makes an answer with errors a correct one: nulls bubble as the specification says, and no error tells too much. */
export function honestAnswers(logger: Logger): Plugin<GatewayContext> {
  const honest = (result: ExecutionResult, args: ExecutionArgs): ExecutionResult => {
    if (!result.errors?.length) return result;
    const { requestId } = args.contextValue as GatewayContext;
    return {
      ...result,
      data: result.data === undefined ? undefined : bubbleNulls(args.schema, args.document, args.operationName ?? undefined, result.data),
      errors: result.errors.map((error) => tidy(error, requestId, logger)),
    } as ExecutionResult;
  };
  return {
    onExecute: ({ args }) => ({
      onExecuteDone({ result, setResult }) {
        if (!(Symbol.asyncIterator in result)) setResult(honest(result as ExecutionResult, args));
      },
    }),
    onSubscribe: ({ args }) => ({
      onSubscribeResult: () => ({
        onNext({ result, setResult }) {
          setResult(honest(result as ExecutionResult, args));
        },
      }),
    }),
  };
}

export function tidy(error: unknown, requestId: string, logger: Logger): GraphQLError {
  const masked = isAboutRequest(error)
    ? new GraphQLError(withoutLongNumbers(error.message), { extensions: { ...error.extensions, code: 'BAD_USER_INPUT' } })
    : maskError(error, { requestId, part: 'gateway', logger });
  const extensions = { code: masked.extensions.code, ...pick(masked.extensions) };
  return new GraphQLError(withoutPersonalCodes(masked.message), { path: masked.path, extensions });
}

/** A value in the wrong place may be a personal code that is mistyped: it is named by its place, not by its digits. */
function withoutLongNumbers(message: string): string {
  return message.replaceAll(/\d{5,}(?:[- ]?[\dA-Za-z]+)*/g, '…');
}

/** Errors about variables, and those of the server that reads requests, carry no code of ours; they tell what was sent. */
function isAboutRequest(error: unknown): error is GraphQLError {
  if (!(error instanceof GraphQLError)) return false;
  const { code } = error.extensions;
  return error.message.startsWith('Variable "$') || code === 'BAD_REQUEST' || code === 'OPERATION_RESOLUTION_FAILURE';
}

const SHOWN = ['requestId', 'register', 'subgraph', 'oldest', 'http'];

function pick(extensions: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(SHOWN.filter((key) => key in extensions).map((key) => [key, extensions[key]]));
}
