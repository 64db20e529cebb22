import assert from 'node:assert/strict';
import test from 'node:test';
import type { RegistersHealth } from '#subgraphs/persons/registers/health.ts';
import { bar, registersTable, span, table } from './registers-table.ts';

const health: RegistersHealth = {
  at: '2026-11-20T09:00:00Z',
  troubles: [],
  registers: [
    {
      name: 'population', state: 'ANSWERING', sinceSeconds: 240, pausedSeconds: null, waiting: 0, underWay: 1,
      calls: { made: 120, failed: 3, medianMs: 4.2, p99Ms: 48.4 },
      records: {
        memory: { records: 311, bytes: 1_240_000, hits: 90, stale: 3, joined: 1, misses: 6, isListening: true },
        shared: { records: 2_031, hits: 4, stale: 0, misses: 2 },
        ages: { served: 100, medianSeconds: 20, oldestSeconds: 180 },
        changes: { told: 10, consumed: 10, instances: 2 },
      },
    },
    { name: 'permissions', state: 'DOWN', sinceSeconds: 3, pausedSeconds: null, waiting: 0, underWay: 0, calls: { made: 0, failed: 0, medianMs: null, p99Ms: null }, records: null },
  ],
  feeds: [
    { name: 'fpr_person', isFollowedHere: true, state: 'DISCOVERING', position: 500, end: 2_000, behind: 1_500, quietSeconds: 0.2, lagging: 0, repair: null, lastFailure: null },
    { name: 'vzd_address', isFollowedHere: false, state: 'FOLLOWING', position: 70, end: null, behind: null, quietSeconds: null, lagging: 0, repair: null, lastFailure: { secondsAgo: 7, reason: 'no answer' } },
  ],
  permissions: [
    { number: '22793', dataSet: 'fpr_person', purposes: ['municipal-social-services'], isValid: true, validTo: '2026-12-31', daysLeft: 41, used: 85, quota: 100, share: 0.85, warns: true, fields: ['GivenName', 'Surname'] },
    { number: '22794', dataSet: 'fpr_person', purposes: ['assisted-service'], isValid: false, validTo: null, daysLeft: null, used: 0, quota: null, share: null, warns: false, fields: null },
  ],
  addressIndex: { state: 'READY', addresses: 550_000, bytes: 170_000_000, changes: 4 },
};

test('what is well is said in one line, and each thing stands in a row', () => {
  const lines = registersTable(health).split('\n');
  assert.equal(lines[0], 'All is well with the registers.');
  assert.match(lines.find((line) => line.startsWith('population'))!, /answering +4 min +4\.2 ms +48 ms +3\/120 +0 +311 \(1\.2 MB\) +94 % +2031, 2 instances +3 min$/);
  assert.match(lines.find((line) => line.startsWith('permissions'))!, /down +3 s +- +- +0\/0 +0$/);
  assert.match(lines.find((line) => line.startsWith('fpr_person'))!, /discovering 25 % +500 +1500 +0 s ago +-$/);
  assert.match(lines.find((line) => line.startsWith('vzd_address'))!, /following +70 +- +by another process +7 s ago: no answer$/);
  assert.match(lines.find((line) => line.startsWith('22793'))!, /to 2026-12-31 +85 +100 +\[#{17}\.{3}\] 85 % +2 of them$/);
  assert.match(lines.find((line) => line.startsWith('22794'))!, /NO +0 +none +all$/);
  assert.equal(lines.at(-1), 'address index: ready, 550000 addresses, 170.0 MB, 4 changed since it was built');
});

test('what is wrong comes first, with what it is about', () => {
  const [first] = registersTable({ ...health, troubles: [{ kind: 'REGISTER_DOWN', about: 'permissions', message: 'does not answer, for 3 s; it is only probed' }] }).split('\n');
  assert.equal(first, '!! permissions does not answer, for 3 s; it is only probed [REGISTER_DOWN]');
});

test('columns are as wide as their widest cell', () => assert.equal(table(['a', 'b'], [['long', 'x'], ['y']]), 'a     b\nlong  x\ny'));

test('the bar has a mark at 80 %, and more than all is all', () => {
  assert.equal(bar(0.25), '[#####...........|...] 25 %');
  assert.equal(bar(1.4), `[${'#'.repeat(20)}] 140 %`);
});

test('spans of time are told in the largest unit that says enough', () => {
  assert.deepEqual([0.4, 99, 100, 5_999, 7_200, 172_800].map(span), ['0 s', '99 s', '2 min', '100 min', '2 h', '2 d']);
});
