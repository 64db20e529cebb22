import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { startTestRegister, type TestRegister } from './testing.ts';

let it: TestRegister;
beforeEach(async () => { it = await startTestRegister(); });
afterEach(() => it.close());

const change = (body: object) => it.call('/sandbox/changes', body);
const page = async (path: string) => (await it.call(path)).body;
const codeAt = async (position: number) => (await page(`/fpr_person/changes?after=${position - 1}&limit=1`)).changes[0].PersonCode;
const [MARTINS, JANIS, PETRA] = [2, 5, 6];

test('a list of business events without any begins and ends nowhere', async () => {
  for (const path of ['/fpr_person/events/death', '/fpr_person/events/address-protection', '/vzd_address/events/municipality-merged']) {
    assert.deepEqual(await page(path), { changes: [], First: 1, Last: 0 }, path);
  }
});

test('a death and its annulment are business events with positions of their own, and stand in the ordinary feed too', async () => {
  await change({ kind: 'move', person: 'janis', municipality: '0001000' });
  await change({ kind: 'death', person: 'martins' });
  await change({ kind: 'death-annulled', person: 'martins' });
  const martins = await codeAt(MARTINS);
  const { changes, First, Last } = await page('/fpr_person/events/death');
  assert.deepEqual([First, Last], [1, 2]);
  assert.deepEqual(changes.map((one: { Position: number; PersonCode: string; Version: number; Kind: string }) => [one.Position, one.PersonCode, one.Version, one.Kind]), [
    [1, martins, 2, 'CHANGED'], [2, martins, 3, 'CHANGED'],
  ]);
  const ordinary = (await page('/fpr_person/changes?after=3000')).changes;
  const versions = ordinary.filter((one: { PersonCode: string }) => one.PersonCode === martins).map((one: { Version: number }) => one.Version);
  assert.deepEqual(versions, [2, 3]);
});

test('an address that becomes protected, or no longer is, is a business event', async () => {
  await change({ kind: 'protect-address', person: 'janis' });
  await change({ kind: 'unprotect-address', person: 'petra' });
  const { changes } = await page('/fpr_person/events/address-protection');
  assert.deepEqual(changes.map((one: { PersonCode: string }) => one.PersonCode), [await codeAt(JANIS), await codeAt(PETRA)]);
  assert.deepEqual((await page('/fpr_person/events/address-protection?after=1')).changes, changes.slice(1));
  assert.deepEqual((await page('/fpr_person/events/address-protection?limit=1')).changes, changes.slice(0, 1));
});

test('a merger of municipalities is a business event that names both', async () => {
  await change({ kind: 'merge-municipalities', municipality: '0002000', into: '0001000', effectiveOn: '2026-11-01' });
  assert.deepEqual(await page('/vzd_address/events/municipality-merged'), {
    changes: [{ Position: 1, Code: '0002000', Successor: '0001000', On: '2026-11-01', ChangedAt: '2026-11-20T10:00:00.000Z' }],
    First: 1,
    Last: 1,
  });
  assert.deepEqual((await page('/vzd_address/events/municipality-merged?after=1')).changes, []);
});

test('a record that is given out no more is told of as removed', async () => {
  const petra = await codeAt(PETRA);
  await change({ kind: 'merge', person: 'petra', into: 'janis' });
  const { changes } = await page('/fpr_person/changes?after=3000');
  const removed = changes.find((one: { Kind: string }) => one.Kind === 'REMOVED');
  assert.equal(removed.PersonCode, petra);
});

test('the API describes every field that is given out, and no other', async () => {
  await change({ kind: 'death', person: 'martins' });
  await change({ kind: 'protect-address', person: 'janis' });
  await change({ kind: 'merge-municipalities', municipality: '0002000', into: '0001000' });
  const { paths } = await page('/api');
  const described = (path: string) => Object.values<any>(paths[path])[0].responses[200].content['application/json'].schema;
  const fields = (value: object) => Object.keys(value).sort();
  const person = (await it.call('/fpr_person/read', { PersonCode: await codeAt(1) })).body;
  const { properties } = described('/fpr_person/read');
  assert.deepEqual(fields(properties), fields(person));
  for (const list of ['Residences', 'Ties']) assert.deepEqual(fields(properties[list].items.properties), fields(person[list][0]));
  const { Code } = (await page('/vzd_address/changes?limit=1')).changes[0];
  assert.deepEqual(fields(described('/vzd_address/read').properties), fields((await it.call('/vzd_address/read', { Code })).body));
  const lists = Object.keys(paths).filter((path) => paths[path].get?.parameters);
  assert.equal(lists.length, 5);
  for (const path of lists) {
    const answer = await page(path);
    const { properties } = described(path);
    assert.deepEqual(fields(properties), fields(answer), path);
    assert.deepEqual(fields(properties.changes.items.properties), fields(answer.changes[0]), path);
  }
});
