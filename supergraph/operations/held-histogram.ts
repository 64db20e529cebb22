import type { Metric, Registry } from 'prom-client';

export interface Held {
  labels: Record<string, string>;
  /** Not cumulative; the last one counts what is beyond every bound. */
  buckets: readonly number[];
  sum: number;
}

/** Shows a histogram whose numbers somebody else holds. */
export function heldHistogram({ registry, name, help, bounds, look }: { registry: Registry; name: string; help: string; bounds: readonly number[]; look(): Held[] }): void {
  const get = () => ({ name, help, type: 'histogram', aggregator: 'sum', values: look().flatMap((held) => linesOf(name, bounds, held)) });
  registry.registerMetric({ name, get } as unknown as Metric);
}

/** As Prometheus wants it: each bucket with all below it. */
export function linesOf(name: string, bounds: readonly number[], { labels, buckets, sum }: Held): object[] {
  let count = 0;
  const upTo = buckets.map((amount, at) => {
    count += amount;
    return { metricName: `${name}_bucket`, labels: { le: bounds[at] ?? '+Inf', ...labels }, value: count };
  });
  return [...upTo, { metricName: `${name}_sum`, labels, value: sum }, { metricName: `${name}_count`, labels, value: count }];
}
