import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { everyPersonalCode, findCodes } from '../testing/privacy.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';
import { subscribeBySse, subscribeByWebSocket } from '../testing/sse.ts';

/** A birth, dashboards, a search by code and broken registers go through a real hub; then its metrics are read. */
const DASHBOARD = readFileSync(new URL('../../loadtests/dashboard.graphql', import.meta.url), 'utf8');
const NAMES = 500;

let hub: TestHub;
let text: string;
let codes: Map<string, string>;
const answers: string[] = [];

const read = async () => (await fetch(hub.network.telemetry.metricsUrl!)).text();
const ask = async (...asked: Parameters<TestHub['ask']>) => {
  const answer = await hub.ask(...asked);
  answers.push(JSON.stringify(answer));
  return answer;
};

before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
  codes = await everyPersonalCode(hub.databaseUrl);
  const code = codes.get(await hub.personId('anna'))!;
  const live = await subscribeBySse(hub.url, await hub.token('anna'), 'subscription Live { offerChanged { id } }');
  const socket = subscribeByWebSocket(hub.url, await hub.token('anna'), 'subscription Live { offerChanged { id } }');
  await hub.sandbox('changes', { kind: 'birth', mother: 'anna' });
  await Promise.all([live.until(() => true), socket.until(() => true)]);
  socket.close();
  await hub.network.settled();
  for (const as of ['anna', 'petra', 'martins']) await ask(as, DASHBOARD);
  await ask('officer-vsaa', 'query ByCode($code: PersonalCode!) { personByCode(personalCode: $code) { id givenName surname } }', { code });
  await ask(null, 'query Nobody { me { id } }');
  await ask('anna', `query Wrong { nothing }`);
  await hub.sandbox('faults', { register: 'population', errorRate: 1 });
  await hub.network.forgetRegisters();
  await ask('anna', DASHBOARD);
  await hub.sandbox('faults', { clear: true });
  await hub.network.settled(); // a follower that the fault has met knows its position again
  await ask('anna', '{ me { id declaredResidence { text } } }');
  await hub.sandbox('permissions', { permission: '22792', validTo: '2026-12-01' });
  await hub.sandbox('permissions', { permission: '22793', quota: 1_000, useCount: 250 });
  await hub.network.learnPermissions();
  await fetch(`${hub.url}/nothing/${await hub.personId('anna')}`);
  text = await read();
  live.close();
});
after(() => hub.close());

/** The value of one series, whatever the order of its labels. */
function valueOf(metric: string, labels: Record<string, string> = {}, from = text): number | undefined {
  for (const line of from.split('\n')) {
    const [, name, inner = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (name === metric && Object.entries(labels).every(([label, wanted]) => inner.split(/,(?=\w+=)/).includes(`${label}="${wanted}"`))) return Number(value);
  }
  return undefined;
}

test('operations are counted by name and outcome', () => {
  assert.equal(valueOf('vienkopus_operations_total', { operation: 'Dashboard', kind: 'query', outcome: 'OK' }), 3);
  assert.equal(valueOf('vienkopus_operations_total', { operation: 'Dashboard', outcome: 'REGISTER_UNAVAILABLE' }), 1);
  assert.equal(valueOf('vienkopus_operations_total', { operation: 'anonymous', kind: 'query', outcome: 'OK' }), 1);
  assert.equal(valueOf('vienkopus_operations_total', { operation: 'Live', kind: 'subscription', outcome: 'OK' }), 2);
  assert.ok(valueOf('vienkopus_operations_total', { outcome: 'BAD_USER_INPUT' })! >= 1);
  assert.equal(valueOf('vienkopus_operation_duration_seconds_count', { operation: 'Dashboard' }), 4);
});

test('subgraphs, statements and requests are counted by what they are of', () => {
  for (const subgraph of ['persons', 'offers', 'benefits', 'services', 'statuses', 'requests', 'life-situations']) {
    assert.ok(valueOf('vienkopus_subgraph_call_duration_seconds_count', { subgraph, outcome: 'OK' })! > 0, subgraph);
  }
  assert.ok(valueOf('vienkopus_subgraph_call_duration_seconds_count', { subgraph: 'persons', outcome: 'REGISTER_UNAVAILABLE' })! > 0);
  for (const schema of ['persons', 'offers', 'events', 'services']) {
    assert.ok(valueOf('vienkopus_sql_statement_duration_seconds_count', { schema, outcome: 'OK' })! > 0, schema);
  }
  assert.ok(valueOf('vienkopus_http_request_duration_seconds_count', { route: 'graphql', status: '200' })! > 3);
  assert.equal(valueOf('vienkopus_http_request_duration_seconds_count', { route: 'console', status: '404' }), 1);
});

test('registers are counted by call and outcome, with what memory answered, and feeds have a position', () => {
  assert.ok(valueOf('vienkopus_register_call_duration_seconds_count', { register: 'population', call: 'batch', outcome: 'OK' })! > 0);
  assert.ok(valueOf('vienkopus_register_call_duration_seconds_count', { register: 'population', outcome: 'SERVER_ERROR' })! > 0);
  assert.ok(valueOf('vienkopus_register_retries_total', { register: 'population' })! > 0);
  for (const result of ['hit', 'miss']) assert.ok(valueOf('vienkopus_register_cache_lookups_total', { register: 'population', result })! > 0, result);
  assert.ok(valueOf('vienkopus_feed_position', { feed: 'fpr_person' })! > 500);
  assert.equal(valueOf('vienkopus_feed_lag_lines', { feed: 'fpr_person' }), 0);
  const ageSeconds = Date.now() / 1_000 - valueOf('vienkopus_feed_last_success_timestamp_seconds', { feed: 'vzd_address' })!;
  assert.ok(ageSeconds >= 0 && ageSeconds < 60, String(ageSeconds));
});

test('registers, feeds, permissions and what is kept of them are shown as they stand', () => {
  const expected: [string, Record<string, string>, (value: number) => boolean][] = [
    ['vienkopus_register_state', { register: 'addresses', state: 'closed' }, (value) => value === 1],
    ['vienkopus_register_state', { register: 'addresses', state: 'open' }, (value) => value === 0],
    ['vienkopus_register_calls_under_way', { register: 'population' }, (value) => value >= 0],
    ['vienkopus_register_calls_waiting', { register: 'population' }, (value) => value === 0],
    ['vienkopus_register_memory_records', { register: 'addresses' }, (value) => value > 0],
    ['vienkopus_register_memory_bytes', { register: 'addresses' }, (value) => value > 400],
    ['vienkopus_register_shared_records', { register: 'addresses' }, (value) => value > 0],
    ['vienkopus_register_value_age_seconds_count', { register: 'population' }, (value) => value > 0],
    ['vienkopus_register_value_age_seconds_bucket', { register: 'population', le: '604800' }, (value) => value > 0],
    ['vienkopus_register_unconsumed_changes', { register: 'population' }, (value) => value === 0],
    ['vienkopus_register_instances', { register: 'population' }, (value) => value === 1],
    ['vienkopus_register_listening', {}, (value) => value === 1],
    ['vienkopus_feed_state', { feed: 'fpr_person', state: 'following' }, (value) => value === 1],
    ['vienkopus_feed_held_lines', { feed: 'fpr_person' }, (value) => value === 0],
    ['vienkopus_permission_valid', { permission: '22791', data_set: 'fpr_person' }, (value) => value === 1],
    ['vienkopus_permission_uses', { permission: '22791' }, (value) => value > 0],
    ['vienkopus_permission_quota', { permission: '22793' }, (value) => value === 1_000],
    ['vienkopus_permission_used_ratio', { permission: '22793' }, (value) => value === 0.25],
    ['vienkopus_permission_days_left', { permission: '22792' }, (value) => value === 11],
    ['vienkopus_register_address_index_state', { state: 'fallback' }, (value) => value === 0],
    ['vienkopus_register_address_index_bytes', {}, (value) => value >= 0],
  ];
  for (const [metric, labels, isRight] of expected) {
    const value = valueOf(metric, labels);
    assert.ok(value !== undefined && isRight(value), `${metric} ${JSON.stringify(labels)}: ${value}`);
  }
  assert.equal(valueOf('vienkopus_permission_quota', { permission: '22791' }), undefined, 'there is none');
  assert.equal(valueOf('vienkopus_register_paused_until_timestamp_seconds'), undefined, 'nobody asked for a pause');
});

test('the event log, who follows it, and live subscriptions are shown', async () => {
  const head = valueOf('vienkopus_event_log_head')!;
  assert.equal(head, hub.network.log.head);
  assert.ok(head > 0);
  assert.equal(valueOf('vienkopus_outbox_events'), 0);
  assert.equal(valueOf('vienkopus_relay_batch_events_sum'), head, 'every event went through the relay once');
  assert.equal(valueOf('vienkopus_consumer_position', { consumer: 'offers' }), head);
  assert.equal(valueOf('vienkopus_consumer_lag_events', { consumer: 'offers' }), 0);
  assert.equal(valueOf('vienkopus_subscriptions_open', { transport: 'sse' }), 1);
  assert.equal(valueOf('vienkopus_subscriptions_open', { transport: 'websocket' }), 0);
  assert.equal(valueOf('vienkopus_ready'), 1);
  for (const metric of ['nodejs_eventloop_lag_seconds', 'nodejs_heap_size_used_bytes', 'process_cpu_seconds_total']) assert.notEqual(valueOf(metric), undefined, metric);
});

test('no code, id or name of anybody stands anywhere in the metrics', () => {
  const known = answers.join('\n');
  const names = new Set([...known.matchAll(/"(?:givenName|surname)":"([^"]+)"/g)].map(([, name]) => name!));
  assert.ok(names.size >= 4 && codes.size > 300, `${names.size} names, ${codes.size} codes`);
  assert.deepEqual(findCodes(new Set(codes.values()), text), []);
  assert.doesNotMatch(text, /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i);
  assert.deepEqual([...names].filter((name) => text.includes(name)), []);
  assert.deepEqual([...codes.keys()].filter((id) => text.includes(id)), []);
});

test('every metric of ours has a help text, and is listed in the guide for operators', () => {
  const guide = readFileSync(new URL('../../docs/guides/operate.md', import.meta.url), 'utf8');
  const names = [...text.matchAll(/^# TYPE (vienkopus_\w+)/gm)].map(([, name]) => name!);
  assert.ok(names.length >= 18, String(names));
  for (const name of names) {
    assert.match(text, new RegExp(`^# HELP ${name} \\S`, 'm'));
    assert.ok(guide.includes(`\`${name}\``), `${name} is not in docs/guides/operate.md`);
  }
});

test(`${NAMES} different names of operations do not make ${NAMES} series`, async () => {
  for (let count = 0; count < NAMES; count++) await hub.ask(null, `query Invented${count} { __typename }`);
  const after = await read();
  const operations = new Set([...after.matchAll(/operation="(\w+)"/g)].map(([, name]) => name));
  const invented = [...operations].filter((name) => name!.startsWith('Invented'));
  assert.ok(invented.length > 100 && invented.length <= 200, `${invented.length} invented names`);
  assert.ok(operations.size < 220, `${operations.size} operations, the published ones among them`);
  assert.ok(valueOf('vienkopus_operations_total', { operation: 'other', outcome: 'OK' }, after)! > NAMES / 2);
  assert.ok(after.length < 1_000_000, `${after.length} characters`);
});
