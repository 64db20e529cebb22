import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { parse, validate } from 'graphql';
import { PAGE_MOST } from '#kernel/connection.ts';
import { LIMITS } from '#supergraph/engine/limits.ts';
import { BODY_MOST_BYTES } from '#supergraph/front/front.ts';
import { SUBSCRIPTIONS_MOST } from '#supergraph/plugins/subscription-limits.ts';
import { readPublicSchema } from './public-schema.ts';

const guide = readFileSync('docs/guides/build-a-portal.md', 'utf8');
const schema = readPublicSchema();

test("the guide's operations are answered by the schema", () => {
  const files = [...guide.matchAll(/cat > operations\/\S+ <<'END'\n(.*?)\nEND/gs)].map(([, text]) => text!);
  const typed = [...guide.matchAll(/"query":"([^"]+)"/g)].map(([, text]) => text!);
  assert.ok(files.length > 0 && typed.length > 1);
  for (const text of [...files, ...typed]) assert.deepEqual(validate(schema, parse(text)), [], text);
});

test("the guide's numbers are those that hold", () => {
  const { tokens, depth, nesting, fields, aliases, rootFields, objects } = LIMITS;
  const rows = Object.fromEntries([...guide.matchAll(/^\| ([a-z][^|]*?)(?: \([^|]*\))? \| ([^|]*) \|$/gm)].map(([, what, value]) => [what!, value!]));
  const expected = {
    'tokens in an operation': `${tokens}`,
    'depth; brackets within brackets': `${depth}; ${nesting}`,
    'fields, fragments spread': `${fields}`,
    'aliases; fields at the root': `${aliases}; ${rootFields}`,
    'objects an answer may hold, counted by its pages': `${objects}`,
    'rows on a page': `${PAGE_MOST}`,
    'body of a request; headers': `${BODY_MOST_BYTES / 1024} KiB; 16 KiB`,
    'subscriptions of one person at once': `${SUBSCRIPTIONS_MOST}`,
  };
  assert.deepEqual(Object.fromEntries(Object.keys(expected).map((what) => [what, rows[what]])), expected);
});
