import { describe, expect, it } from 'vitest'
import {
  exponentialMean,
  firstPresent,
  spanAlpha,
  wilderAlpha,
} from '../../../src/core/indicators/averages.ts'

const nan = Number.NaN

describe('exponential averages', () => {
  it('start at the first value and move towards each next one', () => {
    expect([...exponentialMean(Float64Array.of(4, 8, 8), spanAlpha(3))]).toEqual([4, 6, 7]) // alpha 1/2
    expect([...exponentialMean(Float64Array.of(4, 8, 0), wilderAlpha(4))]).toEqual([4, 5, 3.75]) // alpha 1/4
  })

  it('start where values start, and pass over missing ones', () => {
    expect([...exponentialMean(Float64Array.of(nan, 4, nan, 8), 0.5)]).toEqual([nan, 4, nan, 6])
    expect([...exponentialMean(Float64Array.of(nan, nan), 0.5)]).toEqual([nan, nan])
    expect(firstPresent(Float64Array.of(nan, nan, 1))).toBe(2)
  })
})
