import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSchema } from 'graphql';
import { seededRandom } from '#kernel/random.ts';
import { generateOperation, isSendable, type Pool } from './operations.ts';
import { shrink } from './shrink.ts';

const schema = buildSchema(`
  enum Colour { RED GREEN }
  input Filter { colours: [Colour!] id: ID! inner: Filter }
  union Any = A | B
  type Query { a(id: ID!, filter: Filter): A any(first: Int = 3): [Any!] colour: Colour code(personalCode: String!): A }
  type A { id: ID! colours(of: [Colour!]): [Colour!]! b: B }
  type B { id: ID! a: A }
`);
const pool: Pool = { ID: ['a', 'b'], Int: [1, 2], String: ['x'], Boolean: [true, false] };
const some = (seed: string) => {
  const random = seededRandom(seed);
  return Array.from({ length: 300 }, () => generateOperation(schema, pool, random));
};

test('the same seed gives the same operations, another seed others', () => {
  assert.deepEqual(some('one'), some('one'));
  assert.notDeepEqual(some('one'), some('two'));
});

test('operations are valid, and among them is every form there is', () => {
  const operations = some('forms');
  for (const { query } of operations) assert.ok(isSendable(schema, query), query);
  const all = operations.map(({ query }) => query).join('\n');
  for (const form of [/fragment F/, /\.\.\.F/, /\.\.\. on [AB]/, /\.\.\. \{/, /@skip\(if: \$/, /@include\(if: true\)/, /\w+: \w+ \{/, /id: \$v/, /= (true|false|\d|")/, /: null/, /inner: \{/, /of: \[/, /__typename/]) {
    assert.match(all, form);
  }
});

test('a personal code is only ever a variable', () => {
  for (const { query } of some('codes')) assert.doesNotMatch(query, /personalCode: [^$]/);
});

test('shrinking keeps what fails and drops the rest', async () => {
  const query = 'query ($v: Boolean!, $id: ID!) { colour a(id: $id) { id ...F b { id @skip(if: $v) } } } fragment F on A { colours(of: [RED]) }';
  const small = await shrink({ query, variables: { v: true, id: 'a' } }, async (smaller) => smaller.query.includes('colours') && isSendable(schema, smaller.query));
  assert.equal(small.query.replaceAll(/\s+/g, ' '), 'query ($id: ID!) { a(id: $id) { ...F } } fragment F on A { colours }');
  assert.deepEqual(small.variables, { id: 'a' });
});
