import type { ExecutionResult } from 'graphql';

export const OK = 'OK';

/** The codes an operation or a subgraph's part of it is counted by; whatever else there is counts as INTERNAL. */
const CODES = new Set([
  'UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'REGISTER_UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE', 'LIMIT_EXCEEDED', 'CURSOR_TOO_OLD',
]);

/** OK, or the code of the first error: errors of one answer nearly always have one cause. */
export function outcomeOf(result: ExecutionResult | AsyncIterable<unknown> | undefined): string {
  const errors = (result as ExecutionResult | undefined)?.errors;
  if (!errors?.length) return OK;
  const code = errors[0]!.extensions?.code;
  return typeof code === 'string' && CODES.has(code) ? code : 'INTERNAL';
}
