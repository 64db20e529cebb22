import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GraphQLProblem } from './app/graphql.ts';
import { problemOf } from './app/problems.ts';

const unavailable: GraphQLProblem = { message: 'x', path: ['me', 'offers'], extensions: { code: 'SUBGRAPH_UNAVAILABLE', requestId: 'r1' } };

test('a part that is there has no problem, whatever failed elsewhere', () => {
  assert.equal(problemOf('statuses', [], [unavailable]), null);
});

test('a missing part tells the code of the error at its path', () => {
  assert.deepEqual(problemOf('offers', null, [unavailable]), { code: 'SUBGRAPH_UNAVAILABLE', requestId: 'r1' });
});

test('a part that may be null is a problem only with an error at its path', () => {
  assert.equal(problemOf('declaredResidence', null, [unavailable], true), null);
  assert.equal(
    problemOf(
      'declaredResidence',
      null,
      [{ message: 'x', path: ['me', 'declaredResidence'], extensions: { code: 'REGISTER_UNAVAILABLE' } }],
      true,
    )?.code,
    'REGISTER_UNAVAILABLE',
  );
});

test('a list that is null without any error is still said to be missing', () => {
  assert.equal(problemOf('requests', null, [])?.code, 'INTERNAL');
});
