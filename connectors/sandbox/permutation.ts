import { seededRandom } from '#kernel/random.ts';

/**
 * Shuffles the whole numbers below `size` in a way that can be undone by arithmetic: no table, any size. Neighbours
 * come out far apart, so codes made from consecutive numbers do not look consecutive.
 */
export interface Permutation {
  of(value: number): number;
  inverse(value: number): number;
}

/** @param size at most 2^30, so that every product below stays a whole number that a double holds exactly */
export function permutation(size: number, seed: string): Permutation {
  const random = seededRandom(seed);
  const modulus = BigInt(size);
  let factor = BigInt(Math.floor(size * (0.55 + 0.15 * random.next())));
  while (greatestCommonDivisor(factor, modulus) !== 1n) factor += 1n;
  const shift = random.int(size);
  const times = multiplier(Number(factor), size);
  const over = multiplier(Number(inverseOf(factor, modulus)), size);
  return {
    of: (value) => (times(value) + shift) % size,
    inverse: (value) => over((((value - shift) % size) + size) % size),
  };
}

/** Multiplies modulo `size` in two halves of the factor: ten times as fast as with bigints, and asked for every code. */
function multiplier(factor: number, size: number): (value: number) => number {
  const high = Math.floor(factor / 2 ** 15);
  const low = factor % 2 ** 15;
  return (value) => (((value * high) % size) * 2 ** 15 + value * low) % size;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

function inverseOf(value: bigint, modulus: bigint): bigint {
  let [rest, next, factor, nextFactor] = [modulus, value, 0n, 1n];
  while (next !== 0n) {
    const quotient = rest / next;
    [rest, next] = [next, rest - quotient * next];
    [factor, nextFactor] = [nextFactor, factor - quotient * nextFactor];
  }
  return ((factor % modulus) + modulus) % modulus;
}
