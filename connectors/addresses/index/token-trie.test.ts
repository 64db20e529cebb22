import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { TokenTrie } from './token-trie.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 1, maxLength: 7 });
const seed = process.env.TEST_SEED ? { seed: Number.parseInt(process.env.TEST_SEED, 36) || 0 } : {};

/** Optimal string alignment, the plain way. */
function distance(one: string, other: string): number {
  const rows = Array.from({ length: one.length + 1 }, (_, row) => Array.from({ length: other.length + 1 }, (_, column) => (row === 0 ? column : column === 0 ? row : 0)));
  for (let row = 1; row <= one.length; row++) {
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1] ? 0 : 1;
      let least = Math.min(rows[row - 1]![column - 1]! + same, rows[row - 1]![column]! + 1, rows[row]![column - 1]! + 1);
      if (row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]) least = Math.min(least, rows[row - 2]![column - 2]! + 1);
      rows[row]![column] = least;
    }
  }
  return rows[one.length]![other.length]!;
}

test('it finds the words that a plain comparison with each finds, with as few edits', () => {
  fc.assert(fc.property(fc.uniqueArray(word, { maxLength: 60 }), word, fc.constantFrom(0, 1, 2), (words, typed, edits) => {
    const tokens = words.toSorted();
    const found = new Map<string, number>();
    for (const range of new TokenTrie(tokens).fitting(typed, { edits, beginnings: false })) {
      for (let at = range.from; at < range.to; at++) found.set(tokens[at]!, Math.min(range.edits, found.get(tokens[at]!) ?? 9));
    }
    const expected = tokens.map((token) => [token, distance(typed, token)] as const).filter(([, edited]) => edited <= edits);
    assert.deepEqual([...found].toSorted(), expected.toSorted());
  }), seed);
});

test('it finds the words of which a beginning is as near, with as few edits', () => {
  fc.assert(fc.property(fc.uniqueArray(word, { maxLength: 60 }), word, fc.constantFrom(0, 1, 2), (words, typed, edits) => {
    const tokens = words.toSorted();
    const found = new Map<string, number>();
    for (const range of new TokenTrie(tokens).fitting(typed, { edits, beginnings: true })) {
      for (let at = range.from; at < range.to; at++) found.set(tokens[at]!, Math.min(range.edits, found.get(tokens[at]!) ?? 9));
    }
    const nearest = (token: string) => Math.min(...Array.from({ length: token.length }, (_, at) => distance(typed, token.slice(0, at + 1))));
    const expected = tokens.map((token) => [token, nearest(token)] as const).filter(([, edited]) => edited <= edits);
    assert.deepEqual([...found].toSorted(), expected.toSorted());
  }), seed);
});

test('a word is found by itself, and no other', () => {
  const trie = new TokenTrie(['liepa', 'liepas', 'liepu']);
  assert.deepEqual(['liepa', 'liepas', 'liepu', 'liep', '', 'liepux'].map((token) => trie.find(token)), [0, 1, 2, -1, -1, -1]);
});

test('an empty list finds nothing', () => assert.deepEqual(new TokenTrie([]).fitting('a', { edits: 2, beginnings: true }), []));

test('what is longer than any word is cut', () => assert.deepEqual(new TokenTrie(['a']).fitting('b'.repeat(10_000), { edits: 2, beginnings: true }), []));
