import assert from 'node:assert/strict';
import test from 'node:test';
import { searchWords } from './search.ts';

test('words are found whatever the case, diacritics and punctuation', () => {
  assert.deepEqual(searchWords('Brīvības iela 1 - 2, "Kļavas", Rīga, LV-1001'), ['brivibas', 'iela', '1', '2', 'klavas', 'riga', 'lv', '1001']);
});

test('what could mean something to SQL is no word', () => assert.deepEqual(searchWords("%_'; --"), []));
