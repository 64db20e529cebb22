import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import pino from 'pino';
import { Quota } from './quota.ts';
import { URGENCIES, type Urgency } from './urgency.ts';

const SEED = Number(process.env.TEST_SEED) || Date.now();

function quotaOf(used: number, limit: number | null) {
  const lines: { permission: string; used: number; quota: number }[] = [];
  const quota = new Quota('22793', pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) }));
  quota.learn(used, limit, 0);
  return { quota, lines };
}

const thresholds: [Urgency, number][] = [['refresh', 80], ['change', 90], ['shown', 95], ['urgent-change', 100], ['decision', 100]];
for (const [urgency, last] of thresholds) {
  test(`of a quota of 100, what is read as "${urgency}" takes the ${last}th use and no later one`, () => {
    assert.equal(quotaOf(last - 1, 100).quota.spend(urgency), 'SPENT');
    assert.equal(quotaOf(last, 100).quota.spend(urgency), last === 100 ? 'USED_UP' : 'SAVED');
  });
}

test('what is used up serves nobody, and what has no quota serves everybody', () => {
  for (const urgency of URGENCIES) {
    assert.equal(quotaOf(101, 100).quota.spend(urgency), 'USED_UP');
    assert.equal(quotaOf(0, 0).quota.spend(urgency), 'USED_UP');
    assert.equal(quotaOf(1e9, null).quota.spend(urgency), 'SPENT');
  }
});

test('what goes without counts no use', () => {
  const { quota } = quotaOf(80, 100);
  quota.spend('refresh');
  assert.equal(quota.used, 80);
});

test('own uses are added to what the register counted, those made while it was asked as well', () => {
  const { quota } = quotaOf(10, 100);
  for (let use = 0; use < 5; use++) quota.spend('shown');
  assert.equal(quota.used, 15);
  const asked = quota.own;
  quota.spend('shown');
  quota.learn(40, 100, asked); // 5 of our own and 35 of others
  assert.equal(quota.used, 41);
  quota.learn(null, 100, quota.own);
  assert.equal(quota.used, 41, 'a register that does not tell takes nothing back');
});

test('a warning is given once at 80 %, and again after the use fell below', () => {
  const { quota, lines } = quotaOf(78, 100);
  quota.spend('shown');
  assert.equal(lines.length, 0);
  for (let use = 0; use < 3; use++) quota.spend('shown');
  quota.learn(85, 100, quota.own);
  assert.deepEqual(lines.map(({ permission, used, quota }) => ({ permission, used, quota })), [{ permission: '22793', used: 80, quota: 100 }]);
  quota.learn(0, 100, quota.own);
  quota.learn(90, 100, quota.own);
  assert.deepEqual(lines.map(({ used }) => used), [80, 90]);
});

test(`the more urgent never goes without where the less urgent is served, and nobody goes beyond the quota (TEST_SEED=${SEED})`, () => {
  fc.assert(fc.property(fc.nat(300), fc.nat(300), fc.array(fc.constantFrom(...URGENCIES), { maxLength: 400 }), (used, limit, calls) => {
    const { quota } = quotaOf(used, limit);
    for (const urgency of calls) quota.spend(urgency);
    assert.ok(quota.used <= Math.max(used, limit));
    const served = URGENCIES.map((urgency) => quotaOf(quota.used, limit).quota.spend(urgency) === 'SPENT');
    assert.ok(served.every((isServed, at) => !isServed || served.slice(0, at).every(Boolean)));
  }), { seed: SEED, numRuns: 300 });
});
