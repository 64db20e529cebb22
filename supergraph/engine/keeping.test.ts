import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { isObjectType, parse } from 'graphql';
import { CHANGING } from '#kernel/freshness.ts';
import type { Keeping } from '#subgraphs/module.ts';
import { MODULES } from '../modules.ts';
import { buildSchema } from './in-process.ts';
import { CATALOGUE, keepingIn } from './keeping.ts';

const schema = buildSubgraphSchema(parse(`
  type Query { me: Reader books(first: Int): BookPage now: String }
  type Mutation { buy: Book }
  type Reader @key(fields: "id") { id: ID! name: String address: Address loans: [Loan] favourite: Book }
  type Address { street: String place: Place }
  type Place { name: String }
  type Loan { book: Book since: String }
  type BookPage { nodes: [Book] total: Int }
  type Book @key(fields: "isbn") { isbn: ID! title: Text reader: Reader }
  type Text { lv: String en: String }
`));
const keeping: Record<string, Keeping> = {
  'Query.me': 'REGISTER',
  'Query.books': 'CATALOGUE',
  'Reader.name': 'REGISTER',
  'Reader.address': 'REGISTER',
  'Reader.favourite': 'REGISTER',
  'Book.title': 'CATALOGUE',
};
const keepingOf = keepingIn(schema, { keeping });
const NAMES: Record<string, unknown> = { never: CHANGING, 'as a catalogue': CATALOGUE, 'as long as its registers say': null };

const CASES: { kept: keyof typeof NAMES; query: string }[] = [
  { kept: 'as long as its registers say', query: '{ me { __typename id name } }' },
  { kept: 'as long as its registers say', query: '{ me { address { street place { name } } } }' },
  { kept: 'as long as its registers say', query: '{ me { favourite { isbn } } }' },
  { kept: 'as a catalogue', query: '{ me { favourite { title { lv } } } }' },
  { kept: 'as a catalogue', query: '{ books { total nodes { isbn title { lv en } } } }' },
  { kept: 'as a catalogue', query: 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Reader { name } ... on Book { title { lv } } } }' },
  { kept: 'as a catalogue', query: '{ books { nodes { ...Named } } } fragment Named on Book { isbn title { ...Words } } fragment Words on Text { lv }' },
  { kept: 'never', query: '{ now }' },
  { kept: 'never', query: '{ me { name loans { since } } }' },
  { kept: 'never', query: '{ books { nodes { title { lv } reader { loans { since } } } } }' },
  { kept: 'never', query: '{ me { ...Own } } fragment Own on Reader { name loans { since } }' },
  { kept: 'never', query: '{ me { ... @include(if: false) { loans { since } } } }' },
  { kept: 'never', query: '{ me { name: loans { since } } }' },
  { kept: 'never', query: '{ __schema { queryType { name } } }' },
  { kept: 'never', query: 'mutation { buy { title { lv } } }' },
];
for (const { kept, query } of CASES) {
  test(`${query} is kept ${kept}`, () => assert.deepEqual(keepingOf(parse(query)), NAMES[kept]));
}

test('a fragment says what it says in every place where it stands', () => {
  const words = 'fragment Words on Text { lv }';
  assert.equal(keepingIn(schema, { keeping: { 'Query.books': 'REGISTER', 'Book.title': 'REGISTER' } })(parse(`{ books { nodes { title { ...Words } } } } ${words}`)), null);
  const both = keepingIn(schema, { keeping: { 'Query.me': 'REGISTER', 'Query.books': 'REGISTER', 'Reader.favourite': 'REGISTER', 'Book.title': 'REGISTER', 'Text.lv': 'NEVER' } });
  assert.deepEqual(both(parse(`{ me { favourite { title { ...Words } } } books { nodes { title { ...Words } } } } ${words}`)), CHANGING);
});

test('fragments that stand for one another a billion times are looked at once each', () => {
  const doubled = Array.from({ length: 30 }, (_, at) => `fragment F${at} on Reader { ...F${at + 1} ...F${at + 1} }`).join(' ');
  assert.equal(keepingOf(parse(`{ me { ...F0 } } ${doubled} fragment F30 on Reader { name }`)), null);
});

test('a subgraph that says nothing lets nothing be kept', () => {
  assert.deepEqual(keepingIn(schema, {})(parse('{ me { name } }')), CHANGING);
});

for (const module of MODULES) {
  test(`${module.name} speaks of types and fields that it has`, () => {
    const own = buildSchema(module);
    for (const place of Object.keys(module.keeping ?? {})) {
      const [name, field] = place.split('.') as [string, string?];
      const type = own.getType(name);
      assert.ok(isObjectType(type) && (field === undefined || field in type.getFields()), `"${place}" is not in the schema`);
    }
  });
}
