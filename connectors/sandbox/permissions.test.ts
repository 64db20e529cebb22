import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { startTestRegister, type TestRegister } from './testing.ts';

let it: TestRegister;
let anna: string;
let home: string;
beforeEach(async () => {
  it = await startTestRegister();
  anna = (await it.call('/fpr_person/changes?limit=1')).body.changes[0].PersonCode;
  home = (await it.call('/vzd_address/changes?limit=1')).body.changes[0].Code;
});
afterEach(() => it.close());

const change = (body: object) => it.call('/sandbox/permissions', body);
const read = (Fields?: string[], permission = '22793') =>
  it.call('/fpr_person/read', { PersonCode: anna, Fields }, { 'x-dagr-permission': permission });
const shown = async (number = '22793') =>
  (await it.call('/current_user_permissions')).body.find((one: { permission_number: string }) => one.permission_number === number);

test('every data call counts one use, whatever it asks for', async () => {
  const before = (await shown('22793')).use_count;
  const under = { 'x-dagr-permission': '22793' };
  await read();
  await it.call('/fpr_person/batch', { PersonCodes: [anna, '32073120115'] }, under);
  await it.call('/fpr_person/changes', undefined, under);
  await it.call('/fpr_person/events/death', undefined, under);
  assert.equal((await shown()).use_count, before + 4);
});

test('a call beyond the quota is told to come back later, and is not counted', async () => {
  await change({ permission: '22793', quota: 2, useCount: 1 });
  assert.equal((await read()).status, 200);
  const { status, headers, body } = await read();
  assert.deepEqual([status, headers.get('retry-after'), body.error.code], [429, '60', 'QUOTA_EXCEEDED']);
  assert.equal(body.error.message, 'Permission "22793" was used as often as it may be: 2 of 2 times');
  assert.deepEqual([(await shown()).use_count, (await shown()).use_count_quota], [2, 2]);
  assert.equal((await read(undefined, '22792')).status, 200);
  await change({ permission: '22793', quota: null });
  assert.equal((await read()).status, 200);
});

test('a permission opens only its fields, and always code, version and time', async () => {
  const whole = (await read()).body;
  const { body } = await change({ permission: '22793', fields: ['Residences.Kind', 'BirthDate'] });
  const named = Object.fromEntries(body.access_control_tree.properties.map((one: { name: string }) => [one.name, one]));
  assert.deepEqual([named.BirthDate.read_access, named.Surname.read_access, named.PersonCode.read_access], ['full', 'none', 'full']);
  assert.deepEqual(named.Residences.properties.filter((one: { read_access: string }) => one.read_access === 'full').map((one: { name: string }) => one.name), ['Kind']);
  assert.deepEqual((await shown()).access_control_tree, body.access_control_tree);
  const expected = {
    PersonCode: anna, Version: 1, ChangedAt: whole.ChangedAt, BirthDate: whole.BirthDate,
    Residences: whole.Residences.map(({ Kind }: { Kind: string }) => ({ Kind })),
  };
  assert.deepEqual((await read()).body, expected);
  const { body: batch } = await it.call('/fpr_person/batch', { PersonCodes: [anna] }, { 'x-dagr-permission': '22793' });
  assert.deepEqual(batch.records, [expected]);
  assert.deepEqual((await read(undefined, '22791')).body, whole);
  await change({ permission: '22793', fields: null });
  assert.deepEqual((await read()).body, whole);
});

test('a reader gets only the fields it asks for, and never one that the permission does not open', async () => {
  const { body: address } = await it.call('/vzd_address/read', { Code: home });
  assert.deepEqual((await it.call('/vzd_address/read', { Code: home, Fields: ['Text'] })).body, {
    Code: home, Version: 1, ChangedAt: address.ChangedAt, Text: address.Text,
  });
  await change({ permission: '22793', fields: ['Surname', 'Ties'] });
  const { body } = await read(['Surname', 'GivenName', 'Ties.Kind']);
  assert.deepEqual(Object.keys(body).sort(), ['ChangedAt', 'PersonCode', 'Surname', 'Ties', 'Version']);
  assert.ok(body.Ties.length > 0);
  for (const one of body.Ties) assert.deepEqual(Object.keys(one), ['Kind']);
  assert.deepEqual(Object.keys((await read([])).body).sort(), ['ChangedAt', 'PersonCode', 'Version']);
});

test('a permission that has ended or was revoked opens nothing, until it does again', async () => {
  await change({ permission: '22793', validTo: '2026-11-19' });
  assert.deepEqual([(await read()).status, (await shown()).valid_to], [403, '2026-11-19']);
  await change({ permission: '22793', validTo: null });
  assert.equal((await read()).status, 200);
  assert.equal((await change({ permission: '22793', revoked: true })).body.revoked, true);
  const { status, body } = await read();
  assert.deepEqual([status, body.error.message], [403, 'Permission "22793" was revoked']);
  assert.equal(await shown(), undefined);
  await change({ permission: '22793', revoked: false });
  assert.equal((await read()).status, 200);
});

test('terms that cannot be are refused with what is wrong, and change nothing', async () => {
  const before = (await it.call('/current_user_permissions')).body;
  for (const [body, message] of [
    [{}, /^permission: /],
    [{ permission: '999' }, /^permission: "999" was not found; there are 1321, 22791, /],
    [{ permission: '32073120115' }, /^permission: of that number was not found/],
    [{ permission: '22793', quota: -1 }, /^quota: .*>=0/],
    [{ permission: '22793', useCount: 1.5 }, /^useCount: .*int/],
    [{ permission: '22793', validTo: '2026-02-30' }, /^validTo: must be a calendar day such as 2026-11-20/],
    [{ permission: '22793', fields: ['Surname', 'Shoe'] }, /^fields\.1: "Shoe" is not a field of fpr_person/],
    [{ permission: '22793', fields: ['32073120115'] }, /^fields\.0: \(not shown\) is not a field/],
    [{ permission: '22793', revoked: 'yes' }, /^revoked: .*boolean/],
    [{ permission: '22793', other: 1 }, /other/],
  ] as const) {
    const answer = await change(body);
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, message);
  }
  assert.deepEqual((await it.call('/current_user_permissions')).body, before);
});

test('fields asked for that do not exist are refused by name', async () => {
  for (const [Fields, message] of [
    [['Surname', 'Residences.Colour'], /^Fields\.1: "Residences\.Colour" is not a field of fpr_person; GET \/api describes them$/],
    [['__proto__'], /^Fields\.0: "__proto__" is not a field/],
    [['Surname.length'], /^Fields\.0: /],
  ] as const) {
    const { status, body } = await read([...Fields]);
    assert.equal(status, 400);
    assert.match(body.error.message, message);
  }
});
