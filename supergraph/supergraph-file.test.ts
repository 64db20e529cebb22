import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { ConfigError } from './config.ts';
import { MODULES } from './modules.ts';
import { readSupergraph } from './supergraph-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'vienkopus-supergraph-'));
after(() => rmSync(folder, { recursive: true }));
const committed = readSupergraph(null);

function fileWith(text: string): string {
  const path = join(folder, 'supergraph.graphql');
  writeFileSync(path, text);
  return path;
}

test('the committed supergraph says where every subgraph is, each at a port of its own', () => {
  const { addresses } = committed;
  assert.deepEqual([...addresses.keys()].sort(), MODULES.map(({ name }) => name).sort());
  assert.equal(new Set([...addresses.values()].map((url) => new URL(url).port)).size, MODULES.length);
});

const WRONG: { says: string; text: string; message: RegExp }[] = [
  { says: 'cut in half', text: committed.sdl.slice(0, committed.sdl.indexOf('{', committed.sdl.length / 2) + 1), message: /supergraph\.graphql" is no whole supergraph, of \d+ characters: Syntax Error/ },
  { says: 'empty', text: '', message: /is no whole supergraph, of 0 characters/ },
  { says: 'a schema that is not composed', text: readFileSync(new URL('../codegen/generated/schema.graphql', import.meta.url), 'utf8'), message: /names no subgraph; expected a composed supergraph/ },
  { says: 'HTML', text: '<html>404</html>', message: /is no whole supergraph/ },
];
for (const { says, text, message } of WRONG) {
  test(`a file that is ${says} is refused by its name`, () => {
    assert.throws(() => readSupergraph(fileWith(text)), (error: unknown) => error instanceof ConfigError && message.test(error.message));
  });
}

test('a file that is not there is refused by its name', () => {
  assert.throws(() => readSupergraph(join(folder, 'none.graphql')), /SUPERGRAPH: ".*none\.graphql" cannot be read \(ENOENT\)/);
});
