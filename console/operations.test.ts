import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse, specifiedRules, validate, visit } from 'graphql';
import { readOperations } from '#codegen/operations.ts';
import { readPublicSchema } from '#codegen/public-schema.ts';
import { LIMITS, limitsRule } from '#supergraph/engine/limits.ts';

const schema = readPublicSchema();
const operations = readOperations('console/operations/*.graphql');

test('there are operations to look at', () => assert.ok(operations.length > 5));

for (const { name, text } of operations) {
  test(`${name} is valid in the supergraph, within the limits, and holds no literal values`, () => {
    const document = parse(text, { maxTokens: LIMITS.tokens });
    assert.deepEqual(
      validate(schema, document, [...specifiedRules, limitsRule(LIMITS)]).map(({ message }) => message),
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
