import type { MetricDimension } from '#codegen/generated/portal.ts';
import type { Column } from './measures.ts';
import type { MetricCell } from './model.ts';

/** What a chart shows of a table. Pure. */

/** More lines than these cannot be told apart; the table has them all. */
export const SERIES_MOST = 6;
/** More bars than these cannot be named. */
export const BARS_MOST = 24;

export interface ChartData {
  /** Over time, or one bar for each group. */
  kind: 'time' | 'bars';
  /** The first days of the spans as seconds since 1970, or the places of the bars. */
  x: number[];
  /** Names of the bars; empty over time. */
  labels: string[];
  series: { label: string; values: (number | null)[] }[];
  /** Groups that the table has and the chart has not. */
  leftOut: number;
}

export type NameOf = (cell: MetricCell, dimension: MetricDimension) => string;

/** A group by the words it is known by, "Rīga · PORTAL"; empty where everything is one. */
export function groupName(cell: MetricCell, groupBy: readonly MetricDimension[], nameOf: NameOf): string {
  return groupBy.map((dimension) => nameOf(cell, dimension)).join(' · ');
}

/** Earlier spans of time first, and within each the largest first: the order of the table. */
export function inOrder(cells: readonly MetricCell[], column: Column): MetricCell[] {
  return cells.toSorted((one, other) => (one.bucket ?? '').localeCompare(other.bucket ?? '') || (other[column] ?? -1) - (one[column] ?? -1));
}

/** The largest groups of one column: lines over time where there are spans of time, bars where they stand side by side at one. */
export function chartOf(cells: readonly MetricCell[], groupBy: readonly MetricDimension[], column: Column, nameOf: NameOf): ChartData {
  const groups = [...Map.groupBy(cells, (cell) => groupName(cell, groupBy, nameOf))].sort(([, one], [, other]) => sizeOf(other, column) - sizeOf(one, column));
  const buckets = [...new Set(cells.flatMap(({ bucket }) => bucket ?? []))].sort();
  if (buckets.length === 0 || (buckets.length === 1 && groupBy.length > 0)) {
    const shown = groups.slice(0, BARS_MOST);
    return {
      kind: 'bars',
      x: shown.map((_, place) => place),
      labels: shown.map(([label]) => label),
      series: [{ label: '', values: shown.map(([, [cell]]) => cell?.[column] ?? null) }],
      leftOut: groups.length - shown.length,
    };
  }
  const shown = groups.slice(0, SERIES_MOST);
  return {
    kind: 'time',
    x: buckets.map((bucket) => Date.parse(`${bucket}T00:00:00Z`) / 1_000),
    labels: [],
    series: shown.map(([label, own]) => {
      const byBucket = new Map(own.map((cell) => [cell.bucket, cell[column]]));
      return { label, values: buckets.map((bucket) => byBucket.get(bucket) ?? null) };
    }),
    leftOut: groups.length - shown.length,
  };
}

function sizeOf(cells: readonly MetricCell[], column: Column): number {
  return cells.reduce((sum, cell) => sum + (cell[column] ?? 0), 0);
}
