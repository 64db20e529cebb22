import assert from 'node:assert/strict';
import test from 'node:test';
import { seededRandom, type Random } from '#kernel/random.ts';
import { IndexBuilder, type IndexedRow } from './index-builder.ts';
import { LiveIndex } from './live-index.ts';
import { plainText } from './plain-text.ts';
import { cutOff, editsFor, FLAT_UNASKED, flatPenalty, keptOf, LEAST_SHARE, nameNumberWorth, POSTCODE_WORTH, SCALE, suffixPenalty, WRONG_HOUSE, WRONG_POSTCODE } from './ranking.ts';
import { houseNumber, parseQuery, partsOf, postcodeToken, tokensOf, type QueryToken } from './tokens.ts';

/** The search once more, the plain way: every place and every address is looked at and scored. Two implementations, one answer. */
const SEED = process.env.TEST_SEED ?? 'vienkopus-tests';
const NAMES = ['Liepu', 'Liepas', 'Liepājas', 'Brīvības', 'Brīvibnieku', '1905. gada', '3.', 'Mazā Liepu', 'Ezera', 'Ezeru', 'Kalna'];
const CHAINS = ['Rīga', 'Ogre, Ogres nov.', 'Ezere, Ezeres pag., Saldus nov.', 'Kalni, Salas pag., Mārupes nov.', 'Salas pag., Jēkabpils nov.', 'Liepāja'];

function randomRow(random: Random, code: number): IndexedRow {
  const number = `${1 + random.int(14)}${random.pick(['', '', '', 'A', 'B', ' k-2', '/3'])}`;
  const flat = random.int(3) === 0 ? ` - ${1 + random.int(12)}` : '';
  const head = random.int(4) === 0 ? `"${random.pick(['Kalni', 'Kalniņi', 'Ezeri', 'Liepas', 'Salas'])}${random.int(3) === 0 ? ` ${1 + random.int(5)}` : ''}"${flat}` : `${random.pick(NAMES)} iela ${number}${flat}`;
  return { code, target: code, text: `${head}, ${random.pick(CHAINS)}, LV-${random.pick(['1010', '1011', '5001', '3001'])}` };
}

function randomQuery(random: Random, rows: readonly IndexedRow[]): string {
  const words = random.pick(rows).text.replaceAll(/["]/g, '').split(/,? /).filter(() => random.int(3) > 0);
  const typed = words.map((word) => (random.int(4) === 0 ? word.slice(0, random.int(word.length)) + random.pick(['', 'a', 'x']) + word.slice(1 + random.int(word.length)) : word));
  if (random.int(4) === 0) typed.reverse();
  return plainText(typed.join(' ')) + (random.int(3) === 0 ? ' ' : '');
}

const indexOf = (rows: readonly IndexedRow[]) => {
  const builder = new IndexBuilder();
  for (const row of rows) builder.add(row);
  return builder;
};

test(`it scores every address as a plain search does (seed ${SEED})`, () => {
  const random = seededRandom(`${SEED}:plain search`);
  let hits = 0;
  for (let round = 0; round < 40; round++) {
    const rows = Array.from({ length: 1 + random.int(120) }, (_, at) => randomRow(random, 101_000_000 + at));
    for (const row of rows) if (random.int(8) === 0) row.target = random.pick(rows).code; // merged
    const index = indexOf(rows).build();
    const bounded = indexOf(rows).build({ common: Infinity, rare: 0 });
    const shortest = indexOf(rows).build({ common: 5, rare: 0 });
    for (let query = 0; query < 40; query++) {
      const typed = randomQuery(random, rows);
      const { words, postcodes } = parseQuery(typed);
      if (words.length + postcodes.length === 0) continue;
      const worths = [...words.map(() => SCALE * (1 + random.int(9))), ...postcodes.map(() => POSTCODE_WORTH)];
      const expected = plainSearch(rows, typed, worths);
      const found = index.search(typed, { first: 10, worths }).hits;
      assert.deepEqual(found.map(({ score }) => score), expected.slice(0, 10).map(({ score }) => score), typed);
      const scoreOf = new Map(expected.map(({ code, score }) => [code, score]));
      for (const { code, score } of found) assert.equal(score, scoreOf.get(code), `${typed}: ${code}`);
      hits += found.length;
      // What saves work may lose what comes later, never what comes first.
      if (parseQuery(typed).numbers.length > 0 || parseQuery(typed).flat) continue;
      assert.equal(bounded.search(typed, { first: 10, worths }).hits[0]?.score, expected[0]?.score, `with less work: ${typed}`);
      const [alone] = typed.split(' ');
      const first = (of: typeof index) => of.search(alone!, { first: 1, worths: [500] }).hits[0]?.score;
      if (/^[a-z]+$/.test(alone!)) assert.equal(first(shortest), first(index), `by itself: ${alone}`);
    }
  }
  assert.ok(hits > 2_000, `only ${hits} hits`);
});

test(`with changes over it, it finds what is there and nothing that is gone (seed ${SEED})`, () => {
  const random = seededRandom(`${SEED}:overlay`);
  for (let round = 0; round < 30; round++) {
    const rows = new Map(Array.from({ length: 80 }, (_, at) => [101_000_000 + at, randomRow(random, 101_000_000 + at)]));
    const live = new LiveIndex(indexOf([...rows.values()]).build());
    for (let change = 0; change < 15; change++) {
      const code = 101_000_000 + random.int(90);
      const row = random.int(3) === 0 ? null : randomRow(random, code);
      if (row) rows.set(code, row);
      else rows.delete(code);
      live.change([code], row ? [row] : []);
    }
    for (const { text } of rows.values()) {
      const found = live.search(text, 10);
      const isNamed = text.startsWith('"'); // Kalni 3, Kalni - 3 and 3. iela in Kalni are one to whoever types
      assert.ok(isNamed || found.some((code) => rows.get(code)?.text === text), text);
      assert.ok(found.every((code) => rows.has(code)), text);
    }
  }
});

interface Place {
  words: Set<string>;
  rows: (IndexedRow & { house: { number: number; suffix: string }; flat: { number: number; suffix: string }; postcode: number })[];
}

/** All that are worth showing, the best first, each code once. */
function plainSearch(rows: readonly IndexedRow[], typed: string, worths: readonly number[]): { code: number; score: number }[] {
  const { words, postcodes, numbers, flat } = parseQuery(typed);
  const places = new Map<string, Place>();
  for (const row of rows) {
    const { name, chain, house, flat: own, postcode } = partsOf(row.text);
    const key = `${name.join(' ')}|${chain}`;
    const place = places.get(key) ?? { words: new Set([...name, ...tokensOf(plainText(chain))]), rows: [] };
    places.set(key, place);
    place.words.add(postcodeToken(postcode));
    const none = { number: 0, suffix: '' };
    place.rows.push({ ...row, house: house === null ? none : houseNumber(house), flat: own === null ? none : houseNumber(own), postcode });
  }
  const known = [...new Set([...places.values()].flatMap((place) => [...place.words]))];
  const tokens = [...words, ...postcodes];
  const keeps = tokens.map((token) => keptBy(token, known));
  const all = worths.reduce((sum, worth) => sum + worth, 0);
  const best = new Map<number, number>();
  for (const place of places.values()) {
    const score = keeps.reduce((sum, keep, at) => sum + Math.max(0, ...[...place.words].map((word) => Math.round(worths[at]! * (keep.get(word) ?? 0)))), 0);
    if (score === 0 || score < all * LEAST_SHARE) continue;
    for (const { code, score: own } of scoredIn(place, score, numbers, flat, postcodes)) best.set(code, Math.max(own, best.get(code) ?? -Infinity));
  }
  const found = [...best].map(([code, score]) => ({ code, score })).sort((one, other) => other.score - one.score);
  if (found.length === 0) return [];
  const exact = tokens.reduce((sum, { isUnfinished }, at) => sum + Math.round(worths[at]! * keptOf({ edits: 0, isBeginning: isUnfinished }, isUnfinished)), 0);
  return found.filter(({ score }) => score >= cutOff(found[0]!.score, found[0]!.score >= exact - WRONG_POSTCODE / 2));
}

/** How much of its worth a token keeps in each known word. */
function keptBy({ text, isUnfinished }: QueryToken, known: readonly string[]): Map<string, number> {
  const fitting = (edits: number, beginnings: boolean) => {
    const kept = new Map<string, number>();
    for (const word of known) {
      const whole = distance(text, word);
      const begun = Math.min(...Array.from({ length: word.length }, (_, at) => distance(text, word.slice(0, at + 1))));
      const ways = [
        ...(whole <= edits ? [keptOf({ edits: whole, isBeginning: false }, isUnfinished)] : []),
        ...(beginnings && begun <= edits ? [keptOf({ edits: begun, isBeginning: true }, isUnfinished)] : []),
      ];
      if (ways.length > 0) kept.set(word, Math.max(...ways));
    }
    return kept;
  };
  if (text.startsWith('~')) return fitting(0, text.length < 5);
  const beginnings = isUnfinished || text.length > 1;
  const once = fitting(editsFor(text, false), beginnings);
  return once.size > 0 ? once : fitting(editsFor(text, true), beginnings);
}

function* scoredIn(place: Place, score: number, numbers: readonly QueryToken[], flat: QueryToken | null, postcodes: readonly QueryToken[]): Generator<{ code: number; score: number }> {
  let postcode = postcodes.length === 1 && postcodes[0]!.text.length === 5 ? Number(postcodes[0]!.text.slice(1)) : 0;
  let whole = score;
  const rest: QueryToken[] = [];
  const named = new Set<string>();
  numbers.forEach((token, nth) => {
    if (place.words.has(token.text) && !named.has(token.text)) {
      named.add(token.text);
      whole += nameNumberWorth(token, nth);
    } else if (postcode === 0 && /^[1-5]\d{3}$/.test(token.text) && place.words.has(`~${token.text}`)) {
      postcode = Number(token.text);
      whole += POSTCODE_WORTH;
    } else rest.push(token);
  });
  const [house, second, ...surplus] = rest;
  whole -= WRONG_HOUSE * (surplus.length + (flat && second ? 1 : 0));
  const wanted = flat ?? second ?? null;
  const final = (row: Place['rows'][0], own: number) => ({ code: row.target, score: own - flatPenalty(wanted, row.flat) - (postcode > 0 && row.postcode !== postcode ? WRONG_POSTCODE : 0) });
  if (!house) return yield* place.rows.map((row) => final(row, whole));
  const asked = houseNumber(house.text);
  const begins = house.isUnfinished && asked.suffix === '';
  const there = place.rows.filter((row) => row.house.number === asked.number || (begins && row.house.number > 0 && String(row.house.number).startsWith(String(asked.number))));
  for (const row of there) yield final(row, whole - suffixPenalty(asked, row.house));
  const flats = wanted === null && asked.number > 0 ? place.rows.filter((row) => row.house.number === 0 && row.flat.number === asked.number) : [];
  for (const row of flats) yield { code: row.target, score: whole - FLAT_UNASKED - flatPenalty(house, row.flat) - (postcode > 0 && row.postcode !== postcode ? WRONG_POSTCODE : 0) };
  if (there.length + flats.length > 0) return;
  const order = place.rows.map((row, at) => ({ row, at })).sort(({ row: one, at: first }, { row: other, at: second }) =>
    one.house.number - other.house.number || compare(one.house.suffix, other.house.suffix) || one.flat.number - other.flat.number || compare(one.flat.suffix, other.flat.suffix) || first - second);
  yield final((order.find(({ row }) => row.house.number >= asked.number) ?? order.at(-1)!).row, whole - WRONG_HOUSE);
}

function compare(one: string, other: string): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

/** Edits and swaps of neighbours, by their definition. */
function distance(one: string, other: string): number {
  const known = new Map<string, number>();
  const from = (at: number, to: number): number => {
    if (at === one.length) return other.length - to;
    if (to === other.length) return one.length - at;
    const key = `${at} ${to}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    let least = Math.min(from(at + 1, to + 1) + (one[at] === other[to] ? 0 : 1), from(at + 1, to) + 1, from(at, to + 1) + 1);
    if (at + 1 < one.length && to + 1 < other.length && one[at] === other[to + 1] && one[at + 1] === other[to]) least = Math.min(least, from(at + 2, to + 2) + 1);
    known.set(key, least);
    return least;
  };
  return from(0, 0);
}
