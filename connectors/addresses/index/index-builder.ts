import { NumberList, startsOf } from './numbers.ts';
import type { PlaceLimits } from './place-search.ts';
import { plainText } from './plain-text.ts';
import { TokenIndex, type IndexData } from './token-index.ts';
import { TokenTrie } from './token-trie.ts';
import { houseNumber, isNumber, partsOf, postcodeToken, tokensOf } from './tokens.ts';

/** An address as it is given to the index. */
export interface IndexedRow {
  code: number;
  text: string;
  /** The code it is found by: its own, or of the address that it was merged into. */
  target: number;
}

const MOST_ADDRESSES = 4_000_000;
const MOST_SUFFIXES = 65_536;

/**
 * Gathers addresses. Those that differ by nothing but house, flat and postcode are one place: a street in its town. Words lead
 * to places, numbers to the addresses of a place, which keeps the lists a tenth as long as those over addresses.
 */
export class IndexBuilder {
  readonly #tokenNumbers = new Map<string, number>();
  readonly #chains = new Map<string, { number: number; tokens: number[]; length: number }>();
  readonly #places = new Map<string, number>();
  readonly #placeTokens = new NumberList(Uint32Array);
  readonly #placeEnds = new NumberList(Uint32Array);
  readonly #placeLengths = new NumberList(Uint16Array);
  readonly #suffixes = new Map<string, number>([['', 0]]);
  readonly #code = new NumberList(Uint32Array);
  readonly #place = new NumberList(Uint32Array);
  readonly #house = new NumberList(Uint16Array);
  readonly #houseSuffix = new NumberList(Uint16Array);
  readonly #flat = new NumberList(Uint16Array);
  readonly #flatSuffix = new NumberList(Uint16Array);
  readonly #postcode = new NumberList(Uint16Array);
  readonly #ownCodes = new Map<number, number>();

  get addresses(): number {
    return this.#code.length;
  }

  /** @throws RangeError beyond four million addresses, thrice those of the country */
  add({ code, text, target }: IndexedRow): void {
    if (this.addresses === MOST_ADDRESSES) throw new RangeError(`More than ${MOST_ADDRESSES} addresses do not fit into the index`);
    const { name, house, flat, chain, postcode } = partsOf(text);
    if (target !== code) this.#ownCodes.set(this.addresses, code);
    this.#code.push(target);
    this.#place.push(this.#placeOf(name, chain));
    this.#number(house, this.#house, this.#houseSuffix);
    this.#number(flat, this.#flat, this.#flatSuffix);
    this.#postcode.push(postcode);
  }

  build(limits?: PlaceLimits): TokenIndex {
    this.#chains.clear();
    this.#places.clear();
    const { rank, order } = this.#rankPlaces();
    const docLengths = new Uint32Array(order.length);
    for (const place of this.#place.values) docLengths[rank[place]!]!++;
    const docStarts = startsOf(docLengths);
    const docs = this.#orderDocs(rank, docStarts);
    const take = <A extends Uint16Array | Uint32Array>({ values }: NumberList<A>): A => {
      const taken = new (values.constructor as new (length: number) => A)(docs.length);
      for (let at = 0; at < docs.length; at++) taken[at] = values[docs[at]!]!;
      return taken;
    };
    const numbers = {
      code: take(this.#code), house: take(this.#house), houseSuffix: take(this.#houseSuffix), flat: take(this.#flat), flatSuffix: take(this.#flatSuffix),
      postcode: take(this.#postcode),
    };
    const ownCodes = new Map<number, number>();
    if (this.#ownCodes.size > 0) docs.forEach((doc, at) => this.#ownCodes.has(doc) && ownCodes.set(at, this.#ownCodes.get(doc)!));
    return new TokenIndex({ ...numbers, ...this.#words(order, docStarts, numbers.postcode), docStarts, suffixes: [...this.#suffixes.keys()], ownCodes }, limits);
  }

  #number(token: string | null, numbers: NumberList<Uint16Array>, suffixes: NumberList<Uint16Array>): void {
    const { number, suffix } = token === null ? { number: 0, suffix: '' } : houseNumber(token);
    let known = this.#suffixes.get(suffix);
    if (known === undefined) {
      known = this.#suffixes.size < MOST_SUFFIXES ? this.#suffixes.size : 0;
      if (known > 0) this.#suffixes.set(suffix, known);
    }
    numbers.push(number);
    suffixes.push(known);
  }

  #placeOf(name: readonly string[], chainText: string): number {
    let chain = this.#chains.get(chainText);
    if (!chain) {
      const tokens = tokensOf(plainText(chainText)).map((token) => this.#token(token));
      this.#chains.set(chainText, (chain = { number: this.#chains.size, tokens, length: chainText.length }));
    }
    const words = name.join(' ');
    const key = `${words}|${chain.number}`;
    let place = this.#places.get(key);
    if (place === undefined) {
      this.#places.set(key, (place = this.#placeEnds.length));
      for (const token of new Set([...name.map((token) => this.#token(token)), ...chain.tokens])) this.#placeTokens.push(token);
      this.#placeEnds.push(this.#placeTokens.length);
      this.#placeLengths.push(Math.min(words.length + chain.length, 65_535));
    }
    return place;
  }

  #token(token: string): number {
    let known = this.#tokenNumbers.get(token);
    if (known === undefined) this.#tokenNumbers.set(token, (known = this.#tokenNumbers.size));
    return known;
  }

  /** The shortest first, so that the order of numbers is the order among equals. */
  #rankPlaces(): { rank: Uint32Array; order: Uint32Array } {
    const lengths = this.#placeLengths.values;
    const order = Uint32Array.from(lengths.keys()).sort((one, other) => lengths[one]! - lengths[other]! || one - other);
    const rank = new Uint32Array(order.length);
    order.forEach((place, at) => (rank[place] = at));
    return { rank, order };
  }

  /** By place, and within it by house and flat. */
  #orderDocs(rank: Uint32Array, docStarts: Uint32Array): Uint32Array {
    const { values: place } = this.#place;
    const order = new Uint32Array(place.length);
    const next = docStarts.slice();
    for (let doc = 0; doc < place.length; doc++) order[next[rank[place[doc]!]!]!++] = doc;
    const [house, suffix, flat, flatSuffix] = [this.#house, this.#houseSuffix, this.#flat, this.#flatSuffix].map(({ values }) => values);
    const bySuffix = this.#rankSuffixes();
    const before = (one: number, other: number) =>
      house![one]! - house![other]! || bySuffix[suffix![one]!]! - bySuffix[suffix![other]!]!
      || flat![one]! - flat![other]! || bySuffix[flatSuffix![one]!]! - bySuffix[flatSuffix![other]!]! || one - other;
    for (let at = 0; at + 1 < docStarts.length; at++) {
      if (docStarts[at + 1]! - docStarts[at]! > 1) order.subarray(docStarts[at], docStarts[at + 1]).sort(before);
    }
    return order;
  }

  #rankSuffixes(): Uint32Array {
    const ranks = new Uint32Array(this.#suffixes.size);
    [...this.#suffixes].sort(([one], [other]) => (one < other ? -1 : 1)).forEach(([, number], at) => (ranks[number] = at));
    return ranks;
  }

  /** Which words a place has, its postcodes among them, and which places a word. */
  #words(order: Uint32Array, docStarts: Uint32Array, postcodes: Uint16Array): Pick<IndexData, 'trie' | 'wordStarts' | 'words' | 'placeStarts' | 'places' | 'hasNumber'> {
    for (const postcode of new Set(postcodes)) if (postcode > 0) this.#token(postcodeToken(postcode));
    const sorted = [...this.#tokenNumbers.keys()].sort();
    const rankOf = new Uint32Array(sorted.length);
    const postcodeRank = new Map<number, number>();
    sorted.forEach((token, at) => {
      rankOf[this.#tokenNumbers.get(token)!] = at;
      if (token.startsWith('~')) postcodeRank.set(Number(token.slice(1)), at);
    });
    this.#tokenNumbers.clear();
    const isNumeric = Uint8Array.from(sorted, (token) => (isNumber(token) ? 1 : 0));
    const words = new NumberList(Uint32Array);
    const wordLengths = new Uint32Array(order.length);
    const hasNumber = new Uint8Array(order.length);
    const counts = new Uint32Array(sorted.length);
    const [ends, tokens] = [this.#placeEnds.values, this.#placeTokens.values];
    order.forEach((place, at) => {
      const before = words.length;
      const add = (word: number) => {
        words.push(word);
        counts[word]!++;
        hasNumber[at]! |= isNumeric[word]!;
      };
      for (let token = place === 0 ? 0 : ends[place - 1]!; token < ends[place]!; token++) add(rankOf[tokens[token]!]!);
      const seen = new Set(postcodes.subarray(docStarts[at], docStarts[at + 1]));
      for (const postcode of seen) if (postcode > 0) add(postcodeRank.get(postcode)!);
      wordLengths[at] = words.length - before;
    });
    const wordStarts = startsOf(wordLengths);
    const placeStarts = startsOf(counts);
    const all = words.values.slice();
    const places = new Uint32Array(all.length);
    const next = placeStarts.slice();
    for (let place = 0; place < order.length; place++) {
      for (let at = wordStarts[place]!; at < wordStarts[place + 1]!; at++) places[next[all[at]!]!++] = place;
    }
    return { trie: new TokenTrie(sorted), wordStarts, words: all, placeStarts, places, hasNumber };
  }
}
