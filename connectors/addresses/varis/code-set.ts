const PAGE_BITS = 16;
const PAGE_BYTES = 2 ** PAGE_BITS / 8;

/** A set of nine-digit codes, a bit each: the whole register's take about 2 MB, and no set more than 125 MB. */
export class CodeSet {
  readonly #pages = new Map<number, Uint8Array>();

  /** @returns whether it was not there yet */
  add(code: number): boolean {
    const number = code >>> PAGE_BITS;
    let page = this.#pages.get(number);
    if (!page) this.#pages.set(number, (page = new Uint8Array(PAGE_BYTES)));
    const at = (code & 0xffff) >>> 3;
    const bit = 1 << (code & 7);
    if (page[at]! & bit) return false;
    page[at]! |= bit;
    return true;
  }

  has(code: number): boolean {
    return (((this.#pages.get(code >>> PAGE_BITS)?.[(code & 0xffff) >>> 3] ?? 0) >>> (code & 7)) & 1) === 1;
  }

  /** Its bits by page of 65,536 codes, the lowest code in the lowest bit, as Postgres's `get_bit` counts them. */
  *pages(): Generator<{ number: number; bits: Uint8Array }> {
    for (const [number, bits] of this.#pages) yield { number, bits };
  }
}
