import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom } from '#kernel/random.ts';
import { searchWords } from '../search.ts';
import { CopyRows } from './copy-rows.ts';

const SEED = process.env.TEST_SEED ?? 'vienkopus-tests';

const written = (write: (rows: CopyRows) => void): string => {
  const rows = new CopyRows(1_000);
  write(rows);
  rows.endRow();
  return rows.bytes.toString().slice(0, -1);
};
const textOf = (text: string, hasDoubled = false) => written((rows) => rows.text(Buffer.from(text), 0, Buffer.byteLength(text), hasDoubled));

test(`words found in bytes are those that are found in text (seed ${SEED})`, () => {
  const random = seededRandom(`${SEED}:words`);
  const letters = [...'aZ09 -,."\\āČģĪķļŅšŪžßİıŉ½²ºæœđĦ\t\n', 'e\u0301', 'Ж', '한', 'Σ', '\u0345', '💶', 'ﬁ'];
  for (let round = 0; round < 5_000; round++) {
    const text = Array.from({ length: random.int(14) }, () => (random.int(4) ? random.pick(letters) : String.fromCodePoint(1 + random.int(0x2ff)))).join('');
    const bytes = Buffer.from(text);
    assert.equal(written((rows) => rows.words(bytes, 0, bytes.length)), ['', ...searchWords(text)].join(' '), JSON.stringify(text));
  }
});

test('a text loses doubled quotes and spaces too many, and keeps everything else', () => {
  assert.equal(textOf('  Rīga  iela\n1 '), 'Rīga iela 1');
  assert.equal(textOf('""Kalni "", Salas pag.', true), '"Kalni", Salas pag.');
  assert.equal(textOf('""1"", Stacija ""Krāslava"", Ūdrīšu pag.', true), '"1", Stacija "Krāslava", Ūdrīšu pag.');
  assert.equal(textOf('""""Gaņģi"" TP-4356"", Mūsa', true), '""Gaņģi" TP-4356", Mūsa');
  assert.equal(textOf('a\\b'), 'a\\\\b');
});

test('coordinates and postcodes are written digit by digit, and nothing where there is none', () => {
  assert.equal(written((rows) => rows.fixed(569_511_170, 7)), '56.9511170');
  assert.equal(written((rows) => rows.fixed(240_000_001, 7)), '24.0000001');
  assert.equal(written((rows) => rows.fixed(0, 7)), '\\N');
  assert.equal(written((rows) => rows.postcode(1050)), 'LV-1050');
  assert.equal(written((rows) => rows.postcode(0)), '\\N');
});

test('a row that is dropped leaves no trace', () => {
  const rows = new CopyRows(1_000);
  rows.ascii('one');
  rows.endRow();
  rows.ascii('two');
  rows.dropRow();
  rows.ascii('three');
  rows.endRow();
  assert.equal(rows.bytes.toString(), 'one\nthree\n');
  assert.equal(rows.rows, 2);
});
