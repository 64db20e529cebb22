import assert from 'node:assert/strict';
import test from 'node:test';
import {
  buildASTSchema,
  execute,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  Kind,
  parse,
  visit,
  type DocumentNode,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { seededRandom, type Random } from '#kernel/random.ts';
import { generateOperation, type Pool } from '../testing/operations.ts';
import { readSupergraph } from '../supergraph-file.ts';
import { answerShape } from './answer-shape.ts';

const SEED = process.env.TEST_SEED ?? `seed-${Date.now()}`;
const OPERATIONS = 300;
const TRIED_LEAST = 5;
const schema = buildASTSchema(readSupergraph(null).document, { assumeValidSDL: true });
const POOL: Pool = { ID: ['a'], String: ['x'], Int: [1], Float: [1.5], Boolean: [true, false], Date: ['2026-11-20'], DateTime: ['2026-11-20T09:00:00Z'], Decimal: ['12.50'] };

type Path = readonly (string | number)[];
/** A place in an answer, and what may stand there. */
interface Place {
  path: Path;
  type: GraphQLOutputType;
}

/** As planners ask: with the type of everything. */
function withTypenames(document: DocumentNode): DocumentNode {
  const typename = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } } as const;
  return visit(document, { SelectionSet: (node, _key, parent) => (parent && 'kind' in parent && parent.kind !== Kind.OPERATION_DEFINITION ? { ...node, selections: [typename, ...node.selections] } : undefined) });
}

/** An answer as the schema allows it, of random values, and its places. */
function genuine(document: DocumentNode, variables: Record<string, unknown>, random: Random): { data: any; places: Place[] } {
  const places: Place[] = [];
  const valueOf = (type: GraphQLOutputType, path: Path): unknown => {
    places.push({ path, type });
    if (!isNonNullType(type) && random.next() < 0.1) return null;
    const nullable = getNullableType(type) as GraphQLOutputType;
    if (isListType(nullable)) return Array.from({ length: random.pick([0, 1, 1, 2]) }, (_, at) => valueOf(nullable.ofType as GraphQLOutputType, [...path, at]));
    const named = getNamedType(nullable);
    if (isEnumType(named)) return random.pick(named.getValues()).value;
    if (!isLeafType(named)) return {};
    return named.name === 'Int' ? random.int(100) : named.name === 'Float' ? random.next() : named.name === 'Boolean' ? random.int(2) === 1 : 'some text';
  };
  const { data, errors } = execute({
    schema,
    document,
    variableValues: variables,
    fieldResolver: (_source, _args, _context, { returnType, path }) => valueOf(returnType, steps(path)),
    typeResolver: (_value, _context, _info, type) => random.pick(schema.getPossibleTypes(type)).name,
  }) as { data?: unknown; errors?: readonly unknown[] };
  if (errors && data !== null && data !== undefined) assert.fail(JSON.stringify(errors));
  return { data: JSON.parse(JSON.stringify(data ?? null)), places };
}

function steps(path: { prev: any; key: string | number } | undefined): Path {
  return path ? [...steps(path.prev), path.key] : [];
}

function at(data: any, path: Path): any {
  return path.reduce((value, step) => value?.[step], data);
}

/** The data with the value at a path put in another's place, or left out. */
function replaced(data: any, path: Path, value: unknown): any {
  const copy = structuredClone(data);
  const holder = at(copy, path.slice(0, -1));
  if (value === undefined) delete holder[path.at(-1)!];
  else holder[path.at(-1)!] = value;
  return copy;
}

/** What another version of a subgraph, or another service, may answer in a place; each says where it can. */
const FAULTS: Record<string, (place: Place, value: any) => { value: unknown } | null> = {
  'a field that is missing': ({ path }) => (typeof path.at(-1) === 'string' ? { value: undefined } : null),
  'null where it cannot be': ({ type }) => (isNonNullType(type) ? { value: null } : null),
  'an object where a leaf was': ({ type }, value) => (value !== null && isLeafType(getNullableType(type)) ? { value: { id: 'x' } } : null),
  'a leaf of another kind': ({ type }, value) => (value !== null && isLeafType(getNullableType(type)) ? { value: typeof value === 'string' ? (String(getNullableType(type)) === 'ID' ? true : 17) : 'text' } : null),
  'a leaf where an object was': ({ type }, value) => (value !== null && !isLeafType(getNamedType(type)) ? { value: 'text' } : null),
  'an object where a list was': ({ type }, value) => (value !== null && isListType(getNullableType(type)) ? { value: value[0] ?? {} } : null),
  'a list where none was': ({ type }, value) => (value !== null && !isListType(getNullableType(type)) ? { value: [value] } : null),
  'a value the enum does not have': ({ type }, value) => (value !== null && isEnumType(getNullableType(type)) ? { value: 'TEAPOT' } : null),
  'a type nobody knows': ({ type }, value) => (isObject(value) && !isLeafType(getNamedType(type)) ? { value: { ...value, __typename: 'Teapot' } } : null),
  'another type than can be there': ({ type }, value) => (isObject(value) ? { value: { ...value, __typename: otherThan(schema, getNamedType(type).name) } } : null),
};

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function otherThan(of: GraphQLSchema, name: string): string {
  const type = of.getType(name)!;
  const possible = new Set(isAbstractType(type) ? of.getPossibleTypes(type).map((each) => each.name) : [name]);
  return ['Query', 'Money', 'PageInfo'].find((other) => !possible.has(other))!;
}

test('genuine answers always fit, and every fault in one is found', () => {
  console.log(`TEST_SEED=${SEED}`);
  const random = seededRandom(SEED);
  const found = new Map(Object.keys(FAULTS).map((fault) => [fault, 0]));
  for (let count = 0; count < OPERATIONS; count++) {
    const { query, variables } = generateOperation(schema, POOL, random);
    const document = withTypenames(parse(query));
    const { data, places } = genuine(document, variables, random);
    if (data === null) continue;
    const shape = answerShape(schema, document);
    const about = `TEST_SEED=${SEED}, operation ${count}\n${query}\n${JSON.stringify(data)}`;
    assert.equal(shape(data, variables), null, about);
    for (const [fault, make] of Object.entries(FAULTS)) {
      const faulty = places.flatMap((place) => {
        const made = make(place, at(data, place.path));
        return made ? [{ place, value: made.value }] : [];
      });
      if (faulty.length === 0) continue;
      const { place, value } = random.pick(faulty);
      const problem = shape(replaced(data, place.path, value), variables);
      assert.ok(problem, `${fault} at ${place.path.join('.')} passes: ${about}`);
      found.set(fault, found.get(fault)! + 1);
    }
  }
  for (const [fault, count] of found) assert.ok(count >= TRIED_LEAST, `${fault} was tried only ${count} times`);
});

test('a fault is told by its place and by kinds, never by the value', () => {
  const shape = answerShape(schema, parse('query ($representations: [_Any!]!) { _entities(representations: $representations) { __typename ... on Person { children { id age } } } }'));
  const entities = (...list: unknown[]) => shape({ _entities: list }, { representations: list.map(() => ({ __typename: 'Person', id: 'a' })) });
  const child = { id: 'a', age: 7 };
  assert.equal(entities(null, { __typename: 'Person', children: [child] }, { __typename: 'Person', children: null }, { __typename: 'Municipality' }), null);
  assert.equal(entities({ __typename: 'Person', children: [child, { id: 'a', age: '010180-01234' }] }), 'data._entities.0.children.1.age is a value of the kind "string" where a value of Int was expected');
  assert.equal(entities({ __typename: 'Person' }), 'data._entities.0.children is missing');
  assert.equal(entities({ __typename: '010180-01234' }), 'data._entities.0.__typename is a value of the kind "string" where the name of a type was expected');
  assert.equal(shape({ _entities: [null] }, { representations: [{}, {}] }), 'data._entities holds 1 entities where 2 were asked for');
  assert.equal(shape({ _entities: { __typename: 'Person' } }, { representations: [] }), 'data._entities is a value of the kind "object" where a list was expected');
});

test('what variables leave out may be missing, and what they do not may not', () => {
  const shape = answerShape(schema, parse('query ($v: Boolean! = false) { me { children { id } children @include(if: $v) { age } ... @skip(if: $v) { surname } } }'));
  const [without, both] = [{ me: { children: [{ id: 'a' }], surname: 'x' } }, { me: { children: [{ id: 'a', age: 7 }] } }];
  assert.deepEqual([shape(without, {}), shape(without, { v: false }), shape(both, { v: true })], [null, null, null]);
  assert.equal(shape(without, { v: true }), 'data.me.children.0.age is missing');
  assert.equal(shape(both, {}), 'data.me.surname is missing');
});
