import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { personIdOf } from '#kernel/identity/person-id.ts';
import type { AddressRecord } from '../addresses.ts';
import type { PersonRecord } from '../person-record.ts';
import { startTestRegister, type TestRegister } from '../testing.ts';

interface Line { Position: number; PersonCode: string; Version: number; Kind: string }
type Name = 'anna' | 'martins' | 'marta' | 'emils' | 'janis' | 'petra' | 'olena' | 'danylo';
const NAMES: Name[] = ['anna', 'martins', 'marta', 'emils', 'janis', 'petra', 'olena', 'danylo'];
const POPULATION = 3_000;
const TODAY = '2026-11-20';

let it: TestRegister;
/** The codes of the named people before anything changed. */
let codes: Record<Name, string>;
let ids: Record<Name, string>;
beforeEach(async () => {
  it = await startTestRegister({ population: POPULATION });
  const { body } = await it.call(`/fpr_person/changes?limit=${NAMES.length}`);
  const code = (nth: number): string => body.changes[nth].PersonCode;
  codes = Object.fromEntries(NAMES.map((name, nth) => [name, code(nth)])) as typeof codes;
  ids = Object.fromEntries(NAMES.map((name, nth) => [name, personIdOf(it.config.personIdKey, code(nth))])) as typeof ids;
});
afterEach(() => it.close());

const change = async (body: object) => {
  const answer = await it.call('/sandbox/changes', body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
const read = async (code: string): Promise<PersonRecord> => (await it.call('/fpr_person/read', { PersonCode: code })).body;
const isFound = async (code: string) => (await it.call('/fpr_person/read', { PersonCode: code })).status === 200;
const newLines = async (list = 'changes', after = POPULATION): Promise<Line[]> =>
  (await it.call(`/fpr_person/${list}?after=${list === 'changes' ? after : 0}&limit=1000`)).body.changes;
const tieTo = (person: PersonRecord, code: string) =>
  person.Ties.filter((tie) => tie.PersonCode === code).map(({ Kind, Custody, From, To }) => [Kind, Custody, From, To]);
const personOf = async (asked: object) => {
  const { token } = (await it.call('/sandbox/tokens', asked)).body;
  return JSON.parse(Buffer.from(token.split('.')[1], 'base64url').toString()).person;
};

test('a changed code is of the new form, and the person is the same under every code they had', async () => {
  const before = await read(codes.anna);
  for (const time of [1, 2]) {
    const { personId, changed } = await change({ kind: 'code-change', person: 'anna' });
    assert.equal(personId, ids.anna, `time ${time}`);
    assert.deepEqual(changed, [ids.anna, ids.martins, ids.marta, ids.emils]);
  }
  const anna = await read(codes.anna);
  assert.match(anna.PersonCode, /^3[2-9]\d{9}$/);
  assert.equal(anna.FormerCodes[0], codes.anna);
  assert.equal(anna.FormerCodes.length, 2);
  assert.equal(new Set([...anna.FormerCodes, anna.PersonCode]).size, 3);
  for (const code of [...anna.FormerCodes, anna.PersonCode]) assert.deepEqual(await read(code), anna);
  assert.deepEqual({ ...anna, PersonCode: codes.anna, FormerCodes: [], Version: 1, ChangedAt: before.ChangedAt }, before);
  assert.deepEqual(tieTo(await read(codes.martins), anna.PersonCode), [['SPOUSE', false, '2010-08-14', null]]);
  assert.equal(await personOf({ as: 'anna' }), ids.anna);
});

test('of two merged records one stays, with the ties of both and no tie twice', async () => {
  const { body: bornTo } = await it.call('/sandbox/changes', { kind: 'birth', mother: 'olena' });
  const { personId, changed } = await change({ kind: 'merge', person: 'olena', into: 'petra' });
  assert.equal(personId, ids.petra);
  assert.deepEqual(changed, [ids.petra, ids.danylo, bornTo.personId, ids.olena]);
  const survivor = await read(codes.olena);
  assert.deepEqual([survivor.PersonCode, survivor.GivenName, survivor.MergedCodes], [codes.petra, 'Petra', [codes.olena]]);
  assert.deepEqual(survivor.Ties.map(({ Kind }) => Kind), ['CHILD', 'CHILD']);
  assert.deepEqual(tieTo(await read(codes.danylo), codes.petra), [['PARENT', true, '2016-10-30', null]]);
  assert.deepEqual(tieTo(await read(codes.danylo), codes.olena), []);
  assert.equal(await personOf({ as: 'olena' }), ids.petra);
  assert.equal((await change({ kind: 'code-change', person: ids.olena })).personId, ids.petra, 'her id still finds her');
});

test('the feed tells of a merger both lines: the survivor changed, the other removed', async () => {
  await change({ kind: 'merge', person: 'olena', into: 'janis' });
  assert.deepEqual((await newLines()).map(({ PersonCode, Kind, Version }) => [PersonCode, Kind, Version]), [
    [codes.janis, 'CHANGED', 2], [codes.danylo, 'CHANGED', 2], [codes.olena, 'REMOVED', 2],
  ]);
  await change({ kind: 'storm', count: POPULATION });
  const told = (await newLines('changes', POPULATION + 3)).find(({ PersonCode }) => PersonCode === codes.olena);
  assert.deepEqual([told!.Kind, told!.Version], ['REMOVED', 3]);
});

test('a tie that both merged records have is kept once', async () => {
  await change({ kind: 'guardianship', child: ids.danylo, guardian: 'janis' });
  await change({ kind: 'guardianship', child: ids.danylo, guardian: 'petra' });
  await change({ kind: 'merge', person: 'petra', into: 'janis' });
  const child = await read(codes.danylo);
  assert.deepEqual(tieTo(child, codes.janis), [['GUARDIAN', true, TODAY, null]]);
  assert.equal(child.Ties.filter(({ Kind }) => Kind === 'GUARDIAN').length, 1);
  assert.equal((await read(codes.janis)).Ties.length, 1);
});

test('merging somebody protected into somebody who is not protects the survivor', async () => {
  await change({ kind: 'merge', person: 'petra', into: 'olena' });
  assert.deepEqual((await read(codes.olena)).Residences.map(({ Kind, From }) => [Kind, From]), [['PROTECTED', '2025-09-01']]);
  assert.deepEqual((await newLines('events/address-protection')).map(({ PersonCode }) => PersonCode), [codes.olena]);
});

test('records merged into one another lead to the last, with the codes of all', async () => {
  await change({ kind: 'code-change', person: 'olena' });
  const { PersonCode: second } = await read(codes.olena);
  await change({ kind: 'merge', person: 'olena', into: 'petra' });
  await change({ kind: 'merge', person: 'petra', into: 'janis' });
  for (const code of [codes.olena, second, codes.petra]) assert.equal((await read(code)).PersonCode, codes.janis);
  assert.deepEqual((await read(codes.janis)).MergedCodes, [codes.petra, codes.olena, second]);
});

test('an adopted child goes on under a new record that nothing leads to from the old one', async () => {
  const { personId, changed, position } = await change({ kind: 'adoption', child: ids.danylo, parents: ['anna', 'martins'], effectiveOn: '2026-11-10' });
  assert.deepEqual(changed, [personId, ids.anna, ids.martins]);
  assert.equal(await isFound(codes.danylo), false);
  const lines = await newLines();
  assert.deepEqual(lines.map(({ PersonCode, Kind }) => [PersonCode, Kind]), [
    [lines[0]!.PersonCode, 'CREATED'], [codes.anna, 'CHANGED'], [codes.martins, 'CHANGED'], [codes.olena, 'CHANGED'], [codes.danylo, 'REMOVED'],
  ]);
  assert.equal(position, lines.at(-1)!.Position);
  const child = await read(lines[0]!.PersonCode);
  assert.equal(personIdOf(it.config.personIdKey, child.PersonCode), personId);
  assert.deepEqual(
    [child.GivenName, child.Surname, child.BirthDate, child.FormerCodes, child.MergedCodes],
    ['Danylo', 'Ozols', '2016-10-30', [], []],
  );
  const home = (await read(codes.anna)).Residences.at(-1)!;
  assert.deepEqual(child.Residences, [{ ...home, From: '2026-11-10' }]);
  assert.deepEqual(child.Ties.map(({ Kind, PersonCode, Custody, From }) => [Kind, PersonCode, Custody, From]), [
    ['PARENT', codes.anna, true, '2026-11-10'], ['PARENT', codes.martins, true, '2026-11-10'],
  ]);
  assert.deepEqual(tieTo(await read(codes.anna), child.PersonCode), [['CHILD', true, '2026-11-10', null]]);
  assert.deepEqual((await read(codes.olena)).Ties, []);
  assert.equal((await it.call('/sandbox/changes', { kind: 'code-change', person: ids.danylo })).status, 400, 'the old id finds nobody');
});

test('a named child signs in under the new record, which their adoptive parent acts for and their mother does not', async () => {
  const { personId } = await change({ kind: 'adoption', child: 'marta', parents: ['olena'] });
  assert.equal(await personOf({ as: 'marta' }), personId);
  assert.equal((await it.call('/sandbox/identities')).body.find(({ as }: { as: string }) => as === 'marta').personId, personId);
  assert.equal((await it.call('/sandbox/tokens', { as: 'olena', actingFor: 'marta' })).status, 200);
  assert.equal((await it.call('/sandbox/tokens', { as: 'anna', actingFor: 'marta' })).status, 403);
});

test('a child adopted by somebody protected is protected', async () => {
  await change({ kind: 'adoption', child: 'marta', parents: ['petra'] });
  const [line] = await newLines();
  assert.deepEqual((await read(line!.PersonCode)).Residences.map(({ Kind, From }) => [Kind, From]), [['PROTECTED', TODAY]]);
});

test("a guardian has custody from that day, and the parents' ends then", async () => {
  const { personId, changed } = await change({ kind: 'guardianship', child: 'marta', guardian: 'janis', effectiveOn: '2026-11-01' });
  assert.equal(personId, ids.marta);
  assert.deepEqual(new Set(changed), new Set([ids.marta, ids.janis, ids.anna, ids.martins]));
  const marta = await read(codes.marta);
  assert.deepEqual(tieTo(marta, codes.janis), [['GUARDIAN', true, '2026-11-01', null]]);
  assert.deepEqual(tieTo(await read(codes.janis), codes.marta), [['WARD', true, '2026-11-01', null]]);
  for (const parent of [codes.anna, codes.martins]) {
    assert.deepEqual(tieTo(marta, parent), [['PARENT', true, '2011-05-09', '2026-11-01'], ['PARENT', false, '2026-11-01', null]]);
    assert.deepEqual(tieTo(await read(parent), codes.marta), [['CHILD', true, '2011-05-09', '2026-11-01'], ['CHILD', false, '2026-11-01', null]]);
  }
  assert.equal((await it.call('/sandbox/tokens', { as: 'anna', actingFor: 'marta' })).status, 403);
});

test("one parent's custody removed leaves them a parent without it, and the other as they were", async () => {
  await change({ kind: 'custody-removed', child: 'marta', parent: 'martins', effectiveOn: '2026-11-01' });
  const marta = await read(codes.marta);
  assert.deepEqual(tieTo(marta, codes.martins), [['PARENT', true, '2011-05-09', '2026-11-01'], ['PARENT', false, '2026-11-01', null]]);
  assert.deepEqual(tieTo(await read(codes.martins), codes.marta).at(-1), ['CHILD', false, '2026-11-01', null]);
  assert.deepEqual(tieTo(marta, codes.anna), [['PARENT', true, '2011-05-09', null]]);
  assert.equal((await it.call('/sandbox/tokens', { as: 'martins', actingFor: 'marta' })).status, 403);
  assert.equal((await it.call('/sandbox/tokens', { as: 'anna', actingFor: 'marta' })).status, 200);
});

test('custody removed on the day it began never was', async () => {
  const { personId } = await change({ kind: 'birth', mother: 'olena', effectiveOn: '2026-11-01' });
  await change({ kind: 'custody-removed', child: personId, parent: 'olena', effectiveOn: '2026-11-01' });
  assert.deepEqual((await read(codes.olena)).Ties.slice(1).map(({ Custody, From, To }) => [Custody, From, To]), [[false, '2026-11-01', null]]);
});

test('a protected address is hidden until it is protected no more, and both stand in the list of their own', async () => {
  const before = await read(codes.janis);
  await change({ kind: 'protect-address', person: 'janis', effectiveOn: '2026-11-10' });
  assert.deepEqual((await read(codes.janis)).Residences, [{
    Kind: 'PROTECTED', AddressCode: null, MunicipalityCode: null, ForeignText: null, From: '2026-11-10', To: null,
  }]);
  await change({ kind: 'unprotect-address', person: 'janis' });
  assert.deepEqual((await read(codes.janis)).Residences, before.Residences);
  const told = await newLines('events/address-protection');
  assert.deepEqual(told.map(({ Position, PersonCode, Version, Kind }) => [Position, PersonCode, Version, Kind]), [
    [1, codes.janis, 2, 'CHANGED'], [2, codes.janis, 3, 'CHANGED'],
  ]);
  assert.equal((await newLines()).length, 2, 'and in the feed as well');
});

test('a marriage ties two people, a divorce ends it, and both may marry again', async () => {
  const { personId, changed } = await change({ kind: 'marriage', one: 'olena', other: 'janis', effectiveOn: '2026-11-01' });
  assert.deepEqual([personId, changed], [ids.olena, [ids.olena, ids.janis]]);
  assert.deepEqual(tieTo(await read(codes.olena), codes.janis), [['SPOUSE', false, '2026-11-01', null]]);
  await change({ kind: 'divorce', one: 'janis', other: 'olena', effectiveOn: '2026-11-15' });
  for (const [one, other] of [[codes.olena, codes.janis], [codes.janis, codes.olena]] as const) {
    assert.deepEqual(tieTo(await read(one), other), [['SPOUSE', false, '2026-11-01', '2026-11-15']]);
  }
  await change({ kind: 'marriage', one: 'olena', other: 'janis' });
  assert.deepEqual(tieTo(await read(codes.janis), codes.olena).at(-1), ['SPOUSE', false, TODAY, null]);
});

test('who leaves the country has no home here from that day, and whoever comes back one again', async () => {
  await change({ kind: 'leave-country', person: 'janis', country: 'Cork, Ireland', effectiveOn: '2026-11-10' });
  const shown = async () => (await read(codes.janis)).Residences.map(({ Kind, ForeignText, From, To }) => [Kind, ForeignText, From, To]);
  assert.deepEqual(await shown(), [['DECLARED', null, '1998-11-20', '2026-11-10'], ['ABROAD', 'Cork, Ireland', '2026-11-10', null]]);
  await change({ kind: 'move', person: 'janis', municipality: '0001000' });
  assert.deepEqual((await shown()).slice(1), [['ABROAD', 'Cork, Ireland', '2026-11-10', TODAY], ['DECLARED', null, TODAY, null]]);
  await change({ kind: 'leave-country', person: 'olena' });
  assert.ok((await read(codes.olena)).Residences.at(-1)!.ForeignText);
});

test('whoever is declared missing keeps home and ties', async () => {
  const { VitalStatus, Version, ChangedAt, ...before } = await read(codes.martins);
  await change({ kind: 'declare-missing', person: 'martins' });
  assert.deepEqual(await read(codes.martins), { ...before, VitalStatus: 'MISSING', Version: 2, ChangedAt: '2026-11-20T10:00:00.000Z' });
  assert.deepEqual([VitalStatus, Version, typeof ChangedAt], ['ALIVE', 1, 'string']);
});

test('a death annulled brings back exactly what it ended, for relatives as well', async () => {
  await change({ kind: 'move', person: 'martins', municipality: '0002000', effectiveOn: '2026-11-19' });
  await change({ kind: 'custody-removed', child: ids.emils, parent: 'martins', effectiveOn: '2026-11-18' });
  const family = [codes.martins, codes.anna, codes.marta, codes.emils];
  const before = await Promise.all(family.map(read));
  await change({ kind: 'death', person: 'martins', effectiveOn: '2026-11-18' });
  assert.equal((await it.call('/sandbox/tokens', { as: 'martins' })).status, 403);
  const { changed } = await change({ kind: 'death-annulled', person: 'martins' });
  assert.deepEqual(changed, [ids.martins, ids.anna, ids.marta, ids.emils]);
  const after = await Promise.all(family.map(read));
  assert.deepEqual(after, before.map((one) => ({ ...one, Version: one.Version + 2, ChangedAt: '2026-11-20T10:00:00.000Z' })));
  assert.equal((await it.call('/sandbox/tokens', { as: 'martins' })).status, 200);
  assert.deepEqual((await newLines('events/death')).map(({ Position, PersonCode, Version }) => [Position, PersonCode, Version]), [
    [1, codes.martins, before[0]!.Version + 1], [2, codes.martins, before[0]!.Version + 2],
  ]);
});

test('a death annulled does not bring back a marriage where the other has married since, nor a tie to who has died since', async () => {
  await change({ kind: 'death', person: 'martins', effectiveOn: '2026-11-01' });
  await change({ kind: 'marriage', one: 'anna', other: 'janis', effectiveOn: '2026-11-05' });
  await change({ kind: 'death', person: ids.emils, effectiveOn: '2026-11-06' });
  await change({ kind: 'death-annulled', person: 'martins' });
  const back = await read(codes.martins);
  assert.deepEqual(tieTo(back, codes.anna), [['SPOUSE', false, '2010-08-14', '2026-11-01']]);
  assert.deepEqual(tieTo(back, codes.emils), [['CHILD', true, '2021-02-22', '2026-11-06']]);
  assert.deepEqual(tieTo(back, codes.marta), [['CHILD', true, '2011-05-09', null]]);
  assert.deepEqual(tieTo(await read(codes.emils), codes.martins), [['PARENT', true, '2021-02-22', '2026-11-06']]);
  await change({ kind: 'death-annulled', person: ids.emils });
  assert.deepEqual(tieTo(await read(codes.emils), codes.martins), [['PARENT', true, '2021-02-22', null]]);
});

test('a death that stood in the register from the start can be annulled', async () => {
  const { body } = await it.call('/fpr_person/changes?limit=1000');
  const records: PersonRecord[] = (await Promise.all(body.changes.map(({ PersonCode }: Line) => read(PersonCode))));
  const late = records.find(({ VitalStatus }) => VitalStatus === 'DECEASED')!;
  await change({ kind: 'death-annulled', person: personIdOf(it.config.personIdKey, late.FormerCodes[0] ?? late.PersonCode) });
  const back = await read(late.PersonCode);
  assert.deepEqual([back.VitalStatus, back.DeathDate], ['ALIVE', null]);
  assert.deepEqual(back.Ties.map(({ Kind, To }) => [Kind, To]), [['SPOUSE', null]]);
  const widowed = await read(back.Ties[0]!.PersonCode);
  assert.deepEqual(tieTo(widowed, late.PersonCode).map(([, , , to]) => to), [null]);
});

test('people and addresses of a merged municipality are of its successor, without a line for any of them', async () => {
  const janis = await read(codes.janis);
  const [home] = janis.Residences;
  const answer = await change({ kind: 'merge-municipalities', municipality: '0002000', into: '0022000', effectiveOn: '2026-11-01' });
  assert.deepEqual([answer.changed, answer.personId, answer.position], [[], undefined, POPULATION]);
  assert.deepEqual(await read(codes.janis), { ...janis, Residences: [{ ...home, MunicipalityCode: '0022000' }] });
  const { body: address }: { body: AddressRecord } = await it.call('/vzd_address/read', { Code: home!.AddressCode });
  assert.deepEqual([address.MunicipalityCode, address.MunicipalityName], ['0022000', 'Augšdaugavas novads']);
  await change({ kind: 'merge-municipalities', municipality: '0022000', into: '0036000' });
  assert.equal((await read(codes.janis)).Residences[0]!.MunicipalityCode, '0036000');
  const { body } = await it.call('/vzd_address/events/municipality-merged');
  assert.deepEqual(body.changes.map(({ Position, Code, Successor, On }: Record<string, unknown>) => [Position, Code, Successor, On]), [
    [1, '0002000', '0022000', '2026-11-01'], [2, '0022000', '0036000', TODAY],
  ]);
});
