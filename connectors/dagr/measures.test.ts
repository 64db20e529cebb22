import assert from 'node:assert/strict';
import test from 'node:test';
import { CallFailure, failureOf } from './failure.ts';
import { outcomeOf } from './measures.ts';

const named = (name: string) => Object.assign(new Error('whatever'), { name });

const cases: [string, CallFailure][] = [
  ['TOO_MANY_REQUESTS', new CallFailure('status 429', { transient: true, status: 429 })],
  ['SERVER_ERROR', new CallFailure('status 503', { transient: true, status: 503 })],
  ['REFUSED', new CallFailure('status 403', { transient: false, status: 403 })],
  ['TIMEOUT', failureOf(named('TimeoutError'))],
  ['ABANDONED', failureOf(named('AbortError'))],
  ['NO_CONNECTION', failureOf(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } }))],
  ['MALFORMED', new CallFailure('the answer is not JSON', { transient: true })],
];
for (const [outcome, failure] of cases) test(`"${failure.message}" is counted as ${outcome}`, () => assert.equal(outcomeOf(failure), outcome));
