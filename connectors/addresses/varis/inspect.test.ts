import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { BadDelivery } from './delivery-files.ts';
import { inspectDelivery } from './inspect.ts';
import { makeDelivery } from './testing.ts';

const root = mkdtempSync(join(tmpdir(), 'vienkopus-varis-'));
after(() => rmSync(root, { recursive: true }));
const today = Temporal.PlainDate.from('2026-11-20');
let number = 0;

const fresh = () => {
  const directory = join(root, String(number++));
  makeDelivery({ directory, seed: 'inspect', addresses: 60, faults: 0 });
  return directory;
};
const change = (directory: string, name: string, edit: (bytes: Buffer) => Buffer) => writeFileSync(join(directory, name), edit(readFileSync(join(directory, name))));
const text = (edit: (text: string) => string) => (bytes: Buffer) => Buffer.from(edit(bytes.toString()));

test('a sound delivery says of when it is, and what it holds', async () => {
  const { deliveredOn, addressRows, files, bytes } = await inspectDelivery(fresh(), { today });
  assert.match(deliveredOn, /^2026-09-30$|^202[0-5]-/);
  assert.equal(addressRows, 60);
  assert.equal(files.length, 7);
  assert.equal(bytes, files.reduce((sum, file) => sum + file.bytes, 0));
});

test('a fingerprint rests on the file and on those before it', async () => {
  const directory = fresh();
  const before = await inspectDelivery(directory, { today });
  change(directory, 'aw_ciems.csv', text((csv) => csv.replace('Bērziņi', 'Bērziņš')));
  const now = await inspectDelivery(directory, { today });
  const isSame = before.files.map(({ fingerprint }, at) => fingerprint === now.files[at]!.fingerprint);
  assert.deepEqual(isSame, [true, true, true, false, false, false, false]);
});

const BAD: { what: string; spoil(directory: string): string | void; says: RegExp }[] = [
  { what: 'a directory that does not exist', spoil: (directory) => `${directory}/nowhere`, says: /^The directory .*nowhere does not exist$/ },
  { what: 'a file in place of the directory', spoil: (directory) => `${directory}/aw_eka.csv`, says: /aw_eka\.csv is not a directory; expected/ },
  { what: 'a missing file', spoil: (directory) => rmSync(join(directory, 'aw_iela.csv')), says: /^aw_iela\.csv is missing: there is no / },
  { what: 'a file of 0 bytes', spoil: (directory) => truncateSync(join(directory, 'aw_dziv.csv')), says: /^aw_dziv\.csv is empty \(0 bytes\)$/ },
  { what: 'a file with nothing but a header', spoil: (directory) => change(directory, 'aw_dziv.csv', text((csv) => csv.split('\n')[0]!)), says: /^aw_dziv\.csv holds no row$/ },
  {
    what: 'a header without a column',
    spoil: (directory) => change(directory, 'aw_eka.csv', text((csv) => csv.replace('VKUR_CD', 'VKUR_KODS'))),
    says: /^aw_eka\.csv has another header than expected: the column VKUR_CD is missing, and "VKUR_KODS" is unknown/,
  },
  {
    what: 'a header with a column that nobody knows',
    spoil: (directory) => change(directory, 'aw_eka.csv', text((csv) => csv.replace('\n', ',JAUNS\n'))),
    says: /^aw_eka\.csv has another header than expected: "JAUNS" is unknown/,
  },
  {
    what: 'the older form with semicolons',
    spoil: (directory) => change(directory, 'aw_eka.csv', text((csv) => csv.replaceAll(',', ';'))),
    says: /^aw_eka\.csv has another header than expected: the column KODS is missing/,
  },
  {
    what: 'Windows-1257',
    spoil: (directory) => change(directory, 'aw_pilseta.csv', (bytes) => windows1257(bytes.toString().slice(1))),
    says: /^aw_pilseta\.csv, line 2, is not UTF-8; it looks like Windows-1257 \("Rīga"\)\. Expected UTF-8/,
  },
  {
    what: 'one line that is no UTF-8',
    spoil: (directory) => change(directory, 'aw_iela.csv', (bytes) => Buffer.concat([bytes, Buffer.from([0x22, 0xa6, 0xf7, 0x22, 0x0a])])),
    says: /^aw_iela\.csv, line \d+, is not UTF-8\. Expected UTF-8/,
  },
  {
    what: 'a file cut off between two fields',
    spoil: (directory) => change(directory, 'aw_eka.csv', (bytes) => bytes.subarray(0, bytes.lastIndexOf('","') + 1)),
    says: /^aw_eka\.csv is cut off: its last line, 25, holds 20 of 21 columns and no line break$/,
  },
  {
    what: 'a file cut off within a field',
    spoil: (directory) => change(directory, 'aw_eka.csv', (bytes) => bytes.subarray(0, bytes.lastIndexOf('","') + 3)),
    says: /^aw_eka\.csv is cut off, or broken, in line 25: a quote is opened there and not closed$/,
  },
  {
    what: 'a file cut off within a letter',
    spoil: (directory) => change(directory, 'aw_pagasts.csv', (bytes) => bytes.subarray(0, bytes.lastIndexOf('ļ') + 1)),
    says: /^aw_pagasts\.csv is cut off: it ends within a letter$/,
  },
];

for (const { what, spoil, says } of BAD) {
  test(`${what} is named in one sentence`, async () => {
    const directory = fresh();
    const given = spoil(directory) ?? directory;
    await assert.rejects(inspectDelivery(given, { today }), (error) => error instanceof BadDelivery && says.test(error.message) && !error.message.includes('\n') || assert.fail(String(error)));
  });
}

test('whole characters are told from broken ones wherever a reading of a large file ends', async () => {
  for (const shift of ['', 'x']) {
    const directory = fresh();
    change(directory, 'aw_iela.csv', text((csv) => `${csv}"${shift}${`${'ā'.repeat(999)}","`.repeat(1_500)}"\n`.replaceAll('","', '"\n"')));
    const { files } = await inspectDelivery(directory, { today });
    assert.ok(files[4]!.bytes > 2 << 20);
  }
});

/** Only letters that Latvian has beside ASCII. */
function windows1257(latvian: string): Buffer {
  const bytes = new Map(Array.from({ length: 128 }, (_, at) => [new TextDecoder('windows-1257').decode(Uint8Array.of(at + 128)), at + 128]));
  return Buffer.from([...latvian].map((letter) => bytes.get(letter) ?? letter.charCodeAt(0)));
}
