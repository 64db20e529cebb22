import { withoutPersonalCodes } from './personal-code-shape.ts';

/** What a user can cause is data: a member of the mutation's result union, not a GraphQL error. */
export interface InvalidInput {
  __typename: 'InvalidInput';
  message: string;
  code: string;
  path: string[] | null;
}

export interface Conflict {
  __typename: 'Conflict';
  message: string;
  code: string;
  path: string[] | null;
}

/** What is sent may be quoted, but never a personal code. @param path names the value within the input, outermost first */
export function invalidInput(message: string, path?: string[]): InvalidInput {
  return { __typename: 'InvalidInput', message: withoutPersonalCodes(message), code: 'INVALID_INPUT', path: path ?? null };
}

export function conflict(message: string, path?: string[], code = 'CONFLICT'): Conflict {
  return { __typename: 'Conflict', message: withoutPersonalCodes(message), code, path: path ?? null };
}
