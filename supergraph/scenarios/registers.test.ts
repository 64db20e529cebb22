import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after, before } from 'node:test';
import { connect } from '#kernel/database.ts';
import { feedsIn } from '#subgraphs/persons/registers/feeds.ts';
import type { RegistersHealth } from '#subgraphs/persons/registers/health.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

/** Operators ask how it stands with the registers: by the graph, and beside the metrics. */
const REGISTERS = readFileSync(new URL('../../console/operations/registers.graphql', import.meta.url), 'utf8');
const WITHIN_MS = 15_000;

let hub: TestHub;
before(async () => {
  hub = await startTestHub();
  await hub.network.settled();
});
after(() => hub.close());

const read = async (): Promise<RegistersHealth> => (await hub.ask('admin', REGISTERS)).data.registers;
const told = ({ troubles }: Pick<RegistersHealth, 'troubles'>) => troubles.map(({ kind, about }) => `${kind} ${about}`);

async function until(is: (health: RegistersHealth) => boolean): Promise<RegistersHealth> {
  const deadline = performance.now() + WITHIN_MS;
  let health = await read();
  while (!is(health)) {
    assert.ok(performance.now() < deadline, `it is still so: ${JSON.stringify(health, null, 1)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
    health = await read();
  }
  return health;
}

test('an administrator sees every register, feed and permission, and no trouble', async () => {
  await hub.ask('anna', '{ me { givenName } }');
  const { registers, feeds, permissions } = await until(({ troubles }) => troubles.length === 0);
  assert.deepEqual(registers.map(({ name, state }) => `${name} ${state}`), ['population ANSWERING', 'addresses ANSWERING', 'permissions ANSWERING']);
  const { records, calls } = registers[0]!;
  assert.ok(calls.made > 0 && calls.failed === 0 && calls.medianMs! > 0 && calls.p99Ms! >= calls.medianMs!, JSON.stringify(calls));
  assert.ok(records!.memory.misses > 0 && records!.memory.bytes > 0 && records!.ages!.served > 0, JSON.stringify(records));
  assert.equal(records!.changes.instances, 1);
  assert.equal(registers[2]!.records, null);
  const people = feeds.find(({ name }) => name === 'fpr_person')!;
  assert.deepEqual([people.state, people.isFollowedHere, people.behind], ['FOLLOWING', true, 0]);
  assert.ok(people.position >= 500);
  assert.deepEqual(permissions.map(({ number, isValid }) => `${number} ${isValid}`).sort(), ['1321 true', '22791 true', '22792 true', '22793 true', '22794 true']);
});

test('nobody else may ask: a resident, an officer and an analyst are refused, and who is not signed in too', async () => {
  for (const as of ['anna', 'officer-vsaa', 'analyst', null]) {
    const { data, errors } = await hub.ask(as, '{ registers { at } }');
    assert.equal(data?.registers ?? null, null);
    assert.equal(errors?.[0]?.extensions.code, as === null ? 'UNAUTHENTICATED' : 'FORBIDDEN', as ?? 'nobody');
  }
});

test('beside the metrics stands the same, for the command line', async () => {
  const beside = (await (await fetch(new URL('/registers', hub.network.telemetry.metricsUrl!))).json()) as RegistersHealth;
  const { permissions, registers } = await read();
  assert.deepEqual(beside.permissions.map(({ number }) => number), permissions.map(({ number }) => number));
  assert.deepEqual(beside.registers.map(({ name }) => name), registers.map(({ name }) => name));
});

test('a register that is down is named once, its feed fails meanwhile, and both are well again when it is', async () => {
  await hub.sandbox('faults', { register: 'population', errorRate: 1 });
  const stateOf = ({ feeds }: RegistersHealth) => feeds.find(({ name }) => name === 'fpr_person')!.state;
  const down = await until((health) => told(health).includes('REGISTER_DOWN population') && stateOf(health) === 'FAILING');
  assert.deepEqual(told(down).filter((trouble) => trouble.startsWith('FEED_FAILS')), [], 'it is for the same cause');
  assert.ok(['DOWN', 'PROBED'].includes(down.registers[0]!.state));
  assert.match(down.feeds.find(({ name }) => name === 'fpr_person')!.lastFailure!.reason, /population register/);
  assert.equal(down.registers[1]!.state, 'ANSWERING', 'the other register is not touched');
  await hub.sandbox('faults', { clear: true });
  await until((health) => stateOf(health) === 'FOLLOWING' && !told(health).some((trouble) => /REGISTER_DOWN|FEED_FAILS/.test(trouble)));
});

test('a permission near its end, with most of its quota used, or revoked is named', async () => {
  await hub.sandbox('permissions', { permission: '22792', validTo: '2026-11-30' });
  await hub.sandbox('permissions', { permission: '22793', quota: 100, useCount: 85 });
  await hub.sandbox('permissions', { permission: '22794', revoked: true });
  await hub.network.learnPermissions();
  const health = await read();
  assert.deepEqual(told(health).filter((trouble) => /PERMISSION|QUOTA/.test(trouble)), ['PERMISSION_ENDS_SOON 22792', 'QUOTA_NEAR_END 22793', 'PERMISSION_NOT_VALID 22794']);
  assert.equal(health.permissions.find(({ number }) => number === '22792')!.daysLeft, 10);
  assert.equal(health.permissions.find(({ number }) => number === '22793')!.share, 0.85);
});

test('no personal code and nobody’s id stands in it', async () => {
  const text = JSON.stringify(await read());
  assert.doesNotMatch(text, /\d{6}-?\d{5}(?!\d)/);
  assert.doesNotMatch(text, /[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}/i);
});

test('a feed that another process follows is told as far as the database knows it', async () => {
  const sql = connect(hub.databaseUrl, { name: 'a process without followers', max: 1 });
  const people = (await feedsIn(sql, [])).find(({ name }) => name === 'fpr_person')!;
  await sql.end();
  assert.deepEqual([people.isFollowedHere, people.state, people.behind], [false, 'FOLLOWING', null]);
  assert.ok(people.position >= 500);
});
