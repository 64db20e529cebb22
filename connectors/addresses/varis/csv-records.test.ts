import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom, type Random } from '#kernel/random.ts';
import { CsvRecords, LONGEST_RECORD, UnclosedQuote } from './csv-records.ts';

const SEED = process.env.TEST_SEED ?? 'vienkopus-tests';
const ROUNDS = 4_000;

interface Found {
  records: { line: number; fields: string[] | 'malformed' }[];
  isUnclosed: boolean;
}

test(`records are those that a plain reader finds, wherever the bytes are cut (seed ${SEED})`, () => {
  const random = seededRandom(`${SEED}:csv`);
  let [records, malformed, unclosed] = [0, 0, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const text = randomCsv(random);
    const expected = readPlainly(text);
    assert.deepEqual(scan(Buffer.from(text), random), expected, JSON.stringify(text));
    records += expected.records.length;
    malformed += expected.records.filter(({ fields }) => fields === 'malformed').length;
    unclosed += Number(expected.isUnclosed);
  }
  assert.ok(records > ROUNDS && malformed > ROUNDS / 20 && unclosed > ROUNDS / 20, `${records} records, ${malformed} malformed, ${unclosed} unclosed`);
});

test('where a record ends in the file is where the next one begins', () => {
  const text = 'a,b\r\n"c\nd",e\n\nf,"g"';
  const ends: [string, number][] = [];
  each(Buffer.from(text), seededRandom(1), (found) => ends.push([found.text(0), found.end]));
  assert.deepEqual(ends, [['a', 5], ['c\nd', 13], ['f', 19]]);
  assert.equal(text.slice(5, 13), '"c\nd",e\n');
});

test('a quote that is never closed ends the reading before memory does', () => {
  const endless = Buffer.alloc(2 * LONGEST_RECORD, 'x');
  endless[0] = 0x22;
  const records = new CsvRecords();
  const room = records.room();
  room.set(Buffer.concat([Buffer.from('a,b\n'), endless]));
  records.filled(endless.length + 4);
  assert.ok(records.next());
  assert.throws(() => records.next(), (error) => error instanceof UnclosedQuote && error.line === 2);
});

function scan(bytes: Buffer, random: Random): Found {
  const records: Found['records'] = [];
  try {
    each(bytes, random, (found) => {
      const fields = found.isMalformed ? ('malformed' as const) : Array.from({ length: found.count }, (_, field) => found.text(field));
      records.push({ line: found.line, fields });
    });
  } catch (error) {
    if (!(error instanceof UnclosedQuote)) throw error;
    return { records, isUnclosed: true };
  }
  return { records, isUnclosed: false };
}

/** Hands the bytes over in pieces of random length, empty only at the end. */
function each(bytes: Buffer, random: Random, take: (records: CsvRecords) => void): void {
  const records = new CsvRecords(64);
  for (let at = 0, length = -1; length !== 0; at += length) {
    const room = records.room();
    length = Math.min(bytes.length - at, 1 + random.int(Math.min(room.length, 9)));
    bytes.copy(room, 0, at, at + length);
    records.filled(length);
    while (records.next()) take(records);
  }
}

function randomCsv(random: Random): string {
  const piece = () => random.pick(['a', 'ā', '"', '"', ',', ',', '\n', '\r\n', '\r', ' ', '""', '"b"', '"c,\n"', '",', '"\r\n']);
  return Array.from({ length: random.int(24) }, piece).join('');
}

/** The same rules once more, character by character. */
function readPlainly(text: string): Found {
  const records: Found['records'] = [];
  let [at, line] = [0, 1];
  while (true) {
    while (text[at] === '\n' || text[at] === '\r') if (text[at++] === '\n') line++;
    if (at >= text.length) return { records, isUnclosed: false };
    const record: Found['records'][0] = { line, fields: [] };
    for (let isOver = false; !isOver;) {
      let value = '';
      if (text[at] === '"') {
        for (at++; ; at++) {
          if (at >= text.length) return { records, isUnclosed: true };
          if (text[at] === '"' && text[++at] !== '"') break;
          if (text[at] === '\n') line++;
          value += text[at];
        }
      } else while (at < text.length && !'",\n'.includes(text[at]!) && !/^\r(\n|$)/.test(text.slice(at))) value += text[at++];
      if (/^\r(\n|$)/.test(text.slice(at))) at++;
      if (at < text.length && text[at] !== ',' && text[at] !== '\n') {
        record.fields = 'malformed';
        while (at < text.length && text[at] !== '\n') at++;
      }
      if (record.fields !== 'malformed') record.fields.push(value);
      isOver = text[at] !== ',';
      at++;
    }
    line++;
    records.push(record);
  }
}
