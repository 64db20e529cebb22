import assert from 'node:assert/strict';
import test from 'node:test';
import { CHANGING, type Part } from '#kernel/freshness.ts';
import { cacheHeaders, partIn } from './cache-headers.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const address: Part = { ageMs: 0, freshForMs: DAY, isPersonal: false };
const person: Part = { ageMs: 3 * MINUTE, freshForMs: 10 * MINUTE, isPersonal: true };

const CASES: { says: string; part: Part; isSignedIn?: boolean; untilMidnightMs?: number; control: string; age?: string }[] = [
  { says: 'read this moment, of nobody', part: { ...address, freshForMs: MINUTE }, control: 'public, max-age=60' },
  { says: 'of nobody, asked for by somebody', part: { ...address, freshForMs: MINUTE }, isSignedIn: true, control: 'private, max-age=60' },
  { says: 'of a person, three minutes old', part: person, control: 'private, max-age=600', age: '180' },
  { says: 'a part of a second old', part: { ...person, ageMs: 1 }, control: 'private, max-age=600', age: '1' },
  { says: 'as old as it may become', part: { ...person, ageMs: 10 * MINUTE }, control: 'private, no-cache' },
  { says: 'stale', part: { ...person, ageMs: 11 * MINUTE }, control: 'private, no-cache' },
  { says: 'with less than a second left', part: { ...person, ageMs: 10 * MINUTE - 999 }, control: 'private, no-cache' },
  { says: 'changing', part: CHANGING, control: 'private, no-cache' },
  { says: 'three minutes old, a minute before midnight', part: person, untilMidnightMs: MINUTE, control: 'private, max-age=240', age: '180' },
  { says: 'good for a day, an hour before midnight', part: address, untilMidnightMs: 60 * MINUTE, control: 'public, max-age=3600' },
];

for (const { says, part, isSignedIn = false, untilMidnightMs = DAY, control, age } of CASES) {
  test(`what is ${says}: ${control}`, () => {
    assert.deepEqual(cacheHeaders(part, { isSignedIn, untilMidnightMs }), { 'cache-control': control, ...(age ? { age } : {}) });
  });
}

test('what one part of the hub says of its answer, another reads', () => {
  for (const part of [{ ...address, freshForMs: MINUTE }, person, CHANGING, { ...person, isPersonal: false }]) {
    assert.deepEqual(partIn(cacheHeaders(part, { isSignedIn: false, untilMidnightMs: DAY })), part);
  }
});

for (const control of [undefined, '', 'no-store', 'no-cache, max-age=60', 'public', 'max-age', 'max-age=-1', 'max-age=1e9', 'max-age=99999999999', 's-maxage=60', 'x-max-age=60']) {
  test(`a subgraph that says ${control === undefined ? 'nothing' : `"${control}"`} lets nothing be kept`, () => {
    assert.deepEqual(partIn({ 'cache-control': control, age: '0' }), CHANGING);
  });
}

test('another server may write it in capitals, without spaces and without public', () => {
  assert.deepEqual(partIn({ 'cache-control': 'Max-Age=60,Public' }), { ageMs: 0, freshForMs: MINUTE, isPersonal: false });
  assert.deepEqual(partIn({ 'cache-control': 'max-age="60"', age: 'old' }), { ageMs: 0, freshForMs: MINUTE, isPersonal: true });
});
