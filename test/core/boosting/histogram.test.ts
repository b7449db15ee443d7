import { describe, expect, it } from 'vitest'
import { binFeatures } from '../../../src/core/boosting/binning.ts'
import { buildHistogram, createHistogram, subtractHistogram } from '../../../src/core/boosting/histogram.ts'
import { randomSample } from './data.ts'

describe('buildHistogram', () => {
  it('matches the table worked out by hand', () => {
    const binned = binFeatures([Float64Array.of(1, 2, 1, Number.NaN), Float64Array.of(7, 7, 8, 8)], 255, null)
    const histogram = createHistogram(binned)
    const pairs = Float64Array.of(1, 10, 2, 20, 3, 30, 4, 40)
    buildHistogram(histogram, binned, Int32Array.of(0, 1), Int32Array.of(0, 2, 3, 1), 0, 3, pairs)
    // rows 0, 2, 3: feature 0 has bins 0, 0, missing; feature 1 has bins 0, 1, 1
    expect(Array.from(histogram)).toEqual([4, 40, 0, 0, 4, 40, 1, 10, 7, 70])
  })

  it('leaves the bins of features that were not drawn at zero', () => {
    const binned = binFeatures([Float64Array.of(1, 2), Float64Array.of(3, 4)], 255, null)
    const histogram = createHistogram(binned).fill(9)
    buildHistogram(
      histogram,
      binned,
      Int32Array.of(1),
      Int32Array.of(0, 1),
      0,
      2,
      Float64Array.of(1, 2, 3, 4),
    )
    expect(Array.from(histogram)).toEqual([0, 0, 0, 0, 1, 2, 3, 4])
  })

  it('sums the same rows in every feature, however many there are', () => {
    for (const features of [1, 3, 4, 5, 9]) {
      const { columns } = randomSample(features, 50, features)
      const binned = binFeatures(columns, 8, null)
      const histogram = createHistogram(binned)
      const rows = Int32Array.from({ length: 50 }, (_, i) => i)
      const pairs = Float64Array.from({ length: 100 }, (_, i) => i)
      buildHistogram(histogram, binned, rows.slice(0, features), rows, 0, 50, pairs)
      for (let feature = 0; feature < features; feature++) {
        const part = histogram.subarray(binned.offsets[feature], binned.offsets[feature + 1])
        const sum = part.reduce((total, value) => total + value, 0)
        expect(sum).toBe((99 * 100) / 2)
      }
    }
  })
})

describe('subtractHistogram', () => {
  it('gives the histogram of the other child', () => {
    const { columns } = randomSample(1, 40, 3)
    const binned = binFeatures(columns, 6, null)
    const features = Int32Array.of(0, 1, 2)
    const rows = Int32Array.from({ length: 40 }, (_, i) => (i * 7) % 40)
    const pairs = Float64Array.from({ length: 80 }, (_, i) => i * 0.25)
    const [parent, left, right] = [
      [0, 40],
      [0, 13],
      [13, 40],
    ].map(([begin, end]) => {
      const histogram = createHistogram(binned)
      buildHistogram(histogram, binned, features, rows, begin, end, pairs)
      return histogram
    })
    subtractHistogram(parent, left)
    expect(parent).toEqual(right)
  })
})
