import type { Random } from '#kernel/random.ts';
import type { MadeAddress } from './address-book.ts';

/** What somebody types who wants an address. It is made from the address alone, and knows nothing of how it is searched. */
export interface AddressQuery {
  typed: string;
  /** Every address that the words before any slip name no less than this one. */
  wanted: readonly string[];
}

const SLIPS = ['left out', 'put in', 'replaced', 'swapped'] as const;
const KIND_OF_STREET = / (iela|ceļš|gatve|aleja|bulvāris|prospekts|šķērsiela|līnija)(?= )/u;
const LETTERS = 'aābcčdeēfgģhiījkķlļmnņoprsštuūvzž';

/** Makes queries that name one address: what is left out of it leaves no other with the same words. */
export class QueryMaker {
  readonly #addresses: readonly MadeAddress[];
  readonly #random: Random;
  /** Addresses by head and first part of the chain, and by head and the whole chain. */
  readonly #short = new Map<string, string[]>();
  readonly #whole = new Map<string, string[]>();
  /** And by head and the chain without its first part. */
  readonly #around = new Map<string, string[]>();

  constructor(addresses: readonly MadeAddress[], random: Random) {
    this.#addresses = addresses;
    this.#random = random;
    for (const { head, chain, code } of addresses) {
      for (const [map, key] of [[this.#short, [head, chain[0]]], [this.#whole, [head, ...chain]], [this.#around, [head, ...chain.slice(1)]]] as const) {
        const folded = bare(key.join()).replaceAll('"', '');
        const known = map.get(folded);
        if (known) known.push(code);
        else map.set(folded, [code]);
      }
    }
  }

  /** By kind; each but the first has something wrong with it, or left out. */
  kinds(): Record<string, () => AddressQuery> {
    return {
      'clean': () => this.clean(),
      'clean, without the kind of street': () => this.#such((address) => this.#query(address, (parts) => without(parts, KIND_OF_STREET))),
      'clean, without town or village': () => this.#withoutTown(),
      'clean, number apart: 12 a, 12 k 3': () => this.#such((address) => this.#query(address, ([head, ...chain]) => changed(head!, chain, (text) => text.replace(/(\d)([A-Z])$/, '$1 $2').replace(/ k-(\d)$/, ' k $1')))),
      'clean, number joined: 12a, 12k3, 12/14': () => this.#such((address) => this.#query(address, ([head, ...chain]) => changed(head!, chain, (text) => text.replace(/\d.*$/, (number) => number.toLowerCase().replace(/ k-/, 'k'))))),
      'misspelt': () => this.misspelt(),
      'misspelt, a word of four letters or fewer': () => this.#such((address) => this.#query(address, (parts) => this.#withSlip(parts, /\p{L}{3,4}/gu))),
      'misspelt, two words': () => this.#such((address) => this.#query(address, (parts) => this.#withTwoSlips(parts))),
    };
  }

  /** Of the first address that has what is to be spoilt. */
  #such(make: (address: MadeAddress) => AddressQuery): AddressQuery {
    for (;;) {
      const query = make(this.#random.pick(this.#addresses));
      if (query.typed !== '') return query;
    }
  }

  /** Of those who leave out the village or town, and know the parish or municipality: if that names the address alone. */
  #withoutTown(): AddressQuery {
    return this.#such(({ head, chain, code }) => {
      if (chain.length === 1) return { typed: '', wanted: [] };
      const around = chain.slice(1);
      const same = this.#around.get(bare([head, ...around].join()).replaceAll('"', ''))!;
      return same.length > 1 ? { typed: '', wanted: [] } : { typed: bare([head.replaceAll('"', ''), ...around].join(' ')), wanted: [code] };
    });
  }

  clean(): AddressQuery {
    return this.#query(this.#random.pick(this.#addresses), (parts) => parts);
  }

  /** With one slip in one of its longer words. */
  misspelt(): AddressQuery {
    return this.#such((address) => this.#query(address, (parts) => this.#withSlip(parts)));
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

  /** @param words those that may be spoilt: the longer ones, `iela` too, unless said otherwise */
  #withSlip(parts: readonly string[], words = /\p{L}{4,}/gu): string[] | null {
    const chosen = parts.flatMap((part, at) => [...part.matchAll(words)].filter(({ index }) => !/\p{L}/u.test(part[index - 1] ?? '')).map((match) => ({ at, start: match.index, word: /^\p{L}+/u.exec(part.slice(match.index))![0] })))
      .filter(({ word }) => word.match(words)?.[0] === word);
    if (chosen.length === 0) return null;
    const { at, start, word } = this.#random.pick(chosen);
    const slipped = this.#slip(word);
    if (slipped === word) return null;
    return parts.map((part, each) => (each === at ? part.slice(0, start) + slipped + part.slice(start + word.length) : part));
  }

  /** In two different parts, of queries with at least three longer words. */
  #withTwoSlips(parts: readonly string[]): string[] | null {
    if ((parts.join(' ').match(/\p{L}{4,}/gu) ?? []).length < 3 || parts.length < 2) return null;
    const head = this.#withSlip(parts.slice(0, 1));
    const chain = this.#withSlip(parts.slice(1));
    return head && chain && [...head, ...chain];
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

/** Null when there is nothing of the kind. */
function without([head, ...chain]: readonly string[], what: RegExp): string[] | null {
  return changed(head!, chain, (text) => text.replace(what, ''));
}

function changed(head: string, chain: readonly string[], change: (head: string) => string): string[] | null {
  const other = change(head);
  return other === head ? null : [other, ...chain];
}

function bare(text: string): string {
  return text.normalize('NFD').replace(/\p{Mn}/gu, '').toLowerCase();
}
