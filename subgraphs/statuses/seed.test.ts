import assert from 'node:assert/strict';
import test from 'node:test';
import { councilKey, MUNICIPALITIES } from '#connectors/addresses/municipalities.ts';
import { uuidv5 } from '#kernel/ids.ts';
import { statusTypeNames } from './events.ts';
import { statusTypes } from './seed.ts';

const typed = (code: string) => statusTypes.find((type) => type.code === code)!;

test('there are at least sixteen status types, each in both languages and with its law', () => {
  assert.ok(statusTypes.length >= 16, `${statusTypes.length} status types`);
  assert.equal(statusTypeNames.size, statusTypes.length, 'every code once');
  for (const { code, name, legalBasis } of statusTypes) {
    assert.match(code, /^[A-Z][A-Z0-9]*(_[A-Z]+)?$/);
    assert.ok(name.lv.length > 3 && name.en.length > 3 && name.lv !== name.en, code);
    assert.ok(legalBasis.title.length > 10, code);
    assert.ok(legalBasis.url === null || /^https:\/\/likumi\.lv\/ta\/id\/\d+$/.test(legalBasis.url), code);
  }
});

test('what is granted has somebody who may grant it, and nothing else has', () => {
  for (const { code, origin, issuerIds } of statusTypes) assert.equal(issuerIds.length > 0, origin === 'GRANTED', code);
});

test("what a municipality's services decide may be granted by each of the 42", () => {
  const councils = MUNICIPALITIES.filter(({ validTo }) => validTo === null).map((one) => uuidv5(`organization:${councilKey(one)}`));
  assert.equal(councils.length, 42);
  for (const code of ['TRUC', 'MAZN', 'BARENIS']) assert.deepEqual(typed(code).issuerIds, councils, code);
  assert.deepEqual(typed('INV_I').issuerIds, [uuidv5('organization:VDEAVK')]);
});
