/** Below which this share of the values lies; NaN of none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

/** As in a table: p50 and p99 in milliseconds, and of how many. */
export function spread(values: readonly number[], digits = 0): string {
  if (values.length === 0) return '–';
  return `${percentile(values, 0.5).toFixed(digits)} / ${percentile(values, 0.99).toFixed(digits)} ms (${values.length})`;
}
