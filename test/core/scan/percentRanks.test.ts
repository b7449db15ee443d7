import { describe, expect, it } from 'vitest'
import { percentRanks } from '../../../src/core/scan/percentRanks.ts'

describe('percent ranks', () => {
  it('give equal values their mean place, and missing ones 0 without a part in those of others', () => {
    // pandas: Series([3, 1, nan, 3]).rank(pct=True) is 2.5/3, 1/3, nan, 2.5/3
    expect(percentRanks([3, 1, Number.NaN, 3])).toEqual([2.5 / 3, 1 / 3, 0, 2.5 / 3])
    expect(percentRanks([])).toEqual([])
  })
})
