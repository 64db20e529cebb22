import assert from 'node:assert/strict';
import test from 'node:test';
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

test('a record of the register becomes facts without any personal code; a tie to nobody known is left out', () => {
  const record = toRecord(wirePerson.parse(wire), (code) => ids.get(code))!;
  assert.equal(record.personId, 'anna');
  assert.deepEqual(record.ties, [{ kind: 'CHILD', otherId: 'marta', custody: true, from: '2011-05-09', to: null }]);
  assert.ok(!/\d{11}/.test(JSON.stringify(record)));
});

test('what a permission does not open is missing, and unknown rather than none', () => {
  const { Residences: _, VitalStatus: __, Flags: ___, GivenName: ____, ...part } = wire;
  const record = toRecord(wirePerson.parse(part), (code) => ids.get(code))!;
  assert.equal(residenceOn(record, DAY).state, 'UNKNOWN');
  assert.equal(record.vital, 'UNKNOWN');
  assert.equal(record.givenName, null);
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

test('a page of changes becomes lines', () => {
  assert.deepEqual(wirePersonChanges.parse({ changes: [{ Position: 7, PersonCode: '39000000001', Version: 2, ChangedAt: 'x', Kind: 'CREATED' }], Last: 9 }), {
    lines: [{ position: 7, key: '39000000001', version: 2 }], last: 9,
  });
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
  const { ties } = toProjected({ ...record, ties: [{ ...spouse, from: '2020-01-01', to: null }, { ...spouse, from: '2010-01-01', to: '2015-01-01' }] }, DAY);
  assert.deepEqual(ties.map(({ validFrom }) => validFrom), ['2020-01-01']);
});
