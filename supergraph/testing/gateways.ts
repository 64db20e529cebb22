import { isDeepStrictEqual } from 'node:util';
import type { GraphQLSchema } from 'graphql';
import { nonconformities, type Reply } from './conforms.ts';
import { NaiveGateway } from './naive-gateway.ts';
import { interpreting } from './plain-executor.ts';
import type { TestHub } from './network.ts';
import type { Operation } from './operations.ts';

/** The hub's own gateway, one with plain executors, and one without a planner, over the same running parts. */
export interface Gateways {
  schema: GraphQLSchema;
  /** Sends an operation through all as the same identity, and says in sentences what does not agree or is not as it must be. */
  differences(as: string | null, operation: Operation): Promise<{ problems: string[]; reply: Reply }>;
  close(): Promise<void>;
}

export async function openGateways(hub: TestHub): Promise<Gateways> {
  const plain = hub.network.gatewayBy(interpreting);
  const schema = await plain.getSchema();
  const naive = new NaiveGateway(schema);

  const tokenOf = (as: string | null) => {
    const [who, actingFor] = as?.split('→') ?? [];
    return who === undefined ? null : hub.token(who, actingFor);
  };

  const askPlain = async (as: string | null, { query, variables }: Operation): Promise<Reply> => {
    const token = await tokenOf(as);
    const headers = { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
    const reply = await plain.fetch('http://hub.test/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
    return (await reply.json()) as Reply;
  };

  return {
    schema,
    async differences(as, operation) {
      const { data, errors } = await hub.ask(as, operation.query, operation.variables);
      const compiled: Reply = { data, errors };
      const interpreted = await askPlain(as, operation);
      const reference = compiled.data === undefined ? null : await naive.execute(await hub.network.subgraphsFor(await tokenOf(as)), operation);
      const problems = disagreements({ compiled, plain: interpreted });
      const [ours, unplanned] = [compiled, reference].map((reply) => timeless(reply?.data));
      if (reference && !isDeepStrictEqual(ours, unplanned)) problems.push(`the data differ: ${firstDifference(ours, unplanned, ['compiled', 'unplanned'])}`);
      problems.push(...nonconformities(schema, operation, compiled));
      problems.push(...[...errorsOf(compiled)].filter((error) => error.startsWith('INTERNAL')).map((error) => `there is an unexpected error ${error}`));
      return { problems, reply: compiled };
    },
    async close() {
      await plain.dispose();
    },
  };
}

/** What in two answers to one operation does not agree, data and errors, as sentences. They are given under their names. */
export function disagreements(replies: Record<string, Reply>): string[] {
  const [[named, reply], [otherNamed, other]] = Object.entries(replies) as [[string, Reply], [string, Reply]];
  const problems: string[] = [];
  const [data, otherData] = [timeless(reply.data), timeless(other.data)];
  if (!isDeepStrictEqual(data, otherData)) problems.push(`the data differ: ${firstDifference(data, otherData, [named, otherNamed])}`);
  for (const error of errorsOf(reply).difference(errorsOf(other))) problems.push(`only the ${named} answer has the error ${error}`);
  for (const error of errorsOf(other).difference(errorsOf(reply))) problems.push(`only the ${otherNamed} answer has the error ${error}`);
  return problems;
}

function errorsOf({ errors }: Reply): Set<string> {
  return new Set(errors?.map(({ path, extensions }) => `${String(extensions?.code)} at ${path?.join('.') ?? 'no path'}`));
}

const INSTANT = /^\d{4}-\d\d-\d\dT/;

/** Instants and what is counted from them may move on between two answers; which of them is there may not. */
function timeless(value: unknown): unknown {
  return value === undefined ? undefined : JSON.parse(JSON.stringify(value, (key, inner) => {
    if (typeof inner === 'string' && INSTANT.test(inner)) return 'an instant';
    return inner !== null && /^(ageSeconds|stale)\d*$/.test(key) ? 'moves on' : inner;
  }));
}

function firstDifference(one: any, other: any, named: [string, string], path: string[] = []): string {
  if (one && other && typeof one === 'object' && typeof other === 'object') {
    for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
      if (!isDeepStrictEqual(one[key], other[key])) return firstDifference(one[key], other[key], named, [...path, key]);
    }
  }
  return `${path.join('.') || 'the data'}: ${named[0]} ${short(one)}, ${named[1]} ${short(other)}`;
}

const short = (value: unknown) => (JSON.stringify(value) ?? 'nothing').slice(0, 200);
