import { normalQuantile } from '../../core/statistics/normal.ts'

/**
 * Random numbers that are looked up rather than drawn: number `index` of a stream is a hash of the stream's name and
 * the index, so that it does not depend on what was asked before, and a window is a slice of one endless history.
 *
 * The hash is two rounds of the 32-bit finaliser of MurmurHash3 (Appleby 2011) over a Weyl sequence, keyed between
 * the rounds. Sums, products and square roots alone lead from it to a price, since these are the same on every
 * platform, while `Math.exp` and its like may differ in the last bit.
 */
export class NumberStream {
  private readonly before: number
  private readonly between: number

  /** Streams of different names are independent. */
  constructor(name: string) {
    this.before = textHash(name, 0x811c9dc5)
    this.between = textHash(name, 0x2f0b4c47)
  }

  /** A whole number from 0 to 2^32 - 1; of `index` the lower 32 bits count. */
  bits(index: number): number {
    const first = finalise((Math.imul(index, 0x9e3779b9) + this.before) | 0)
    return finalise(first ^ this.between) >>> 0
  }

  /** A standard normal number between -3.7 and 3.7, from a table of quantiles with straight lines between them. */
  normal(index: number): number {
    const table = quantiles()
    const bits = this.bits(index)
    const cell = bits >>> cellBits
    const within = (bits & cellMask) / 2 ** cellBits
    return table[cell] + (table[cell + 1] - table[cell]) * within
  }
}

/** e^x for |x| of a few units as interest compounded 1024 times: 0.05 % off at 1, and the same on every platform. */
export function growth(x: number): number {
  let value = 1 + x / 1024
  for (let squaring = 0; squaring < 10; squaring++) value *= value
  return value
}

/** 4096 cells of equal probability; the bits below them say where in its cell a number lies. */
const cells = 4096
const cellBits = 20
const cellMask = 2 ** cellBits - 1

let table: Float64Array | undefined

function quantiles(): Float64Array {
  // Rounded far above the last bit, for the same table on every platform.
  table ??= Float64Array.from(
    { length: cells + 1 },
    (_, i) => Math.round(normalQuantile((i + 0.5) / (cells + 1)) * 2 ** 20) / 2 ** 20,
  )
  return table
}

/** FNV-1a over the text's UTF-16 units. */
function textHash(text: string, basis: number): number {
  let hash = basis
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return finalise(hash)
}

function finalise(value: number): number {
  let mixed = value
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}
