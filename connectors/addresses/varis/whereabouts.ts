/** What an address takes over from what it hangs from. */
export interface Whereabouts {
  /** The number of its municipality and parish, as `area()` gave it. */
  area: number;
  /** The digits of its postcode; 0 when it has none. */
  postcode: number;
  /** In ten-millionths of a degree, about a centimetre; 0 when it has none. */
  latitude: number;
  longitude: number;
}

const FIRST_SIZE = 1 << 16;
const WIDTH = 5;

/**
 * Where everything lies that others hang from, by its code: a hash table in one typed array, 40 bytes an entry at the most,
 * for the register has over 600,000 buildings and half again as many flats in them.
 */
export class WhereaboutsOf {
  readonly #areas: string[] = [''];
  readonly #areaNumbers = new Map<string, number>([['', 0]]);
  #size = FIRST_SIZE;
  #slots = new Int32Array(FIRST_SIZE * WIDTH);
  #count = 0;

  /** The number of an area, given as what rows are to hold of it. */
  area(text: string): number {
    let number = this.#areaNumbers.get(text);
    if (number === undefined) this.#areaNumbers.set(text, (number = this.#areas.push(text) - 1));
    return number;
  }

  areaText(number: number): string {
    return this.#areas[number]!;
  }

  set(code: number, { area, postcode, latitude, longitude }: Whereabouts): void {
    if (++this.#count * 2 > this.#size) this.#grow();
    const at = this.#slotOf(code) * WIDTH;
    const slots = this.#slots;
    slots[at] = code;
    slots[at + 1] = area;
    slots[at + 2] = postcode;
    slots[at + 3] = latitude;
    slots[at + 4] = longitude;
  }

  /** @returns whether it is known; then `into` says where it lies */
  find(code: number, into: Whereabouts): boolean {
    const at = this.#slotOf(code) * WIDTH;
    const slots = this.#slots;
    if (slots[at] !== code) return false;
    into.area = slots[at + 1]!;
    into.postcode = slots[at + 2]!;
    into.latitude = slots[at + 3]!;
    into.longitude = slots[at + 4]!;
    return true;
  }

  /** The slot that holds the code, or the free one where it would be. Neighbours stay together: they are asked for together. */
  #slotOf(code: number): number {
    const mask = this.#size - 1;
    let slot = ((Math.imul(code >>> 4, 0x9e3779b1) & ~15) | (code & 15)) & mask;
    while (this.#slots[slot * WIDTH] !== 0 && this.#slots[slot * WIDTH] !== code) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const old = this.#slots;
    this.#size *= 2;
    this.#slots = new Int32Array(this.#size * WIDTH);
    for (let at = 0; at < old.length; at += WIDTH) {
      if (old[at] !== 0) this.#slots.set(old.subarray(at, at + WIDTH), this.#slotOf(old[at]!) * WIDTH);
    }
  }
}
