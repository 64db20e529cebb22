import assert from 'node:assert/strict';
import test from 'node:test';
import { plainText } from './plain-text.ts';
import { houseNumber, MOST_TOKENS, parseQuery, partsOf } from './tokens.ts';

const PARTS: [string, string[], string | null, string | null, string, number][] = [
  ['Brīvības iela 95 k-2 - 5, Rīga, LV-1001', ['brivibas', 'iela'], '95k2', '5', 'Rīga', 1001],
  ['1. līnija 11, Jelgava, LV-3007', ['1', 'linija'], '11', null, 'Jelgava', 3007],
  ['"Adrakaši 1", Jaunalūksnes pag., Alūksnes nov., LV-4350', ['adrakasi'], '1', null, 'Jaunalūksnes pag., Alūksnes nov.', 4350],
  ['"1", Stacija "Krāslava", Ūdrīšu pag., Krāslavas nov., LV-5601', [], '1', null, 'Stacija "Krāslava", Ūdrīšu pag., Krāslavas nov.', 5601],
  ['"79,6. km ēka", Lizuma pag., Gulbenes nov., LV-4425', ['79', '6', 'km', 'eka'], null, null, 'Lizuma pag., Gulbenes nov.', 4425],
  ['""Gaņģi" TP-4356", Mūsa, Ceraukstes pag., Bauskas nov., LV-3901', ['gangi', 'tp'], '4356', null, 'Mūsa, Ceraukstes pag., Bauskas nov.', 3901],
  ['"Kļavas" - 3, Virgas pag., Dienvidkurzemes nov.', ['klavas'], null, '3', 'Virgas pag., Dienvidkurzemes nov.', 0],
  ['Liepu iela 21-5, Ogre, Ogres nov., LV-5001', ['liepu', 'iela'], '21', '5', 'Ogre, Ogres nov.', 5001],
  ['Ezera iela 2/4A, Talsi, Talsu nov., LV-3201', ['ezera', 'iela'], '2/4a', null, 'Talsi, Talsu nov.', 3201],
];

for (const [text, name, house, flat, chain, postcode] of PARTS) {
  test(`the parts of ${text}`, () => assert.deepEqual(partsOf(text), { name, house, flat, chain, postcode }));
}

const QUERIES: [string, string[], string[], string | null, string[]][] = [
  ['Brivibas 1', ['brivibas'], ['1'], null, []],
  ['brīvības iela 1-2', ['brivibas', 'iela'], ['1', '2'], null, []],
  ['brivibas iela 1 dz. 2', ['brivibas', 'iela'], ['1'], '2', []],
  ['1 brivibas riga', ['brivibas', 'riga'], ['1'], null, []],
  ['LV1010', [], [], null, ['~1010']],
  ['lv-10', [], [], null, ['~10']],
  ['Rīga LV-', ['riga'], [], null, []],
  ['brivibas1', ['brivibas'], ['1'], null, []],
  ['9 k-2 Brīvības', ['brivibas'], ['9k2'], null, []],
  ['brivibas 12 A, riga', ['brivibas', 'riga'], ['12a'], null, []],
  ['Iršu pagasts, Aizkraukles novads', ['irsu', 'pag', 'aizkraukles', 'nov'], [], null, []],
  ['Бривибас 5, Рига', ['brivibas', 'riga'], ['5'], null, []],
  ['🏠 !?', [], [], null, []],
];

for (const [text, words, numbers, flat, postcodes] of QUERIES) {
  test(`what is asked by "${text}"`, () => {
    const query = parseQuery(text);
    const texts = (tokens: readonly { text: string }[]) => tokens.map((token) => token.text);
    assert.deepEqual([texts(query.words), texts(query.numbers), query.flat?.text ?? null, texts(query.postcodes)], [words, numbers, flat, postcodes]);
  });
}

test('only what ends the text is unfinished', () => {
  assert.deepEqual(parseQuery('liepu iela').words.map(({ isUnfinished }) => isUnfinished), [false, true]);
  assert.deepEqual(parseQuery('liepu iela ').words.map(({ isUnfinished }) => isUnfinished), [false, false]);
});

test(`no more than ${MOST_TOKENS} tokens are looked at`, () => {
  const { words, numbers } = parseQuery('a 1 '.repeat(100));
  assert.equal(words.length + numbers.length, MOST_TOKENS);
});

test('a house number beyond all houses is cut', () => assert.deepEqual(houseNumber('99999999999b'), { number: 65_535, suffix: 'b' }));

test('letters are compared without diacritics and case', () => assert.equal(plainText('ĀČĒĢĪĶĻŅŠŪŽ Ŗ'), 'acegiklnsuz r'));
