import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { LIMITS, limitsRule } from './limits.ts';

const schema = buildSchema('type Query { self: Query name: String }');
const check = (query: string) => validate(schema, parse(query), [limitsRule(LIMITS)]).map((error) => error.message);
const deep = (levels: number) => `${'{ self '.repeat(levels)}{ name }${' }'.repeat(levels)}`;

test('introspection fits', () => assert.deepEqual(check(getIntrospectionQuery()), []));

test('depth is bounded, through fragments too', () => {
  assert.deepEqual(check(deep(LIMITS.depth - 1)), []);
  assert.match(check(deep(LIMITS.depth))[0]!, /19 levels of depth; at most 18/);
  const throughFragments = `{ self { ...A } } ${'ABCDEFGHIJKLMNOPQRS'.split('').map((name, index, all) =>
    `fragment ${name} on Query { self { ${all[index + 1] ? `...${all[index + 1]}` : 'name'} } }`).join(' ')}`;
  assert.match(check(throughFragments)[0]!, /levels of depth/);
});

test('aliases are bounded', () => {
  const aliases = Array.from({ length: 51 }, (_, index) => `a${index}: name`).join(' ');
  assert.match(check(`{ self { ${aliases} } }`)[0]!, /51 aliases; at most 50/);
});

test('fragments that multiply are counted as often as they are spread, without being walked so often', () => {
  const names = Array.from({ length: 24 }, (_, index) => `F${index}`);
  const bomb = `{ ...F0 } ${names.map((name, index) => `fragment ${name} on Query { ${names[index + 1] ? `...${names[index + 1]} `.repeat(4) : 'name'} }`).join(' ')}`;
  assert.match(check(bomb)[0]!, /fields; at most 2000/);
});

test('a fragment that spreads itself does not hang the check', () => {
  assert.deepEqual(check('{ ...A } fragment A on Query { self { ...A } }'), []);
});

const pages = buildSchema(`
  type Query { services(first: Int = 20): Connection }
  type Connection { edges: [Edge!]! }
  type Edge { node: Service! }
  type Service { id: ID! owner: Organization channels: [Service!]! }
  type Organization { id: ID! services(first: Int = 20): Connection }`);
const objectsOf = (query: string) => Number(/has (\d+) objects/.exec(validate(pages, parse(query), [limitsRule({ ...LIMITS, objects: 0 })])[0]?.message ?? '')?.[1] ?? 0);

test('pages within pages are multiplied, a size in a variable being the largest and none the usual one', () => {
  assert.equal(objectsOf('{ services(first: 3) { edges { node { id } } } }'), 9);
  assert.equal(objectsOf('query ($n: Int) { services(first: $n) { edges { node { id } } } }'), 300);
  assert.equal(objectsOf('{ services { edges { node { channels { id } } } } }'), 20 * (3 + 5));
  const nested = '{ services(first: 100) { edges { node { ...A } } } } fragment A on Service { owner { services(first: 100) { edges { node { owner { services(first: 100) { edges { node { id } } } } } } } } }';
  assert.ok(objectsOf(nested) > 1_000_000);
  assert.match(validate(pages, parse(nested), [limitsRule(LIMITS)])[0]!.message, /objects in its answer.*at most 50000/);
});
