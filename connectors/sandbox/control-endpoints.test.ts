import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { startTestRegister, type TestRegister } from './testing.ts';

let it: TestRegister;
beforeEach(async () => { it = await startTestRegister(); });
afterEach(() => it.close());

const fault = (body: object) => it.call('/sandbox/faults', body);
const clear = () => fault({ clear: true });
const positions = async (path = '/fpr_person/changes?after=3000') =>
  (await it.call(path)).body.changes.map((one: { Position: number; Version: number; Kind: string }) => [one.Position, one.Version, one.Kind]);
const move = (person: string) => it.call('/sandbox/changes', { kind: 'move', person, municipality: '0001000' });

test('a register set to fail fails, the other does not, and clearing ends it', async () => {
  await fault({ register: 'population', errorRate: 1 });
  const { status, body } = await it.call('/fpr_person/changes');
  assert.deepEqual([status, body.error.code], [503, 'UNAVAILABLE']);
  assert.equal((await it.call('/vzd_address/changes')).status, 200);
  assert.deepEqual((await clear()).body, { cleared: true });
  assert.equal((await it.call('/fpr_person/changes')).status, 200);
});

test('a register can fail with a status of its own, and say when to come back', async () => {
  await fault({ register: 'addresses', status: 429, retryAfterSeconds: 7 });
  const { status, headers } = await it.call('/vzd_address/changes');
  assert.deepEqual([status, headers.get('retry-after')], [429, '7']);
  await fault({ register: 'addresses', status: 500 });
  const other = await it.call('/vzd_address/changes');
  assert.deepEqual([other.status, other.headers.get('retry-after')], [500, null]);
});

test('a register can reset its connections', async () => {
  await fault({ register: 'population', reset: true });
  await assert.rejects(it.call('/fpr_person/changes'), (error: Error) => {
    assert.match(String((error.cause as Error & { code: string }).code), /ECONNRESET|UND_ERR_SOCKET/);
    return true;
  });
  await clear();
  assert.equal((await it.call('/fpr_person/changes')).status, 200);
});

test('a register can fail for reads only, or for changes only, the urgent ones included', async () => {
  const statuses = async () => {
    const paths = ['/fpr_person/changes', '/fpr_person/events/death', '/fpr_person/events/address-protection'];
    const { status } = await it.call('/fpr_person/batch', { PersonCodes: ['32073120115'] });
    return [status, ...(await Promise.all(paths.map((path) => it.call(path)))).map((answer) => answer.status)];
  };
  await fault({ register: 'population', status: 500, on: 'reads' });
  assert.deepEqual(await statuses(), [500, 200, 200, 200]);
  await fault({ register: 'population', status: 500, on: 'changes' });
  assert.deepEqual(await statuses(), [200, 500, 500, 500]);
});

test('a register can answer garbage, or half a body', async () => {
  await fault({ register: 'addresses', body: 'garbage' });
  await assert.rejects(it.call('/vzd_address/changes'), SyntaxError);
  await fault({ register: 'addresses', body: 'half' });
  await assert.rejects(it.call('/vzd_address/changes'), TypeError);
});

test('a register can be slow', async () => {
  await fault({ register: 'population', latencyMs: 80 });
  const started = performance.now();
  assert.equal((await it.call('/fpr_person/changes')).status, 200);
  assert.ok(performance.now() - started >= 79);
});

test('lines can come late: the older version of a record after the newer', async () => {
  await fault({ register: 'population', lateLines: 1 });
  await move('janis');
  assert.deepEqual((await it.call('/fpr_person/changes?after=2999')).body.Last, 3_000);
  await move('janis');
  assert.deepEqual(await positions(), [[3_001, 3, 'CHANGED'], [3_002, 2, 'CHANGED']]);
  await move('janis');
  await clear();
  assert.deepEqual(await positions(), [[3_001, 3, 'CHANGED'], [3_002, 2, 'CHANGED'], [3_003, 4, 'CHANGED']]);
});

test('a fault that cannot be is refused with what is wrong', async () => {
  for (const [body, message] of [
    [{}, /^register: .*"population"\|"addresses"/],
    [{ register: 'moon' }, /^register: .*"population"\|"addresses"/],
    [{ register: 'population', errorRate: 2 }, /^errorRate: .*<=1/],
    [{ register: 'population', body: 'none' }, /^body: .*"garbage"\|"half"/],
    [{ register: 'population', until: 'soon' }, /^until: must be an instant such as/],
    [{ register: 'population', status: 200 }, /^status: .*>=400/],
    [{ register: 'population', lateLines: -1 }, /^lateLines: .*>=0/],
    [{ register: 'population', replicaLagMs: 'long' }, /^replicaLagMs: .*number/],
    [{ register: 'population', on: 'tokens' }, /^on: .*"reads"\|"changes"/],
    [{ clear: false }, /^clear: .*true/],
  ] as const) {
    const answer = await fault(body);
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, message);
  }
});

test('a feed keeps no lines before a position it is told to drop', async () => {
  const { status, body } = await it.call('/sandbox/feeds', { register: 'population', dropBefore: 2_999 });
  assert.deepEqual([status, body], [200, { register: 'population', First: 2_999, Last: 3_000 }]);
  const { body: page } = await it.call('/fpr_person/changes?after=5');
  assert.deepEqual([page.First, page.Last, page.changes.map((one: { Position: number }) => one.Position)], [2_999, 3_000, [2_999, 3_000]]);
  assert.equal((await it.call('/vzd_address/changes?limit=1')).body.First, 1);
  await it.call('/sandbox/feeds', { register: 'population', dropBefore: 3_001 });
  assert.deepEqual(await positions('/fpr_person/changes'), []);
});

test('a feed that begins anew tells of every record there is, once, at the version it has', async () => {
  await move('janis');
  await it.call('/sandbox/changes', { kind: 'birth', mother: 'olena' });
  await it.call('/sandbox/changes', { kind: 'merge', person: 'petra', into: 'olena' });
  const [before, merged] = await Promise.all(['5', '6'].map(async (line) => (await it.call(`/fpr_person/changes?after=${Number(line) - 1}&limit=1`)).body.changes[0].PersonCode));
  const { body } = await it.call('/sandbox/feeds', { register: 'population', reset: true });
  assert.deepEqual(body, { register: 'population', First: 1, Last: 3_000 });
  const lines = (await Promise.all([0, 1_000, 2_000].map((after) => it.call(`/fpr_person/changes?after=${after}&limit=1000`)))).flatMap((page) => page.body.changes);
  assert.equal(new Set(lines.map(({ PersonCode }) => PersonCode)).size, 3_000);
  assert.ok(lines.every(({ PersonCode }) => PersonCode !== merged));
  const janis = lines.find(({ PersonCode }) => PersonCode === before);
  assert.deepEqual([janis.Version, janis.Kind], [2, 'CREATED']);
  await move('janis');
  assert.deepEqual(await positions(), [[3_001, 3, 'CHANGED']]);
});

test('what cannot be done to a feed is refused with what is wrong', async () => {
  for (const [body, message] of [
    [{}, /^register: .*"population"\|"addresses"/],
    [{ register: 'population' }, /expected either dropBefore, a position, or reset, true/],
    [{ register: 'population', reset: true, dropBefore: 3 }, /expected either/],
    [{ register: 'population', dropBefore: 0 }, /^dropBefore: .*>=1/],
    [{ register: 'population', dropBefore: 3_002 }, /^dropBefore must be a whole number from 1 to 3001$/],
    [{ register: 'population', reset: 'please' }, /^reset: .*true/],
  ] as const) {
    const answer = await it.call('/sandbox/feeds', body);
    assert.equal(answer.status, 400);
    assert.match(answer.body.error.message, message);
  }
});
