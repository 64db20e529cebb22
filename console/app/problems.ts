import type { ErrorCode, GraphQLProblem } from './graphql.ts';

export interface Problem {
  code: ErrorCode | 'UNREACHABLE';
  requestId: string | null;
}

/**
 * Why a part of `me` is missing: the code of the error at its path, else of one without a path.
 * Null when the part is there, or is null because that is its value (a person without a declared residence).
 */
export function problemOf(part: string, value: unknown, errors: readonly GraphQLProblem[], emptyIsFine = false): Problem | null {
  if (value !== null && value !== undefined) return null;
  const error = errors.find(({ path }) => path?.[0] === 'me' && path[1] === part);
  if (!error && emptyIsFine) return null;
  return describe(error ?? errors.find(({ path }) => !path || path.length < 2));
}

export function describe(error: GraphQLProblem | undefined): Problem {
  return { code: error?.extensions?.code ?? 'INTERNAL', requestId: error?.extensions?.requestId ?? null };
}
