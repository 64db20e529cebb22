/** A list of numbers that grows, without the boxes of an array. */
export class NumberList<A extends Uint8Array | Uint16Array | Uint32Array> {
  readonly #make: new (length: number) => A;
  #values: A;
  length = 0;

  constructor(make: new (length: number) => A) {
    this.#make = make;
    this.#values = new make(1_024);
  }

  push(value: number): void {
    if (this.length === this.#values.length) {
      const more = new this.#make(Math.ceil(this.length * 1.5));
      more.set(this.#values as never);
      this.#values = more;
    }
    this.#values[this.length++] = value;
  }

  /** What was pushed; good until the next push. */
  get values(): A {
    return this.#values.subarray(0, this.length) as A;
  }
}

/** Where each of many lists begins in one array, by how long each is; one more for the end. */
export function startsOf(lengths: Uint32Array): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(lengths.length + 1);
  for (let at = 0; at < lengths.length; at++) starts[at + 1] = starts[at]! + lengths[at]!;
  return starts;
}
