import type { Random } from '#kernel/random.ts';
import type { Operation } from './operations.ts';

/** The body of a request that is wrong in some way, made out of an operation that is right, and what was done to it. */
export interface Malformed {
  how: string;
  body: string;
}

const ODD_TEXT = ['"', '{', '}', '(', ')', '...', '$', '@', '!', ':', '&', '|', '#', '\\', '\n', '\u0000', '\uFEFF', '\u202E', '\uD800', '💶', '"""', '0x1', '1e999', '-', 'null', 'fragment', 'on', '__proto__', 'constructor'];
const ODD_VALUES: unknown[] = [null, true, -1, 0, 1.5, 2 ** 31, 1e308, 2 ** 60, '', 'x', '\u0000', '\uD800', '2026-02-30', '💶'.repeat(100), [], [[]], [null], {}, { __proto__: null, a: 1 }, { id: 'x' }, '0'.repeat(5_000)];

export function malform({ query, variables }: Operation, random: Random): Malformed {
  const send = (how: string, text: string, values: unknown = variables, rest: object = {}): Malformed => ({
    how,
    body: JSON.stringify({ query: text, variables: values, ...rest }),
  });
  const cut = (text: string, most: number) => {
    const at = random.int(text.length);
    return text.slice(0, at) + text.slice(at + 1 + random.int(most));
  };
  const odd = () => random.pick(ODD_VALUES);
  const levels = random.pick([10, 17, 40, 90, 110, 500, 900, 3_000]);
  const often = random.pick([20, 49, 60, 1_900, 3_900, 8_000]);
  return random.pick<() => Malformed>([
    () => send('characters left out', times(1 + random.int(4), query, (text) => cut(text, 4))),
    () => send('characters left out', times(1 + random.int(4), query, (text) => cut(text, 1))),
    () => send('text put in', times(1 + random.int(3), query, (text) => insert(text, random.int(text.length), random.pick(ODD_TEXT)))),
    () => send('a part twice', insert(query, random.int(query.length), query.slice(random.int(query.length)).slice(0, 40))),
    () => send('cut short', query.slice(0, random.int(query.length))),
    () => send('two characters changed over', query.replace(/(.)(.)/g, (both, one, other) => (random.int(100) ? both : `${other}${one}`))),
    () => send('a literal of a wrong type', query.replace(/: ("[^"]*"|\d+|true|false|[A-Z_]{3,})/g, (whole) => (random.int(2) ? whole : `: ${literal(odd())}`))),
    () => send('variables of wrong types', query, Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, random.int(2) ? value : odd()]))),
    () => send('variables that are missing', query, Object.fromEntries(Object.entries(variables).filter(() => random.int(2)))),
    () => send('variables that are no object', query, odd()),
    () => send('variables nobody declared', query, { ...variables, constructor: 1, toString: 2, extra: odd() }),
    () => send('a name of an operation that is not there', query, variables, { operationName: random.pick(['Nobody', '', '__proto__', 7, null, []]) }),
    () => send('two operations', `${query} query Other { portals { id } }`, variables, random.int(2) ? { operationName: 'Other' } : {}),
    () => send('very deep', `{ me ${'{ children '.repeat(levels)}{ id }${' }'.repeat(levels)} }`),
    () => send('very deep fragments', `{ me ${'{ ... '.repeat(levels)}{ id }${' }'.repeat(levels)} }`),
    () => send('a very deep list', `{ persons(ids: ${'['.repeat(levels)}"x"${']'.repeat(levels)}) { id } }`),
    () => send('a very deep object', `{ services(filter: ${'{ ownerId: '.repeat(levels)}1${' }'.repeat(levels)}) { __typename } }`),
    () => send('a very deep variable', 'query ($ids: [ID!]!) { persons(ids: $ids) { id } }', { ids: nested(levels * 10) }),
    () => send('very wide', `{ portals { ${'id name '.repeat(often)} } }`),
    () => send('many aliases', `{ ${Array.from({ length: often }, (_, index) => `a${index}: portals { id }`).join(' ')} }`),
    () => send('many directives', `{ portals ${'@include(if: true) '.repeat(often)} { id } }`),
    () => send('many variables', `query (${Array.from({ length: often }, (_, index) => `$v${index}: Int`).join(' ')}) { portals { id } }`),
    () => send('a long variable', 'query ($ids: [ID!]!) { persons(ids: $ids) { id } }', { ids: Array.from({ length: often }, () => 'x') }),
    () => send('fragments in a circle', '{ me { ...A } } fragment A on Person { children { ...B } } fragment B on Person { children { ...A } }'),
    () => send('fragments that multiply', `{ me { ...F0 } } ${Array.from({ length: 30 }, (_, index) => `fragment F${index} on Person { ${index < 29 ? `...F${index + 1} `.repeat(3) : 'id'} }`).join(' ')}`),
    () => send('a long text', `{ services(search: ${JSON.stringify('a '.repeat(often))}) { edges { cursor } } }`),
    () => ({ how: 'a body that is no JSON', body: cut(JSON.stringify({ query, variables }), 3) }),
    () => ({ how: 'a body that is something else', body: random.pick(['', 'null', '[]', '7', '"x"', '{}', '{"query":7}', '{"query":null}', '{"query":""}', '{"query":" # "}', '{"query":{}}', '[{"query":"{__typename}"}]', '{"query":"{__typename}","extensions":7}', '{"extensions":{"persistedQuery":{"version":1,"sha256Hash":"x"}}}']) }),
  ])();
}

function times<Value>(count: number, value: Value, change: (value: Value) => Value): Value {
  return count === 0 ? value : times(count - 1, change(value), change);
}

function insert(text: string, at: number, part: string): string {
  return text.slice(0, at) + part + text.slice(at);
}

function literal(value: unknown): string {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? '{ a: 1 }' : JSON.stringify(value);
}

function nested(levels: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < levels; level++) value = [value];
  return value;
}
