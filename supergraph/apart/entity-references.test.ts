import assert from 'node:assert/strict';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import test from 'node:test';
import { checkReferences } from './entity-references.ts';

/** Keys of every form, which resolve to what they were read as. */
const schema = buildSubgraphSchema([{
  typeDefs: parse(`
    extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
    type Query { one: Simple }
    type Simple @key(fields: "id") { id: ID! }
    type Several @key(fields: "number day") @key(fields: "code") { number: Int! day: String code: String! }
    type Nested @key(fields: "of { id parts { name } } kinds") { of: Whole! kinds: [Kind!]! }
    type Whole { id: ID! parts: [Part!]! }
    type Part { name: String! }
    enum Kind { LARGE SMALL }
    type Throwing @key(fields: "id") { id: ID! }
    type Elsewhere @key(fields: "id", resolvable: false) { id: ID! }
  `),
  resolvers: {
    Throwing: {
      __resolveReference() {
        throw new TypeError('at once');
      },
    },
  },
}]);
checkReferences(schema);

async function resolve(...representations: unknown[]): Promise<{ entities: any[]; errors: Record<string, string> }> {
  const source = `query ($representations: [_Any!]!) { _entities(representations: $representations) {
    ... on Simple { id } ... on Several { number day code } ... on Nested { of { id parts { name } } kinds } ... on Throwing { id }
  } }`;
  const { data, errors = [] } = await graphql({ schema, source, variableValues: { representations } });
  return { entities: (data as any)._entities, errors: Object.fromEntries(errors.map(({ path, message }) => [path!.slice(1).join('.'), message])) };
}

const nested = { of: { id: 'w', parts: [{ name: 'p' }] }, kinds: ['LARGE'] };

test('what fits a key is resolved, an id as text', async () => {
  const { entities, errors } = await resolve({ __typename: 'Simple', id: 17 }, { __typename: 'Nested', ...nested, of: { ...nested.of, id: 4 } });
  assert.deepEqual(errors, {});
  assert.deepEqual(JSON.parse(JSON.stringify(entities)), [{ id: '17' }, { ...nested, of: { ...nested.of, id: '4' } }]);
});

test('one whole key is enough, and half of one is none; what may be null may be', async () => {
  const { errors } = await resolve(
    { __typename: 'Several', number: 1, day: null, code: 'c' },
    { __typename: 'Several', code: 'c' },
    { __typename: 'Several', number: 1 },
    { __typename: 'Several', number: 'one', day: null },
  );
  const message = 'A reference to Several holds a key of the right types: "number day" or "code"';
  assert.deepEqual([errors['2'], errors['3']], [message, message]);
  assert.ok(!('0' in errors) && Object.values(errors).filter((each) => each === message).length === 2);
});

test('a key within an object and a list is looked at to its end', async () => {
  const wrong: object[] = [{ of: { id: 'w' } }, { of: { id: 'w', parts: 'p' } }, { of: { id: 'w', parts: [{}] } }, { of: { id: 'w', parts: [null] } }, { of: 'w' }, { kinds: ['TEAPOT'] }, { kinds: 'LARGE' }];
  const { entities, errors } = await resolve(...wrong.map((part) => ({ __typename: 'Nested', ...nested, ...part })));
  assert.deepEqual(entities, wrong.map(() => null));
  assert.deepEqual(new Set(Object.values(errors)), new Set(['A reference to Nested holds a key of the right types: "of { id parts { name } } kinds"']));
});

test('what is no entity here is named, but for what may be a mistyped code', async () => {
  const { errors } = await resolve({ __typename: 'Elsewhere', id: 'a' }, { __typename: '01018O-01234', id: 'a' }, { id: 'a' }, 'Simple');
  assert.deepEqual(errors, {
    0: 'There is no entity "Elsewhere" here; there are Simple, Several, Nested, Throwing',
    1: 'There is no entity of that name here; there are Simple, Several, Nested, Throwing',
    2: 'A reference is an object with a __typename and the fields of a key',
    3: 'A reference is an object with a __typename and the fields of a key',
  });
});

test('a resolver that throws at once takes only its own reference away', async () => {
  const { entities, errors } = await resolve({ __typename: 'Simple', id: 'a' }, { __typename: 'Throwing', id: 'b' }, { __typename: 'Simple', id: 'c' });
  assert.deepEqual(JSON.parse(JSON.stringify(entities)), [{ id: 'a' }, null, { id: 'c' }]);
  assert.deepEqual(errors, { 1: 'at once' });
});
