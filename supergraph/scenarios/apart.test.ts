import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFileSync } from 'node:fs';
import test, { after, before, describe } from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { startApart, type TestApart } from '../testing/apart.ts';
import { disagreements } from '../testing/gateways.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { AS, generateOperation, isSendable, type Operation } from '../testing/operations.ts';
import { gatherPool } from '../testing/pool.ts';
import { shrink } from '../testing/shrink.ts';
import { subscribeBySse, subscribeByWebSocket } from '../testing/sse.ts';

/** The hub's parts as servers of their own, over HTTP. */
const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const OPERATIONS = 500;
/** Questions under way beside each other; what changes something has nothing beside it. */
const AT_ONCE = 8;
const DASHBOARD = readFileSync(new URL('../../loadtests/dashboard.graphql', import.meta.url), 'utf8');

let hub: TestHub;
let apart: TestApart;
const strangers: Server[] = [];
before(async () => {
  console.log(`TEST_SEED=${SEED}`);
  hub = await startTestHub({ logLevel: 'fatal' });
  await hub.network.settled();
  apart = await startApart(hub);
});
after(async () => {
  for (const server of strangers) {
    server.closeAllConnections();
    server.close();
  }
  await apart.close();
  await hub.close();
});

test('random operations are answered over HTTP as they are in process, data and errors', async () => {
  const random = seededRandom(SEED);
  const gateway = hub.network.gatewayBy(() => () => ({}));
  const schema = await gateway.getSchema();
  const pool = await gatherPool(hub);
  const differences = async (as: string | null, { query, variables }: Operation) =>
    disagreements({ 'in-process': await hub.ask(as, query, variables), HTTP: await apart.ask(as, query, variables) });
  const compare = async ({ count, as, operation }: { count: number; as: string | null; operation: Operation }) => {
    const problems = await differences(as, operation);
    if (problems.length === 0) return;
    const { query, variables } = await shrink(operation, async (smaller) => isSendable(schema, smaller.query) && (await differences(as, smaller)).length > 0, 60);
    assert.fail(`TEST_SEED=${SEED}, operation ${count} as ${as ?? 'nobody'}\n${query}\n${JSON.stringify(variables)}\n${problems.slice(0, 5).join('\n')}`);
  };
  for (let count = 0; count < OPERATIONS; ) {
    const together: { count: number; as: string | null; operation: Operation }[] = [];
    for (; together.length < AT_ONCE && count < OPERATIONS; count++) {
      const operation = generateOperation(schema, pool, random);
      const as = random.pick(AS);
      if (operation.query.includes('search:') && operation.query.includes('addresses')) continue; // what is found depends on when each process made its index
      together.push({ count, as, operation });
    }
    const [changing, asking] = [true, false].map((isChanging) => together.filter(({ operation }) => operation.query.startsWith('mutation') === isChanging));
    await Promise.all(asking!.map(compare));
    for (const each of changing!) await compare(each);
  }
  await gateway.dispose();
});

test('a birth reaches a window over HTTP, by SSE and by WebSocket', async () => {
  const token = await hub.token('anna');
  const windows = [await subscribeBySse(apart.url, token, 'subscription { offerChanged { id benefit { code } concerning { id } } }'), await subscribeByWebSocket(apart.url, token, 'subscription { offerChanged { id benefit { code } concerning { id } } }')];
  const { personId } = await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  for (const window of windows) {
    const message = await window.until(({ data }) => data?.offerChanged?.benefit?.code === 'VSAA-BIRTH-GRANT');
    assert.equal(message.data.offerChanged.concerning.id, personId);
    window.close();
  }
});

test('what a register changes is forgotten by a subgraph that only answers', async () => {
  const municipality = async () => (await apart.ask('janis', '{ me { municipality { code } } }')).data.me.municipality.code;
  for (const code of ['0001000', '0002000']) {
    await municipality();
    await hub.sandbox('changes', { kind: 'move', person: 'janis', municipality: code });
    await hub.network.settled();
    const deadline = Date.now() + 5_000;
    while ((await municipality()) !== code) assert.ok(Date.now() < deadline, `still not in ${code}`);
  }
});

/** What may answer in place of a subgraph. */
const WRONG: { says: string; answer: RequestListener | null; timeoutMs?: number }[] = [
  { says: 'down', answer: null },
  { says: 'slow', answer: () => {}, timeoutMs: 3_000 },
  { says: 'answering HTML', answer: (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome to nginx</html>') },
  { says: 'answering half a body', answer: (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"_entities":[') },
  { says: "answering another schema's data", answer: (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ data: { products: [{ price: 12 }] } })) },
  { says: 'answering values of another kind', answer: json({ data: { _entities: [{ __typename: 'Person', statuses: [{ __typename: 'SocialStatus', id: 17, validFrom: 20261120 }] }] } }) },
  { says: 'answering JSON that is no GraphQL', answer: json(['teapot']) },
  { says: 'answering 502 without a body', answer: (_, response) => response.writeHead(502).end() },
];

function json(body: unknown): RequestListener {
  return (_, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

async function stranger(answer: RequestListener | null): Promise<string> {
  const server = createServer(answer ?? (() => {})).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  if (answer) strangers.push(server);
  else server.close();
  return `http://127.0.0.1:${port}/graphql`;
}

describe('exactly the part of a subgraph that fails is null, with a typed error', { concurrency: 2 }, () => {
  for (const { says, answer, timeoutMs } of WRONG) {
    test(`with a subgraph ${says}`, async () => {
      const whole = await apart.ask('anna', DASHBOARD);
      assert.equal(whole.errors, undefined, JSON.stringify(whole.errors));
      const gateway = await apart.gateway({ statuses: await stranger(answer) }, timeoutMs);
      try {
        const { status, data, errors } = await gateway.ask('anna', DASHBOARD);
        assert.equal(status, 200);
        assert.deepEqual(errors?.map(({ path, extensions }) => [path?.join('.'), extensions.code, extensions.subgraph]), [['me.statuses', 'SUBGRAPH_UNAVAILABLE', 'statuses']]);
        assert.equal(data.me.statuses, null);
        assert.deepEqual(Object.keys(data.me).filter((key) => data.me[key] === null && whole.data.me[key] !== null), ['statuses']);
      } finally {
        await gateway.close();
      }
    });
  }
});
