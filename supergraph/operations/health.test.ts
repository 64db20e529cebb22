import assert from 'node:assert/strict';
import test from 'node:test';
import { checkHealth } from './health.ts';

const well = { answers: async () => true, relayIdleMs: () => 20 };
const feed = (agoMs: number | null) => () => [{ feed: 'fpr_person', position: 1, end: 1, wentWellAtMs: agoMs === null ? null : Date.now() - agoMs }];

test('where all is well it is ready, and every part it has is ok', async () => {
  assert.deepEqual(await checkHealth({ ...well, feeds: feed(100) }), { reasons: [], checks: { database: 'ok', relay: 'ok', 'feed fpr_person': 'ok' } });
  assert.deepEqual(await checkHealth({}), { reasons: [], checks: {} });
});

test('without its database it is not ready', async () => {
  const { reasons, checks } = await checkHealth({ ...well, answers: async () => false });
  assert.deepEqual([reasons, checks.database], [['the database does not answer'], 'does not answer']);
});

test('a silent register or a relay that stands still is shown, and it stays ready', async () => {
  const { reasons, checks } = await checkHealth({ ...well, relayIdleMs: () => 12_400, feeds: feed(61_000) });
  assert.deepEqual(reasons, []);
  assert.deepEqual(checks, { database: 'ok', relay: 'has not worked for 12 s', 'feed fpr_person': 'not heard for 61 s' });
  assert.deepEqual((await checkHealth({ feeds: feed(null) })).checks, { 'feed fpr_person': 'not heard yet' });
});
