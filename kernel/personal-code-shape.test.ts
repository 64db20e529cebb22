import assert from 'node:assert/strict';
import test from 'node:test';
import { holdsPersonalCode, withoutPersonalCodes } from './personal-code-shape.ts';

const holding = [
  '{ personByCode(personalCode: "120768-18764") { id } }',
  '{ personByCode(personalCode: "12076818764") { id } }',
  '{ person(id: "32416565491") { id } }',
  'Mans kods ir 00000000000.',
  'kods:000000 00000',
  'serialNumber=PNOLV-120768-18764',
  '120768 – 18764',
  '120768\u201118764',
  'alias _32416565491',
];
const free = [
  'registration number 90001669496 of an institution',
  'registration number 40003032065 of a company',
  '6f1c2a52-6a3e-5c0b-9d53-a12076818764',
  'telephone 67 013 000, code 100003003',
  'Tālrunis +37120000000',
  'LV80BANK0000435195001',
  'VK-2026-000123',
  '123456789012345',
  '{ benefits(first: 20) { edges { cursor } } }',
];
for (const text of holding) test(`a personal code is seen in: ${text}`, () => assert.ok(holdsPersonalCode(text)));
for (const text of free) test(`none is seen in: ${text}`, () => assert.ok(!holdsPersonalCode(text)));

test('codes are cut out of messages that quote what was sent', () => {
  assert.equal(withoutPersonalCodes('Variable "$code" got "120768-18764" and 32416565491'), 'Variable "$code" got "…" and …');
});
