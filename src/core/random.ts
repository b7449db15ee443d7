/**
 * A small seeded generator, so that a seed gives the same numbers on every platform:
 * xoshiro128** (Blackman and Vigna, Scrambled Linear Pseudorandom Number Generators, 2021),
 * its state filled by splitmix32 from both halves of the seed.
 */
export class Random {
  private readonly state: Uint32Array

  /** @param seed a non-negative safe integer */
  constructor(seed: number) {
    this.state = new Uint32Array(4)
    let mixed = (seed >>> 0) ^ Math.imul(Math.floor(seed / 2 ** 32), 0x85ebca6b)
    for (let i = 0; i < 4; i++) {
      mixed = (mixed + 0x9e3779b9) | 0
      let z = mixed
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
      this.state[i] = z ^ (z >>> 15)
    }
  }

  /** The next integer from 0 to 2^32 - 1. */
  nextUint32(): number {
    const s = this.state
    const scrambled = Math.imul(rotateLeft(Math.imul(s[1], 5), 7), 9) >>> 0
    const shifted = s[1] << 9
    s[2] ^= s[0]
    s[3] ^= s[1]
    s[1] ^= s[2]
    s[0] ^= s[3]
    s[2] ^= shifted
    s[3] = rotateLeft(s[3], 11)
    return scrambled
  }

  /** The next number from 0 to below 1, a multiple of 2^-32. */
  nextFraction(): number {
    return this.nextUint32() / 2 ** 32
  }

  /** The next whole number from 0 to below `count`, at most 2^32; its bias is below count / 2^32. */
  nextBelow(count: number): number {
    return Math.floor(this.nextFraction() * count)
  }

  /**
   * Writes a uniformly drawn subset of 0 .. population-1 into `out`, ascending; its size is `out.length`.
   * Selection sampling: each candidate is taken with probability (still wanted) / (still to come).
   * Source: Knuth, The Art of Computer Programming, vol. 2, section 3.4.2, algorithm S.
   */
  sampleInto(out: Int32Array, population: number): void {
    let taken = 0
    for (let candidate = 0; taken < out.length; candidate++) {
      const wanted = out.length - taken
      if (this.nextFraction() * (population - candidate) < wanted) out[taken++] = candidate
    }
  }
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits))
}
