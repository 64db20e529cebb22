import assert from 'node:assert/strict';
import test from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { BadUserInputError } from '../errors.ts';
import { currentScope, inScope, traced, traceHeaders, type Span } from './scope.ts';

/** A span that writes down what happens to it and to those below it. */
function noted(notes: string[], name = 'root'): Span {
  return {
    traceId: 't',
    traceparent: `at ${name}`,
    begin: (child) => (notes.push(`${name} > ${child}`), noted(notes, child)),
    set: () => {},
    end: (failure) => void notes.push(`${name} ${failure ?? 'ok'}`),
  };
}

test('work belongs to its request through everything it waits for, and two requests do not mix', async () => {
  const seen = await Promise.all(['one', 'two'].map((requestId) => inScope({ requestId, span: null }, async () => {
    await setImmediate();
    return currentScope()?.requestId;
  })));
  assert.deepEqual(seen, ['one', 'two']);
  assert.equal(currentScope(), undefined);
});

test('steps within a step stand below it, and a failure is told by its code', async () => {
  const notes: string[] = [];
  await inScope({ requestId: 'r', span: noted(notes) }, async () => {
    await traced('outer', 'internal', {}, () => traced('inner', 'client', {}, async () => 1));
    await assert.rejects(async () => traced('failing', 'internal', {}, () => { throw new BadUserInputError('no such thing'); }), /no such thing/);
  });
  assert.deepEqual(notes, ['root > outer', 'outer > inner', 'inner ok', 'outer ok', 'root > failing', 'failing BAD_USER_INPUT']);
});

test('without a trace a step is simply done, at once', () => {
  assert.equal(traced('a', 'internal', {}, () => 7), 7);
  assert.equal(inScope({ requestId: 'r', span: null }, () => traced('a', 'internal', {}, () => 7)), 7);
});

test('whoever is asked over HTTP is told the step it is asked from, and nothing where nobody collects traces', async () => {
  assert.deepEqual(traceHeaders(), {});
  assert.deepEqual(inScope({ requestId: 'r', span: null }, traceHeaders), {});
  const headers = await inScope({ requestId: 'r', span: noted([]) }, () => traced('call', 'client', {}, traceHeaders));
  assert.deepEqual(headers, { traceparent: 'at call' });
});
