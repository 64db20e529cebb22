/** Tokens `from` to `to` (excluded) of the sorted list fit what was typed. */
export interface TokenRange {
  from: number;
  to: number;
  /** How many letters must be put in, left out, replaced or swapped. */
  edits: number;
  /** Only the beginning of the tokens fits. */
  isBeginning: boolean;
}

export interface Fitting {
  /** 0, 1 or 2. */
  edits: number;
  /** Whether tokens that only begin so fit too. */
  beginnings: boolean;
}

const LONGEST_TYPED = 40;
const MOST_EDITS = 2;

/**
 * A sorted list of distinct tokens as a tree of their letters, in typed arrays: what begins alike lies side by side, so whatever
 * fits is a few ranges of numbers.
 */
export class TokenTrie {
  readonly #letters: Uint16Array;
  readonly #firstChild: Uint32Array;
  /** Per node: the first token below it, and whether that token ends there. */
  readonly #from: Uint32Array;
  readonly #to: Uint32Array;
  readonly #ends: Uint8Array;
  readonly #rows = Array.from({ length: LONGEST_TYPED + MOST_EDITS + 2 }, () => new Uint8Array(LONGEST_TYPED + 1));
  readonly #path = new Uint16Array(LONGEST_TYPED + MOST_EDITS + 2);

  /** @param tokens sorted by code unit, none twice */
  constructor(tokens: readonly string[]) {
    let room = 1;
    for (let at = 0; at < tokens.length; at++) room += tokens[at]!.length - shared(tokens[at - 1] ?? '', tokens[at]!);
    this.#letters = new Uint16Array(room);
    this.#firstChild = new Uint32Array(room + 1);
    this.#from = new Uint32Array(room);
    this.#to = new Uint32Array(room);
    this.#ends = new Uint8Array(room);
    this.#to[0] = tokens.length;
    let nodes = 1;
    // Level by level: the children of a node lie together, and those of the next node behind them.
    for (let node = 0, depth = 0, level = 1; node < nodes; node++) {
      if (node === level) {
        level = nodes;
        depth++;
      }
      this.#firstChild[node] = nodes;
      const to = this.#to[node]!;
      let at = this.#from[node]!;
      if (at < to && tokens[at]!.length === depth) {
        this.#ends[node] = 1;
        at++;
      }
      while (at < to) {
        const letter = tokens[at]!.charCodeAt(depth);
        this.#letters[nodes] = letter;
        this.#from[nodes] = at;
        while (at < to && tokens[at]!.charCodeAt(depth) === letter) at++;
        this.#to[nodes++] = at;
      }
    }
    this.#firstChild[nodes] = nodes;
  }

  get bytes(): number {
    return [this.#letters, this.#firstChild, this.#from, this.#to, this.#ends].reduce((sum, { byteLength }) => sum + byteLength, 0);
  }

  /** The number of a token; -1 when there is none such. */
  find(token: string): number {
    const node = this.#walk(token);
    return node !== -1 && this.#ends[node] === 1 ? this.#from[node]! : -1;
  }

  /** Every range that fits; one token may lie in several, each time with other edits. */
  fitting(typed: string, { edits, beginnings }: Fitting): TokenRange[] {
    const found: TokenRange[] = [];
    const text = typed.slice(0, LONGEST_TYPED);
    const exact = this.#walk(text);
    if (exact !== -1) {
      if (this.#ends[exact] === 1) found.push({ from: this.#from[exact]!, to: this.#from[exact]! + 1, edits: 0, isBeginning: false });
      if (beginnings) found.push({ from: this.#from[exact]!, to: this.#to[exact]!, edits: 0, isBeginning: true });
    }
    if (edits > 0) {
      for (let column = 0; column <= text.length; column++) this.#rows[0]![column] = column;
      this.#visit(0, 0, text, edits, beginnings ? edits + 1 : 0, found);
    }
    return found;
  }

  #walk(token: string): number {
    let node = 0;
    for (let at = 0; at < token.length; at++) {
      const letter = token.charCodeAt(at);
      let child = this.#firstChild[node]!;
      const end = this.#firstChild[node + 1]!;
      while (child < end && this.#letters[child] !== letter) child++;
      if (child === end) return -1;
      node = child;
    }
    return node;
  }

  /**
   * Edit distance with swaps of neighbours, a row for each letter on the way down; a branch ends when no way on stays within
   * the edits.
   *
   * @param better fewer edits than this make a new beginning worth telling; 0 when beginnings do not fit
   */
  #visit(node: number, depth: number, text: string, edits: number, better: number, found: TokenRange[]): void {
    const above = this.#rows[depth]!;
    const row = this.#rows[depth + 1]!;
    const last = text.length;
    const end = this.#firstChild[node + 1]!;
    for (let child = this.#firstChild[node]!; child < end; child++) {
      const letter = this.#letters[child]!;
      this.#path[depth] = letter;
      row[0] = depth + 1;
      let least = row[0];
      for (let column = 1; column <= last; column++) {
        const typed = text.charCodeAt(column - 1);
        let distance = above[column - 1]! + (typed === letter ? 0 : 1);
        if (above[column]! < distance) distance = above[column]! + 1;
        if (row[column - 1]! < distance) distance = row[column - 1]! + 1;
        if (column > 1 && depth > 0 && typed === this.#path[depth - 1] && text.charCodeAt(column - 2) === letter) {
          distance = Math.min(distance, this.#rows[depth - 1]![column - 2]! + 1);
        }
        row[column] = distance;
        if (distance < least) least = distance;
      }
      const distance = row[last]!;
      if (distance > 0 && distance <= edits && this.#ends[child] === 1) {
        found.push({ from: this.#from[child]!, to: this.#from[child]! + 1, edits: distance, isBeginning: false });
      }
      const isBetter = distance > 0 && distance < better;
      if (isBetter) found.push({ from: this.#from[child]!, to: this.#to[child]!, edits: distance, isBeginning: true });
      // Whatever begins as typed was told before.
      if (least <= edits && depth < last + edits) this.#visit(child, depth + 1, text, edits, distance < better ? distance : better, found);
    }
  }
}

function shared(one: string, other: string): number {
  let length = 0;
  while (length < one.length && one.charCodeAt(length) === other.charCodeAt(length)) length++;
  return length;
}
