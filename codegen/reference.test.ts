import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import test from 'node:test';
import { isEnumType, isInputObjectType, isInterfaceType, isObjectType } from 'graphql';
import { CONFLICT_CODES, ERROR_CODES } from './reference-codes.ts';
import { readGraph } from './reference-graph.ts';
import { anchor, anchorsIn } from './reference-markdown.ts';
import { referencePages } from './reference.ts';

const graph = readGraph();
const pages = new Map(referencePages());

test('every type and every field at the root has its heading', () => {
  const headings = new Set([...pages.values()].flatMap((text) => [...anchorsIn(text)]));
  const roots = [graph.schema.getQueryType(), graph.schema.getMutationType(), graph.schema.getSubscriptionType()].flatMap((type) => Object.keys(type!.getFields()));
  const named = [...graph.types.map(({ name }) => name), ...roots];
  assert.ok(named.length > 100);
  assert.deepEqual(named.filter((name) => !headings.has(anchor(name))), []);
});

test('every type, field, argument and value has a description', () => {
  const described = (path: string, parts: Iterable<{ name: string; description?: string | null | undefined }>) =>
    [...parts].map(({ name, description }) => ({ path: `${path}.${name}`, description }));
  const parts = Object.values(graph.schema.getTypeMap()).filter(({ name }) => !name.startsWith('__')).flatMap((type) => {
    if (isEnumType(type)) return described(type.name, type.getValues());
    if (isInputObjectType(type)) return described(type.name, Object.values(type.getFields()));
    if (!isObjectType(type) && !isInterfaceType(type)) return [];
    const fields = Object.values(type.getFields());
    return [...described(type.name, fields), ...fields.flatMap((field) => described(`${type.name}.${field.name}`, field.args))];
  });
  assert.ok(parts.length > 500);
  assert.deepEqual(parts.filter(({ description }) => !description).map(({ path }) => path), []);
  assert.deepEqual(graph.types.filter((type) => !graph.descriptionOf(type)).map(({ name }) => name), []);
});

test('what several subgraphs describe is told in the words of its owner', () => {
  assert.deepEqual(['Person', 'PublicService', 'PublicOrganization', 'Address', 'Benefit', 'Money'].map(graph.ownerOf), ['persons', 'services', 'services', 'persons', 'benefits', null]);
  assert.deepEqual(graph.answering('Person', 'offers'), ['offers']);
  const person = graph.types.find(({ name }) => name === 'Person')!;
  assert.doesNotMatch(graph.descriptionOf(person), /benefits/);
});

test('the codes of errors are those that the hub promises', () => {
  const [, promised] = /PROMISED = new Set\(\[(.*?)\]\)/s.exec(readFileSync('kernel/graphql/mask.ts', 'utf8'))!;
  assert.deepEqual(Object.keys(ERROR_CODES), quotedIn(promised!));
});

test('the codes of a conflict are those that its subgraph gives', () => {
  for (const folder of globSync('subgraphs/*/schema.graphql').map(dirname)) {
    const calls = globSync(`${folder}/**/*.ts`).filter((path) => !path.endsWith('.test.ts')).flatMap((path) => readFileSync(path, 'utf8').match(/\bconflict\(.*$/gm) ?? []);
    const given = calls.flatMap((call) => [...call.matchAll(/'([A-Z_]+)'(?=\)| :)/g)].map(([, code]) => code!)).filter((code) => code !== 'CONFLICT');
    const told = Object.entries(CONFLICT_CODES).filter(([field]) => graph.answering('Mutation', field).includes(basename(folder))).flatMap(([, codes]) => Object.keys(codes));
    assert.deepEqual(new Set(told), new Set(given), basename(folder));
  }
});

function quotedIn(text: string): string[] {
  return [...text.matchAll(/'([A-Z_]+)'/g)].map(([, word]) => word!);
}
