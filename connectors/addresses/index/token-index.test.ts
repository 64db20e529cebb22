import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import test from 'node:test';
import { gunzipSync } from 'node:zlib';
import { seededRandom } from '#kernel/random.ts';
import { IndexBuilder } from './index-builder.ts';
import { LiveIndex } from './live-index.ts';

const TEXTS = [
  'Brīvības iela 1, Rīga, LV-1010', 'Brīvības iela 1 - 2, Rīga, LV-1010', 'Brīvības iela 1 - 12, Rīga, LV-1010', 'Brīvības iela 1A, Rīga, LV-1010',
  'Brīvības iela 10, Rīga, LV-1011', 'Brīvības iela 95 k-2, Rīga, LV-1001', 'Brīvības iela 1, Ogre, Ogres nov., LV-5001', 'Brīvības iela 95, Ogre, Ogres nov., LV-5001',
  'Mazā Brīvības iela 1, Rīga, LV-1010', 'Liepu iela 5, Rīga, LV-1002', 'Liepājas iela 5, Rīga, LV-1002', 'Liepu iela 5, Ogre, Ogres nov., LV-5001',
  '1905. gada iela 5, Jūrmala, LV-2011', '1. līnija 11, Jelgava, LV-3007', '11. līnija 1, Jelgava, LV-3007', '"Adrakaši 1", Jaunalūksnes pag., Alūksnes nov., LV-4350',
  '"Adrakaši", Jaunalūksnes pag., Alūksnes nov., LV-4350', '"Kalni", Salas pag., Jēkabpils nov., LV-5230', '"Kalni", Salas pag., Mārupes nov., LV-2105',
  '"386,6. km", Daugavpils, LV-5401', '""Gaņģi" TP-4356", Mūsa, Ceraukstes pag., Bauskas nov., LV-3901',
];
const code = (at: number) => 101_000_000 + at;
const indexOf = (texts: readonly string[]) => {
  const builder = new IndexBuilder();
  texts.forEach((text, at) => builder.add({ code: code(at), target: code(at), text }));
  return builder.build();
};
const index = indexOf(TEXTS);
const found = (typed: string, first = 10) => index.search(typed, { first }).hits.map((hit) => TEXTS[hit.code - code(0)]);

const FIRST: [typed: string, first: string][] = [
  ['Brivibas 1', 'Brīvības iela 1, Rīga, LV-1010'],
  ['brīvības iela 1-2', 'Brīvības iela 1 - 2, Rīga, LV-1010'],
  ['brivibas iela 1 dz 12', 'Brīvības iela 1 - 12, Rīga, LV-1010'],
  ['1 brivibas riga', 'Brīvības iela 1, Rīga, LV-1010'],
  ['ogre brivibas 1', 'Brīvības iela 1, Ogre, Ogres nov., LV-5001'],
  ['brivibas 1a', 'Brīvības iela 1A, Rīga, LV-1010'],
  ['brivibas iela 10', 'Brīvības iela 10, Rīga, LV-1011'],
  ['brivibas 95k2', 'Brīvības iela 95 k-2, Rīga, LV-1001'],
  ['lv-5001 brivibas 1', 'Brīvības iela 1, Ogre, Ogres nov., LV-5001'],
  ['5001 brivibas 95', 'Brīvības iela 95, Ogre, Ogres nov., LV-5001'],
  ['LV3007', '1. līnija 11, Jelgava, LV-3007'],
  ['1905 gada 5', '1905. gada iela 5, Jūrmala, LV-2011'],
  ['1. linija 11', '1. līnija 11, Jelgava, LV-3007'],
  ['linija 1 11 jelgava', '1. līnija 11, Jelgava, LV-3007'],
  ['adrakasi 1', '"Adrakaši 1", Jaunalūksnes pag., Alūksnes nov., LV-4350'],
  ['adrakasi', '"Adrakaši", Jaunalūksnes pag., Alūksnes nov., LV-4350'],
  ['kalni salas marupes novads', '"Kalni", Salas pag., Mārupes nov., LV-2105'],
  ['386,6 km', '"386,6. km", Daugavpils, LV-5401'],
  ['gangi ceraukstes', '""Gaņģi" TP-4356", Mūsa, Ceraukstes pag., Bauskas nov., LV-3901'],
  ['Бривибас 95 огре', 'Brīvības iela 95, Ogre, Ogres nov., LV-5001'],
  ['brvibas 95 ogre', 'Brīvības iela 95, Ogre, Ogres nov., LV-5001'], // left out
  ['briivibas 95 ogre', 'Brīvības iela 95, Ogre, Ogres nov., LV-5001'], // put in
  ['brizibas 95 ogre', 'Brīvības iela 95, Ogre, Ogres nov., LV-5001'], // replaced
  ['birvibas 95 ogre', 'Brīvības iela 95, Ogre, Ogres nov., LV-5001'], // swapped
  ['ogre brivi', 'Brīvības iela 1, Ogre, Ogres nov., LV-5001'], // still being typed
  ['liepu 5 riga', 'Liepu iela 5, Rīga, LV-1002'],
  ['liepajas 5 riga', 'Liepājas iela 5, Rīga, LV-1002'],
];
for (const [typed, first] of FIRST) test(`"${typed}" finds ${first} first`, () => assert.equal(found(typed)[0], first));

test('the right house of a misspelt street comes before a wrong house of the right street', () => {
  const two = indexOf(['Liepas iela 7, Rīga, LV-1002', 'Liepa iela 5, Rīga, LV-1002']);
  assert.equal(two.search('liepas iela 5 riga', { first: 2 }).hits[0]!.code, code(1));
});

test('the last number may be the beginning of one, any other is whole', () => {
  assert.ok(found('brivibas riga 1').includes('Brīvības iela 10, Rīga, LV-1011'));
  assert.ok(!found('1 brivibas riga').includes('Brīvības iela 10, Rīga, LV-1011'));
});

test('what means nothing finds nothing', () => {
  for (const typed of ['', ' ', '!?;', '🏠', 'nav tadas', 'x'.repeat(10_000), '-'.repeat(10_000), '9'.repeat(10_000)]) assert.deepEqual(found(typed), [], typed.slice(0, 20));
});

test('never more than asked for, and none twice', () => {
  assert.equal(found('iela', 3).length, 3);
  const all = found('iela', 100);
  assert.equal(new Set(all).size, all.length);
});

test('any text is answered, whatever it holds', () => {
  const random = seededRandom(process.env.TEST_SEED ?? 'any text');
  const letters = [...'aāb c1290-,."/~#lvkLV\t\n🏠жя%_\\', 'dz', 'LV-', 'k-'];
  for (let time = 0; time < 2_000; time++) index.search(Array.from({ length: random.int(30) }, () => random.pick(letters)).join(''), { first: 10 });
});

test('an address is found by the text of one that was merged into it, once', () => {
  const builder = new IndexBuilder();
  builder.add({ code: 1, target: 2, text: 'Vecā iela 1, Ogre, Ogres nov., LV-5001' });
  builder.add({ code: 2, target: 2, text: 'Jaunā iela 1, Ogre, Ogres nov., LV-5001' });
  const live = new LiveIndex(builder.build());
  assert.deepEqual(live.search('veca iela 1', 5), [2]);
  assert.deepEqual(live.search('iela 1 ogre', 5), [2]);
});

test('changes lie over the index: new text, no more, merged on', () => {
  const live = new LiveIndex(indexOf(TEXTS));
  const [renamed, gone, merged, into] = [9, 12, 15, 16].map(code) as [number, number, number, number];
  live.change([renamed, gone], [{ code: renamed, target: renamed, text: 'Zaļo liepu iela 5, Rīga, LV-1002' }]);
  live.change([merged], [{ code: merged, target: into, text: TEXTS[15]! }]);
  assert.deepEqual(live.search('zalo liepu 5', 5), [renamed]);
  assert.ok(!live.search('1905 gada 5', 5).includes(gone));
  assert.deepEqual(live.search('adrakasi 1', 5), [into]);
  assert.equal(live.changes, 3);
  live.change([renamed], []);
  assert.ok(!live.search('zalo liepu 5', 5).includes(renamed));
});

test('a letter at the end belongs to the number where there is such a house, else it begins the next word', () => {
  const live = new LiveIndex(index);
  assert.deepEqual([live.search('brivibas iela 1 a', 1), live.search('brivibas iela 1 o', 1)], [[code(3)], [code(6)]]);
});

test('of a building with but a name, the number is a flat', () => {
  const named = indexOf(['"Kalni", Salas pag., Mārupes nov., LV-2105', '"Kalni" - 1, Salas pag., Mārupes nov., LV-2105', '"Kalni" - 2, Salas pag., Mārupes nov., LV-2105']);
  assert.deepEqual(named.search('kalni 2 salas pag', { first: 5 }).hits.map((hit) => hit.code), [code(2)]);
});

test('what was merged before leads on when its successor is merged too', () => {
  const builder = new IndexBuilder();
  builder.add({ code: 1, target: 2, text: 'Vecā iela 1, Ogre, Ogres nov., LV-5001' });
  builder.add({ code: 2, target: 2, text: 'Jaunā iela 1, Ogre, Ogres nov., LV-5001' });
  builder.add({ code: 3, target: 3, text: 'Parka iela 1, Ogre, Ogres nov., LV-5001' });
  const live = new LiveIndex(builder.build());
  live.change([2], [{ code: 2, target: 3, text: 'Jaunā iela 1, Ogre, Ogres nov., LV-5001' }]);
  assert.deepEqual(live.search('veca iela 1', 5), [3]);
  assert.deepEqual(live.search('jauna iela 1', 5), [3]);
});

const POST = '/work/shared/data/lv-addresses-2017/latvijas_pasts_index_2017.csv.gz';

test('of 93,701 real addresses, nearly every one is found first without diacritics, and most when misspelt', { skip: !existsSync(POST) && `${POST} is not here` }, (t) => {
  const rows = gunzipSync(readFileSync(POST)).toString().trim().split('\n').slice(1).map((line) => line.split(','));
  const texts = [...new Set(rows.map(([postcode, street, house, municipality, town, parish, village]) =>
    [`${street} ${house}`.trim(), village, parish, town, municipality, postcode].filter(Boolean).join(', ')))];
  const real = indexOf(texts);
  const random = seededRandom('post');
  const right = { clean: 0, misspelt: 0 };
  const TRIES = 1_000;
  for (let tried = 0; tried < TRIES; tried++) {
    const text = random.pick(texts);
    const clean = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll(',', '');
    const at = random.int((/\p{L}{5,}/u.exec(clean)?.[0].length ?? 1) - 1 || 1);
    const misspelt = clean.replace(/\p{L}{5,}/u, (word) => word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2));
    for (const [kind, typed] of Object.entries({ clean, misspelt })) {
      const [hit] = real.search(typed, { first: 1 }).hits;
      if (hit && texts[hit.code - code(0)] === text) right[kind as keyof typeof right]++;
    }
  }
  t.diagnostic(`right first: ${right.clean / 10} % clean, ${right.misspelt / 10} % misspelt`);
  assert.ok(right.clean >= 0.98 * TRIES && right.misspelt >= 0.95 * TRIES, JSON.stringify(right));
});
