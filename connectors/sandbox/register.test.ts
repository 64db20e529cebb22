import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { generateKeyPair } from 'jose';
import { startTestRegister, type TestRegister } from './testing.ts';

const ELEVEN_DIGITS = /\d{6}-?\d{5}/;

describe('the sandbox register in the shape of DAGR', () => {
  let it: TestRegister;
  before(async () => { it = await startTestRegister(); });
  after(() => it.close());

  const firstCodes = async (limit: number) =>
    (await it.call(`/fpr_person/changes?limit=${limit}`)).body.changes.map((one: { PersonCode: string }) => one.PersonCode);

  test('a signed assertion gets a bearer token that expires', async () => {
    const { status, body } = await it.askToken(await it.assertion());
    assert.equal(status, 200);
    assert.deepEqual([body.token_type, body.expires_in], ['Bearer', 300]);
  });

  test('an assertion works once', async () => {
    const assertion = await it.assertion();
    assert.equal((await it.askToken(assertion)).status, 200);
    assert.equal((await it.askToken(assertion)).status, 401);
  });

  test('assertions of another client, for another audience, by another key or too old are refused', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    for (const wrong of [{ iss: 'other' }, { aud: 'https://elsewhere/token' }, { key: privateKey }, { exp: 1_700_000_000 }]) {
      const { status, body } = await it.askToken(await it.assertion(wrong));
      assert.equal(status, 401);
      assert.equal(body.error.code, 'invalid_client');
    }
    assert.equal((await it.askToken('not a token')).status, 401);
  });

  test('a token request of another kind is refused with the reason', async () => {
    const { status, body } = await it.call('/token', 'grant_type=password');
    assert.deepEqual([status, body.error.code], [400, 'unsupported_grant_type']);
  });

  test('without a token, or with one unknown, nothing is read', async () => {
    for (const authorization of ['', 'Basic x', 'Bearer unknown']) {
      for (const path of ['/current_user_permissions', '/service_list', '/fpr_person/changes', '/vzd_address/changes']) {
        assert.equal((await it.call(path, undefined, { authorization })).status, 401, path);
      }
    }
  });

  test('a token is refused once it has expired', async () => {
    await it.renew();
    it.clock.advance(300_000);
    const { status, body } = await it.call('/service_list');
    assert.deepEqual([status, body.error.message], [401, 'The access token has expired']);
    await it.renew();
    assert.equal((await it.call('/service_list')).status, 200);
  });

  test('permissions are listed with their use, and the data sets with their services', async () => {
    await it.call('/fpr_person/changes');
    const { body } = await it.call('/current_user_permissions');
    const used = body.find((one: { permission_number: string }) => one.permission_number === '22791');
    assert.equal(used.service_name, 'fpr_person');
    assert.ok(used.use_count > 0);
    assert.equal(used.access_control_tree.read_access, 'full');
    assert.deepEqual((await it.call('/service_list')).body.map((one: { name: string }) => one.name), ['fpr_person', 'vzd_address']);
  });

  test('a read without a permission, or under one of another data set, is forbidden', async () => {
    for (const number of ['', '99999', '1321']) {
      assert.equal((await it.call('/fpr_person/changes', undefined, { 'x-dagr-permission': number })).status, 403);
    }
  });

  test('a person is read by code, with or without the dash', async () => {
    const [code] = await firstCodes(1);
    const { status, body } = await it.call('/fpr_person/read', { PersonCode: code });
    assert.equal(status, 200);
    assert.deepEqual([body.PersonCode, body.GivenName, body.Version], [code, 'Anna', 1]);
    const dashed = `${code.slice(0, 6)}-${code.slice(6)}`;
    assert.equal((await it.call('/fpr_person/read', { PersonCode: dashed })).body.PersonCode, code);
  });

  test('a person who changed their code is found by both', async () => {
    for (const code of await firstCodes(200)) {
      const { body } = await it.call('/fpr_person/read', { PersonCode: code });
      if (body.FormerCodes.length === 0) continue;
      assert.deepEqual((await it.call('/fpr_person/read', { PersonCode: body.FormerCodes[0] })).body, body);
      return;
    }
    assert.fail('nobody changed their code');
  });

  test('an unknown code is not found, and no refusal repeats a code', async () => {
    for (const [path, body, status] of [
      ['/fpr_person/read', { PersonCode: '32073120115' }, 404],
      ['/fpr_person/read', { PersonCode: '010180-1234' }, 404],
      ['/fpr_person/read', { PersonCode: 1018012345 }, 400],
      ['/fpr_person/read', {}, 400],
      ['/fpr_person/read', 'PersonCode=32073120115', 400],
      ['/fpr_person/32073120115', {}, 404],
      ['/sandbox/changes', { kind: 'death', person: '32073120115' }, 400],
      ['/sandbox/changes', { kind: 'move', person: 'janis', municipality: '32073120115' }, 400],
      ['/sandbox/changes', { kind: 'death', person: 'janis', effectiveOn: '32073120115' }, 400],
      ['/sandbox/tokens', { as: '320731-20115' }, 400],
    ] as const) {
      const answer = await it.call(path, body);
      assert.equal(answer.status, status, path);
      assert.ok(answer.body.error.code);
      assert.doesNotMatch(answer.body.error.message, ELEVEN_DIGITS);
      assert.doesNotMatch(answer.body.error.message, /1018012345|010180/);
    }
  });

  test('a batch leaves out unknown codes and is at most a hundred', async () => {
    const codes = await firstCodes(100);
    assert.equal((await it.call('/fpr_person/batch', { PersonCodes: codes })).body.records.length, 100);
    const mixed = [codes[3], '32073120115', codes[1]];
    const { body } = await it.call('/fpr_person/batch', { PersonCodes: mixed });
    assert.deepEqual(body.records.map((one: { PersonCode: string }) => one.PersonCode), [codes[3], codes[1]]);
    assert.equal((await it.call('/fpr_person/batch', { PersonCodes: [...codes, codes[0]] })).status, 400);
    assert.equal((await it.call('/fpr_person/batch', { PersonCodes: [] })).status, 400);
  });

  test('the change feed gives every record once, in pages of at most a thousand', async () => {
    const seen = new Set<string>();
    for (let after = 0; ;) {
      const { body } = await it.call(`/fpr_person/changes?after=${after}&limit=1000`);
      assert.equal(body.Last, 3_000);
      for (const one of body.changes) {
        assert.deepEqual([one.Position, one.Version, one.Kind], [++after, 1, 'CREATED']);
        seen.add(one.PersonCode);
      }
      if (body.changes.length === 0) break;
    }
    assert.equal(seen.size, 3_000);
  });

  test('a page asked for with nonsense is refused with what would be right', async () => {
    for (const query of ['limit=1001', 'limit=0', 'limit=ten', 'after=-1', 'after=1.5', 'after=']) {
      const { status, body } = await it.call(`/fpr_person/changes?${query}`);
      assert.equal(status, 400, query);
      assert.match(body.error.message, /whole number from/);
    }
  });

  test('addresses are read one, many and as a feed', async () => {
    const { body: page } = await it.call('/vzd_address/changes?limit=5');
    const codes = page.changes.map((one: { Code: string }) => one.Code);
    assert.equal(codes.length, 5);
    const { body: record } = await it.call('/vzd_address/read', { Code: codes[0] });
    assert.match(record.Text, /^Brīvības iela 1 - 1, Rīga, LV-10\d\d$/);
    assert.deepEqual([record.Code, record.Status, record.Version], [codes[0], 'EKS', 1]);
    assert.equal((await it.call('/vzd_address/batch', { Codes: [...codes, '900000000'] })).body.records.length, 5);
    assert.equal((await it.call('/vzd_address/read', { Code: '101092673' })).status, 404);
    assert.equal((await it.call('/vzd_address/read', {})).status, 400);
  });

  test("a person's home is in the address register, in the same municipality", async () => {
    const [, , , , janis] = await firstCodes(5);
    const { body: person } = await it.call('/fpr_person/read', { PersonCode: janis });
    const { body: home } = await it.call('/vzd_address/read', { Code: person.Residences[0].AddressCode });
    assert.deepEqual([home.MunicipalityCode, home.MunicipalityName], ['0002000', 'Daugavpils']);
    assert.equal(person.Residences[0].MunicipalityCode, '0002000');
  });

  test('the API describes itself, and every path it names exists', async () => {
    const { body } = await it.call('/api');
    assert.equal(body.openapi, '3.1.0');
    for (const [path, methods] of Object.entries<object>(body.paths)) {
      const method = Object.keys(methods)[0]!;
      assert.notEqual((await it.call(path, method === 'post' ? '{}' : undefined)).status, 404, path);
    }
  });

  test('a body over 64 kB, an unknown path and another method are refused as such', async () => {
    const large = JSON.stringify({ PersonCode: 'x'.repeat(70_000) });
    assert.equal((await it.call('/fpr_person/read', large)).status, 413);
    assert.equal((await it.call('/nowhere')).status, 404);
    assert.equal((await it.call('/fpr_person/read')).status, 405);
  });
});
