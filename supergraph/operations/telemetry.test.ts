import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test from 'node:test';
import { createLogger } from '#kernel/logger.ts';
import { currentScope } from '#kernel/telemetry/scope.ts';
import { ConfigError } from '../config.ts';
import { openTelemetry, type Telemetry } from './telemetry.ts';

const logger = createLogger('silent');
const here = { host: '127.0.0.1', port: 0 };

async function shown(where = here): Promise<Telemetry> {
  const telemetry = await openTelemetry({ logger, tracesTo: null });
  await telemetry.show(where);
  return telemetry;
}

test('metrics are read at /metrics, by GET, and nothing else is there', async (t) => {
  const telemetry = await shown();
  t.after(() => telemetry.close());
  const url = telemetry.metricsUrl!;
  const reply = await fetch(url);
  assert.match(reply.headers.get('content-type')!, /^text\/plain; version=0\.0\.4/);
  assert.match(await reply.text(), /^# TYPE vienkopus_operations_total counter$/m);
  assert.equal((await fetch(url, { method: 'POST' })).status, 405);
  assert.equal((await fetch(new URL('/', url))).status, 404);
});

test('how it stands with the registers is read at /registers, in a process that knows, and a database that is away is no crash', async (t) => {
  const telemetry = await shown();
  t.after(() => telemetry.close());
  const url = new URL('/registers', telemetry.metricsUrl!);
  const before = await fetch(url);
  assert.equal(before.status, 404);
  assert.match(await before.text(), /does not know the registers/);
  telemetry.tellOfRegisters(async () => ({ troubles: [] }));
  const known = await fetch(url);
  assert.equal(known.headers.get('content-type'), 'application/json');
  assert.deepEqual(await known.json(), { troubles: [] });
  assert.equal((await fetch(url, { method: 'POST' })).status, 405);
  telemetry.tellOfRegisters(() => Promise.reject(new Error('the database is away')));
  assert.equal((await fetch(url)).status, 503);
});

test('two hubs in one process count each for itself', async (t) => {
  const [one, other] = await Promise.all([shown(), shown()]);
  t.after(() => Promise.all([one.close(), other.close()]));
  one.metrics.operation({ name: 'Mine', kind: 'query' }, 'OK', 0.1);
  assert.match(await one.metrics.text(), /operation="Mine"/);
  assert.doesNotMatch(await other.metrics.text(), /operation="Mine"/);
});

test('a part that cannot be asked is left out, and the rest is shown', async (t) => {
  const telemetry = await shown();
  t.after(() => telemetry.close());
  telemetry.metrics.watch({ head: () => 7, outbox: () => Promise.reject(new Error('the database is away')), consumers: () => assert.fail('whatever') });
  const text = await (await fetch(telemetry.metricsUrl!)).text();
  assert.match(text, /^vienkopus_event_log_head 7$/m);
  assert.doesNotMatch(text, /^vienkopus_(outbox_events|consumer_position|ready)\b/m);
});

test('a port that is taken, or an address of another machine, is named with its variable', async (t) => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const { port } = server.address() as AddressInfo;
  await assert.rejects(shown({ host: '127.0.0.1', port }), (error) => error instanceof ConfigError && error.message.startsWith(`METRICS_PORT: port ${port} is taken`));
  await assert.rejects(shown({ host: '192.0.2.1', port: 0 }), (error) => error instanceof ConfigError && error.message.startsWith('METRICS_HOST is "192.0.2.1"'));
});

test('a collector that is away is told of once, holds nothing up, and closing does not wait for it', async () => {
  const lines: string[] = [];
  const telemetry = await openTelemetry({ logger: createLogger('info', (line) => lines.push(line)), tracesTo: 'http://127.0.0.1:9' });
  const scope = await telemetry.incoming('subgraph offers', { requestId: 'request-7', traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }, async () => currentScope());
  assert.equal(scope!.requestId, 'request-7');
  assert.equal(scope!.span!.traceId, '4bf92f3577b34da6a3ce929d0e0e4736');
  const closingAt = performance.now();
  await telemetry.close();
  assert.ok(performance.now() - closingAt < 5_000);
  assert.deepEqual(lines.map((line) => JSON.parse(line).msg), ['traces cannot be sent; this is said once until they can']);
});

test('without a collector OpenTelemetry is not even loaded', async () => {
  const { execFile } = await import('node:child_process');
  const script = `
    import { registerHooks } from 'node:module';
    registerHooks({ resolve(specifier, context, next) { if (specifier.startsWith('@opentelemetry/sdk')) console.log('loaded', specifier); return next(specifier, context); } });
    const { openTelemetry } = await import('#supergraph/operations/telemetry.ts');
    const { createLogger } = await import('#kernel/logger.ts');
    const open = (tracesTo) => openTelemetry({ logger: createLogger('silent'), tracesTo });
    await (await open(null)).close();
    console.log('then');
    await (await open('http://127.0.0.1:9')).close();`;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  execFile(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '--eval', script], { cwd: new URL('../..', import.meta.url) }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
  assert.match(await promise, /^then\nloaded @opentelemetry\/sdk-trace-base/);
});
