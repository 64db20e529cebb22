import assert from 'node:assert/strict';
import test from 'node:test';
import { CallFailure, failureOf, LESS_THAN_GRANTED } from './failure.ts';

const named = (name: string) => Object.assign(new Error('whatever'), { name });

const cases: [outcome: string, failure: CallFailure, isFault: boolean][] = [
  ['TOO_MANY_REQUESTS', new CallFailure('status 429', { transient: true, status: 429 }), true],
  ['TOO_MANY_REQUESTS', new CallFailure('status 429, come again', { transient: true, status: 429, retryAfterMs: 1_000 }), false],
  ['SERVER_ERROR', new CallFailure('status 503', { transient: true, status: 503 }), true],
  ['SERVER_ERROR', new CallFailure('status 503, come again', { transient: true, status: 503, retryAfterMs: 1_000 }), true],
  ['REFUSED', new CallFailure('status 403', { transient: false, status: 403 }), false],
  ['REFUSED', new CallFailure('status 408', { transient: true, status: 408 }), true],
  ['TIMEOUT', failureOf(named('TimeoutError')), true],
  ['ABANDONED', failureOf(named('AbortError')), false],
  ['NO_CONNECTION', failureOf(Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })), true],
  ['REFUSED', new CallFailure(LESS_THAN_GRANTED, { transient: false }), false],
  ['MALFORMED', new CallFailure('the answer is not JSON', { transient: true }), true],
];
for (const [outcome, failure, isFault] of cases) {
  test(`"${failure.message}" is counted as ${outcome}, and ${isFault ? 'speaks' : 'does not speak'} against the register`, () => {
    assert.deepEqual([failure.outcome, failure.isFault], [outcome, isFault]);
  });
}
