import assert from 'node:assert/strict';
import test from 'node:test';
import { Territories } from '../addresses/territories.ts';
import { inMunicipalitySince, residenceOn, toProjected, toRecord, type PersonRecord, type Residence } from './record.ts';
import { wirePerson, wirePersonBatch, wirePersonChanges } from './wire.ts';

const DAY = '2026-11-20';
const wire = {
  PersonCode: '39000000001', FormerCodes: [], Version: 3, ChangedAt: '2026-01-01T00:00:00Z', GivenName: 'Anna', Surname: 'Ozola', Sex: 'F',
  BirthDate: '1988-04-17', VitalStatus: 'ALIVE', DeathDate: null,
  Residences: [{ Kind: 'DECLARED', AddressCode: '900000001', MunicipalityCode: '0001000', ForeignText: null, From: '2013-06-01', To: null }],
  Ties: [
    { Kind: 'CHILD', PersonCode: '39000000002', Custody: true, From: '2011-05-09', To: null },
    { Kind: 'CHILD', PersonCode: '39000000003', Custody: true, From: '2012-05-09', To: null },
  ],
  Flags: ['POL_REP'],
};
const ids = new Map([['39000000001', 'anna'], ['39000000002', 'marta']]);
const without = (field: string, list: object[]) => list.map((one) => Object.fromEntries(Object.entries(one).filter(([name]) => name !== field)));

test('a record of the register becomes facts without any personal code; a tie to nobody known is left out', () => {
  const record = toRecord(wirePerson.parse(wire), (code) => ids.get(code))!;
  assert.equal(record.personId, 'anna');
  assert.deepEqual(record.ties, [{ kind: 'CHILD', otherId: 'marta', custody: true, from: '2011-05-09', to: null }]);
  assert.ok(!/\d{11}/.test(JSON.stringify(record)));
});

test('what a permission does not open is missing, and unknown rather than none', () => {
  const record = toRecord(wirePerson.parse({ PersonCode: wire.PersonCode, Version: 3, ChangedAt: wire.ChangedAt }), (code) => ids.get(code))!;
  assert.deepEqual(record, {
    personId: 'anna', version: 3, changedAt: wire.ChangedAt, givenName: null, surname: null, sex: null, birthDay: null, vital: 'UNKNOWN', deathDay: null,
    residences: null, ties: null, flags: null,
  });
  assert.equal(residenceOn(record, DAY).state, 'UNKNOWN');
});

test('a record says whether it tells former codes: without them a new code may be of somebody known', () => {
  const { FormerCodes: _, ...part } = wire;
  assert.deepEqual([wire, part].map((one) => wirePerson.parse(one).tellsFormerCodes), [true, false]);
  assert.deepEqual(wirePerson.parse(part).FormerCodes, []);
  assert.deepEqual(wirePerson.parse({ ...wire, MergedCodes: ['39000000009'] }).MergedCodes, ['39000000009']);
});

for (const field of ['Kind', 'PersonCode', 'Custody', 'From', 'To'] as const) {
  test(`ties without ${field} are not told: half of a tie gives nobody a right`, () => {
    const part = { ...wire, Ties: without(field, wire.Ties) };
    assert.equal(toRecord(wirePerson.parse(part), (code) => ids.get(code))!.ties, null);
  });
}

for (const field of ['Kind', 'From', 'To'] as const) {
  test(`residences without ${field} are not told: the protected and the past could not be told apart`, () => {
    const part = { ...wire, Residences: without(field, wire.Residences) };
    assert.equal(toRecord(wirePerson.parse(part), (code) => ids.get(code))!.residences, null);
  });
}

test('offers rest on birth day, residences, ties and flags, and on nothing that only looks like none', () => {
  const record = toRecord(wirePerson.parse(wire), (code) => ids.get(code))!;
  assert.throws(() => toProjected({ ...record, birthDay: null, ties: null }, DAY, new Territories()), { extensions: { code: 'FORBIDDEN' }, message: /birth day, residences, ties and flags/ });
  for (const closed of ['residences', 'flags']) assert.throws(() => toProjected({ ...record, [closed]: null }, DAY, new Territories()), { extensions: { code: 'FORBIDDEN' } }, closed);
  const somewhere = toRecord(wirePerson.parse({ ...wire, Residences: without('MunicipalityCode', wire.Residences) }), (code) => ids.get(code))!;
  assert.equal(residenceOn(somewhere, DAY).addressCode, '900000001');
  const { municipality, residenceState, residenceSince } = toProjected(somewhere, DAY, new Territories());
  assert.deepEqual({ municipality, residenceState, residenceSince }, { municipality: null, residenceState: 'UNKNOWN', residenceSince: null });
});

test('a kind or flag the hub does not know stops nobody', () => {
  const record = toRecord(wirePerson.parse({
    ...wire, VitalStatus: 'SOMETHING', Ties: [{ Kind: 'COUSIN', PersonCode: '39000000002', Custody: false, From: DAY, To: null }], Flags: ['NEW'],
  }), (code) => ids.get(code))!;
  assert.equal(record.vital, 'UNKNOWN');
  assert.deepEqual(record.ties, []);
});

const malformed: [string, unknown][] = [
  ['a word', 'garbage'],
  ['records of another shape', { records: [{ PersonCode: 'x' }] }],
  ['a day that is none', { records: [{ ...wire, BirthDate: '1988-02-30' }] }],
  ['more than was asked for', { records: Array.from({ length: 101 }, () => wire) }],
];
for (const [says, body] of malformed) {
  test(`an answer is refused when it is ${says}`, () => assert.equal(wirePersonBatch.safeParse(body).success, false));
}

test('a page of changes becomes lines; what a line does not tell is not guessed', () => {
  const line = { Position: 7, PersonCode: '39000000001', Version: 2, ChangedAt: '2026-01-01T00:00:00Z', Kind: 'CREATED' };
  const read = { position: 7, key: '39000000001', version: 2, changedAt: 1_767_225_600_000, isRemoved: false };
  assert.deepEqual(wirePersonChanges.parse({ changes: [line, { ...line, ChangedAt: 'x', Kind: 'REMOVED' }], First: 3, Last: 9 }), {
    lines: [read, { ...read, changedAt: null, isRemoved: true }], first: 3, last: 9,
  });
  assert.equal(wirePersonChanges.parse({ changes: [], Last: 0 }).first, 1);
  for (const PersonCode of [undefined, 'x', 39000000001]) assert.equal(wirePersonChanges.safeParse({ changes: [{ ...line, PersonCode }], Last: 9 }).success, false);
});

const home = (from: string, to: string | null, municipality: string | null = '0001000', kind: Residence['kind'] = 'DECLARED'): Residence =>
  ({ kind, from, to, municipality, addressCode: municipality && '900000001', foreignText: null });
const livingAt = (...residences: Residence[]) => ({ residences });

const homes: [string, Residence[], { state: string; since: string | null; municipality: string | null }, string | null][] = [
  ['a declared home', [home('2013-06-01', null)], { state: 'DECLARED', since: '2013-06-01', municipality: '0001000' }, '2013-06-01'],
  ['a home that ends today is no longer one', [home('2013-06-01', DAY)], { state: 'NONE', since: null, municipality: null }, null],
  ['a home that begins today is one', [home(DAY, null)], { state: 'DECLARED', since: DAY, municipality: '0001000' }, DAY],
  ['nothing', [], { state: 'NONE', since: null, municipality: null }, null],
  ['abroad', [home('2020-01-01', null, null, 'ABROAD')], { state: 'ABROAD', since: '2020-01-01', municipality: null }, null],
  ['declared before indicated', [home('2020-01-01', null, null, 'INDICATED'), home('2019-01-01', null)], { state: 'DECLARED', since: '2019-01-01', municipality: '0001000' }, '2019-01-01'],
  ['a move within the municipality does not start anew there', [home('2013-06-01', '2020-01-01'), home('2020-01-01', null)], { state: 'DECLARED', since: '2020-01-01', municipality: '0001000' }, '2013-06-01'],
  ['a break does', [home('2013-06-01', '2019-01-01'), home('2020-01-01', null)], { state: 'DECLARED', since: '2020-01-01', municipality: '0001000' }, '2020-01-01'],
  ['so does a time elsewhere', [home('2013-06-01', '2019-01-01'), home('2019-01-01', '2020-01-01', '0002000'), home('2020-01-01', null)], { state: 'DECLARED', since: '2020-01-01', municipality: '0001000' }, '2020-01-01'],
  ['protected: nowhere', [home('2025-09-01', null, null, 'PROTECTED')], { state: 'PROTECTED', since: '2025-09-01', municipality: null }, null],
  ['protected, and nowhere after death either', [home('2025-09-01', '2026-01-01', null, 'PROTECTED')], { state: 'PROTECTED', since: '2025-09-01', municipality: null }, null],
  ['protected, whatever else came through', [home('2013-06-01', null), home('2025-09-01', null, null, 'PROTECTED')], { state: 'PROTECTED', since: '2025-09-01', municipality: null }, null],
];

for (const [says, residences, expected, since] of homes) {
  test(`residence: ${says}`, () => {
    const { addressCode, ...found } = residenceOn(livingAt(...residences), DAY);
    assert.deepEqual(found, expected);
    assert.equal(addressCode !== null, expected.municipality !== null);
    assert.equal(inMunicipalitySince(livingAt(...residences), DAY), since);
  });
}

test('of two marriages to one person the later is kept', () => {
  const record = toRecord(wirePerson.parse({ ...wire, Ties: [] }), (code) => ids.get(code)) as PersonRecord;
  const spouse = { kind: 'SPOUSE' as const, otherId: 'martins', custody: false };
  const { ties } = toProjected({ ...record, ties: [{ ...spouse, from: '2020-01-01', to: null }, { ...spouse, from: '2010-01-01', to: '2015-01-01' }] }, DAY, new Territories());
  assert.deepEqual(ties.map(({ validFrom }) => validFrom), ['2020-01-01']);
});

test('records from before and after a merger of municipalities agree', () => {
  const places = new Territories([{ code: '0002000', successor: '0022000', on: '2026-11-01' }]);
  const record = toRecord(wirePerson.parse({ ...wire, Ties: [] }), (code) => ids.get(code))!;
  const [earlier, later] = ['0002000', '0022000'].map((code) => ({ ...record, residences: [home('2013-06-01', '2020-01-01', code), home('2020-01-01', null, code)] }));
  assert.deepEqual(toProjected(earlier!, DAY, places), toProjected(later!, DAY, places));
  const { municipality, residenceSince } = toProjected(earlier!, DAY, places);
  assert.deepEqual([municipality, residenceSince], ['0022000', '2013-06-01']);
  assert.equal(residenceOn(earlier!, '2026-10-31', places).municipality, '0002000');
});

test('who moved between two municipalities that are one today lives there since before that move', () => {
  const places = new Territories([{ code: '0002000', successor: '0022000', on: '2026-11-01' }]);
  const moved = livingAt(home('2013-06-01', '2020-01-01', '0022000'), home('2020-01-01', null, '0002000'));
  assert.deepEqual(['2026-10-31', '2026-11-01'].map((day) => inMunicipalitySince(moved, day, places)), ['2020-01-01', '2013-06-01']);
});
