import { seededRandom } from '#kernel/random.ts';

/**
 * Shuffles the whole numbers below `size` in a way that can be undone by arithmetic: no table, any size. Neighbours
 * come out far apart, so codes made from consecutive numbers do not look consecutive.
 */
export interface Permutation {
  of(value: number): number;
  inverse(value: number): number;
}

export function permutation(size: number, seed: string): Permutation {
  const random = seededRandom(seed);
  const modulus = BigInt(size);
  let factor = BigInt(Math.floor(size * (0.55 + 0.15 * random.next())));
  while (greatestCommonDivisor(factor, modulus) !== 1n) factor += 1n;
  const shift = BigInt(random.int(size));
  const unfactor = inverseOf(factor, modulus);
  return {
    of: (value) => Number((BigInt(value) * factor + shift) % modulus),
    inverse: (value) => Number(((BigInt(value) - shift + modulus) * unfactor) % modulus),
  };
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
