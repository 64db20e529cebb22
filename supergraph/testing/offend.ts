import type { GraphQLSchema } from 'graphql';
import { nonconformities, type Reply } from './conforms.ts';
import type { TestHub } from './network.ts';
import { isSendable, type Operation } from './operations.ts';

const ANSWER_WITHIN_MS = 5_000;
/** What a wrong request may be answered with, besides data. */
const CODES = ['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'BAD_USER_INPUT', 'LIMIT_EXCEEDED'];

/** Posts a body that may be anything, and says in sentences what is wrong with the answer. */
export async function offend(hub: TestHub, schema: GraphQLSchema, as: string | null, body: string): Promise<string[]> {
  const [who, actingFor] = as?.split('→') ?? [];
  const headers = { 'content-type': 'application/json', ...(who === undefined ? {} : { authorization: `Bearer ${await hub.token(who, actingFor)}` }) };
  try {
    const response = await fetch(`${hub.url}/graphql`, { method: 'POST', headers, body, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    const problems = wrongWith((await response.json()) as Reply, body, schema);
    return response.status >= 500 ? [`the status is ${response.status}`, ...problems] : problems;
  } catch (error) {
    return [`there is no answer that can be read: ${String(error)}`];
  }
}

export async function isHealthy(hub: TestHub): Promise<boolean> {
  const isReady = await fetch(`${hub.url}/health/ready`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).then((response) => response.ok, () => false);
  return isReady && (await hub.ask(null, '{ portals { id } }')).data?.portals?.length > 0;
}

function wrongWith(reply: Reply, body: string, schema: GraphQLSchema): string[] {
  if (reply === null || typeof reply !== 'object') return ['the answer is no object'];
  const untyped = (reply.errors ?? []).filter(({ extensions }) => !CODES.includes(String(extensions?.code)));
  const problems = untyped.map(({ message, extensions }) => `there is an error of the code ${String(extensions?.code)}: ${message}`);
  if (!reply.errors?.length && !reply.data) problems.push('there is neither data nor an error');
  if (!reply.data) return problems;
  const { query, variables, operationName } = JSON.parse(body) as Partial<Operation> & { operationName?: string };
  if (operationName || typeof query !== 'string' || !isSendable(schema, query)) return problems;
  return [...problems, ...nonconformities(schema, { query, variables: variables ?? {} }, reply)];
}
