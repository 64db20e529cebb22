import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatNumber } from './number.ts';

test('the 123rd request, made in 2026, is VK-2026-000123', () => {
  assert.equal(formatNumber(2026, 123), 'VK-2026-000123');
});

test('a millionth request simply has a longer number', () => {
  assert.equal(formatNumber(2026, 1_234_567), 'VK-2026-1234567');
});
