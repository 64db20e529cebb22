import { createServer } from 'node:http';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

/**
 * Shows the metrics at /metrics, on a port of their own, so that they are never served to the world by mistake.
 *
 * @throws what listening throws: EADDRINUSE for a port that is taken, EACCES for one that may not be opened
 */
export async function startMetricsServer({ metrics, host, port }: { metrics: Metrics; host: string; port: number }): Promise<MetricsServer> {
  metrics.watchProcess();
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, (request, response) => {
    request.resume();
    if (request.url?.split('?', 1)[0] !== '/metrics') return void response.writeHead(404).end();
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    metrics.text().then(
      (text) => response.writeHead(200, { 'content-type': metrics.registry.contentType }).end(text),
      () => response.writeHead(500).end(),
    );
  });
  server.maxConnections = 50;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject).listen(port, host, resolve);
  await promise;
  return {
    url: `http://${host}:${(server.address() as { port: number }).port}/metrics`,
    async close() {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}
