import { editsFor, keptOf, POSTCODE_WORTH, worthOf } from './ranking.ts';
import type { TokenRange, TokenTrie } from './token-trie.ts';
import type { Query, QueryToken } from './tokens.ts';
import { TopPlaces } from './top-places.ts';

export interface PlaceData {
  trie: TokenTrie;
  /** The words of each place: of number n, `words` from `wordStarts[n]` to `wordStarts[n + 1]`. */
  wordStarts: Uint32Array;
  words: Uint32Array;
  /** The places of each word, likewise. */
  placeStarts: Uint32Array;
  places: Uint32Array;
}

/** How slips are taken: not at all, one, or two where one finds nothing. */
export type Leniency = 0 | 1 | 2;

/** What of the query leads to places, and what each part is worth. */
export interface WeighedToken {
  token: QueryToken;
  ranges: TokenRange[];
  worth: number;
}

export interface PlaceLimits {
  /** A word that more places hold only adds to places that a rarer one found. */
  common: number;
  /** One that no more places hold finds them in any case. */
  rare: number;
}

const LIMITS: PlaceLimits = { common: 20_000, rare: 2_000 };
const MOST_COMMON_WORDS = 8;
const WORDS_OF_A_PLACE = 6;
const MOST_PLACES = 1_024;
const LAST_TOKEN = 2 ** 31 - 1;

/** Finds the places whose words fit what was typed best, in whatever order. One search at a time. */
export class PlaceSearch {
  readonly #data: PlaceData;
  readonly #limits: PlaceLimits;
  /** Two numbers per place, side by side as they are needed together: the token that last added to its score, and the score. */
  readonly #state: Int32Array;
  /** The places that the query has found. */
  readonly #touched: Uint32Array;
  /** Per word: what it adds; all zero between searches. */
  readonly #gains: Uint16Array;
  /** The commonest words, and per place a bit for each that it holds. */
  readonly #commonWords: number[];
  readonly #holdsCommon: Uint8Array;
  readonly #top = new TopPlaces(MOST_PLACES);
  #count = 0;
  /** Counted through all queries, so that nothing need be cleared between them; and the first one of this query. */
  #tokenNumber = 0;
  #firstToken = 0;

  constructor(data: PlaceData, limits = LIMITS) {
    this.#data = data;
    this.#limits = limits;
    const places = data.wordStarts.length - 1;
    this.#state = new Int32Array(2 * places);
    this.#touched = new Uint32Array(places);
    this.#gains = new Uint16Array(data.placeStarts.length - 1);
    const sizeOf = (word: number) => data.placeStarts[word + 1]! - data.placeStarts[word]!;
    this.#commonWords = Array.from(this.#gains.keys()).filter((word) => sizeOf(word) > limits.common).sort((one, other) => sizeOf(other) - sizeOf(one)).slice(0, MOST_COMMON_WORDS);
    this.#holdsCommon = new Uint8Array(places);
    this.#commonWords.forEach((word, bit) => {
      for (let at = data.placeStarts[word]!; at < data.placeStarts[word + 1]!; at++) this.#holdsCommon[data.places[at]!]! |= 1 << bit;
    });
  }

  get bytes(): number {
    return this.#state.byteLength + this.#touched.byteLength + this.#gains.byteLength + this.#holdsCommon.byteLength;
  }

  /** @param worths where they were found out elsewhere, in the order of the query's words and postcodes */
  weigh(query: Query, leniency: Leniency, worths?: readonly number[]): WeighedToken[] {
    const words = query.words.map((token, at) => this.#weighWord(token, leniency, worths?.[at]));
    const postcodes = query.postcodes.map((token) => ({
      token, worth: POSTCODE_WORTH, ranges: this.#data.trie.fitting(token.text, { edits: 0, beginnings: token.text.length < 5 }),
    }));
    return [...words, ...postcodes];
  }

  /**
   * The best first.
   *
   * @param slack how far behind the best a place may lie and still come first, by what is not looked at here
   */
  find(tokens: readonly WeighedToken[], slack: number): { score: number; place: number }[] {
    this.#begin(tokens.length);
    const rareFirst = tokens.map((token) => ({ ...token, size: this.#sizeOf(token.ranges) })).filter(({ size }) => size > 0).sort((one, other) => one.size - other.size);
    let toCome = rareFirst.reduce((sum, { worth }) => sum + worth, 0);
    for (const { token, ranges, worth, size } of rareFirst) {
      this.#tokenNumber++;
      const gains = ranges
        .map((range) => ({ ...range, gain: Math.round(worth * keptOf(range, token.isUnfinished)) }))
        .sort((one, other) => other.gain - one.gain);
      if (rareFirst.length === 1) this.#addToShortest(gains);
      else if (this.#mayTouch(size, toCome + slack)) for (const { from, to, gain } of gains) this.#addToAll(from, to, gain, true);
      else {
        this.#forgetBelow(this.#best() - toCome - slack);
        const common = ranges.length === 1 && ranges[0]!.to - ranges[0]!.from === 1 ? this.#commonWords.indexOf(ranges[0]!.from) : -1;
        if (common !== -1) this.#addToHolders(1 << common, gains[0]!.gain);
        else if (this.#count * WORDS_OF_A_PLACE < size) this.#addToTouched(gains);
        else for (const { from, to, gain } of gains) this.#addToAll(from, to, gain, false);
      }
      toCome -= worth;
    }
    this.#top.clear();
    for (let at = 0; at < this.#count; at++) this.#top.offer(this.#state[2 * this.#touched[at]! + 1]!, this.#touched[at]!);
    return this.#top.sorted();
  }

  #begin(tokens: number): void {
    if (this.#tokenNumber + tokens > LAST_TOKEN) {
      this.#state.fill(0);
      this.#tokenNumber = 0;
    }
    this.#firstToken = this.#tokenNumber + 1;
    this.#count = 0;
  }

  /**
   * Whether places that no rarer word found are found by this one. They get no more than what is to come, and what the best has
   * already it keeps.
   */
  #mayTouch(size: number, atMost: number): boolean {
    return this.#count === 0 || size <= this.#limits.rare || (size <= this.#limits.common && this.#best() <= atMost);
  }

  #best(): number {
    let best = 0;
    for (let at = 0; at < this.#count; at++) best = Math.max(best, this.#state[2 * this.#touched[at]! + 1]!);
    return best;
  }

  #weighWord(token: QueryToken, leniency: Leniency, worth?: number): WeighedToken {
    const ranges = this.#rangesOf(token, leniency);
    const exact = ranges.filter(({ edits, isBeginning }) => edits === 0 && !isBeginning);
    const beginning = ranges.filter(({ edits }) => edits === 0);
    const telling = exact.length > 0 && !token.isUnfinished ? exact : beginning.length > 0 ? beginning : ranges;
    return { token, ranges, worth: worth ?? worthOf(this.#sizeOf(telling), this.#data.wordStarts.length - 1) };
  }

  /** A whole word that is there is first taken for what was meant; and always, when nearly every place has it. */
  #rangesOf({ text, isUnfinished }: QueryToken, leniency: Leniency): TokenRange[] {
    const { trie } = this.#data;
    const whole = isUnfinished ? [] : trie.fitting(text, { edits: 0, beginnings: false });
    if (whole.length > 0 && (leniency === 0 || this.#sizeOf(whole) > this.#limits.common)) return whole;
    const beginnings = isUnfinished || text.length > 1;
    const ranges = trie.fitting(text, { edits: leniency === 0 ? 0 : editsFor(text, false), beginnings });
    return leniency === 2 && ranges.length === 0 ? trie.fitting(text, { edits: editsFor(text, true), beginnings }) : ranges;
  }

  #sizeOf(ranges: readonly TokenRange[]): number {
    return ranges.reduce((sum, { from, to }) => sum + this.#data.placeStarts[to]! - this.#data.placeStarts[from]!, 0);
  }

  /** @param mayTouch whether places that no rarer word found are found by this one */
  #addToAll(from: number, to: number, gain: number, mayTouch: boolean): void {
    const { places, placeStarts } = this.#data;
    const [state, token, first] = [this.#state, this.#tokenNumber, this.#firstToken];
    const end = placeStarts[to]!;
    for (let at = placeStarts[from]!; at < end; at++) {
      const place = places[at]!;
      const by = state[2 * place]!;
      if (by < first) {
        if (mayTouch) this.#touch(place, gain);
      } else if (by !== token) { // else it got more from a better range before
        state[2 * place] = token;
        state[2 * place + 1]! += gain;
      }
    }
  }

  #touch(place: number, gain: number): void {
    this.#state[2 * place] = this.#tokenNumber;
    this.#state[2 * place + 1] = gain;
    this.#touched[this.#count++] = place;
  }

  /**
   * For a word by itself: of the places that fit equally well the shortest are the best, and they are the first in every list. The
   * beginning of a word, a letter perhaps, may fit half of all places; going through these in their order is over much sooner.
   */
  #addToShortest(gains: readonly (TokenRange & { gain: number })[]): void {
    const { places, placeStarts, words, wordStarts } = this.#data;
    for (const { from, to, gain } of gains) {
      const [start, end] = [placeStarts[from]!, placeStarts[to]!];
      if (to - from === 1 || end - start <= this.#limits.common) {
        const most = to - from === 1 ? Math.min(end, start + MOST_PLACES) : end;
        for (let at = start; at < most; at++) if (this.#state[2 * places[at]!]! < this.#firstToken) this.#touch(places[at]!, gain);
        continue;
      }
      const enough = this.#count + MOST_PLACES;
      for (let place = 0; place + 1 < wordStarts.length && this.#count < enough; place++) {
        if (this.#state[2 * place]! >= this.#firstToken) continue;
        let own = wordStarts[place]!;
        while (own < wordStarts[place + 1]! && (words[own]! < from || words[own]! >= to)) own++;
        if (own < wordStarts[place + 1]!) this.#touch(place, gain);
      }
    }
  }

  #forgetBelow(least: number): void {
    const [state, touched] = [this.#state, this.#touched];
    let kept = 0;
    for (let at = 0; at < this.#count; at++) if (state[2 * touched[at]! + 1]! >= least) touched[kept++] = touched[at]!;
    this.#count = kept;
  }

  #addToHolders(bit: number, gain: number): void {
    for (let at = 0; at < this.#count; at++) if (this.#holdsCommon[this.#touched[at]!]! & bit) this.#state[2 * this.#touched[at]! + 1]! += gain;
  }

  #addToTouched(gains: readonly (TokenRange & { gain: number })[]): void {
    const { words, wordStarts } = this.#data;
    const gainOf = this.#gains;
    for (const { from, to, gain } of gains.toReversed()) gainOf.fill(gain, from, to);
    for (let at = 0; at < this.#count; at++) {
      const place = this.#touched[at]!;
      let best = 0;
      for (let own = wordStarts[place]!; own < wordStarts[place + 1]!; own++) if (gainOf[words[own]!]! > best) best = gainOf[words[own]!]!;
      this.#state[2 * place + 1]! += best;
    }
    for (const { from, to } of gains) gainOf.fill(0, from, to);
  }
}
