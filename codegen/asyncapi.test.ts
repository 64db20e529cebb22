import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import test from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { DELIVERABLE } from '#subgraphs/events/catalogue.ts';
import { asyncApi, ASYNCAPI, printAsyncApi } from './asyncapi.ts';

const document = asyncApi() as any;
const ajv = new Ajv({ strict: false, allErrors: true });
addFormats.default(ajv);

test('the document is AsyncAPI 3.0', () => {
  const isValid = ajv.compile(createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json') as object);
  assert.equal(isValid(document), true, ajv.errorsText(isValid.errors));
  const { asyncapi: _, ...without } = document;
  assert.equal(isValid(without), false);
});

test('every reference in it leads somewhere', () => {
  const references = [...printAsyncApi().matchAll(/"\$ref": "#\/([^"]+)"/g)].map(([, path]) => path!);
  assert.ok(references.length > DELIVERABLE.length);
  assert.deepEqual(references.filter((path) => path.split('/').reduce((part: any, key) => part?.[key], document) === undefined), []);
});

test('every type that is delivered has a message, and an example that fits its schema', () => {
  assert.deepEqual(Object.keys(document.components.messages), DELIVERABLE);
  for (const { title, payload, examples } of Object.values<any>(document.components.messages)) {
    const isValid = ajv.compile(payload as object);
    assert.ok(isValid(examples[0].payload), `${title}: ${ajv.errorsText(isValid.errors)}`);
  }
});

test('what is committed is what the definitions say', () => {
  assert.equal(readFileSync(ASYNCAPI, 'utf8'), printAsyncApi());
});
