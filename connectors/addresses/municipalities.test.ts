import assert from 'node:assert/strict';
import test from 'node:test';
import { MUNICIPALITIES, municipalitiesOn, municipalityOf } from './municipalities.ts';

test('there are 42 territories now, 35 municipalities and 7 cities, and were 43 before Varakļāni joined Madona', () => {
  const now = municipalitiesOn('2026-11-20');
  assert.equal(now.length, 42);
  assert.equal(now.filter(({ kind }) => kind === 'CITY').length, 7);
  assert.equal(municipalitiesOn('2025-07-01').length, 42);
  assert.equal(municipalitiesOn('2025-06-30').length, 43);
  assert.equal(municipalitiesOn('2021-06-30').length, 0);
});

test('every code is seven digits and stands once; every end names a successor that begins then', () => {
  assert.equal(new Set(MUNICIPALITIES.map(({ code }) => code)).size, MUNICIPALITIES.length);
  for (const { code, validTo, successor } of MUNICIPALITIES) {
    assert.match(code, /^\d{7}$/);
    assert.equal(validTo === null, successor === null);
    if (successor !== null) assert.equal(municipalityOf(successor)?.validFrom, validTo);
  }
});

test('a code that is none finds nothing', () => assert.equal(municipalityOf('9999999'), null));
