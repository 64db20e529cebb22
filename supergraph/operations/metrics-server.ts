import { createServer } from 'node:http';
import type { Metrics } from './metrics.ts';

export interface MetricsServer {
  url: string;
  close(): Promise<void>;
}

export interface Shown {
  metrics: Metrics;
  /** How it stands with the registers; null where this process has none, or not yet. */
  registers(): Promise<object> | null;
  host: string;
  port: number;
}

/**
 * Shows the metrics at /metrics and how it stands with the registers at /registers, on a port of their own, so that they are
 * never served to the world by mistake.
 *
 * @throws what listening throws: EADDRINUSE for a port that is taken, EACCES for one that may not be opened
 */
export async function startMetricsServer({ metrics, registers, host, port }: Shown): Promise<MetricsServer> {
  metrics.watchProcess();
  const pages: Record<string, () => Promise<Page>> = {
    '/metrics': async () => ({ status: 200, type: metrics.registry.contentType, text: await metrics.text() }),
    '/registers': () => registersPage(registers()),
  };
  const server = createServer({ headersTimeout: 5_000, requestTimeout: 5_000 }, (request, response) => {
    request.resume();
    const path = request.url?.split('?', 1)[0] ?? '';
    if (!Object.hasOwn(pages, path)) return void response.writeHead(404).end();
    if (request.method !== 'GET') return void response.writeHead(405, { allow: 'GET' }).end();
    pages[path]!().then(
      ({ status, type, text }) => response.writeHead(status, { 'content-type': type }).end(text),
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

interface Page {
  status: number;
  type: string;
  text: string;
}

async function registersPage(looking: Promise<object> | null): Promise<Page> {
  const json = (status: number, value: object): Page => ({ status, type: 'application/json', text: `${JSON.stringify(value)}\n` });
  if (!looking) return json(404, { error: 'This process does not know the registers, or has not started yet; the hub, a subgraph and the worker do' });
  return looking.then((health) => json(200, health), () => json(503, { error: 'How it stands with the registers cannot be told: the database does not answer' }));
}
