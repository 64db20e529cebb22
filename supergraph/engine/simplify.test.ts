import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSchema, execute, getNamedType, getNullableType, GraphQLError, isAbstractType, isLeafType, isListType, isNonNullType, Kind, parse, print, visit, type DocumentNode, type GraphQLFieldResolver, type GraphQLOutputType } from 'graphql';
import { seededRandom } from '#kernel/random.ts';
import { generateOperation, type Pool } from '../testing/operations.ts';
import { restored, restoredPath, simplify } from './simplify.ts';

const schema = buildSchema(`
  interface Named { id: ID! name: String }
  union Any = A | B
  type Query { a(id: ID, first: Int = 3): A b: B! list(first: Int): [A] any: Any many: [Any!] named: [Named!] }
  type A implements Named { id: ID! name: String nick(of: String): String code: Int child(id: ID): A any: Any tags: [String!]! }
  type B implements Named { id: ID! name: String size: Int! parent: A must: B }
`);
const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const simpleText = (query: string, variables = {}, operationName?: string) => {
  const { planned } = simplify(schema, parse(query), operationName, variables);
  return planned && print(planned).replaceAll(/\s+/g, ' ');
};

const cases: { says: string; query: string; variables?: Record<string, unknown>; becomes: string | null }[] = [
  { says: 'a plain operation stays', query: 'query X { a(id: "1") { n: name } }', becomes: 'query X { a(id: "1") { n: name } }' },
  { says: 'repeated fields become one', query: '{ a { id child { id } } a { child { name } id } }', becomes: '{ a { id child { id name } } }' },
  { says: 'fragments are written out', query: '{ ...Q } fragment Q on Query { a { ...F ... { code } } } fragment F on A { id }', becomes: '{ a { id code } }' },
  { says: 'an interface that always applies is no condition', query: '{ a { ... on Named { name } ... on A { id } } }', becomes: '{ a { name id } }' },
  { says: 'what is left out is gone', query: 'query ($v: Boolean!) { a @skip(if: true) { id } b { id name @include(if: $v) } }', variables: { v: false }, becomes: 'query ($v: Boolean!) { b { id } }' },
  { says: 'where all is left out, nothing is planned', query: '{ a @skip(if: true) { id } }', becomes: null },
  { says: 'where all of an object is left out, its type is asked', query: '{ a { id @skip(if: true) } }', becomes: '{ a { hub__typename: __typename } }' },
  { says: 'an alias that is another field is wrapped', query: '{ a { id: name n: code } }', becomes: '{ a { hub__as__id: name n: code } }' },
  { says: 'a union keeps one fragment for each type', query: '{ any { ... on A { id } ... on Named { name } __typename } }', becomes: '{ any { ... on A { id name __typename } ... on B { name __typename } hub__typename: __typename } }' },
  { says: 'where all of a union is left out, a fragment stays, without which its type is not asked', query: '{ any { ... on A { id @skip(if: true) } } }', becomes: '{ any { ... on A { hub__typename: __typename } hub__typename: __typename } }' },
  { says: 'descriptions are dropped', query: '"why" query ("which" $id: ID = "1") { a(id: $id) { id } }', variables: {}, becomes: 'query ($id: ID = "1") { a(id: $id) { id } }' },
  { says: 'introspection is not planned', query: '{ __schema { queryType { name } } }', becomes: null },
];
for (const { says, query, variables, becomes } of cases) test(says, () => assert.equal(simpleText(query, variables), becomes));

test('the operation of the name asked is taken', () => assert.equal(simpleText('query One { a { id } } query Two { b { id } }', {}, 'Two'), 'query Two { b { id } }'));

test('variables that do not hold are told, all of them', () => {
  const query = 'query ($v: Boolean!, $n: Int!) { a(first: $n) { id @skip(if: $v) } }';
  assert.throws(() => simpleText(query), (error: AggregateError) => error.errors.length === 2 && error.errors.every((each) => each instanceof GraphQLError));
});

test('an operation is written once for each value of its conditions', () => {
  const document = parse('query ($v: Boolean!, $n: Int) { a(first: $n) { id name @skip(if: $v) } }');
  const written = (variables: Record<string, unknown>) => simplify(schema, document, undefined, variables);
  assert.equal(written({ v: true, n: 1 }), written({ v: true, n: 2 }));
  assert.notEqual(written({ v: true }), written({ v: false }));
});

const POOL: Pool = { ID: ['1', '2'], Int: [1, 2], String: ['x', 'y'], Boolean: [true, false] };

/** Answers any field by its place and arguments, with a null or an error now and then. */
const answering: GraphQLFieldResolver<{ seed: string }, unknown> = (source, given, _, { fieldName, returnType }) => {
  const seed = `${source?.seed}.${fieldName}${JSON.stringify(given)}`;
  const make = (type: GraphQLOutputType, seed: string): unknown => {
    const random = seededRandom(seed);
    if (!isNonNullType(type) && random.int(12) === 0) return random.int(2) ? null : new GraphQLError(`error at ${seed}`);
    const nullable = getNullableType(type);
    if (isListType(nullable)) return Array.from({ length: 1 + random.int(2) }, (_, index) => make(nullable.ofType, `${seed}.${index}`));
    if (isLeafType(nullable)) return nullable.name === 'Int' ? random.int(100) : seed;
    const named = getNamedType(type);
    return { seed, __typename: isAbstractType(named) ? random.pick(schema.getPossibleTypes(named)).name : named.name };
  };
  return make(returnType, seed);
};

const run = (document: DocumentNode, variableValues: Record<string, unknown>) =>
  execute({ schema, document, variableValues, fieldResolver: answering, typeResolver: (value) => (value as { __typename: string }).__typename, rootValue: { seed: 'root' } }) as {
    data?: Record<string, unknown> | null;
    errors?: readonly GraphQLError[];
  };
const tell = (errors: readonly GraphQLError[] = []) => errors.map(({ message, path }) => `${message} at ${restoredPath(path ?? []).join('.')}`).sort();

test(`the answer to the simple form, restored, is the answer to the original, on random operations (TEST_SEED=${SEED})`, () => {
  const random = seededRandom(SEED);
  for (let count = 0; count < 1_000; count++) {
    const { query, variables } = generateOperation(schema, POOL, random);
    const document = parse(query);
    const simple = simplify(schema, document, undefined, variables);
    const parts = [simple.planned, simple.introspected].flatMap((part) => (part ? [run(part, variables)] : []));
    const data = parts.some((part) => part.data === null) ? null : restored(Object.assign({}, ...parts.map((part) => part.data)) as Record<string, unknown>);
    const ordered = data && Object.fromEntries(simple.keys.map((key) => [key, data[key]]));
    const original = run(document, variables);
    assert.equal(JSON.stringify(ordered), JSON.stringify(original.data), `${query}\n${JSON.stringify(variables)}`);
    assert.deepEqual(tell(parts.flatMap((part) => part.errors ?? [])), tell(original.errors), query);
    assertSimple(simple.planned);
  }
});

function assertSimple(document: DocumentNode | null): void {
  if (!document) return;
  visit(document, {
    FragmentSpread: () => assert.fail('a spread is left'),
    Directive: () => assert.fail('a directive is left'),
    SelectionSet({ selections }) {
      const keys = selections.flatMap((selection) => (selection.kind === Kind.FIELD ? [selection.alias?.value ?? selection.name.value] : []));
      assert.equal(new Set(keys).size, keys.length, 'a key is left twice');
    },
  });
}
