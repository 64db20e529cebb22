import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after, before } from 'node:test';
import { everyPersonalCode, findCodes } from '../testing/privacy.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** A real hub sends its traces to a collector here, which keeps them. */
const DASHBOARD = readFileSync(new URL('../../loadtests/dashboard.graphql', import.meta.url), 'utf8');
const CALLER = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };

interface CollectedSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  attributes: { key: string; value: Record<string, unknown> }[];
  status?: { code?: number };
}

let hub: TestHub;
const spans: CollectedSpan[] = [];
let raw = '';
const logLines: string[] = [];
const arrivals = new EventEmitter();
const collector = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) body += chunk;
  raw += body;
  for (const { scopeSpans } of JSON.parse(body).resourceSpans) for (const scope of scopeSpans) spans.push(...scope.spans);
  response.setHeader('content-type', 'application/json').end('{}');
  arrivals.emit('spans');
});

before(async () => {
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  hub = await startTestHub({ tracesTo: `http://127.0.0.1:${(collector.address() as AddressInfo).port}`, logLines });
  await hub.network.settled();
});
after(async () => {
  await hub.close();
  collector.close();
});

/** Waits until a span of a kind has been sent. */
async function sent(fits: (span: CollectedSpan) => boolean): Promise<void> {
  while (!spans.some(fits)) await once(arrivals, 'spans', { signal: AbortSignal.timeout(10_000) });
}

/** A finished trace: its root has come, and with it everything that ended before. */
async function traceOf(traceId: string): Promise<CollectedSpan[]> {
  await sent((span) => span.traceId === traceId && span.parentSpanId === CALLER.spanId);
  return spans.filter((span) => span.traceId === traceId);
}

const from = (traceId: string) => ({ traceparent: `00-${traceId}-${CALLER.spanId}-01` });

test("a dashboard's trace goes from the caller over the request and subgraphs to SQL and the register", async () => {
  await hub.network.forgetRegisters();
  const { errors } = await hub.ask('anna', DASHBOARD, {}, { ...from(CALLER.traceId), 'x-request-id': 'request-of-anna' });
  assert.equal(errors, undefined);
  const trace = await traceOf(CALLER.traceId);
  const byId = new Map(trace.map((span) => [span.spanId, span]));
  const root = trace.find(({ name }) => name === 'query Dashboard')!;
  assert.equal(root.parentSpanId, CALLER.spanId);
  assert.deepEqual(root.attributes.find(({ key }) => key === 'vienkopus.request_id')!.value, { stringValue: 'request-of-anna' });
  const pathOf = (span: CollectedSpan): string => (byId.has(span.parentSpanId!) ? `${pathOf(byId.get(span.parentSpanId!)!)} > ` : '') + span.name;
  const paths = trace.map(pathOf);
  for (const path of [
    /^query Dashboard > subgraph offers > select offers\./,
    /^query Dashboard > subgraph persons > select persons\./,
    /^query Dashboard > subgraph persons > register population batch$/,
    /^query Dashboard > subgraph persons > register addresses batch$/,
  ]) assert.ok(paths.some((each) => path.test(each)), `${path} is not among\n${paths.join('\n')}`);
  assert.ok(paths.every((path) => path.startsWith('query Dashboard')), 'everything hangs together');
});

test('a failing register is a failed step, and the lines of the log carry the request and the trace', async () => {
  const traceId = 'aaf92f3577b34da6a3ce929d0e0e4736';
  await hub.sandbox('faults', { register: 'population', errorRate: 1 });
  await hub.network.forgetRegisters();
  await hub.ask('anna', DASHBOARD, {}, { ...from(traceId), 'x-request-id': 'request-in-trouble' });
  await hub.sandbox('faults', { clear: true });
  const step = (await traceOf(traceId)).find(({ name }) => name === 'register population batch')!;
  assert.equal(step.status!.code, 2);
  assert.deepEqual(step.attributes.find(({ key }) => key === 'error.type')!.value, { stringValue: 'REGISTER_UNAVAILABLE' });
  const lines = logLines.map((line) => JSON.parse(line)).filter(({ requestId }) => requestId === 'request-in-trouble');
  assert.ok(lines.some(({ msg }) => msg === 'a register did not answer'), 'the line of a part that knows nothing of requests');
  const answered = lines.find(({ msg }) => msg === 'answered');
  assert.deepEqual([answered.level, answered.part, answered.operation, answered.outcome], ['info', 'gateway', 'Dashboard', 'REGISTER_UNAVAILABLE']);
  assert.ok(answered.ms > 0);
  assert.ok(lines.every((line) => line.traceId === traceId));
});

test('a header that is no trace begins a new one, and the background is not traced', async () => {
  const before = new Set(spans.map(({ traceId }) => traceId));
  await hub.ask('anna', 'query Own { me { id } }', {}, { traceparent: `00-${'0'.repeat(32)}-${CALLER.spanId}-01` });
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  await hub.network.settled();
  await sent(({ name }) => name === 'query Own');
  const roots = spans.filter(({ traceId, parentSpanId }) => !before.has(traceId) && !parentSpanId);
  assert.deepEqual(roots.map(({ name }) => name), ['query Own']);
});

test('no code, name or value of anybody is in any trace', async () => {
  const codes = await everyPersonalCode(hub.databaseUrl);
  const anna = await hub.personId('anna');
  const traceId = 'bbf92f3577b34da6a3ce929d0e0e4736';
  await hub.ask('officer-vsaa', 'query ByCode($code: PersonalCode!) { personByCode(personalCode: $code) { id givenName surname } }', { code: codes.get(anna)! }, from(traceId));
  await traceOf(traceId);
  assert.ok(spans.length > 30 && codes.size > 300, `${spans.length} spans, ${codes.size} codes`);
  assert.match(raw, /"db\.query\.text","value":\{"stringValue":"[^"]*\$1/);
  assert.deepEqual(findCodes(new Set(codes.values()), raw), []);
  assert.deepEqual([...codes.keys()].filter((id) => raw.includes(id)), []);
  assert.doesNotMatch(raw, /Anna|Bērziņa/);
});
