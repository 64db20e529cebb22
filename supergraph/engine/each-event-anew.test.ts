import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { OperationTypeNode, parse, subscribe, type ExecutionArgs, type ExecutionResult } from 'graphql';
import { BadUserInputError } from '#kernel/errors.ts';
import { createLogger } from '#kernel/logger.ts';
import { seededRandom, type Random } from '#kernel/random.ts';
import type { RequestInfo, SubgraphModule } from '#subgraphs/module.ts';
import { liveGateway } from '../testing/live-gateway.ts';
import { inProcessExecutor } from './in-process.ts';

const STOPS = `type Query { stops: Int } type Subscription { stop: Stop! }
  type Stop @key(fields: "id") { id: ID! line: String at: String! }`;
const NAMES = 'type Query { names: Int } type Stop @key(fields: "id") { id: ID! name: String }';
const WHOLE = 'type Query { stops: Int } type Subscription { stop: Stop! } type Stop { id: ID! line: String at: String! name: String }';
const DOCUMENT = parse('subscription { stop { id line at name } }');

/** What one event brings: which of its fields fails, if any. */
type Event = { id: string; fails: 'nothing' | 'line' | 'at' | 'name' };
const fail = (what: string) => {
  throw new BadUserInputError(`the ${what} is not to be had`);
};
const Stop = {
  line: ({ id, fails }: Event) => (fails === 'line' ? fail('line') : `line of ${id}`),
  at: ({ id, fails }: Event) => (fails === 'at' ? fail('time') : `time of ${id}`),
  name: ({ id, fails }: Event) => (fails === 'name' ? fail('name') : `name of ${id}`),
};

async function* told(events: readonly Event[]): AsyncGenerator<{ stop: Event }> {
  for (const stop of events) yield { stop };
}

function eventsOf(random: Random): Event[] {
  return Array.from({ length: 40 }, (_, index) => ({ id: String(index), fails: random.pick(['nothing', 'nothing', 'line', 'at', 'name']) }));
}

const opened: { dispose(): unknown }[] = [];
after(() => Promise.all(opened.map((one) => one.dispose())));

/** The events through the gateway, over two subgraphs, of which the second tells a stop's name. */
async function throughGateway(events: readonly Event[]): Promise<ExecutionResult[]> {
  const byId = new Map(events.map((event) => [event.id, event]));
  const { line, at, name } = Stop;
  const gateway = liveGateway({
    stops: { typeDefs: STOPS, resolvers: { Stop: { line, at } } },
    names: { typeDefs: NAMES, resolvers: { Stop: { name, __resolveReference: ({ id }: Event) => byId.get(id)! } } },
  }, () => told(events));
  opened.push(gateway);
  const schema = await gateway.getSchema();
  const { subscribe: run, contextFactory } = gateway.getEnveloped({ connectionParams: {}, params: {}, requestId: 'r' });
  return all((await run({ schema, document: DOCUMENT, contextValue: await contextFactory() })) as AsyncIterable<ExecutionResult>);
}

/** The same by the reference implementation, over one schema. */
async function throughGraphqlJs(events: readonly Event[]): Promise<ExecutionResult[]> {
  const schema = buildSubgraphSchema([{ typeDefs: parse(WHOLE), resolvers: { Stop } as SubgraphModule['resolvers'] }]);
  return all((await subscribe({ schema, document: DOCUMENT, subscribeFieldResolver: () => told(events) } as ExecutionArgs & { subscribeFieldResolver: () => unknown })) as AsyncIterable<ExecutionResult>);
}

async function all(results: AsyncIterable<ExecutionResult>): Promise<ExecutionResult[]> {
  const plain: ExecutionResult[] = [];
  for await (const { data, errors } of results) plain.push(JSON.parse(JSON.stringify({ data, errors: errors?.map(({ message, path }) => ({ message, path })) })));
  return plain;
}

test('of random events, of which many fail in part or whole, each brings what graphql-js says and nothing of those before it', async (t) => {
  const seed = process.env.TEST_SEED ?? crypto.randomUUID();
  t.diagnostic(`TEST_SEED=${seed}`);
  const events = eventsOf(seededRandom(seed));
  assert.deepEqual(await throughGateway(events), await throughGraphqlJs(events));
});

test('a source that fails ends its stream with one error, masked and named after its part', async () => {
  const lines: string[] = [];
  const resolvers = { Subscription: { offerChanged: { async *subscribe() {
    yield* [];
    throw new Error('a secret detail');
  } } } };
  const module = { name: 'offers', resolvers, keeping: {}, context: () => (request: RequestInfo) => request } as unknown as SubgraphModule;
  const executor = inProcessExecutor(module, {} as never, createLogger('error', (line) => void lines.push(line)));
  const stream = (await executor({ document: parse('subscription { offerChanged { id } }'), operationType: OperationTypeNode.SUBSCRIPTION, context: { viewer: null, requestId: 'r-1' } })) as AsyncIterable<ExecutionResult>;
  const results: ExecutionResult[] = [];
  for await (const result of stream) results.push(result);
  assert.deepEqual(results.map(({ data, errors }) => [data, errors!.map(({ extensions }) => extensions)]), [[null, [{ code: 'INTERNAL', requestId: 'r-1' }]]]);
  assert.doesNotMatch(JSON.stringify(results), /secret/);
  assert.match(lines.join(), /"part":"offers".*a secret detail/);
});
