import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { createHash } from 'node:crypto';
import { NotFoundError } from '#kernel/errors.ts';
import { loneToken, startLoneSubgraph, type LoneSubgraph } from '../testing/lone-subgraph.ts';

const CODE = '010180-01234';
const BODY_MOST_BYTES = 2_000;
const lines: string[] = [];
let subgraph: LoneSubgraph;
before(async () => {
  subgraph = await startLoneSubgraph({
    typeDefs: 'type Query { word(of: String): String broken(of: String): String missing(id: ID!): String requestId: String who: String } type Mutation { write: Int }',
    resolvers: {
      Query: {
        word: (_: unknown, { of }: { of?: string }) => of ?? 'word',
        broken: (_: unknown, { of }: { of?: string }) => {
          throw new TypeError(`Cannot read what belongs to ${of}`);
        },
        missing: (_: unknown, { id }: { id: string }) => {
          throw new NotFoundError('Thing', id);
        },
        requestId: (_: unknown, __: unknown, { requestId }: { requestId: string }) => requestId,
        who: (_: unknown, __: unknown, { viewer }: { viewer: { label: string } | null }) => viewer?.label ?? 'nobody',
      },
      Mutation: { write: () => 1 },
    },
    keeping: { 'Query.word': 'CATALOGUE', 'Query.missing': 'CATALOGUE' },
    bodyMostBytes: BODY_MOST_BYTES,
    logLines: lines,
  });
});
after(() => subgraph.close());

const get = (query: string, headers: Record<string, string> = {}) => subgraph.send(null, headers, 'GET', `/graphql?query=${encodeURIComponent(query)}`);

test('what is asked wrongly is refused with the status and the code it deserves', async () => {
  const cases: { says: string; body: unknown; path?: string; status: number; code: string; message: RegExp }[] = [
    { says: 'a body that is no JSON', body: '{"query":', status: 400, code: 'BAD_USER_INPUT', message: /no JSON; expected \{"query"/ },
    { says: 'a body that is another JSON', body: '7', status: 400, code: 'BAD_USER_INPUT', message: /./ },
    { says: 'no query', body: { variables: {} }, status: 400, code: 'BAD_USER_INPUT', message: /non-empty `query`/ },
    { says: 'a query that is no GraphQL', body: { query: '{ word' }, status: 400, code: 'BAD_USER_INPUT', message: /Syntax Error/ },
    { says: 'a field that is not there', body: { query: '{ colour }' }, status: 400, code: 'BAD_USER_INPUT', message: /Cannot query field "colour"/ },
    { says: 'a variable of another type', body: { query: 'query ($of: String) { word(of: $of) }', variables: { of: [7] } }, status: 400, code: 'BAD_USER_INPUT', message: /Variable "\$of"/ },
    { says: 'an operation that is not there', body: { query: 'query A { word } query B { word }', operationName: 'C' }, status: 400, code: 'BAD_USER_INPUT', message: /Unknown operation named "C"/ },
    { says: 'several operations in one body', body: [{ query: '{ word }' }], status: 400, code: 'BAD_USER_INPUT', message: /batch/i },
    { says: 'an unknown path', body: { query: '{ word }' }, path: '/elsewhere', status: 404, code: 'NOT_FOUND', message: /nothing at \/elsewhere/ },
    { says: 'a body that is too long', body: { query: '{ word }', filling: 'x'.repeat(BODY_MOST_BYTES) }, status: 413, code: 'LIMIT_EXCEEDED', message: /at most 2000 are allowed/ },
  ];
  for (const { says, body, path, status, code, message } of cases) {
    const { status: given, answer } = await subgraph.send(body, {}, 'POST', path);
    assert.equal(given, status, says);
    assert.equal(answer.errors[0].extensions.code, code, `${says}: ${JSON.stringify(answer)}`);
    assert.match(answer.errors[0].message, message, says);
  }
});

test('a query may come by GET, a mutation may not', async () => {
  const asked = await get('{ word }');
  assert.deepEqual([asked.status, asked.answer], [200, { data: { word: 'word' } }]);
  const written = await get('mutation { write }');
  assert.equal(written.status, 405);
  assert.equal(written.answer.errors[0].extensions.code, 'BAD_USER_INPUT');
});

test('who asks is known by the token; one that does not hold ends the request with 401', async () => {
  const who = async (authorization?: string) => subgraph.send({ query: '{ who }' }, authorization ? { authorization } : {});
  assert.equal((await who()).answer.data.who, 'nobody');
  assert.equal((await who(`Bearer ${await loneToken()}`)).answer.data.who, 'somebody');
  for (const authorization of ['Bearer a.b.c', 'Basic x', `Bearer ${(await loneToken()).slice(0, -8)}AAAAAAAA`]) {
    const { status, answer } = await who(authorization);
    assert.deepEqual([status, answer.errors[0].extensions.code, answer.data], [401, 'UNAUTHENTICATED', undefined]);
  }
});

test('when tokens cannot be looked at, the answer tells nothing of why, and the log does', async () => {
  const verify = async () => {
    throw new Error('connect ECONNREFUSED 10.0.0.7:443');
  };
  const logLines: string[] = [];
  const other = await startLoneSubgraph({ typeDefs: 'type Query { word: String }', verifier: { verify }, logLines });
  const { status, text, answer } = await other.send({ query: '{ word }' });
  await other.close();
  assert.deepEqual([status, answer.errors[0].extensions.code], [500, 'INTERNAL']);
  assert.doesNotMatch(text, /10\.0\.0\.7/);
  assert.ok(logLines.some((line) => line.includes('10.0.0.7')));
});

test('an unexpected error is hidden behind the id of the request, under which its cause is in the log', async () => {
  const { status, text, answer } = await subgraph.send({ query: '{ word broken }' }, { 'x-request-id': 'trace-of-broken' });
  assert.equal(status, 200);
  assert.deepEqual(answer.data, { word: 'word', broken: null });
  assert.deepEqual(answer.errors.map(({ path, extensions }: any) => ({ path, extensions })), [{ path: ['broken'], extensions: { code: 'INTERNAL', requestId: 'trace-of-broken' } }]);
  assert.doesNotMatch(text, /Cannot read|stack|\.ts:/);
  assert.ok(lines.some((line) => line.includes('trace-of-broken') && line.includes('Cannot read what belongs')));
});

test('a request keeps the id it came with, when that is a plain one, and the answer names it', async () => {
  const ask = (id: string) => subgraph.send({ query: '{ requestId }' }, { 'x-request-id': id });
  const kept = await ask('from-the-router-7');
  assert.deepEqual([kept.answer.data.requestId, kept.headers.get('x-request-id')], ['from-the-router-7', 'from-the-router-7']);
  for (const odd of ['short', 'a b c d e f g', CODE]) {
    const { answer, headers } = await ask(odd);
    assert.match(answer.data.requestId, /^[\da-f-]{36}$/);
    assert.equal(headers.get('x-request-id'), answer.data.requestId);
  }
});

test('a personal code comes back in no error, wherever it was sent, and stands in no line of the log', async () => {
  const sent: { query: string; variables?: unknown; operationName?: string }[] = [
    { query: 'query ($id: ID!) { missing(id: $id) }', variables: { id: CODE } },
    { query: 'query ($of: String) { broken(of: $of) }', variables: { of: CODE } },
    { query: `{ word(of: ${CODE}) }` },
    { query: `{ word(of: "${CODE}", by: "${CODE}") }` },
    { query: `{ missing(id: { code: "${CODE}" }) }` },
    { query: 'query ($id: ID!) { missing(id: $id) }', variables: { id: { code: CODE } } },
    { query: '{ word }', operationName: CODE },
  ];
  for (const body of sent) {
    const { text, answer } = await subgraph.send(body);
    assert.ok(answer.errors.length, JSON.stringify(body));
    assert.ok(!text.includes(CODE) && !text.includes('01234'), text);
  }
  assert.equal((await get(`{ word(of: "${CODE}") }`)).status, 400);
  assert.deepEqual(lines.filter((line) => line.includes('01234')), []);
});

test('a router that sends the hash of a query first is told to send the query, and then need not', async () => {
  const query = '{ word }';
  const extensions = { persistedQuery: { version: 1, sha256Hash: createHash('sha256').update(query).digest('hex') } };
  const unknown = await subgraph.send({ extensions });
  assert.equal(unknown.answer.errors[0].extensions.code, 'PERSISTED_QUERY_NOT_FOUND');
  for (const body of [{ query, extensions }, { extensions }]) assert.deepEqual((await subgraph.send(body)).answer.data, { word: 'word' });
});

test('the answer to a query says how long it may be kept; one with an error, and one to a mutation, is not kept', async () => {
  const controlOf = async (query: string, headers: Record<string, string> = {}) => (await subgraph.send({ query }, headers)).headers.get('cache-control');
  assert.equal(await controlOf('{ word }'), 'public, max-age=60');
  assert.equal(await controlOf('{ word }', { authorization: `Bearer ${await loneToken()}` }), 'private, max-age=60');
  assert.equal(await controlOf('{ word who }'), 'private, no-cache');
  assert.equal(await controlOf('{ word missing(id: "7") }'), 'no-store');
  assert.equal(await controlOf('{ nothing }'), 'no-store');
  assert.equal(await controlOf('mutation { write }'), 'no-store');
  const { headers } = await get('{ word }', { 'apollo-require-preflight': 'true' });
  assert.deepEqual([headers.get('cache-control'), headers.get('vary')], ['public, max-age=60', 'Accept, Authorization, X-Purpose']);
});
