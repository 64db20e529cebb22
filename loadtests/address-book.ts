import { seededRandom, type Random } from '#kernel/random.ts';
import { municipalitiesOn } from '#connectors/addresses/municipalities.ts';

/** An address apart by its parts, for whoever asks for it. */
export interface MadeAddress {
  code: string;
  /** Street and number, or the name of a building. */
  head: string;
  /** Village, parish, town, municipality. */
  chain: string[];
  postcode: string;
  text: string;
}

/**
 * The published shares of the country's buildings (2026-09-30): on a street of a state city, a town or a village; named, in a
 * village or a parish.
 */
const SHARES = { city: 111_218, town: 116_720, villageStreet: 98_192, village: 108_164, parish: 116_225 };
const FRONTS = 'Lejas Kalna Jaun Vec Mež Upes Ezer Liel Maz Aug Sil Bērz Ozol Liep Kļav Āb Ķirš Priež Egl Pur Dzirnav Krast Smilt Akmeņ Zem Vid Rīt Vakar Saul Zvaigž Strautu Gravu Rog Vīt Alks Apš Ceriņ Rož Magon Rudz Kviež Mież Auz Sūn Papard Zaķ Lāč Vilk Lap Brieź Stirn Dzērv Gulb Zīl Ķīv Cīruļ Strazd Lakstīgal Vanag Irb Rubeņ'.split(' ');
const MIDDLES = 'al ān ar ēl en ib īg il im ing it īv ok ol ot ud ug ul um up ur ūt'.split(' ');
const ENDS = 'i iņi nieki kalni lejas mājas āres āji upes ītes ēni sētas birzes vēji pļavas a as es ēji dzirnavas muiža'.split(' ');
const KINDS = ['iela', 'iela', 'iela', 'iela', 'iela', 'iela', 'iela', 'ceļš', 'gatve', 'aleja', 'bulvāris', 'prospekts', 'šķērsiela', 'līnija'];
const STREETS_EVERYWHERE = 'Brīvības Skolas Parka Dārza Liepu Rīgas Kalna Meža Raiņa Stacijas Upes Ezera Zaļā Jaunā Saules Ziedu Bērzu Ozolu Pļavu Miera Lauku Ceriņu Ābeļu Kļavu Priežu Tirgus Pils Baznīcas Dzirnavu Celtnieku'.split(' ');

/** A made-up register of the real one's shape: as many streets, villages and parishes, and names as alike as the real ones. */
export function makeAddressBook(count: number, seed: string): MadeAddress[] {
  const random = seededRandom(seed);
  const names = Array.from({ length: 40_000 }, () => random.pick(FRONTS) + (random.int(3) === 0 ? '' : random.pick(MIDDLES)) + random.pick(ENDS));
  const often = (most: number) => names[Math.floor(most * random.next() ** 2)]!;
  const genitive = (name: string) => name.replace(/i$/, 'u');
  const share = count / Object.values(SHARES).reduce((sum, each) => sum + each);
  const territories = municipalitiesOn('2026-09-30');
  const cities = territories.filter(({ kind }) => kind === 'CITY').map(({ name }) => [name]);
  const rural = territories.filter(({ kind }) => kind === 'MUNICIPALITY').map(({ name }) => name.replace('novads', 'nov.'));
  const parishes = Array.from({ length: 510 }, () => [`${genitive(often(4_000))} pag.`, random.pick(rural)]);
  const towns = Array.from({ length: 77 }, () => [often(2_000), random.pick(rural)]);
  const villages = Array.from({ length: Math.ceil(11_000 * Math.min(1, share)) }, () => [often(20_000), ...random.pick(parishes)]);
  const streetsOf = (places: string[][], each: number) => places.flatMap((place) => [
    ...STREETS_EVERYWHERE.slice(0, Math.min(each, 30)).map((name) => ({ name: `${name} iela`, place })),
    ...Array.from({ length: Math.max(0, each - 30) }, () => ({ name: streetName(often, genitive, random), place })),
  ]);
  const made: MadeAddress[] = [];
  const seen = new Set<string>();
  const add = (head: string, place: string[]) => {
    const postcode = `LV-${1_001 + (hash(place.join()) % 4_000) + (place.length === 1 ? hash(head.replace(/ \S+$/, '')) % 80 : 0)}`;
    const text = [head, ...place, postcode].join(', ');
    if (seen.has(text)) return;
    seen.add(text);
    made.push({ code: String(101_000_000 + made.length * 7 + random.int(7)), head, chain: place, postcode, text });
  };
  const onStreets = (streets: { name: string; place: string[] }[], wanted: number) => {
    for (const end = made.length + wanted; made.length < end;) {
      const street = random.pick(streets);
      add(`${street.name} ${houseNumber(random, Math.ceil((2.5 * wanted) / streets.length))}`, street.place);
    }
  };
  const named = (places: string[][], wanted: number) => {
    for (const end = made.length + wanted; made.length < end;) add(`"${often(40_000)}${random.int(12) === 0 ? ` ${1 + random.int(60)}` : ''}"`, random.pick(places));
  };
  onStreets(streetsOf(cities, 560), Math.round(SHARES.city * share));
  onStreets(streetsOf(towns, 75), Math.round(SHARES.town * share));
  onStreets(streetsOf(villages.slice(0, Math.ceil(villages.length / 4)), 4), Math.round(SHARES.villageStreet * share));
  named(villages, Math.round(SHARES.village * share));
  named(parishes, Math.round(SHARES.parish * share));
  return made;
}

function streetName(often: (most: number) => string, genitive: (name: string) => string, random: Random): string {
  const kind = random.pick(KINDS);
  if (random.int(40) === 0) return `${1 + random.int(30)}. ${kind}`;
  return `${random.int(12) === 0 ? random.pick(['Mazā ', 'Lielā ', 'Jaunā ', 'Vecā ']) : ''}${genitive(often(9_000))} ${kind}`;
}

/** Of a street's houses three in four have a bare number, most others a letter, some a block. */
function houseNumber(random: Random, most: number): string {
  const number = 1 + Math.floor(Math.max(most, 12) * random.next() ** 1.4);
  const kind = random.int(100);
  if (kind < 76) return String(number);
  return kind < 94 ? `${number}${random.pick(['A', 'A', 'B', 'C', 'D'])}` : kind < 98 ? `${number} k-${1 + random.int(4)}` : `${number}/${number + 2}`;
}

function hash(text: string): number {
  let value = 0;
  for (let at = 0; at < text.length; at++) value = (value * 31 + text.charCodeAt(at)) >>> 0;
  return value;
}
