import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, normalize } from 'node:path';
import test from 'node:test';

/** Imports go one way. A file may import from its own layer's folder, or from a layer further down. */
const LAYERS = ['kernel', 'connectors', 'subgraphs', 'supergraph'];
const IMPORT = /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s*'([^']+)'|import\('([^']+)'\)/g;

const files = globSync('{kernel,connectors,subgraphs,supergraph}/**/*.ts').filter((file) => !file.endsWith('.test.ts'));
const imports = files.flatMap((file) =>
  [...readFileSync(file, 'utf8').matchAll(IMPORT)]
    .map((match) => match[1] ?? match[2]!)
    .filter((target) => target.startsWith('.') || target.startsWith('#'))
    .map((target) => ({ file, target: target.startsWith('#') ? target.slice(1) : normalize(`${dirname(file)}/${target}`) })),
);

test('there are imports to look at', () => assert.ok(imports.length > 100));

test('imports go from supergraph to subgraphs to connectors to kernel', () => {
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [file, target].map((path) => LAYERS.indexOf(path.split('/')[0]!));
    return to !== -1 && to! > from!;
  });
  assert.deepEqual(wrong, []);
});

test('subgraphs meet only through events', () => {
  const wrong = imports.filter(({ file, target }) => {
    const [from, to] = [file.split('/'), target.split('/')];
    if (from[0] !== 'subgraphs' || to[0] !== 'subgraphs' || from.length < 3 || to.length < 3) return false;
    return from[1] !== to[1] && to[2] !== 'events.ts';
  });
  assert.deepEqual(wrong, []);
});

test('nobody imports the sandbox register, and it imports only itself and the kernel', () => {
  const isSandbox = (path: string) => path.startsWith('connectors/sandbox/');
  assert.deepEqual(imports.filter(({ file, target }) => !isSandbox(file) && isSandbox(target)), []);
  assert.deepEqual(imports.filter(({ file, target }) => isSandbox(file) && !isSandbox(target) && !target.startsWith('kernel/')), []);
});

test('every subgraph has the same inner shape', () => {
  for (const folder of globSync('subgraphs/*/schema.graphql').map(dirname)) {
    for (const name of ['events.ts', 'resolvers.ts', 'store.ts', 'tables.ts', 'subgraph.ts', 'context.ts', 'migrations']) {
      assert.equal(globSync(`${folder}/${name}`).length, 1, `${folder}/${name} is missing`);
    }
  }
});
