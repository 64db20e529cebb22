import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, beforeEach } from 'node:test';
import type { Sql } from '#kernel/database.ts';
import { seededRandom } from '#kernel/random.ts';
import { openTestDatabase, TEST_SECRET, type TestDatabase } from '#supergraph/testing/cluster.ts';
import { runtimeUrl } from '#supergraph/postgres/migrate.ts';
import type { AddressRecord } from '../record.ts';
import { saveAddresses, searchAddresses, searchWords } from '../search.ts';
import { BadDelivery, DELIVERY_FILES } from './delivery-files.ts';
import { importVaris, type VarisImport } from './import.ts';
import { inspectDelivery } from './inspect.ts';
import { REASONS } from './rejections.ts';
import { makeDelivery, type Expected, type MadeDelivery } from './testing.ts';

const SEED = process.env.TEST_SEED ?? 'vienkopus-tests';
const SAMPLE = '/work/shared/data/lv-varis-samples/aw_eka_real_subset.csv';
const today = Temporal.PlainDate.from('2026-11-20');
const root = mkdtempSync(join(tmpdir(), 'vienkopus-varis-'));
const rejectedPath = join(root, 'rejected.csv');
let database: TestDatabase;
let sql: Sql;
let url: string;
let number = 0;

before(async () => {
  database = await openTestDatabase();
  sql = database.as('addresses');
  url = runtimeUrl(database.url, 'addresses', TEST_SECRET);
});
after(async () => {
  await database.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => sql`with a as (delete from addresses.address), f as (delete from addresses.varis_file) delete from addresses.varis_delivery`);

const make = (options: Partial<MadeDelivery> = {}) => {
  const directory = options.directory ?? join(root, String(number++));
  return { directory, ...makeDelivery({ directory, seed: SEED, addresses: 1_500, ...options }) };
};
const take = async (directory: string, options: Partial<VarisImport> = {}) =>
  importVaris({ delivery: await inspectDelivery(directory, { today }), url, rejectedPath, today, chunkBytes: 40_000, ...options });
const kept = () => sql`select * from addresses.address order by code`;
const asExpected = (rows: readonly any[]): Map<string, Expected> =>
  new Map(rows.map((row) => [row.code, {
    code: row.code, status: row.status, text: row.text, postalCode: row.postal_code, municipality: row.municipality, parish: row.parish,
    latitude: row.latitude, longitude: row.longitude, successor: row.successor, changedOn: row.changed_on,
  }]));
/** Coordinates that came from the plane are right to a centimetre. */
const rounded = (addresses: Map<string, Expected>) =>
  [...addresses.values()].sort((one, other) => (one.code < other.code ? -1 : 1)).map((each) => ({ ...each, latitude: each.latitude?.toFixed(6), longitude: each.longitude?.toFixed(6) }));

for (const { what, options } of [
  { what: 'LF and the mark of UTF-8', options: {} },
  { what: 'CRLF and no mark', options: { lineBreak: '\r\n', hasMark: false } },
] as const) {
  test(`every address is kept as it should be, and every faulty row is told of, with ${what} (seed ${SEED})`, async () => {
    const made = make({ ...options, faults: 60 });
    const report = await take(made.directory);
    assert.deepEqual(rounded(asExpected(await kept())), rounded(made.expected));
    const counted = Object.fromEntries(report.tallies.filter(({ isRejected }) => isRejected).map(({ sentence, count }) => [sentence, count]));
    assert.deepEqual(counted, Object.fromEntries([...made.faults].map(([reason, count]) => [REASONS[reason], count])));
    assert.equal(report.files.reduce((sum, { rows }) => sum + rows, 0), made.rows);
    assert.equal(report.files.reduce((sum, { added }) => sum + added, 0), made.expected.size);
    const written = readFileSync(rejectedPath, 'utf8').split('\n').filter((line) => line.includes(',rejected,'));
    assert.equal(written.length, [...made.faults.values()].reduce((sum, count) => sum + count, 0));
  });
}

test('a rejected row is told with its file, line and value', async () => {
  const made = make({ faults: 0 });
  const path = join(made.directory, 'aw_dziv.csv');
  const [header, first, ...rest] = readFileSync(path, 'utf8').split('\n');
  writeFileSync(path, [header, first, first!.replace(/"11\d{7}"/, '"11000"'), ...rest].join('\n'));
  const { tallies } = await take(made.directory);
  assert.deepEqual(tallies.filter(({ isRejected }) => isRejected), [
    { sentence: REASONS.code, isRejected: true, count: 1, examples: [{ file: 'aw_dziv.csv', line: 3, value: 'KODS "11000"' }] },
  ]);
  assert.match(readFileSync(rejectedPath, 'utf8'), /^aw_dziv\.csv,3,rejected,"KODS is not a code of nine digits","KODS ""11000"""$/m);
});

test('the same files a second time change nothing, not even a row version', async () => {
  const { directory } = make();
  await take(directory);
  const look = () => sql`select *, xmin::text, ctid::text from addresses.address order by code`;
  const once = await look();
  const again = await take(directory);
  assert.equal(again.isKnown, true);
  assert.deepEqual(await look(), once);
  await sql`delete from addresses.varis_delivery`;
  await sql`delete from addresses.varis_file`;
  const { files } = await take(directory);
  assert.deepEqual(files.map(({ added, changed }) => added + changed), files.map(() => 0));
  assert.deepEqual(await look(), once);
});

test('a newer delivery changes what changed, adds what is new, and what it holds no more is kept as deleted', async () => {
  const before = make();
  await take(before.directory);
  const newer = make({ directory: before.directory, edition: 2 });
  const report = await take(newer.directory);
  const expected = new Map(newer.expected);
  for (const [code, address] of before.expected) {
    if (expected.has(code)) continue;
    // What was deleted before it vanished stays as it was.
    const isNews = address.status !== 'DELETED';
    expected.set(code, isNews ? { ...address, status: 'DELETED', latitude: null, longitude: null, changedOn: report.deliveredOn } : address);
  }
  assert.ok(expected.size > newer.expected.size);
  assert.deepEqual(rounded(asExpected(await kept())), rounded(expected));
  assert.equal(report.vanished, [...before.expected.values()].filter(({ code, status }) => !newer.expected.has(code) && status !== 'DELETED').length);
  assert.equal(report.files.reduce((sum, { added }) => sum + added, 0), 1);
  const changed = [...newer.expected.values()].filter((address) => before.expected.has(address.code) && !same(address, before.expected.get(address.code)!));
  assert.equal(report.files.reduce((sum, file) => sum + file.changed, 0), changed.length);
});

test('an older delivery, and a part of one, is refused and changes nothing', async () => {
  const newer = make({ edition: 2 });
  await take(newer.directory);
  const before = await kept();
  await assert.rejects(take(make().directory), (error) => error instanceof BadDelivery && /older than the one of 2026-10-21/.test(error.message));
  const part = make({ edition: 2, addresses: 1_000 });
  await assert.rejects(take(part.directory), /looks like a part of one, and nothing was changed/);
  assert.deepEqual(await kept(), before);
  await take(part.directory, { mayBeFewer: true });
  assert.ok((await kept()).length >= before.length);
});

test('what the register told gives way only to a later change, and is never undone by an older line', async () => {
  const made = make({ faults: 0 });
  const [stays, yields, unknown, later] = [...made.expected.values()].filter(({ status }) => status === 'ACTIVE').slice(0, 4) as Expected[];
  const told = (address: Expected, changedOn: string | null, version: number, text: string): AddressRecord => ({ ...address, changedOn, version, text });
  await saveAddresses(sql, [told(stays!, '2026-11-01', 7, 'told by the register'), told(yields!, '1999-01-01', 8, 'told long ago'), told(unknown!, null, 9, 'told some day')]);
  await take(made.directory);
  const look = async ({ code }: Expected) => (await sql`select text, version, source from addresses.address where code = ${code}`)[0];
  assert.deepEqual(await look(stays!), { text: 'told by the register', version: 7, source: 'vzd_address' });
  assert.deepEqual(await look(yields!), { text: yields!.text, version: 8, source: 'vzd_address open data' });
  assert.deepEqual(await look(unknown!), { text: 'told some day', version: 9, source: 'vzd_address' });
  await saveAddresses(sql, [told(later!, '1999-01-01', 3, 'older than the open data'), told(yields!, '2026-11-02', 8, 'a line told twice')]);
  assert.equal((await look(later!))!.text, later!.text);
  assert.equal((await look(yields!))!.text, yields!.text);
  await saveAddresses(sql, [told(later!, '2026-11-02', 4, 'newer than the open data')]);
  assert.deepEqual(await look(later!), { text: 'newer than the open data', version: 4, source: 'vzd_address' });
});

test(`killed anywhere and started again, it ends where an undisturbed import ends (seed ${SEED})`, async () => {
  const made = make({ addresses: 3_000, faults: 30 });
  await take(made.directory);
  const undisturbed = await kept();
  const rejected = readFileSync(rejectedPath, 'utf8');
  await sql`with a as (delete from addresses.address), f as (delete from addresses.varis_file) delete from addresses.varis_delivery`;
  const random = seededRandom(`${SEED}:kill`);
  const script = `
    import { importVaris } from ${JSON.stringify(new URL('./import.ts', import.meta.url))};
    import { inspectDelivery } from ${JSON.stringify(new URL('./inspect.ts', import.meta.url))};
    const { directory, ...options } = JSON.parse(process.env.IMPORT);
    const today = Temporal.PlainDate.from('2026-11-20');
    await importVaris({ delivery: await inspectDelivery(directory, { today }), today, ...options });`;
  const places: number[] = [];
  let exitCode: number | null = null;
  while (exitCode !== 0) {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script], {
      env: { ...process.env, IMPORT: JSON.stringify({ directory: made.directory, url, rejectedPath, chunkBytes: 10_000 }) }, stdio: ['ignore', 'inherit', 'inherit'],
    });
    const ended = once(child, 'exit');
    const from = await taken();
    const until = from + 1 + random.int(350);
    while (child.exitCode === null && places.length < 5 && (await taken()) < until);
    if (places.length < 5) child.kill('SIGKILL');
    [exitCode] = (await ended) as [number | null];
    if (exitCode === null) places.push(await taken());
  }
  assert.ok(places.length >= 3 && new Set(places).size > 2, `killed at ${places} rows`);
  assert.deepEqual(await kept(), undisturbed);
  assert.equal(readFileSync(rejectedPath, 'utf8'), rejected);
  assert.deepEqual(rounded(asExpected(undisturbed)), rounded(made.expected));
});

test('a file that changed since it was left is taken in from its beginning', async () => {
  const made = make({ faults: 0 });
  const stop = new AbortController();
  let pieces = 0;
  await assert.rejects(take(made.directory, { signal: stop.signal, progress: { stage() {}, bytes: () => void (++pieces === 13 && stop.abort()) } }));
  assert.ok((await taken()) > 0);
  const path = join(made.directory, 'aw_eka.csv');
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('Skolas iela', 'Skolēnu iela').replaceAll('2020.', '2026.'));
  const { files } = await take(made.directory);
  assert.deepEqual(files.map(({ before }) => before), files.map(() => 0));
  assert.ok((await kept()).every(({ code, text }) => code.startsWith('11') || !text.includes('Skolas iela')));
});

test('a second import beside one that is under way is refused', async () => {
  const made = make();
  let beside: Promise<unknown> | undefined;
  const startBeside = () => void (beside ??= take(made.directory, { waitMs: 1 }).catch((error: unknown) => error));
  await sql.begin(async (tx) => {
    await tx`lock table addresses.varis_file in exclusive mode`; // the first cannot end before the other has answered
    const first = take(made.directory, { progress: { stage: startBeside, bytes() {} } });
    first.catch(() => {});
    while (!beside) await new Promise((resolve) => setImmediate(resolve));
    const refusal = await beside;
    assert.ok(refusal instanceof BadDelivery && /Another import is under way/.test(refusal.message), String(refusal));
    return { first };
  }).then(({ first }) => first);
  assert.equal((await kept()).length, made.expected.size);
});

test('imported addresses are found by search, the deleted are not', async () => {
  const made = make();
  await take(made.directory);
  const active = [...made.expected.values()].filter(({ status }) => status === 'ACTIVE');
  for (const { code, text } of [active[3]!, active.at(-3)!]) {
    const found = await searchAddresses(sql, text, 100);
    assert.ok(found.includes(code), text);
  }
  const deleted = [...made.expected.values()].find(({ status, text }) => status === 'DELETED' && !active.some((address) => address.text === text))!;
  assert.ok(!(await searchAddresses(sql, deleted.text, 100)).includes(deleted.code));
});

test('an abolished address leads to the one it was merged into, where the history of buildings tells it', async () => {
  const made = make();
  const buildings = [...made.expected.values()].filter(({ code }) => code.startsWith('101'));
  const [gone, other] = buildings.filter(({ status }) => status === 'DELETED');
  const [lives, alsoLives] = buildings.filter(({ status }) => status === 'ACTIVE');
  const history = (...rows: string[]) => writeFileSync(join(made.directory, 'aw_eka_his.csv'), ['\uFEFF"KODS","KODS_HIS","TIPS_CD"', ...rows, ''].join('\r\n'));
  const row = (code: string, former: string) => `"${code}","${former}","108"`;
  history(row(lives!.code, gone!.code), row(other!.code, other!.code), row(lives!.code, alsoLives!.code), row(lives!.code, 'no code'), 'broken');
  assert.equal((await take(made.directory)).merged, 1);
  const led = (await kept()).filter(({ successor }) => successor !== null);
  assert.deepEqual(led.map(({ code, successor }) => [code, successor]), [[gone!.code, lives!.code]]);
  assert.equal((await take(made.directory)).isKnown, true);
  history(row(lives!.code, gone!.code), row(alsoLives!.code, other!.code));
  const newer = await take(made.directory);
  assert.deepEqual([newer.isKnown, newer.merged], [false, 1]);
});

test('a history of buildings that is something else is refused', async () => {
  const made = make();
  writeFileSync(join(made.directory, 'aw_eka_his.csv'), '"KODS","STD"\n');
  await assert.rejects(take(made.directory), /aw_eka_his\.csv has another header than expected/);
  assert.equal((await kept()).length, 0);
});

test('39 real addresses come in as the register writes them', { skip: !existsSync(SAMPLE) && `${SAMPLE} is not here` }, async () => {
  const real = readFileSync(SAMPLE, 'utf8').trim().split('\n').slice(1).map((line) => /^(\d+),"(.*)",(\d+),(.*)$/.exec(line)!.slice(1) as [string, string, string, string]);
  assert.equal(real.length, 39);
  const directory = join(root, 'real');
  mkdirSync(directory);
  const row = (name: string, values: Record<string, string>) => {
    const { columns, kind } = DELIVERY_FILES.find((file) => file.name === name)!;
    const given: Record<string, string> = { TIPS_CD: String(kind), STATUSS: 'EKS', DAT_SAK: '2020.01.01', DAT_MOD: '2026.10.09', VKUR_CD: '100000000', ...values };
    return columns.map((column) => `"${given[column] ?? ''}"`).join(',');
  };
  const municipalities = [...new Map(real.map(([, , code, name]) => [code, name]))];
  const isCity = (name: string) => !name.endsWith('novads');
  const rows: Record<string, string[]> = {
    'aw_novads.csv': municipalities.filter(([, name]) => !isCity(name)).map(([code, name], at) => row('aw_novads.csv', { KODS: code, NOSAUKUMS: name, ATRIB: `00200${10 + at}` })),
    'aw_pilseta.csv': municipalities.filter(([, name]) => isCity(name)).map(([code, name], at) => row('aw_pilseta.csv', { KODS: code, NOSAUKUMS: name, ATRIB: `00010${10 + at}` })),
    'aw_pagasts.csv': [row('aw_pagasts.csv', { KODS: '100000001', NOSAUKUMS: 'Vērgales pag.', VKUR_CD: '100016495' })],
    'aw_ciems.csv': [row('aw_ciems.csv', { KODS: '100000002', NOSAUKUMS: 'Ziemupe', VKUR_CD: '100000001' })],
    'aw_iela.csv': [row('aw_iela.csv', { KODS: '100000003', NOSAUKUMS: '1. līnija', VKUR_CD: '100003028' })],
    'aw_eka.csv': real.map(([code, text, municipality]) =>
      row('aw_eka.csv', { KODS: code, STD: text, VKUR_CD: code === '107107621' ? '100000002' : municipality, ATRIB: /LV-\d{4}$/.exec(text)![0] })),
    'aw_dziv.csv': [row('aw_dziv.csv', { KODS: '110000001', STD: '1. līnija 1 - 2, Jelgava, LV-3007', VKUR_CD: '107090007' })],
  };
  for (const { name, columns } of DELIVERY_FILES) writeFileSync(join(directory, name), ['\uFEFF' + columns.join(','), ...rows[name]!, ''].join('\r\n'));
  const { files } = await take(directory);
  assert.deepEqual(files.map(({ rejected }) => rejected), files.map(() => 0));
  const found = new Map((await kept()).map((each) => [each.code, each]));
  for (const [code, text] of real) {
    const address = found.get(code)!;
    assert.equal(address.text, text.replaceAll('""', '"'));
    assert.equal(address.search_text, ['', ...searchWords(text)].join(' '));
    assert.ok(text.endsWith(address.postal_code));
    assert.match(address.municipality, /^00\d{5}$/);
  }
  assert.equal(found.get('107107621')!.parish, 'Vērgales pagasts');
  assert.deepEqual([found.get('110000001')!.postal_code, found.get('110000001')!.municipality], ['LV-3007', found.get('107090007')!.municipality]);
  assert.deepEqual(await searchAddresses(sql, 'gangi ceraukstes', 5), ['106018287']);
});

async function taken(): Promise<number> {
  const [row] = await sql`select coalesce(sum(rows), 0)::int as rows from addresses.varis_file`;
  return row!.rows;
}

function same(one: Expected, other: Expected): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
