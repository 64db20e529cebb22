import type { Random } from '#kernel/random.ts';
import type { MadeAddress } from './address-book.ts';

/** What somebody types who wants an address. It is made from the address alone, and knows nothing of how it is searched. */
export interface AddressQuery {
  typed: string;
  /** Every address that the words before any slip name no less than this one. */
  wanted: readonly string[];
}

const SLIPS = ['left out', 'put in', 'replaced', 'swapped'] as const;
const LETTERS = 'aābcčdeēfgģhiījkķlļmnņoprsštuūvzž';

/** Makes queries that name one address: what is left out of it leaves no other with the same words. */
export class QueryMaker {
  readonly #addresses: readonly MadeAddress[];
  readonly #random: Random;
  /** Addresses by head and first part of the chain, and by head and the whole chain. */
  readonly #short = new Map<string, string[]>();
  readonly #whole = new Map<string, string[]>();

  constructor(addresses: readonly MadeAddress[], random: Random) {
    this.#addresses = addresses;
    this.#random = random;
    for (const { head, chain, code } of addresses) {
      for (const [map, key] of [[this.#short, [head, chain[0]]], [this.#whole, [head, ...chain]]] as const) {
        const folded = bare(key.join()).replaceAll('"', '');
        const known = map.get(folded);
        if (known) known.push(code);
        else map.set(folded, [code]);
      }
    }
  }

  clean(): AddressQuery {
    return this.#query(this.#random.pick(this.#addresses), (parts) => parts);
  }

  /** With one slip in one of its longer words. */
  misspelt(): AddressQuery {
    for (;;) {
      const query = this.#query(this.#random.pick(this.#addresses), (parts) => this.#withSlip(parts));
      if (query.typed !== '') return query;
    }
  }

  #query(address: MadeAddress, spoil: (parts: string[]) => string[] | null): AddressQuery {
    const random = this.#random;
    const { head, chain } = address;
    const isShort = random.int(2) === 0 && this.#short.get(bare([head, chain[0]].join()).replaceAll('"', ''))!.length === 1;
    const wanted = isShort ? this.#short.get(bare([head, chain[0]].join()).replaceAll('"', ''))! : this.#whole.get(bare([head, ...chain].join()).replaceAll('"', ''))!;
    let parts: string[] | null = [head.replaceAll('"', ''), ...(isShort ? chain.slice(0, 1) : chain)];
    const hasPostcode = random.int(4) === 0;
    parts = spoil(parts);
    if (parts === null) return { typed: '', wanted: [] };
    if (hasPostcode) parts.push(random.pick([address.postcode, address.postcode.replace('-', ''), address.postcode.slice(3)]));
    const order = random.int(5);
    if (order === 0) parts.reverse();
    else if (order === 1 && !hasPostcode) parts.push(parts.shift()!);
    let typed = parts.join(random.pick([', ', ' ', ' ', ',']));
    if (random.int(3) > 0) typed = bare(typed);
    const isLastWord = /\p{L}{6,}$/u.test(typed);
    if (isLastWord && random.int(3) === 0) typed = typed.slice(0, -1 - random.int(3));
    return { typed, wanted: hasPostcode ? [address.code] : wanted };
  }

  #withSlip(parts: readonly string[]): string[] | null {
    const places = parts.flatMap((part, at) => [...part.matchAll(/\p{L}{4,}/gu)].map((match) => ({ at, start: match.index, word: match[0] })));
    const chosen = places.filter(({ word }) => word.toLowerCase() !== 'iela');
    if (chosen.length === 0) return null;
    const { at, start, word } = this.#random.pick(chosen);
    const slipped = this.#slip(word);
    if (slipped === word) return null;
    return parts.map((part, each) => (each === at ? part.slice(0, start) + slipped + part.slice(start + word.length) : part));
  }

  #slip(word: string): string {
    const random = this.#random;
    const at = random.int(word.length);
    const letter = LETTERS[random.int(LETTERS.length)]!;
    const slip = random.pick(SLIPS);
    if (slip === 'left out') return word.slice(0, at) + word.slice(at + 1);
    if (slip === 'put in') return word.slice(0, at) + letter + word.slice(at);
    if (slip === 'replaced') return word.slice(0, at) + letter + word.slice(at + 1);
    const first = Math.min(at, word.length - 2);
    return word.slice(0, first) + word[first + 1] + word[first] + word.slice(first + 2);
  }
}

function bare(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
}
