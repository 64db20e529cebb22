import assert from 'node:assert/strict';
import test from 'node:test';
import type { FeedHealth } from './feeds.ts';
import type { PermissionHealth, RegisterHealth, RegistersHealth } from './health.ts';
import { troublesOf, type TroubleKind } from './troubles.ts';

const register: RegisterHealth = {
  name: 'population', state: 'ANSWERING', sinceSeconds: 12, pausedSeconds: null, waiting: 0, underWay: 0,
  calls: { made: 100, failed: 10, medianMs: 5, p99Ms: 50 },
  records: {
    memory: { records: 1, bytes: 900, hits: 1, stale: 0, joined: 0, misses: 1, isListening: true },
    shared: { records: 1, hits: 0, stale: 0, misses: 1 },
    ages: null,
    changes: { told: 2_000, consumed: 1_000, instances: 2 },
  },
};
const feed: FeedHealth = {
  name: 'fpr_person', isFollowedHere: true, state: 'FOLLOWING', position: 500, end: 1_500, behind: 1_000, quietSeconds: 0, lagging: 0, repair: null, lastFailure: null,
};
const permission: PermissionHealth = {
  number: '22791', dataSet: 'fpr_person', purposes: ['resident-portal'], isValid: true, validTo: '2026-12-05', daysLeft: 15,
  used: 79, quota: 100, share: 0.79, warns: false, fields: null,
};
const index = { state: 'READY' as const, addresses: 1, bytes: 1, changes: 0 };
const { records } = register;

function kindsOf(parts: { register?: Partial<RegisterHealth>; feed?: Partial<FeedHealth>; permission?: Partial<PermissionHealth>; addressIndex?: RegistersHealth['addressIndex'] }): TroubleKind[] {
  return troublesOf({
    registers: [{ ...register, ...parts.register }, { ...register, name: 'permissions', records: null }],
    feeds: [{ ...feed, ...parts.feed }],
    permissions: [{ ...permission, ...parts.permission }],
    addressIndex: parts.addressIndex ?? index,
  }).map(({ kind }) => kind);
}

const cases: { says: string; parts: Parameters<typeof kindsOf>[0]; kinds: TroubleKind[] }[] = [
  { says: 'all at its bound is well', parts: {}, kinds: [] },
  { says: 'a register that is only probed is down', parts: { register: { state: 'DOWN' } }, kinds: ['REGISTER_DOWN'] },
  { says: 'so is one that is being asked whether it answers again', parts: { register: { state: 'PROBED' } }, kinds: ['REGISTER_DOWN'] },
  { says: 'a register may ask for a pause', parts: { register: { state: 'PAUSED', pausedSeconds: 3 } }, kinds: ['REGISTER_PAUSED'] },
  { says: 'more than a tenth of the reads fail', parts: { register: { calls: { ...register.calls, failed: 11 } } }, kinds: ['REGISTER_FAILS'] },
  { says: 'a few failed reads of few say nothing', parts: { register: { calls: { ...register.calls, made: 19, failed: 19 } } }, kinds: [] },
  { says: 'changes are not heard of', parts: { register: { records: { ...records!, changes: { told: 2_001, consumed: 1_000, instances: 2 } } } }, kinds: ['CHANGES_UNCONSUMED'] },
  { says: 'this instance is deaf', parts: { register: { records: { ...records!, memory: { ...records!.memory, isListening: false } } } }, kinds: ['INSTANCE_DEAF'] },
  { says: 'a feed fails', parts: { feed: { state: 'FAILING', lastFailure: { secondsAgo: 1, reason: 'no answer' } } }, kinds: ['FEED_FAILS'] },
  { says: 'a feed fails while its register is away', parts: { register: { state: 'DOWN' }, feed: { state: 'FAILING' } }, kinds: ['REGISTER_DOWN'] },
  { says: 'a list of single events fails while its register asks for a pause', parts: { register: { state: 'PAUSED' }, feed: { name: 'fpr_person/death', state: 'FAILING' } }, kinds: ['REGISTER_PAUSED'] },
  { says: 'a feed fails while the register of another is away', parts: { register: { state: 'DOWN' }, feed: { name: 'vzd_address', state: 'FAILING' } }, kinds: ['REGISTER_DOWN', 'FEED_FAILS'] },
  { says: 'a feed is repaired', parts: { feed: { state: 'REPAIRING', repair: 'GAP' } }, kinds: ['FEED_REPAIRING'] },
  { says: 'a feed is behind', parts: { feed: { behind: 1_001 } }, kinds: ['FEED_BEHIND'] },
  { says: 'a discovery is behind by its nature', parts: { feed: { state: 'DISCOVERING', behind: 2_033_000 } }, kinds: [] },
  { says: 'a feed that another process follows is not judged by what is not known', parts: { feed: { isFollowedHere: false, end: null, behind: null, quietSeconds: null } }, kinds: [] },
  { says: 'a permission ends within two weeks', parts: { permission: { daysLeft: 14 } }, kinds: ['PERMISSION_ENDS_SOON'] },
  { says: 'a permission that opens nothing is not also about to end', parts: { permission: { isValid: false, daysLeft: 0 } }, kinds: ['PERMISSION_NOT_VALID'] },
  { says: 'a permission without an end and without a quota is well', parts: { permission: { validTo: null, daysLeft: null, quota: null, share: null, used: 9_999 } }, kinds: [] },
  { says: 'most of a quota is used', parts: { permission: { used: 80, share: 0.8, warns: true } }, kinds: ['QUOTA_NEAR_END'] },
  { says: 'all of a quota is used', parts: { permission: { used: 100, share: 1, warns: true } }, kinds: ['QUOTA_USED_UP'] },
  { says: 'the database searches addresses', parts: { addressIndex: { ...index, state: 'FALLBACK' } }, kinds: ['ADDRESS_INDEX_AWAY'] },
  { says: 'the index is being built for the first time', parts: { addressIndex: { ...index, state: 'BUILDING' } }, kinds: [] },
];

for (const { says, parts, kinds } of cases) {
  test(`${says}: ${kinds.join() || 'no trouble'}`, () => assert.deepEqual(kindsOf(parts), kinds));
}

test('each trouble names what it is about in a sentence', () => {
  const troubles = troublesOf({
    registers: [{ ...register, state: 'DOWN' }],
    feeds: [{ ...feed, name: 'vzd_address', state: 'FAILING', lastFailure: { secondsAgo: 1, reason: 'The permission 22794 opens less' } }],
    permissions: [{ ...permission, daysLeft: 3, used: 85, warns: true }],
    addressIndex: null,
  });
  assert.deepEqual(troubles.map(({ about, message }) => `${about}: ${message}`), [
    'population: does not answer, for 12 s; it is only probed',
    'vzd_address: cannot be followed now: The permission 22794 opens less',
    '22791: ends in 3 days',
    '22791: was used 85 of 100 times; what is left is kept for what is urgent',
  ]);
});
