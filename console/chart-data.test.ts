import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BARS_MOST, chartOf, inOrder, SERIES_MOST } from './app/chart-data.ts';
import type { MetricCell } from './app/model.ts';

const cell = (channel: MetricCell['channel'], bucket: string | null, count: number | null): MetricCell => ({
  bucket, channel, count, service: null, organization: null, municipality: null, status: null, benefit: null,
  value: null, p50: null, p90: null, found: null, accepted: null, declined: null, suppressed: count === null,
});
const nameOf = ({ channel }: MetricCell) => channel ?? 'none';

test('over time each group is a line over the same spans, the largest first, with a gap where a figure is held back', () => {
  const cells = [cell('PORTAL', '2026-10-01', 7), cell('PORTAL', '2026-11-01', null), cell('POST', '2026-11-01', 90)];
  const { kind, x, series } = chartOf(cells, ['CHANNEL'], 'count', nameOf);
  assert.equal(kind, 'time');
  assert.deepEqual(x, [Date.UTC(2026, 9) / 1_000, Date.UTC(2026, 10) / 1_000]);
  assert.deepEqual(series, [
    { label: 'POST', values: [null, 90] },
    { label: 'PORTAL', values: [7, null] },
  ]);
});

test('without spans of time each group is a bar, the largest first', () => {
  const { kind, labels, series, leftOut } = chartOf([cell('POST', null, 6), cell('PORTAL', null, 30), cell('EMAIL', null, null)], ['CHANNEL'], 'count', nameOf);
  assert.deepEqual([kind, labels, series[0]!.values, leftOut], ['bars', ['PORTAL', 'POST', 'EMAIL'], [30, 6, null], 0]);
});

test('what cannot be told apart or named in a chart is counted, and left to the table', () => {
  const many = Array.from({ length: 40 }, (_, number) => number);
  const byNumber = ({ count }: MetricCell) => String(count);
  const lines = chartOf(many.flatMap((number) => [cell(null, '2026-10-01', number), cell(null, '2026-11-01', number)]), ['SERVICE'], 'count', byNumber);
  assert.deepEqual([lines.series.length, lines.leftOut], [SERIES_MOST, 40 - SERIES_MOST]);
  const bars = chartOf(many.map((number) => cell(null, null, number)), ['SERVICE'], 'count', byNumber);
  assert.deepEqual([bars.x.length, bars.leftOut], [BARS_MOST, 40 - BARS_MOST]);
});

test('one figure over time is one line without a name', () => {
  assert.deepEqual(chartOf([cell(null, '2026-11-01', 8)], [], 'count', nameOf).series, [{ label: '', values: [8] }]);
});

test('groups at one single span of time are bars: a line needs two', () => {
  assert.equal(chartOf([cell('POST', '2026-11-01', 8), cell('EMAIL', '2026-11-01', 9)], ['CHANNEL'], 'count', nameOf).kind, 'bars');
});

test('the table goes from the earliest span to the latest, each from the largest figure to those held back', () => {
  const cells = [cell('POST', '2026-11-01', null), cell('PORTAL', '2026-11-01', 9), cell('EMAIL', '2026-10-01', 6), cell('PHONE', '2026-11-01', 20)];
  assert.deepEqual(inOrder(cells, 'count').map(({ channel }) => channel), ['EMAIL', 'PHONE', 'PORTAL', 'POST']);
});
