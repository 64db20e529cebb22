/** The part that is read of what k6 writes by --summary-export. Of a threshold it says whether it was crossed. */
export interface Summary {
  metrics: Record<string, Record<string, number | Record<string, boolean>> & { thresholds?: Record<string, boolean> }>;
}

/** One line: how much was done, how fast each step was, and every threshold that was crossed. */
export function verdictOf({ metrics }: Summary): string {
  const steps = Object.entries(metrics).flatMap(([name, values]) => {
    const step = /^http_req_duration\{step:(.+)\}$/.exec(name)?.[1];
    return step && values['p(95)'] !== undefined ? [`${step} ${milliseconds(values['p(95)'])}/${milliseconds(values['p(99)'])}`] : [];
  });
  const crossed = Object.entries(metrics).flatMap(([name, { thresholds = {} }]) =>
    Object.entries(thresholds).flatMap(([threshold, isCrossed]) => (isCrossed ? [`${name} ${threshold}`] : [])),
  );
  const requests = metrics.http_reqs ?? {};
  const done = `${requests.count ?? 0} requests, ${Number(requests.rate ?? 0).toFixed(0)}/s, ${metrics.http_req_failed?.passes ?? 0} failed; p95/p99 ms: ${steps.sort().join(', ')}`;
  return `${done} — ${crossed.length ? `CROSSED: ${crossed.sort().join('; ')}` : 'every threshold held'}`;
}

function milliseconds(value: unknown): string {
  return Number(value).toFixed(0);
}
