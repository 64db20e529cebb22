import assert from 'node:assert/strict';
import test from 'node:test';
import { MUNICIPALITIES } from './municipalities.ts';
import { Territories, type MunicipalityMerger } from './territories.ts';

const BAUSKA = '0025000';
const DOBELE = '0028000';
const JELGAVA = '0030000';
const RIGA = '0001000';
const first: MunicipalityMerger = { code: BAUSKA, successor: DOBELE, on: '2026-07-01' };
const second: MunicipalityMerger = { code: DOBELE, successor: JELGAVA, on: '2026-09-01' };

test('a municipality is itself until the day it becomes part of another', () => {
  const territories = new Territories([first]);
  const days = ['2026-06-30', '2026-07-01', '2030-01-01'];
  assert.deepEqual(days.map((day) => territories.successorOn(BAUSKA, day)), [BAUSKA, DOBELE, DOBELE]);
  assert.deepEqual(days.map((day) => territories.successorOn(DOBELE, day)), [DOBELE, DOBELE, DOBELE]);
});

test('it keeps its name, with the day it ended and what it became part of', () => {
  const territories = new Territories([first]);
  const { name, validTo, successor } = territories.municipalityOf(BAUSKA)!;
  assert.deepEqual({ name, validTo, successor }, { name: 'Bauskas novads', validTo: '2026-07-01', successor: DOBELE });
  const counts = (day: string) => [territories.municipalitiesOn(day).length, territories.municipalitiesOn(day).some(({ code }) => code === BAUSKA)];
  assert.deepEqual([counts('2026-06-30'), counts('2026-07-01')], [[42, true], [41, false]]);
});

for (const [sentence, told] of [['told in their order', [first, second]], ['told the other way round', [second, first]]] as const) {
  test(`a chain of mergers leads to its end, each link from its day: ${sentence}`, () => {
    const territories = new Territories(told);
    assert.deepEqual(['2026-06-30', '2026-08-31', '2026-09-01'].map((day) => territories.successorOn(BAUSKA, day)), [BAUSKA, DOBELE, JELGAVA]);
    assert.deepEqual(territories.codesOf(BAUSKA, '2026-08-31'), [DOBELE, BAUSKA]);
    assert.deepEqual(territories.codesOf(DOBELE, '2026-09-01'), [JELGAVA, BAUSKA, DOBELE]);
  });
}

test('what the classifier itself ended leads to its successor too, whatever else is told of it', () => {
  const territories = new Territories([{ code: '0055000', successor: RIGA, on: '2026-01-01' }]);
  assert.equal(territories.successorOn('0055000', '2025-06-30'), '0055000');
  assert.equal(territories.successorOn('0055000', '2026-11-20'), '0038001');
  assert.deepEqual(territories.codesOf('0038001', '2026-11-20'), ['0038001', '0038000', '0055000']);
});

test('no merger makes a municipality part of itself', () => {
  const circle: MunicipalityMerger[] = [first, second, { code: JELGAVA, successor: BAUSKA, on: '2026-10-01' }, { code: RIGA, successor: RIGA, on: '2026-10-01' }];
  const territories = new Territories(circle);
  assert.equal(territories.successorOn(BAUSKA, '2027-01-01'), JELGAVA);
  assert.equal(territories.successorOn(JELGAVA, '2027-01-01'), JELGAVA);
  assert.equal(territories.municipalityOf(RIGA)!.validTo, null);
});

test('a code that the classifier does not hold is itself, and what became part of it leads to it', () => {
  const territories = new Territories([{ code: BAUSKA, successor: '0057000', on: '2026-07-01' }]);
  assert.equal(territories.successorOn('9999999', '2026-11-20'), '9999999');
  assert.deepEqual(territories.codesOf('0057000', '2026-11-20'), ['0057000', BAUSKA]);
  assert.equal(territories.municipalityOf('0057000'), null);
});

test('what is taken in later takes the place of what was known, and the classifier stays as it is written', () => {
  const territories = new Territories([first]);
  territories.know([second]);
  assert.equal(territories.successorOn(BAUSKA, '2027-01-01'), BAUSKA);
  assert.equal(territories.successorOn(DOBELE, '2027-01-01'), JELGAVA);
  assert.equal(MUNICIPALITIES.find(({ code }) => code === DOBELE)!.validTo, null);
});
