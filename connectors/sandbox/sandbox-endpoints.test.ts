import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { createRemoteJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { uuidv5 } from '#kernel/ids.ts';
import { personIdOf } from '#kernel/identity/person-id.ts';
import { startTestRegister, type TestRegister } from './testing.ts';

let it: TestRegister;
beforeEach(async () => { it = await startTestRegister(); });
afterEach(() => it.close());

const ids = async (): Promise<Record<string, string>> => {
  const { body } = await it.call('/sandbox/identities');
  return Object.fromEntries(body.map((one: { as: string; personId?: string }) => [one.as, one.personId]));
};
/** The newest record of whom the feed's nth line is about. */
const personAt = async (position: number) => {
  const { body } = await it.call(`/fpr_person/changes?after=${position - 1}&limit=1`);
  return (await it.call('/fpr_person/read', { PersonCode: body.changes[0].PersonCode })).body;
};
const change = (body: object) => it.call('/sandbox/changes', body);
const claims = async (token: string): Promise<JWTPayload & Record<string, any>> => {
  const { body } = await it.call('/.well-known/openid-configuration');
  const keys = createRemoteJWKSet(new URL(body.jwks_uri));
  const currentDate = new Date(it.clock.now().epochMilliseconds);
  return (await jwtVerify(token, keys, { issuer: body.issuer, audience: 'vienkopus', algorithms: ['ES256'], currentDate })).payload;
};
const [ANNA, MARTINS, JANIS, PETRA, OLENA] = [1, 2, 5, 6, 7];

test("a birth makes a child with both parents' custody, and changes the parents", async () => {
  const { status, body } = await change({ kind: 'birth', mother: 'anna' });
  assert.equal(status, 200);
  const { anna, martins } = await ids();
  assert.deepEqual([body.kind, body.changed.slice(1), body.position], ['birth', [anna, martins], 3_003]);
  const child = await personAt(3_001);
  assert.equal(personIdOf(it.config.personIdKey, child.PersonCode), body.personId);
  const mother = await personAt(ANNA);
  assert.deepEqual([child.BirthDate, child.Surname.slice(0, 4), child.Version], ['2026-11-20', 'Ozol', 1]);
  assert.deepEqual(child.Residences[0].AddressCode, mother.Residences[0].AddressCode);
  assert.match(child.PersonCode, /^39/);
  assert.equal(mother.Version, 2);
  for (const parent of [mother, await personAt(MARTINS)]) {
    assert.deepEqual(parent.Ties.at(-1), {
      Kind: 'CHILD', PersonCode: child.PersonCode, Custody: true, From: '2026-11-20', To: null,
    });
  }
  assert.deepEqual(child.Ties.map((tie: { Kind: string; Custody: boolean }) => [tie.Kind, tie.Custody]), [['PARENT', true], ['PARENT', true]]);
});

test('a child of a mother without a husband has one parent; of a protected mother it is protected', async () => {
  await change({ kind: 'birth', mother: 'petra', effectiveOn: '2026-11-01' });
  const child = await personAt(3_001);
  assert.equal(child.Ties.length, 1);
  assert.deepEqual(child.Residences.map((one: { Kind: string; AddressCode: null; From: string }) => [one.Kind, one.AddressCode, one.From]), [['PROTECTED', null, '2026-11-01']]);
});

test('births follow one another, also for a mother named by her person id', async () => {
  const { anna, olena } = await ids();
  const first = (await change({ kind: 'birth', mother: olena })).body;
  const second = (await change({ kind: 'birth', mother: anna })).body;
  assert.notEqual(first.personId, second.personId);
  assert.equal((await change({ kind: 'move', person: first.personId, municipality: '0005000' })).status, 200);
});

test('a move ends the old home and begins a new one in the municipality named', async () => {
  const { body } = await change({ kind: 'move', person: 'janis', municipality: '0001000', effectiveOn: '2026-11-10' });
  assert.deepEqual(body.changed, [(await ids()).janis]);
  const [old, now] = (await personAt(JANIS)).Residences;
  assert.deepEqual([old.MunicipalityCode, old.To], ['0002000', '2026-11-10']);
  assert.deepEqual([now.MunicipalityCode, now.From, now.To], ['0001000', '2026-11-10', null]);
  assert.equal((await it.call('/vzd_address/read', { Code: now.AddressCode })).body.MunicipalityName, 'Rīga');
});

test('a move told late replaces a home that began after it', async () => {
  await change({ kind: 'move', person: 'janis', municipality: '0001000', effectiveOn: '2026-11-10' });
  await change({ kind: 'move', person: 'janis', municipality: '0005000', effectiveOn: '2026-11-01' });
  const homes = (await personAt(JANIS)).Residences;
  assert.deepEqual(homes.map((one: { MunicipalityCode: string; To: string }) => [one.MunicipalityCode, one.To]), [['0002000', '2026-11-01'], ['0005000', null]]);
});

test('a move of a protected person tells nothing of where', async () => {
  await change({ kind: 'move', person: 'petra', municipality: '0001000' });
  const petra = await personAt(PETRA);
  assert.equal(petra.Version, 2);
  assert.deepEqual(petra.Residences.map((one: { Kind: string; MunicipalityCode: null }) => [one.Kind, one.MunicipalityCode]), [['PROTECTED', null]]);
});

test('a death ends home and ties, and changes every relative', async () => {
  const { body } = await change({ kind: 'death', person: 'martins', effectiveOn: '2026-11-18' });
  const { martins, anna, marta } = await ids();
  assert.deepEqual(body.changed.slice(0, 3), [martins, anna, marta]);
  assert.equal(body.changed.length, 4);
  const dead = await personAt(MARTINS);
  assert.deepEqual([dead.VitalStatus, dead.DeathDate, dead.Residences.at(-1).To], ['DECEASED', '2026-11-18', '2026-11-18']);
  assert.ok(dead.Ties.every((tie: { To: string }) => tie.To === '2026-11-18'));
  const widow = await personAt(ANNA);
  assert.deepEqual(widow.Ties.map((tie: { Kind: string; To: string | null }) => [tie.Kind, tie.To]), [['SPOUSE', '2026-11-18'], ['CHILD', null], ['CHILD', null]]);
  assert.equal((await it.call('/sandbox/tokens', { as: 'martins' })).status, 403);
});

test('a child born after the death of the husband has no father', async () => {
  await change({ kind: 'death', person: 'martins', effectiveOn: '2026-11-18' });
  const { body } = await change({ kind: 'birth', mother: 'anna', effectiveOn: '2026-11-19' });
  assert.equal(body.changed.length, 2);
});

test('a storm gives that many people a new version and nothing else', async () => {
  const before = await personAt(ANNA);
  const { body } = await change({ kind: 'storm', count: 1_500 });
  assert.deepEqual([body.count, body.position], [1_500, 4_500]);
  const { body: page } = await it.call('/fpr_person/changes?after=3000&limit=1000');
  assert.ok(page.changes.every((one: { Version: number; Kind: string }) => one.Version === 2 && one.Kind === 'CHANGED'));
  const { Version, ChangedAt, ...rest } = await personAt(ANNA);
  assert.deepEqual({ ...rest, Version: Version - 1, ChangedAt: before.ChangedAt }, before);
  assert.notEqual(ChangedAt, before.ChangedAt);
});

const REFUSED: [string, object, RegExp][] = [
  ['an unknown person', { kind: 'death', person: 'nobody' }, /Person "nobody" was not found/],
  ['a person id of nobody', { kind: 'death', person: '01234567-89ab-8def-8123-456789abcdef' }, /was not found/],
  ['a member of staff as a person', { kind: 'birth', mother: 'analyst' }, /Person "analyst" was not found/],
  ['an unknown municipality', { kind: 'move', person: 'janis', municipality: '0009000' }, /Municipality "0009000" was not found/],
  ['a man as mother', { kind: 'birth', mother: 'janis' }, /"janis" is a man/],
  ['a day in the future', { kind: 'death', person: 'janis', effectiveOn: '2026-11-21' }, /2026-11-21 is in the future: today is 2026-11-20/],
  ['a day that is none', { kind: 'death', person: 'janis', effectiveOn: '2026-02-30' }, /"2026-02-30" is not a calendar day/],
  ['a word for a day', { kind: 'death', person: 'janis', effectiveOn: 'yesterday' }, /"yesterday" is not a calendar day/],
  ['a day before birth', { kind: 'death', person: 'janis', effectiveOn: '1950-01-01' }, /before the birth of person "janis"/],
  ['a birth long ago', { kind: 'birth', mother: 'anna', effectiveOn: '1995-01-01' }, /cannot give birth on 1995-01-01/],
  ['a change of another kind', { kind: 'rename' }, /kind/],
  ['a storm too large', { kind: 'storm', count: 640_001 }, /count/],
  ['a storm of nothing', { kind: 'storm', count: 0 }, /count/],
  ['an unknown property', { kind: 'storm', count: 1, soon: true }, /soon/],
  ['a property that could be a code', { kind: 'storm', count: 1, '010180-12345': 1 }, /^[^\d]*\(not shown\)[^\d]*$/],
  ['no object', [], /The body/],
];
test('a change that cannot be is refused with what is wrong, and changes nothing', async () => {
  for (const [what, body, message] of REFUSED) {
    const answer = await change(body);
    assert.equal(answer.status, 400, what);
    assert.match(answer.body.error.message, message, what);
  }
  assert.equal((await it.call('/fpr_person/changes?limit=1')).body.Last, 3_000);
});

test('nobody dies twice, moves after death or bears a child after it', async () => {
  await change({ kind: 'death', person: 'anna', effectiveOn: '2026-11-02' });
  for (const body of [{ kind: 'death', person: 'anna' }, { kind: 'move', person: 'anna', municipality: '0001000' }, { kind: 'birth', mother: 'anna' }]) {
    const answer = await change(body);
    assert.deepEqual([answer.status, answer.body.error.message], [400, 'Person "anna" died on 2026-11-02']);
  }
});

test('after a restart the world, its feed, its day and its tokens are as they were', async () => {
  const { body: token } = await it.call('/sandbox/tokens', { as: 'anna' });
  await change({ kind: 'birth', mother: 'anna' });
  await change({ kind: 'storm', count: 100 });
  await it.call('/sandbox/clock', { today: '2027-01-01' });
  await change({ kind: 'move', person: 'olena', municipality: '0001000' });
  await change({ kind: 'death', person: 'janis' });
  const world = async () => [
    (await it.call('/fpr_person/changes?after=2990&limit=1000')).body,
    await Promise.all([ANNA, MARTINS, JANIS, OLENA, 3_001].map(personAt)),
    (await it.call('/sandbox/clock')).body,
    (await it.call('/jwks')).body,
  ];
  const before = await world();
  await it.restart();
  assert.deepEqual(await world(), before);
  assert.equal((await it.call('/sandbox/clock')).body.today, '2027-01-01');
  await assert.rejects(claims(token.token), /iss/, 'another port is another issuer, unless ISSUER names it');
  const { body } = await change({ kind: 'birth', mother: 'anna' });
  assert.equal(body.effectiveOn, '2027-01-01');
});

test('no personal code is written to the journal', async () => {
  await change({ kind: 'birth', mother: 'anna' });
  const { readdirSync, readFileSync } = await import('node:fs');
  const journal = readdirSync(it.config.dataDir).find((name) => name.startsWith('changes-'))!;
  assert.doesNotMatch(readFileSync(`${it.config.dataDir}/${journal}`, 'utf8'), /\d{10}/);
});

test('the calendar day moves forward, never back', async () => {
  assert.deepEqual((await it.call('/sandbox/clock')).body, { today: '2026-11-20' });
  assert.deepEqual((await it.call('/sandbox/clock', { today: '2027-01-01' })).body, { today: '2027-01-01' });
  for (const today of ['2026-12-31', 'tomorrow', '2027-02-30']) {
    assert.equal((await it.call('/sandbox/clock', { today })).status, 400);
  }
});

test('every identity of the contract is listed, residents with the person id the hub knows them by', async () => {
  const { body } = await it.call('/sandbox/identities');
  assert.deepEqual(body.map((one: { as: string }) => one.as), [
    'anna', 'martins', 'marta', 'janis', 'petra', 'olena', 'officer-vsaa', 'officer-riga', 'officer-vpvkac',
    'system-riga', 'grantor-riga', 'analyst', 'admin',
  ]);
  for (const { role, personId } of body) assert.equal(personId !== undefined, role === 'resident');
  assert.equal(body[0].personId, personIdOf(it.config.personIdKey, (await personAt(ANNA)).PersonCode));
});

test("a resident's token names the person by id, for a quarter of an hour", async () => {
  const payload = await claims((await it.call('/sandbox/tokens', { as: 'anna' })).body.token);
  const { anna } = await ids();
  assert.deepEqual([payload.sub, payload.person, payload.label, payload.roles], [anna, anna, 'anna', ['resident']]);
  assert.equal(payload.exp! - payload.iat!, 900);
  assert.equal(payload.acting_for, undefined);
});

test('everybody of age can sign in by number; the number of a minor or a dead person means an adult before them', async () => {
  const personOf = async (as: string) => (await claims((await it.call('/sandbox/tokens', { as })).body.token)).person;
  const { anna, martins, janis } = await ids();
  const first = ['resident-0', 'resident-1', 'resident-2', 'resident-3', 'resident-4'];
  assert.deepEqual(await Promise.all(first.map(personOf)), [anna, martins, martins, martins, janis]);
  await change({ kind: 'death', person: 'martins' });
  assert.equal(await personOf('resident-3'), anna);
  const late = await personAt(3_000);
  const isAdult = late.VitalStatus === 'ALIVE' && late.BirthDate <= '2008-11-20';
  assert.equal((await personOf('resident-2999')) === personIdOf(it.config.personIdKey, late.PersonCode), isAdult);
});

test('a number beyond the population, or one that is none, is nobody', async () => {
  for (const as of ['resident-3000', 'resident-99999999']) {
    const { status, body } = await it.call('/sandbox/tokens', { as });
    assert.deepEqual([status, body.error.message], [400, `Identity "${as}" was not found; the register has 3000 people`]);
  }
  for (const as of ['resident-', 'resident--1', 'resident-1.5', 'resident-0000000001', 'Resident-1']) {
    assert.equal((await it.call('/sandbox/tokens', { as })).status, 400, as);
  }
});

test("an officer's token names roles, institution and purpose, and no person", async () => {
  const payload = await claims((await it.call('/sandbox/tokens', { as: 'officer-vsaa' })).body.token);
  assert.deepEqual(payload.roles, ['officer', 'officer-codes']);
  assert.deepEqual([payload.sub, payload.person], ['officer-vsaa', undefined]);
  assert.deepEqual([payload.organization, payload.purpose], [uuidv5('organization:VSAA'), 'social-insurance']);
});

test('a parent acts for a child in custody until the child comes of age', async () => {
  const { marta } = await ids();
  const payload = await claims((await it.call('/sandbox/tokens', { as: 'anna', actingFor: 'marta' })).body.token);
  assert.deepEqual([payload.acting_for.person, payload.acting_for.basis], [marta, 'CUSTODY']);
  assert.deepEqual([payload.acting_for.valid_from, payload.acting_for.valid_to], ['2011-05-09', '2029-05-09']);
  await it.call('/sandbox/clock', { today: '2029-05-08' });
  assert.equal((await it.call('/sandbox/tokens', { as: 'anna', actingFor: 'marta' })).status, 200);
  await it.call('/sandbox/clock', { today: '2029-05-09' });
  const { status, body } = await it.call('/sandbox/tokens', { as: 'anna', actingFor: 'marta' });
  assert.deepEqual([status, body.error.message], [403, '"anna" may not act for "marta", who is of age']);
});

test('a parent acts for a child born a moment ago, named by person id', async () => {
  const { body } = await change({ kind: 'birth', mother: 'anna' });
  assert.equal((await it.call('/sandbox/tokens', { as: 'martins', actingFor: body.personId })).status, 200);
});

test('a mandate on record lets act within its scope', async () => {
  const payload = await claims((await it.call('/sandbox/tokens', { as: 'martins', actingFor: 'janis' })).body.token);
  assert.deepEqual([payload.acting_for.basis, payload.acting_for.scope], ['MANDATE', ['person', 'statuses', 'requests']]);
  assert.equal((await it.call('/sandbox/tokens', { as: 'officer-vpvkac', actingFor: 'janis' })).status, 200);
});

test('nobody else acts for anyone', async () => {
  for (const [as, actingFor] of [['anna', 'janis'], ['marta', 'anna'], ['anna', 'martins'], ['olena', 'marta'], ['officer-vsaa', 'janis'], ['admin', 'anna'], ['anna', 'anna']]) {
    const { status, body } = await it.call('/sandbox/tokens', { as, actingFor });
    assert.equal(status, 403, `${as} for ${actingFor}`);
    assert.match(body.error.message, /neither custody of .* nor a mandate/);
  }
  assert.equal((await it.call('/sandbox/tokens', { as: 'stranger' })).status, 400);
  assert.equal((await it.call('/sandbox/tokens', { as: 'anna', actingFor: 'stranger' })).status, 400);
  assert.equal((await it.call('/sandbox/tokens', {})).status, 400);
});
