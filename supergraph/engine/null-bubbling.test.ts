import assert from 'node:assert/strict';
import test from 'node:test';
import { buildSchema, graphqlSync, parse } from 'graphql';
import fc from 'fast-check';
import { bubbleNulls } from './null-bubbling.ts';

const schema = buildSchema(`
  interface Named { name: String! }
  type Query { a: A b: A! list: [A!] lists: [[A!]!] named: Named }
  type A implements Named { name: String! nick: String child: A must: A! }
`);
const QUERY = '{ a { ...F child { name } } list { name must { name nick } } lists { name } named { __typename ...on A { name child { name } } } } fragment F on A { name nick }';

test('a null in a non-null place moves up to the nearest nullable one', () => {
  const data = { a: { name: 'x', nick: null, child: { name: null } }, list: [{ name: 'y', must: { name: null, nick: 'z' } }], lists: null, named: null };
  assert.deepEqual(bubbleNulls(schema, parse(QUERY), undefined, data), { a: { name: 'x', nick: null, child: null }, list: null, lists: null, named: null });
});

test('a non-null root field takes the whole answer along', () => {
  assert.equal(bubbleNulls(schema, parse('{ b { name } }'), undefined, { b: null }), null);
});

/** A value of random shape with nulls anywhere, as a careless runtime would leave it. */
const named = fc.option(fc.string(), { nil: null, freq: 8 });
const object: fc.Memo<Record<string, unknown> | null> = fc.memo((depth) =>
  depth <= 1
    ? fc.record({ __typename: fc.constant('A'), name: named, nick: named, child: fc.constant(null), must: fc.constant(null) })
    : fc.option(fc.record({ __typename: fc.constant('A'), name: named, nick: named, child: object(), must: object() }), { nil: null, freq: 8 }),
);
const lists = fc.option(fc.array(object(3), { maxLength: 3 }), { nil: null });

test('it completes as the reference implementation does, on random answers', () => {
  fc.assert(
    fc.property(fc.record({ a: object(3), list: lists, lists: fc.option(fc.array(lists, { maxLength: 2 }), { nil: null }), named: object(3) }), (rootValue) => {
      const reference = graphqlSync({ schema, source: QUERY, rootValue: structuredClone(rootValue) });
      const ours = bubbleNulls(schema, parse(QUERY), undefined, structuredClone(pick(rootValue)));
      assert.equal(JSON.stringify(ours), JSON.stringify(reference.data));
    }),
  );
});

/** Only what the query selects, in its order, as a gateway's data would be. */
function pick(root: any): any {
  const each = (value: any, fields: (item: any) => any): any =>
    value === null ? null : Array.isArray(value) ? value.map((item) => each(item, fields)) : fields(value);
  return {
    a: each(root.a, ({ name, nick, child }) => ({ name, nick, child: each(child, (inner) => ({ name: inner.name })) })),
    list: each(root.list, ({ name, must }) => ({ name, must: each(must, (inner) => ({ name: inner.name, nick: inner.nick })) })),
    lists: each(root.lists, ({ name }) => ({ name })),
    named: each(root.named, ({ name, child }) => ({ __typename: 'A', name, child: each(child, (inner) => ({ name: inner.name })) })),
  };
}
