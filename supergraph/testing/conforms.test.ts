import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSchema } from 'graphql';
import { nonconformities } from './conforms.ts';

const schema = buildSchema(`
  scalar Date
  enum Colour { RED GREEN }
  interface Named { name: String! }
  union Any = A | B
  type Query { a: A must: A! list: [A!] lists: [[Int!]] any: Any named: Named colour: Colour day: Date count: Int share: Float yes: Boolean id: ID }
  type A implements Named { name: String! nick: String child: A }
  type B implements Named { name: String! size: Int! }
`);
const A = { name: 'x' };

const cases: { says: string; query: string; variables?: Record<string, unknown>; data?: unknown; errors?: { message: string; path?: (string | number)[] }[]; problem?: RegExp }[] = [
  { says: 'an answer as asked', query: '{ a { name n: nick } count }', data: { a: { name: 'x', n: null }, count: 1 } },
  { says: 'fragments and repeated fields', query: '{ a { ...F } a { nick } ... on Query { a { child { name } } } } fragment F on A { name }', data: { a: { name: 'x', nick: null, child: A } } },
  { says: 'a field left out by a variable', query: 'query ($no: Boolean! = false) { a { name nick @include(if: $no) } }', data: { a: A } },
  { says: 'a field that was left out and is there', query: '{ a { name nick @skip(if: true) } }', data: { a: { name: 'x', nick: 'y' } }, problem: /a has what was not asked for: nick/ },
  { says: 'a field that is not there', query: '{ a { name nick } }', data: { a: A }, problem: /a misses nick/ },
  { says: 'another order', query: '{ count a { name } }', data: { a: A, count: 1 }, problem: /not in the order asked/ },
  { says: 'a null where none may be', query: '{ list { name } }', data: { list: [A, { name: null }] }, problem: /list.1.name is null, but String!/ },
  { says: 'a null item where none may be', query: '{ list { name } }', data: { list: [null] }, problem: /list.0 is null, but A!/ },
  { says: 'no list', query: '{ list { name } }', data: { list: A }, problem: /list is not a list/ },
  { says: 'lists of lists', query: '{ lists }', data: { lists: [[1], null] } },
  { says: 'no object', query: '{ a { name } }', data: { a: 'x' }, problem: /a is not an object/ },
  { says: 'an unknown enum value', query: '{ colour }', data: { colour: 'BLUE' }, problem: /colour is "BLUE", which is no Colour/ },
  { says: 'a number that is no Int', query: '{ count }', data: { count: 2 ** 31 }, problem: /no Int/ },
  { says: 'a text that is no Float', query: '{ share }', data: { share: '1.5' }, problem: /no Float/ },
  { says: 'a number that is no ID', query: '{ id }', data: { id: 7 }, problem: /no ID/ },
  { says: 'a number that is no Boolean', query: '{ yes }', data: { yes: 1 }, problem: /no Boolean/ },
  { says: 'a day that is none', query: '{ day }', data: { day: '2026-02-30' }, problem: /no Date/ },
  { says: 'a wrong type name', query: '{ a { __typename } }', data: { a: { __typename: 'B' } }, problem: /is "B", not "A"/ },
  { says: 'one of a union', query: '{ any { ... on A { nick } ... on B { size } } }', data: { any: { size: 1 } } },
  { says: 'neither of a union', query: '{ any { ... on A { nick } ... on B { size } } }', data: { any: { size: null } }, problem: /size is null/ },
  { says: 'an object of an interface, named', query: '{ named { __typename name ... on B { size } } }', data: { named: { __typename: 'A', name: 'x' } } },
  { says: 'a null with its error', query: '{ a { nick } }', data: { a: { nick: null } }, errors: [{ message: 'no', path: ['a', 'nick'] }] },
  { says: 'an error that bubbled up', query: '{ list { name } }', data: { list: null }, errors: [{ message: 'no', path: ['list', 1, 'name'] }] },
  { says: 'an error at a value that is there', query: '{ a { name } }', data: { a: A }, errors: [{ message: 'no', path: ['a', 'name'] }], problem: /leads to a value that is there: a.name/ },
  { says: 'an error at nothing', query: '{ a { name } }', data: { a: A }, errors: [{ message: 'no', path: ['a', 'size'] }], problem: /leads nowhere: a.size/ },
  { says: 'an error without a path beside data', query: '{ count }', data: { count: 1 }, errors: [{ message: 'no' }], problem: /has no path/ },
  { says: 'errors that are empty', query: '{ count }', data: { count: 1 }, errors: [], problem: /errors is there, and empty/ },
  { says: 'nothing at all', query: '{ count }', problem: /neither data nor an error/ },
  { says: 'errors alone', query: '{ must { name } }', data: null, errors: [{ message: 'no', path: ['must', 'name'] }] },
  { says: 'data in spite of a wrong variable', query: 'query ($v: Boolean!) { count @skip(if: $v) }', data: {}, problem: /variables are wrong/ },
];
for (const { says, query, variables = {}, data, errors, problem } of cases) {
  test(`${says}: ${problem ? 'does not conform' : 'conforms'}`, () => {
    const problems = nonconformities(schema, { query, variables }, { data, errors });
    if (problem) assert.match(problems.join('\n'), problem);
    else assert.deepEqual(problems, []);
  });
}
