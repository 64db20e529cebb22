import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MUNICIPALITIES, municipalityNumber } from './distributions.ts';
import { BLOCK_SIZE, isMinor } from './households.ts';
import { identityNamed } from './identities.ts';
import type { SyntheticPerson, TieKind } from './person.ts';
import { personRecord } from './person-record.ts';
import { Population } from './population.ts';

const SIZE = 60_000;
const population = new Population({ seed: 'test', size: SIZE });
const everyone = Array.from({ length: SIZE }, (_, index) => population.person(index));

const INVERSE: Record<TieKind, TieKind[]> = {
  CHILD: ['PARENT'], PARENT: ['CHILD'], SPOUSE: ['SPOUSE'], WARD: ['GUARDIAN', 'TRUSTEE'], GUARDIAN: ['WARD'],
  TRUSTEE: ['WARD'], FOSTER_CHILD: ['FOSTER_PARENT'], FOSTER_PARENT: ['FOSTER_CHILD'],
};

function municipalityOf(person: SyntheticPerson): number | null {
  const home = person.residences.find(({ address, to }) => address !== null && to === null)?.address;
  return home === undefined || home === null ? null : population.addresses.municipalityOf(home);
}

function named(as: string) {
  const identity = identityNamed(as);
  assert.equal(identity?.role, 'resident');
  return personRecord(population, identity.index);
}

test('the same seed gives the same record, whatever was read before', () => {
  const other = new Population({ seed: 'test', size: SIZE });
  for (let index = SIZE - 1; index >= 0; index -= 397) {
    assert.deepEqual(personRecord(other, index), personRecord(population, index));
  }
});

test('another seed gives other people, with other codes', () => {
  const other = new Population({ seed: 'other', size: SIZE });
  assert.notDeepEqual(personRecord(other, 500), personRecord(population, 500));
  assert.notEqual(other.codes.codeOf(0), population.codes.codeOf(0));
});

test('a smaller population holds just as many records as it says', () => {
  const small = new Population({ seed: 'test', size: 1_234 });
  assert.equal(personRecord(small, 1_233).Version, 1);
  assert.throws(() => small.person(1_234), RangeError);
});

test('every tie is seen from both ends, with the same custody and period', () => {
  for (const person of everyone) {
    for (const one of person.ties) {
      const back = population.person(one.other).ties.filter((tie) =>
        tie.other === person.index && INVERSE[one.kind].includes(tie.kind));
      assert.equal(back.length, 1);
      assert.deepEqual([back[0]!.custody, back[0]!.from, back[0]!.to], [one.custody, one.from, one.to]);
    }
  }
});

test('nobody is tied to somebody of another block', () => {
  for (const { index, ties } of everyone) {
    for (const { other } of ties) assert.equal(Math.floor(other / BLOCK_SIZE), Math.floor(index / BLOCK_SIZE));
  }
});

test('custody is only ever over minors; parents are grown up when a child is born', () => {
  for (const person of everyone) {
    for (const { kind, other, custody } of person.ties) {
      if (kind !== 'CHILD') continue;
      const child = population.person(other);
      if (custody) assert.ok(isMinor(child));
      assert.ok(Number(child.birthDate.slice(0, 4)) - Number(person.birthDate.slice(0, 4)) >= 18);
    }
  }
});

test('some separated parents have custody of their child together, and some lost it', () => {
  const minors = everyone.filter((person) => isMinor(person));
  const custodyOf = (child: SyntheticPerson) => child.ties.filter(({ kind }) => kind === 'PARENT').map(({ custody }) => custody);
  const apart = minors.filter((child) => {
    const parents = child.ties.filter(({ kind }) => kind === 'PARENT').map(({ other }) => population.person(other));
    return parents.length === 2 && !parents[0]!.ties.some(({ kind, other }) => kind === 'SPOUSE' && other === parents[1]!.index);
  });
  assert.ok(apart.some((child) => custodyOf(child).every(Boolean)));
  assert.ok(apart.some((child) => custodyOf(child).includes(false)));
});

test('guardians, foster families, trustees, the missing, the dead and people abroad occur', () => {
  const kinds = new Set(everyone.flatMap(({ ties }) => ties.map(({ kind }) => kind)));
  for (const kind of ['WARD', 'GUARDIAN', 'FOSTER_CHILD', 'TRUSTEE'] as const) assert.ok(kinds.has(kind), kind);
  const states = new Set(everyone.map(({ vitalStatus }) => vitalStatus));
  for (const state of ['ALIVE', 'DECEASED', 'MISSING'] as const) assert.ok(states.has(state), state);
  const residences = new Set(everyone.flatMap((person) => person.residences.map(({ kind }) => kind)));
  assert.deepEqual([...residences].sort(), ['ABROAD', 'DECLARED', 'INDICATED', 'REGISTERED']);
  assert.ok(everyone.some((person) => person.residences.length === 0));
});

test('people live where the published figures say, within a point', () => {
  const total = MUNICIPALITIES.reduce((sum, { residents }) => sum + residents, 0);
  const counts = MUNICIPALITIES.map(() => 0);
  for (const person of everyone) {
    const municipality = municipalityOf(person);
    if (municipality !== null) counts[municipality]!++;
  }
  const placed = counts.reduce((sum, count) => sum + count, 0);
  for (const [number, { residents, name }] of MUNICIPALITIES.entries()) {
    assert.ok(Math.abs(counts[number]! / placed - residents / total) < 0.01, name);
  }
});

test('the share of old-age pensioners and of families by number of children is as published', () => {
  const living = everyone.filter(({ vitalStatus }) => vitalStatus === 'ALIVE');
  const residents = MUNICIPALITIES.reduce((sum, one) => sum + one.residents, 0);
  const pensioners = MUNICIPALITIES.reduce((sum, one) => sum + one.pensioners, 0);
  const old = living.filter(({ birthDate }) => birthDate <= '1961-10-01').length;
  assert.ok(Math.abs(old / living.length - pensioners / residents) < 0.01);

  const published = [0, 1, 2, 3, 4, 5].map((at) =>
    MUNICIPALITIES.reduce((sum, one) => sum + one.familiesByChildren[at]!, 0));
  const families = [0, 0, 0, 0, 0, 0];
  const counted = new Set<string>();
  for (const person of living) {
    const children = person.ties.filter(({ kind }) => kind === 'CHILD').map(({ other }) => other);
    const family = children.join();
    if (children.length === 0 || counted.has(family)) continue;
    counted.add(family);
    families[Math.min(children.length, 6) - 1]!++;
  }
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  for (const at of published.keys()) {
    assert.ok(Math.abs(families[at]! / sum(families) - published[at]! / sum(published)) < 0.015, `${at + 1} children`);
  }
});

test('Rēzekne has fewer children to a pensioner than Mārupe, as published', () => {
  const ratio = (code: string) => {
    const people = everyone.filter((person) => municipalityOf(person) === municipalityNumber(code));
    return people.filter((person) => isMinor(person)).length / people.filter(({ birthDate }) => birthDate < '1961').length;
  };
  assert.ok(ratio('0039000') > 2 * ratio('0006000'));
});

test('hardly any two households share a home', () => {
  const homes = new Map<number, number>();
  for (const person of everyone) {
    const home = person.residences.find(({ to, address }) => to === null && address !== null)?.address;
    if (home != null) homes.set(home, (homes.get(home) ?? 0) + 1);
  }
  assert.ok([...homes.values()].filter((people) => people > 9).length < homes.size * 0.001);
});

test('Anna lives in Rīga with her husband Mārtiņš and their children of 15 and 5', () => {
  const [anna, martins, marta] = [named('anna'), named('martins'), named('marta')];
  assert.equal(anna.Residences.at(-1)?.MunicipalityCode, '0001000');
  assert.deepEqual(anna.Ties.map(({ Kind }) => Kind), ['SPOUSE', 'CHILD', 'CHILD']);
  assert.equal(anna.Ties[0]!.PersonCode, martins.PersonCode);
  assert.deepEqual(anna.Ties.slice(1), martins.Ties.slice(1));
  assert.equal(anna.Ties[1]!.PersonCode, marta.PersonCode);
  assert.equal(marta.BirthDate, '2011-05-09');
});

test('of Petra, who is protected, no code of a place leaves the register', () => {
  assert.deepEqual(named('petra').Residences, [{
    Kind: 'PROTECTED', AddressCode: null, MunicipalityCode: null, ForeignText: null, From: '2025-09-01', To: null,
  }]);
});

test('named people are the same people under every seed', () => {
  const other = new Population({ seed: 'other', size: 50 });
  for (const index of [0, 1, 2, 3, 4, 5, 6, 7]) {
    assert.deepEqual(
      [other.person(index).givenName, other.person(index).birthDate],
      [population.person(index).givenName, population.person(index).birthDate],
    );
  }
  assert.equal(named('janis').Residences.at(-1)?.MunicipalityCode, '0002000');
  assert.equal(named('olena').Residences.at(-1)?.MunicipalityCode, '0005000');
});
