import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { transformSupergraphToPublicSchema } from '@theguild/federation-composition';
import { buildASTSchema, parse, validate, visit } from 'graphql';
import * as operations from './app/operations.ts';

const supergraph = parse(await readFile(new URL('../supergraph/supergraph.graphql', import.meta.url), 'utf8'));
const schema = buildASTSchema(transformSupergraphToPublicSchema(supergraph));

for (const [name, text] of Object.entries(operations)) {
  test(`${name} is valid in the supergraph and holds no literal values`, () => {
    const document = parse(text);
    assert.deepEqual(
      validate(schema, document).map(({ message }) => message),
      [],
    );
    const literals: string[] = [];
    visit(document, {
      Argument: ({ name, value }) => {
        if (value.kind !== 'Variable') literals.push(name.value);
      },
    });
    assert.deepEqual(literals, []);
  });
}
