import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { connect, type Sql } from '#kernel/database.ts';
import { startTestHub, type TestHub } from '../testing/network.ts';

const CORRECTIONS = 20_000;
let hub: TestHub;
let admin: Sql;
before(async () => {
  hub = await startTestHub({ population: 3_000 });
  await hub.network.settled();
  admin = connect(hub.databaseUrl, { name: 'test', max: 1 });
});
after(async () => {
  await admin.end({ timeout: 1 });
  await hub.close();
});

async function positionOf(feed: string): Promise<number> {
  return (await admin`select position from persons.feed where name = ${feed}`)[0]!.position;
}

test('a death and a protected address overtake a mass correction that came before them, and each is told once', async () => {
  const [janis, olena] = [await hub.personId('janis'), await hub.personId('olena')];
  const told = async () => (await admin`select type from events.log where subject = any(${[janis, olena]}::uuid[]) and type like 'persons.%' order by type`).map(({ type }) => type as string);
  const storm = await hub.sandbox<{ position: number }>('changes', { kind: 'storm', count: CORRECTIONS });
  await hub.sandbox('changes', { kind: 'death', person: 'janis' });
  await hub.sandbox('changes', { kind: 'protect-address', person: 'olena' });
  while ((await told()).length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
  const position = await positionOf('fpr_person');
  assert.ok(position < storm.position, `the storm ends at ${storm.position}; it had been taken in up to ${position}`);
  await hub.network.settled();
  assert.ok((await positionOf('fpr_person')) > storm.position);
  assert.deepEqual(await told(), ['persons.address-protected.v1', 'persons.died.v1']);
});
