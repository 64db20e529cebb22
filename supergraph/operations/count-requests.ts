import type { Server } from 'node:http';
import type { Metrics } from './metrics.ts';

const ROUTES: Record<string, string> = { graphql: 'graphql', health: 'health', sandbox: 'sandbox' };

/** Counts everything that a server answers, by the route it went to; a stream is not an answer with an end, and not timed. */
export function countRequests(server: Server, metrics: Metrics): void {
  server.on('request', (request, response) => {
    const startedAt = performance.now();
    response.once('close', () => {
      if (String(response.getHeader('content-type')).startsWith('text/event-stream')) return;
      metrics.request(routeOf(request.url ?? '/'), response.statusCode, (performance.now() - startedAt) / 1_000);
    });
  });
}

/** Pages and whatever does not exist are the console's. */
function routeOf(target: string): string {
  const [first = ''] = target.slice(1).split(/[/?#]/, 1);
  return Object.hasOwn(ROUTES, first) ? ROUTES[first]! : 'console';
}
