import { IndexBuilder, type IndexedRow } from './index-builder.ts';
import { cutOff } from './ranking.ts';
import type { TokenIndex } from './token-index.ts';

/** The letter of a house, typed apart from its number, if there is such a house; else the next word begins. */
const LETTER_AT_END = /(\d)\s+(\p{L})$/u;

/**
 * An index with what changed since it was built: a small second index over the changed addresses, which hides them in the first.
 * It grows until the whole is built anew.
 */
export class LiveIndex {
  readonly #built: TokenIndex;
  readonly #changed = new Map<number, IndexedRow | null>();
  #overlay: TokenIndex = new IndexBuilder().build();

  constructor(built: TokenIndex) {
    this.#built = built;
  }

  /** How many addresses changed since it was built. */
  get changes(): number {
    return this.#changed.size;
  }

  get bytes(): number {
    return this.#built.bytes + this.#overlay.bytes;
  }

  get addresses(): number {
    return this.#built.addresses;
  }

  /** @param rows how the changed ones stand now; one that is not among them cannot be found any more */
  change(codes: readonly number[], rows: Iterable<IndexedRow>): void {
    for (const code of codes) this.#changed.set(code, null);
    for (const row of rows) this.#changed.set(row.code, row);
    const builder = new IndexBuilder();
    for (const row of this.#changed.values()) if (row) builder.add(row);
    this.#overlay = builder.build();
  }

  /** Codes, the best first. */
  search(text: string, first: number): number[] {
    if (LETTER_AT_END.test(text)) {
      const { codes, isFound } = this.#search(text.replace(LETTER_AT_END, '$1$2'), first);
      if (isFound) return codes;
    }
    return this.#search(text, first).codes;
  }

  #search(text: string, first: number): { codes: number[]; isFound: boolean } {
    const redirect = this.#changed.size > 0 ? (code: number, own: boolean) => this.#redirect(code, own) : undefined;
    const built = this.#built.search(text, { first, ...(redirect ? { redirect } : {}) });
    if (this.#overlay.addresses === 0) return { codes: built.hits.map(({ code }) => code), isFound: built.isFound };
    const fresh = this.#overlay.search(text, { first, worths: built.worths });
    const all = [...fresh.hits, ...built.hits].sort((one, other) => other.score - one.score);
    const isFound = fresh.isFound || built.isFound;
    const least = cutOff(all[0]?.score ?? 0, isFound);
    return { codes: [...new Set(all.filter(({ score }) => score >= least).map(({ code }) => code))].slice(0, first), isFound };
  }

  /** What was merged into an address that was itself merged since is found by the newest; its own texts are in the overlay. */
  #redirect(code: number, own: boolean): number | null {
    const now = this.#changed.get(code);
    if (now === undefined) return code;
    return own || now === null ? null : now.target;
  }
}
