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

/** A word that so many places hold only adds to places that a rarer one found. */
const COMMON = 20_000;
const WORDS_OF_A_PLACE = 6;
const MOST_PLACES = 1_024;

/** Finds the places whose words fit what was typed best, in whatever order. One search at a time. */
export class PlaceSearch {
  readonly #data: PlaceData;
  readonly #scores: Int32Array;
  /** Per place: the query in which it was touched, and the token that last added to its score. */
  readonly #touchedIn: Uint32Array;
  readonly #addedBy: Uint32Array;
  readonly #touched: Uint32Array;
  /** Per word: what it adds; all zero between searches. */
  readonly #gains: Uint16Array;
  readonly #top = new TopPlaces(MOST_PLACES);
  #count = 0;
  #queryNumber = 0;
  #tokenNumber = 0;

  constructor(data: PlaceData) {
    this.#data = data;
    const places = data.wordStarts.length - 1;
    this.#scores = new Int32Array(places);
    this.#touchedIn = new Uint32Array(places);
    this.#addedBy = new Uint32Array(places);
    this.#touched = new Uint32Array(places);
    this.#gains = new Uint16Array(data.placeStarts.length - 1);
  }

  get bytes(): number {
    return 4 * this.#scores.byteLength + this.#gains.byteLength;
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
    this.#queryNumber = (this.#queryNumber + 1) >>> 0;
    this.#count = 0;
    const rareFirst = tokens.map((token) => ({ ...token, size: this.#sizeOf(token.ranges) })).sort((one, other) => one.size - other.size);
    let toCome = rareFirst.reduce((sum, { worth }) => sum + worth, 0);
    for (const { token, ranges, worth, size } of rareFirst) {
      this.#tokenNumber = (this.#tokenNumber + 1) >>> 0;
      const gains = ranges
        .map((range) => ({ ...range, gain: Math.round(worth * keptOf(range, token.isUnfinished)) }))
        .sort((one, other) => other.gain - one.gain);
      if (size > COMMON && this.#count > 0) {
        this.#forgetBelow(toCome + slack);
        if (this.#count * WORDS_OF_A_PLACE < size) this.#addToTouched(gains);
        else for (const { from, to, gain } of gains) this.#addToAll(from, to, gain, false);
      } else for (const { from, to, gain } of gains) this.#addToAll(from, to, gain, true);
      toCome -= worth;
    }
    this.#top.clear();
    for (let at = 0; at < this.#count; at++) this.#top.offer(this.#scores[this.#touched[at]!]!, this.#touched[at]!);
    return this.#top.sorted();
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
    if (whole.length > 0 && (leniency === 0 || this.#sizeOf(whole) > COMMON)) return whole;
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
    const [scores, touchedIn, addedBy] = [this.#scores, this.#touchedIn, this.#addedBy];
    const [query, token] = [this.#queryNumber, this.#tokenNumber];
    const end = placeStarts[to]!;
    for (let at = placeStarts[from]!; at < end; at++) {
      const place = places[at]!;
      if (touchedIn[place] !== query) {
        if (!mayTouch) continue;
        touchedIn[place] = query;
        scores[place] = 0;
        this.#touched[this.#count++] = place;
      } else if (addedBy[place] === token) continue; // by a better range before
      addedBy[place] = token;
      scores[place]! += gain;
    }
  }

  /** What lies so far behind the best that nothing to come can make it the first. */
  #forgetBelow(distance: number): void {
    const [scores, touched] = [this.#scores, this.#touched];
    let best = 0;
    for (let at = 0; at < this.#count; at++) best = Math.max(best, scores[touched[at]!]!);
    let kept = 0;
    for (let at = 0; at < this.#count; at++) if (scores[touched[at]!]! >= best - distance) touched[kept++] = touched[at]!;
    this.#count = kept;
  }

  #addToTouched(gains: readonly (TokenRange & { gain: number })[]): void {
    const { words, wordStarts } = this.#data;
    const gainOf = this.#gains;
    for (const { from, to, gain } of gains.toReversed()) gainOf.fill(gain, from, to);
    for (let at = 0; at < this.#count; at++) {
      const place = this.#touched[at]!;
      let best = 0;
      for (let own = wordStarts[place]!; own < wordStarts[place + 1]!; own++) if (gainOf[words[own]!]! > best) best = gainOf[words[own]!]!;
      this.#scores[place]! += best;
    }
    for (const { from, to } of gains) gainOf.fill(0, from, to);
  }
}
