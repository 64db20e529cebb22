import type { TrustedDocument } from '#codegen/trusted-document.ts';

/** What `extensions.code` of an error can be. */
export type ErrorCode =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'NOT_FOUND'
  | 'BAD_USER_INPUT'
  | 'REGISTER_UNAVAILABLE'
  | 'SUBGRAPH_UNAVAILABLE'
  | 'LIMIT_EXCEEDED'
  | 'CURSOR_TOO_OLD'
  | 'INTERNAL';

export interface GraphQLProblem {
  message: string;
  path?: (string | number)[];
  extensions?: { code?: ErrorCode; requestId?: string };
}

export interface Answer<Data> {
  data: Data | null;
  errors: GraphQLProblem[];
}

/** The token is missing, expired or not accepted any more: only signing in again helps. */
export class SignInNeeded extends Error {
  override name = 'SignInNeeded';
}

/** The hub gave no GraphQL answer at all: it is restarting, or the network is away. */
export class HubUnreachable extends Error {
  override name = 'HubUnreachable';
}

/**
 * Sends one operation. Parts that failed come back as `errors` beside the data.
 * @throws SignInNeeded when the token is refused, HubUnreachable when there is no answer to read
 */
export async function request<Data, Variables>(document: TrustedDocument<Data, Variables>, variables: Variables, token: string): Promise<Answer<Data>> {
  const response = await post(document, variables, token, 'application/graphql-response+json, application/json');
  const answer = (await response.json().catch(() => null)) as Partial<Answer<Data>> | null;
  if (response.status === 401 || answer?.errors?.some(refusesToken)) throw new SignInNeeded();
  if (!answer || (answer.data === undefined && !answer.errors)) throw new HubUnreachable(`The hub answered ${response.status}.`);
  return { data: answer.data ?? null, errors: answer.errors ?? [] };
}

/** One POST to the graph, of a document's hash and never its text. @throws HubUnreachable when nobody answers */
export function post<Data, Variables>(
  { documentId }: TrustedDocument<Data, Variables>,
  variables: Variables,
  token: string,
  accept: string,
  signal?: AbortSignal,
): Promise<Response> {
  return fetch('/graphql', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept, Authorization: `Bearer ${token}` },
    body: JSON.stringify({ documentId, variables }),
    ...(signal && { signal }),
  }).catch((error: unknown) => {
    throw signal?.aborted ? error : new HubUnreachable(String(error));
  });
}

/** A whole-session refusal, not a single field the person may not read. */
export function refusesToken(problem: GraphQLProblem): boolean {
  return problem.extensions?.code === 'UNAUTHENTICATED';
}

/** One part the person may not read, while the session itself is good. */
export function isForbidden(problem: GraphQLProblem): boolean {
  return problem.extensions?.code === 'FORBIDDEN';
}
