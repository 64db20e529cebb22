import { BestHits, type Hit } from './best-hits.ts';
import { PlaceSearch, type PlaceData, type PlaceLimits, type WeighedToken } from './place-search.ts';
import { cutOff, FLAT_UNASKED, flatPenalty, keptOf, LEAST_SHARE, MOST_AMISS, MOST_NUMBER_WORTH, nameNumberWorth, POSTCODE_WORTH, suffixPenalty, WRONG_HOUSE, WRONG_POSTCODE } from './ranking.ts';
import { houseNumber, parseQuery, postcodeToken, type HouseNumber, type Query, type QueryToken } from './tokens.ts';

/** All addresses, in typed arrays: by place, the shorter place first, and in it by house and flat. */
export interface IndexData extends PlaceData {
  /** The addresses of each place. */
  docStarts: Uint32Array;
  /** Whether a word of the place's name is a number. */
  hasNumber: Uint8Array;
  /** Per address: the code it is found by. */
  code: Uint32Array;
  house: Uint16Array;
  houseSuffix: Uint16Array;
  flat: Uint16Array;
  flatSuffix: Uint16Array;
  postcode: Uint16Array;
  suffixes: readonly string[];
  /** Own codes of the addresses that are found by that of their successor, by their place among all. */
  ownCodes: ReadonlyMap<number, number>;
}

export interface Found {
  hits: readonly Hit[];
  /** What each word and postcode was taken to be worth, so that another index can weigh alike. */
  worths: readonly number[];
  /** All that was typed is exactly there. */
  isFound: boolean;
}

export interface SearchOptions {
  first: number;
  /** The code to give for a found one instead; null for none. Of an address that lives on under its own code, `own` is true. */
  redirect?: (code: number, own: boolean) => number | null;
  /** As another index weighed them. Then slips are allowed from the start. */
  worths?: readonly number[];
}

/** What is asked of the addresses of one place. */
interface Wanted {
  house: QueryToken | null;
  flat: QueryToken | null;
  postcode: number;
  surplus: number;
}

const MOST_OF_A_PLACE = 4_096;
const MOST_DIGITS = 5;

/** Finds addresses by what was typed: places by words first, exactly, then with slips where that finds not all; in them the house and flat. */
export class TokenIndex {
  readonly #data: IndexData;
  readonly #places: PlaceSearch;

  constructor(data: IndexData, limits?: PlaceLimits) {
    this.#data = data;
    this.#places = new PlaceSearch(data, limits);
  }

  get addresses(): number {
    return this.#data.code.length;
  }

  get bytes(): number {
    const arrays = Object.values(this.#data).filter((value) => ArrayBuffer.isView(value));
    return arrays.reduce((sum, { byteLength }) => sum + byteLength, this.#data.trie.bytes + this.#places.bytes);
  }

  search(text: string, options: SearchOptions): Found {
    const query = parseQuery(text);
    if (query.words.length + query.postcodes.length === 0) return this.#searchNumbers(query, options);
    if (options.worths) return this.#searchPlaces(query, this.#places.weigh(query, 2, options.worths), options);
    let before: WeighedToken[] = [];
    let found: Found = { hits: [], worths: [], isFound: false };
    for (const leniency of [0, 1, 2] as const) {
      const tokens = this.#places.weigh(query, leniency);
      if (leniency > 0 && tokens.every(({ ranges }, at) => ranges.length === before[at]!.ranges.length)) continue; // nothing else fits
      found = this.#searchPlaces(query, tokens, options);
      if (found.isFound) break;
      before = tokens;
    }
    return found;
  }

  #searchPlaces(query: Query, tokens: readonly WeighedToken[], { first, redirect }: SearchOptions): Found {
    const hits = new BestHits(first);
    const bonus = query.numbers.length * MOST_NUMBER_WORTH;
    const leastOfPlace = tokens.reduce((sum, { worth }) => sum + worth, 0) * LEAST_SHARE;
    for (const { score, place } of this.#places.find(tokens, query.numbers.length > 0 ? WRONG_HOUSE : MOST_AMISS)) {
      if (score < leastOfPlace || score + bonus <= hits.least) break;
      this.#searchPlace(place, score, query, hits, redirect);
    }
    return this.#judged(hits, tokens);
  }

  #judged(hits: BestHits, tokens: readonly WeighedToken[]): Found {
    const exact = tokens.reduce((sum, { worth, token: { isUnfinished } }) => sum + Math.round(worth * keptOf({ edits: 0, isBeginning: isUnfinished }, isUnfinished)), 0);
    const isFound = hits.best >= exact - WRONG_POSTCODE / 2;
    const least = cutOff(hits.best, isFound);
    return { hits: hits.all.filter(({ score }) => score >= least), worths: tokens.map(({ worth }) => worth), isFound };
  }

  /** Numbers alone: of a street named by one, of a postcode, or of any house. */
  #searchNumbers(query: Query, { first, redirect }: SearchOptions): Found {
    const [number, ...others] = query.numbers;
    const hits = new BestHits(first);
    if (!number) return { hits: [], worths: [], isFound: false };
    for (const name of [number.text, postcodeToken(Number(/^\d+/.exec(number.text)![0]))]) {
      const range = this.#data.trie.find(name);
      if (range === -1) continue;
      const { places, placeStarts } = this.#data;
      for (let at = placeStarts[range]!; at < placeStarts[range + 1]! && at - placeStarts[range]! < MOST_OF_A_PLACE; at++) {
        this.#searchPlace(places[at]!, 0, query, hits, redirect);
      }
    }
    const typed = houseNumber(number.text);
    const { house } = this.#data;
    const enough = Math.min(first * 4, MOST_OF_A_PLACE);
    for (let doc = 0, seen = 0; doc < house.length && seen < enough; doc++) {
      if (house[doc] !== typed.number) continue;
      seen++;
      this.#offer(doc, 0, typed, { house: number, flat: query.flat ?? others[0] ?? null, postcode: 0, surplus: 0 }, hits, redirect);
    }
    return { hits: hits.all, worths: [], isFound: true };
  }

  #searchPlace(place: number, score: number, query: Query, hits: BestHits, redirect: SearchOptions['redirect']): void {
    const { docStarts } = this.#data;
    const [start, end] = [docStarts[place]!, docStarts[place + 1]!];
    const { wanted, gain } = this.#want(place, query);
    const whole = score + gain - wanted.surplus * WRONG_HOUSE;
    if (wanted.house === null) {
      for (let doc = start; doc < end && doc - start < MOST_OF_A_PLACE && whole > hits.least; doc++) this.#offer(doc, whole, null, wanted, hits, redirect);
      return;
    }
    const typed = houseNumber(wanted.house.text);
    let isThere = this.#offerHouses(typed.number, typed.number, place, whole, typed, wanted, hits, redirect);
    if (wanted.house.isUnfinished && typed.suffix === '' && typed.number > 0) {
      for (let factor = 10, digits = String(typed.number).length; digits < MOST_DIGITS; digits++, factor *= 10) {
        const least = typed.number * factor;
        if (this.#offerHouses(least, least + factor - 1, place, whole, typed, wanted, hits, redirect)) isThere = true;
      }
    }
    if (wanted.flat === null && this.#offerFlats(typed.number, place, whole - FLAT_UNASKED, { ...wanted, house: null, flat: wanted.house }, hits, redirect)) isThere = true;
    if (!isThere) this.#offerNearest(typed, place, whole - WRONG_HOUSE, wanted, hits, redirect);
  }

  /** Which of the numbers are the place's own or its postcode; the first of the others is the house, the second the flat. */
  #want(place: number, { numbers, flat, postcodes }: Query): { wanted: Wanted; gain: number } {
    const { hasNumber, trie } = this.#data;
    let gain = 0;
    let postcode = postcodes.length === 1 && postcodes[0]!.text.length === 5 ? Number(postcodes[0]!.text.slice(1)) : 0;
    const rest: QueryToken[] = [];
    const named = new Set<string>();
    for (const [nth, token] of numbers.entries()) {
      if (hasNumber[place] && !named.has(token.text) && this.#holds(place, trie.find(token.text))) {
        named.add(token.text);
        gain += nameNumberWorth(token, nth);
      } else if (postcode === 0 && /^[1-5]\d{3}$/.test(token.text) && this.#holds(place, trie.find(postcodeToken(Number(token.text))))) {
        postcode = Number(token.text);
        gain += POSTCODE_WORTH;
      } else rest.push(token);
    }
    const [house = null, second = null, ...surplus] = rest;
    return { gain, wanted: { house, flat: flat ?? second, postcode, surplus: surplus.length + (flat && second ? 1 : 0) } };
  }

  #holds(place: number, word: number): boolean {
    const { words, wordStarts } = this.#data;
    for (let at = wordStarts[place]!; at < wordStarts[place + 1]!; at++) if (words[at] === word) return true;
    return false;
  }

  /** @returns whether there is a house of such a number */
  #offerHouses(least: number, most: number, place: number, score: number, typed: HouseNumber, wanted: Wanted, hits: BestHits, redirect: SearchOptions['redirect']): boolean {
    const { house, docStarts } = this.#data;
    const end = docStarts[place + 1]!;
    const start = this.#firstFrom(least, place);
    let doc = start;
    for (; doc < end && house[doc]! <= most && doc - start < MOST_OF_A_PLACE; doc++) this.#offer(doc, score, typed, wanted, hits, redirect);
    return doc > start;
  }

  /** Of a building that has but a name, the number may be a flat's. @returns whether there is such a flat */
  #offerFlats(number: number, place: number, score: number, wanted: Wanted, hits: BestHits, redirect: SearchOptions['redirect']): boolean {
    const { house, flat, docStarts } = this.#data;
    const [start, end] = [docStarts[place]!, docStarts[place + 1]!];
    let isThere = false;
    for (let doc = start; doc < end && house[doc] === 0 && doc - start < MOST_OF_A_PLACE; doc++) {
      if (flat[doc] !== number || number === 0) continue;
      isThere = true;
      this.#offer(doc, score, null, wanted, hits, redirect);
    }
    return isThere;
  }

  #offerNearest(typed: HouseNumber, place: number, score: number, wanted: Wanted, hits: BestHits, redirect: SearchOptions['redirect']): void {
    const doc = Math.min(this.#firstFrom(typed.number, place), this.#data.docStarts[place + 1]! - 1);
    this.#offer(doc, score, null, wanted, hits, redirect);
  }

  /** The first address of a place whose house has this number or a higher one. */
  #firstFrom(number: number, place: number): number {
    const { house, docStarts } = this.#data;
    let low = docStarts[place]!;
    let high = docStarts[place + 1]!;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (house[middle]! < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #offer(doc: number, whole: number, typed: HouseNumber | null, wanted: Wanted, hits: BestHits, redirect: SearchOptions['redirect']): void {
    const { code, house, houseSuffix, flat, flatSuffix, postcode, suffixes, ownCodes } = this.#data;
    let score = whole;
    if (typed) score -= suffixPenalty(typed, { number: house[doc]!, suffix: suffixes[houseSuffix[doc]!]! });
    if (score <= hits.least) return;
    score -= flatPenalty(wanted.flat, { number: flat[doc]!, suffix: suffixes[flatSuffix[doc]!]! });
    if (wanted.postcode > 0 && postcode[doc] !== wanted.postcode) score -= WRONG_POSTCODE;
    const own = redirect && !ownCodes.has(doc);
    const target = redirect ? redirect(code[doc]!, own!) : code[doc]!;
    if (target !== null) hits.offer(score, doc, target);
  }
}
