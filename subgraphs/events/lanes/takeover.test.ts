import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import test, { after, before } from 'node:test';
import '#supergraph/postgres/mended-driver.ts';
import type { TestDatabase } from '#supergraph/testing/cluster.ts';
import type { PushedHub } from './testing-pushed.ts';

const { openTestDatabase, TEST_SECRET } = await import('#supergraph/testing/cluster.ts');
const { runtimeUrl } = await import('#supergraph/postgres/migrate.ts');
const { idsOf, openPushed, receiversOfTest } = await import('./testing-pushed.ts');
const { until } = await import('./testing.ts');

const WITHIN_MS = 5_000;
/** Beside other tests everything but the takeover may take its time. */
const PATIENCE_MS = 30_000;
const { receiving, closeReceivers } = receiversOfTest();
let database: TestDatabase;
let hub: PushedHub;

before(async () => {
  database = await openTestDatabase();
  hub = await openPushed(database.as);
});
after(async () => {
  await hub.close();
  await closeReceivers();
  await database.close();
});

const epochOf = async () => ((await hub.sql`select epoch from subscriptions.dispatcher`)[0]?.epoch ?? 0) as number;

/** Answers once somebody was elected after `epoch`. */
async function elected(epoch: number): Promise<void> {
  const startedAt = performance.now();
  await until(async () => (await epochOf()) > epoch, WITHIN_MS);
  assert.ok(performance.now() - startedAt < WITHIN_MS);
}

function sequenceChecked(received: string[], told: string[]): void {
  assert.deepEqual([...new Set(received)], told, 'by id each event arrives once, in order');
  // What is sent again after a loss is what had not been written down yet: a piece of the log, from its end back.
  assert.ok(received.length - told.length <= 5 * 200, `${received.length} were sent for ${told.length}`);
}

test('when the connection of the one that delivers is lost, another takes over within 5 s', async () => {
  const receiver = await receiving();
  const { id } = await hub.subscribe(receiver.url);
  const both = [hub.dispatch(database.as('subscriptions', { max: 3 })), hub.dispatch(database.as('subscriptions', { max: 3 }))];
  await elected(0);
  const told = await hub.publish(30);
  for (let turn = 0; turn < 3; turn++) {
    const epoch = await epochOf();
    await database.admin`
      select pg_terminate_backend(pid) from pg_locks
      where locktype = 'advisory' and granted and database = (select oid from pg_database where datname = current_database())`;
    told.push(...(await hub.publish(30)));
    await elected(epoch);
  }
  await until(() => new Set(idsOf(receiver)).size === told.length, PATIENCE_MS);
  sequenceChecked(idsOf(receiver), told);
  assert.equal(both.filter(({ isElected }) => isElected).length, 1);
  await until(async () => (await hub.rowOf(id)).acknowledged === hub.log.head, PATIENCE_MS);
  await hub.reset();
});

test('when the process that delivers is killed or hangs, another takes over within 5 s', async () => {
  const receiver = await receiving();
  await hub.subscribe(receiver.url);
  const path = new URL('./testing-process.ts', import.meta.url);
  const addresses = ['subscriptions', 'events'].map((schema) => runtimeUrl(database.url, schema, TEST_SECRET));
  const processes = [1, 2, 3].map(() => fork(path, addresses, { execArgv: ['--import', import.meta.resolve('#supergraph/postgres/mended-driver.ts')] }));
  const isElected = new Map<ChildProcess, boolean>();
  for (const child of processes) child.on('message', (message) => !child.killed && isElected.set(child, message as boolean));
  const chosen = () => [...isElected].find(([, mine]) => mine)?.[0];
  try {
    const told: string[] = [];
    await until(() => isElected.size === 3 && chosen() !== undefined, PATIENCE_MS);
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      told.push(...(await hub.publish(60)));
      const epoch = await epochOf();
      const child = chosen()!;
      child.kill(signal);
      isElected.delete(child);
      told.push(...(await hub.publish(60)));
      await elected(epoch);
      await until(() => new Set(idsOf(receiver)).size === told.length, PATIENCE_MS);
      await until(() => chosen() !== undefined, PATIENCE_MS);
      // One that wakes up again has nothing to say.
      if (signal === 'SIGSTOP') child.kill('SIGCONT');
    }
    told.push(...(await hub.publish(30)));
    await until(() => new Set(idsOf(receiver)).size === told.length, PATIENCE_MS);
    sequenceChecked(idsOf(receiver), told);
  } finally {
    for (const child of processes.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
      child.kill('SIGKILL');
      await once(child, 'exit');
    }
    await hub.reset();
  }
});
