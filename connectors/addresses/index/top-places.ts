const PLACE_BITS = 2 ** 23;

/** The best-scored places of any number, in the memory of a thousand: a heap whose root is the worst of them. */
export class TopPlaces {
  readonly #keys: Float64Array;
  #length = 0;

  constructor(most: number) {
    this.#keys = new Float64Array(most);
  }

  clear(): void {
    this.#length = 0;
  }

  /** A higher score comes first, then the lower number. @param place below 2^23 */
  offer(score: number, place: number): void {
    const key = score * PLACE_BITS + (PLACE_BITS - 1 - place);
    const keys = this.#keys;
    if (this.#length < keys.length) {
      let at = this.#length++;
      while (at > 0) {
        const parent = (at - 1) >> 1;
        if (keys[parent]! <= key) break;
        keys[at] = keys[parent]!;
        at = parent;
      }
      keys[at] = key;
    } else if (key > keys[0]!) this.#replaceWorst(key);
  }

  /** The best first. */
  sorted(): { score: number; place: number }[] {
    return Array.from(this.#keys.subarray(0, this.#length).toSorted().reverse(), (key) =>
      ({ score: Math.floor(key / PLACE_BITS), place: PLACE_BITS - 1 - (key % PLACE_BITS) }));
  }

  #replaceWorst(key: number): void {
    const keys = this.#keys;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= keys.length) break;
      if (child + 1 < keys.length && keys[child + 1]! < keys[child]!) child++;
      if (keys[child]! >= key) break;
      keys[at] = keys[child]!;
      at = child;
    }
    keys[at] = key;
  }
}
