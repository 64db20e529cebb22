import { createHash } from 'node:crypto';

/** One seeded source of chance for the whole system, so that a run can be repeated. Never used for secrets. */
export interface Random {
  /** In [0, 1). */
  next(): number;
  /** A whole number in [0, below). */
  int(below: number): number;
  pick<T>(items: readonly T[]): T;
  /** A version 4 shaped UUID from this source. */
  uuid(): string;
}

/** sfc32 (public domain), seeded by a hash of the seed so that near seeds give far streams. */
export function seededRandom(seed: number | string): Random {
  const words = new Uint32Array(createHash('sha256').update(String(seed)).digest().buffer.slice(0, 16));
  let [a, b, c, counter] = [words[0]!, words[1]!, words[2]!, words[3]!];
  const word = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum | 0;
    return sum >>> 0;
  };
  for (let round = 0; round < 12; round++) word();
  const hex = (length: number) => word().toString(16).padStart(8, '0').slice(0, length);
  return {
    next: () => word() / 0x1_0000_0000,
    int: (below) => Math.floor((word() / 0x1_0000_0000) * below),
    pick: (items) => items[Math.floor((word() / 0x1_0000_0000) * items.length)]!,
    uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-${'89ab'[word() & 3]}${hex(3)}-${hex(8)}${hex(4)}`,
  };
}
