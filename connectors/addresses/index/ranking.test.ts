import assert from 'node:assert/strict';
import test from 'node:test';
import { editsFor, flatPenalty, keptOf, suffixPenalty, worthOf, WRONG_HOUSE } from './ranking.ts';
import { houseNumber } from './tokens.ts';

test('a rarer word is worth more, one that nobody has the most, and one that all have not nothing', () => {
  const worths = [0, 1_000, 10_000, 100_000, 240_000].map((places) => worthOf(places, 240_000));
  assert.deepEqual(worths, worths.toSorted((one, other) => other - one));
  assert.ok(worths.at(-1)! > 0 && new Set(worths).size === 5);
});

test('an exact word keeps all; each slip, and being but a beginning, costs', () => {
  const kept = (edits: number, isBeginning: boolean) => keptOf({ edits, isBeginning }, true);
  assert.equal(kept(0, false), 1);
  for (const isBeginning of [false, true]) assert.ok(kept(0, isBeginning) > kept(1, isBeginning) && kept(1, isBeginning) > kept(2, isBeginning));
  for (const edits of [0, 1, 2]) assert.ok(kept(edits, false) > kept(edits, true));
  assert.ok(keptOf({ edits: 0, isBeginning: true }, false) < keptOf({ edits: 1, isBeginning: false }, false));
});

test('short words may have no slip, long ones two where nothing else fits', () => {
  assert.deepEqual([editsFor('iga', true), editsFor('riga', true), editsFor('brivibas', false), editsFor('brivibas', true)], [0, 1, 1, 2]);
});

test('12 is nearer to 12A than to 12B is 12A, and any of them nearer than another house', () => {
  const penalty = (typed: string, kept: string) => suffixPenalty(houseNumber(typed), houseNumber(kept));
  assert.equal(penalty('12a', '12a'), 0);
  assert.ok(penalty('12', '12a') < penalty('12a', '12b') && penalty('12a', '12b') < WRONG_HOUSE);
  assert.ok(penalty('1', '1') < penalty('1', '12'));
});

test('a flat that was not asked for comes after the house, the wrong flat after the house without flats', () => {
  const five = { text: '5', isUnfinished: false };
  const [house, right, wrong] = [{ number: 0, suffix: '' }, { number: 5, suffix: '' }, { number: 6, suffix: '' }];
  assert.ok(flatPenalty(null, house) < flatPenalty(null, right));
  assert.ok(flatPenalty(five, right) < flatPenalty(five, house) && flatPenalty(five, house) < flatPenalty(five, wrong));
  assert.ok(flatPenalty({ text: '1', isUnfinished: true }, { number: 12, suffix: '' }) < flatPenalty({ text: '1', isUnfinished: false }, { number: 12, suffix: '' }));
});
