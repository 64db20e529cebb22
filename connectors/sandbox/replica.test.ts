import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { startTestRegister, type TestRegister } from './testing.ts';

let it: TestRegister;
let codes: Record<'anna' | 'martins' | 'janis' | 'petra', string>;
beforeEach(async () => {
  it = await startTestRegister();
  const { changes } = (await it.call('/fpr_person/changes?limit=6')).body;
  const [anna, martins, , , janis, petra] = changes.map((one: { PersonCode: string }) => one.PersonCode);
  codes = { anna, martins, janis, petra };
});
afterEach(() => it.close());

const lag = (replicaLagMs: number) => it.call('/sandbox/faults', { register: 'population', replicaLagMs });
const read = async (PersonCode: string) => {
  const { status, body } = await it.call('/fpr_person/read', { PersonCode });
  return status === 200 ? body : status;
};
const change = (body: object) => it.call('/sandbox/changes', body);

test('a copy that lags gives records as they were, while the feed tells of the change at once', async () => {
  const before = await read(codes.janis);
  await lag(2_000);
  await change({ kind: 'move', person: 'janis', municipality: '0001000' });
  assert.deepEqual(await read(codes.janis), before);
  assert.deepEqual((await it.call('/fpr_person/batch', { PersonCodes: [codes.janis] })).body.records, [before]);
  const { changes } = (await it.call('/fpr_person/changes?after=3000')).body;
  assert.deepEqual([changes[0].PersonCode, changes[0].Version], [codes.janis, 2]);
  it.clock.advance(1_999);
  assert.equal((await read(codes.janis)).Version, 1);
  it.clock.advance(1);
  assert.equal((await read(codes.janis)).Version, 2);
});

test('a lag may be set after the change, and ends when it is cleared', async () => {
  await change({ kind: 'move', person: 'janis', municipality: '0001000' });
  await lag(2_000);
  assert.equal((await read(codes.janis)).Version, 1);
  await it.call('/sandbox/faults', { clear: true });
  assert.equal((await read(codes.janis)).Version, 2);
});

test('what changed several times meanwhile is given as it was before the youngest changes only', async () => {
  await lag(2_000);
  for (const municipality of ['0001000', '0002000', '0005000']) {
    await change({ kind: 'move', person: 'janis', municipality });
    it.clock.advance(1_000);
  }
  const { Version, Residences } = await read(codes.janis);
  assert.deepEqual([Version, Residences.at(-1).MunicipalityCode], [3, '0002000']);
});

test('the copy does not know yet who was born, who got another code, and whose records are one', async () => {
  await lag(2_000);
  await change({ kind: 'birth', mother: 'anna' });
  await change({ kind: 'code-change', person: 'martins' });
  await change({ kind: 'merge', person: 'petra', into: 'janis' });
  const { changes } = (await it.call('/fpr_person/changes?after=3000')).body;
  const born = changes[0].PersonCode;
  const fresh = (await it.call('/fpr_person/changes?after=1&limit=1')).body.changes[0].PersonCode;
  assert.notEqual(fresh, codes.martins);
  assert.deepEqual([await read(born), await read(fresh)], [404, 404]);
  assert.equal((await read(codes.martins)).PersonCode, codes.martins);
  assert.equal((await read(codes.petra)).PersonCode, codes.petra);
  it.clock.advance(2_000);
  assert.equal((await read(born)).PersonCode, born);
  assert.equal((await read(codes.martins)).PersonCode, fresh);
  assert.equal((await read(codes.petra)).PersonCode, codes.janis);
});

test('a copy keeps a thousand of the newest changes back, whatever the lag', async () => {
  await lag(600_000);
  await change({ kind: 'move', person: 'anna', municipality: '0005000' });
  await change({ kind: 'move', person: 'janis', municipality: '0005000' });
  for (let nth = 0; nth < 999; nth++) await change({ kind: 'storm', count: 1 });
  assert.equal((await read(codes.janis)).Version, 1);
  assert.ok((await read(codes.anna)).Residences.some((one: { MunicipalityCode: string }) => one.MunicipalityCode === '0005000'));
});

test('addresses may lag too', async () => {
  const { Code } = (await it.call('/vzd_address/changes?limit=1')).body.changes[0];
  const municipality = async () => (await it.call('/vzd_address/read', { Code })).body.MunicipalityCode;
  await it.call('/sandbox/faults', { register: 'addresses', replicaLagMs: 1_000 });
  await change({ kind: 'merge-municipalities', municipality: '0001000', into: '0002000' });
  assert.equal(await municipality(), '0001000');
  it.clock.advance(1_000);
  assert.equal(await municipality(), '0002000');
});

test('after a restart the copy has the same past', async () => {
  await change({ kind: 'code-change', person: 'martins' });
  await it.restart();
  await lag(1_000);
  assert.equal((await read(codes.martins)).PersonCode, codes.martins);
  it.clock.advance(1_000);
  assert.notEqual((await read(codes.martins)).PersonCode, codes.martins);
});
