import { describe, expect, it } from 'vitest'
import { binFeatures } from '../../../src/core/boosting/binning.ts'
import { buildHistogram, createHistogram } from '../../../src/core/boosting/histogram.ts'
import type { SplitRules } from '../../../src/core/boosting/splitting.ts'
import { createSplit, findBestSplit, leafWeight } from '../../../src/core/boosting/splitting.ts'

const rules: SplitRules = { lambda: 1, alpha: 0, gamma: 0, minChildWeight: 0, monotone: null }
const missing = Number.NaN

/** Best split of all rows, each with hessian 1. */
function search(columns: number[][], gradients: number[], changes: Partial<SplitRules> = {}) {
  const binned = binFeatures(
    columns.map((values) => Float64Array.from(values)),
    255,
    null,
  )
  const histogram = createHistogram(binned)
  const rows = Int32Array.from(gradients, (_, row) => row)
  const features = Int32Array.from({ length: binned.count }, (_, feature) => feature)
  const pairs = Float64Array.from(gradients.flatMap((gradient) => [gradient, 1]))
  buildHistogram(histogram, binned, features, rows, 0, rows.length, pairs)
  const node = {
    gradient: gradients.reduce((sum, gradient) => sum + gradient, 0),
    hessian: gradients.length,
    lower: Number.NEGATIVE_INFINITY,
    upper: Number.POSITIVE_INFINITY,
  }
  const split = createSplit()
  findBestSplit(histogram, binned, features, node, { ...rules, ...changes }, split)
  return split
}

describe('findBestSplit', () => {
  it('matches the gain worked out by hand', () => {
    const split = search([[1, 2, 3, 4]], [-1, -1, 2, 2])
    expect(split).toMatchObject({ feature: 0, bin: 1, leftGradient: -2, leftHessian: 2 })
    // left 4/(2+1), right 16/(2+1), parent 4/(4+1)
    expect(split.gain).toBeCloseTo(4 / 3 + 16 / 3 - 4 / 5, 12)
  })

  it('finds the split that was planted, in whichever feature and bin', () => {
    for (let planted = 0; planted < 3; planted++) {
      for (let bin = 3; bin < 16; bin++) {
        const columns = [7, 11, 13].map((step) => Array.from({ length: 20 }, (_, row) => (row * step) % 20))
        const split = search(
          columns,
          columns[planted].map((value) => (value <= bin ? -1 : 1)),
        )
        expect(split).toMatchObject({ feature: planted, bin })
      }
    }
  })

  it('prefers the first of equal features', () => {
    expect(
      search(
        [
          [1, 2],
          [1, 2],
        ],
        [-1, 1],
      ).feature,
    ).toBe(0)
  })

  it('learns the direction of missing values', () => {
    expect(search([[missing, 1, 2, 3]], [-1, -1, 1, 1])).toMatchObject({ bin: 0, missingLeft: true })
    expect(search([[missing, 1, 2, 3]], [1, -1, -1, 1])).toMatchObject({ bin: 1, missingLeft: false })
  })

  it('can part missing values from all others', () => {
    expect(search([[missing, 1, 2, 3]], [-3, 1, 1, 1])).toMatchObject({ bin: -1, missingLeft: true })
    expect(search([[missing, 5, 5, missing]], [-1, 1, 1, -1])).toMatchObject({ bin: -1, missingLeft: true })
  })

  it('sends values missing later to the heavier child when none were missing', () => {
    expect(search([[1, 2, 3]], [-1, 1, 1]).missingLeft).toBe(false)
    expect(search([[1, 2, 3]], [-1, -1, 1]).missingLeft).toBe(true)
  })

  it('keeps both children above the least weight', () => {
    expect(search([[1, 2, 3, 4]], [-9, 0, 0, 0]).bin).toBe(0)
    expect(search([[1, 2, 3, 4]], [-9, 0, 0, 0], { minChildWeight: 2 }).bin).toBe(1)
    expect(search([[1, 2, 3, 4]], [-9, 0, 0, 0], { minChildWeight: 3 }).feature).toBe(-1)
  })

  it('refuses a gain below gamma and takes one equal to it', () => {
    // left and right 1/(1+1) each, parent 0: the gain is 1
    expect(search([[1, 2]], [-1, 1], { gamma: 1 }).feature).toBe(0)
    expect(search([[1, 2]], [-1, 1], { gamma: 1.001 }).feature).toBe(-1)
  })

  it('takes no split that gains nothing', () => {
    expect(search([[1, 2, 3]], [1, 1, 1]).feature).toBe(-1)
    expect(search([[1, 2, 3]], [0.1, 0.1, 0.1], { lambda: 0 }).feature).toBe(-1)
  })

  it('shrinks gradients by alpha', () => {
    // each side |1| - 0.5 = 0.5, squared over 1 + 1
    expect(search([[1, 2]], [-1, 1], { alpha: 0.5 }).gain).toBeCloseTo(2 * (0.25 / 2), 12)
    expect(search([[1, 2]], [-1, 1], { alpha: 1 }).feature).toBe(-1)
  })

  it('splits only in the allowed direction', () => {
    // weights are minus gradients: they rise from -1 to 1
    expect(search([[1, 2]], [1, -1], { monotone: Int8Array.of(1) }).feature).toBe(0)
    expect(search([[1, 2]], [1, -1], { monotone: Int8Array.of(-1) }).feature).toBe(-1)
  })

  it('values a split the same with and without constraints while they do not bind', () => {
    const free = search([[1, 2, 3]], [1, 0.5, -2])
    const bound = search([[1, 2, 3]], [1, 0.5, -2], { monotone: Int8Array.of(1) })
    expect(bound.gain).toBeCloseTo(free.gain, 12)
    expect(bound.bin).toBe(free.bin)
  })
})

describe('leafWeight', () => {
  const node = { gradient: 0, hessian: 0, lower: -0.5, upper: 0.25 }

  it('is the Newton step, kept within the range of the node', () => {
    expect(leafWeight(0.3, 2, node, rules)).toBeCloseTo(-0.1, 12)
    expect(leafWeight(9, 2, node, rules)).toBe(-0.5)
    expect(leafWeight(-9, 2, node, rules)).toBe(0.25)
  })

  it('is 0 without hessian or below the least weight', () => {
    expect(leafWeight(1, 0, node, { ...rules, lambda: 0 })).toBe(0)
    expect(leafWeight(1, 0.5, node, { ...rules, minChildWeight: 1 })).toBe(0)
  })
})
