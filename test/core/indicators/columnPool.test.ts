import { describe, expect, it } from 'vitest'
import { noMarketData } from '../../../src/core/bars/marketData.ts'
import { newColumn, recycle, withColumnPool } from '../../../src/core/indicators/columnPool.ts'
import { computeIndicators, indicators, resolveIndicator } from '../../../src/core/indicators/index.ts'
import { SeriesCache } from '../../../src/core/indicators/seriesCache.ts'
import { dailyBars, hourlyBars, randomWalk } from './testBars.ts'

const rows = 300

describe('withColumnPool', () => {
  it('hands out columns that came back, and only those of its length', () => {
    const used = new Float64Array(rows)
    withColumnPool(rows, () => {
      recycle(used, new Float64Array(2))
      expect(newColumn(rows)).toBe(used)
      expect(newColumn(rows)).not.toBe(used)
      expect(newColumn(2)).toHaveLength(2)
    })
  })

  it('is closed afterwards, also when the work throws', () => {
    const used = new Float64Array(rows)
    expect(() =>
      withColumnPool(rows, () => {
        recycle(used)
        throw new Error('on the way')
      }),
    ).toThrow('on the way')
    expect(newColumn(rows)).not.toBe(used)
  })
})

describe('an indicator whose memory was used before', () => {
  const plain = [...indicators.values()].filter(({ reads }) => reads === undefined)

  it.each(plain.map(({ name }) => name))('is the same for %s', (name) => {
    const { indicator, params } = resolveIndicator({ name })
    for (const bars of [dailyBars(randomWalk(rows, 3)), hourlyBars(randomWalk(rows, 5))]) {
      const compute = () =>
        indicator.compute({ bars, cache: new SeriesCache(bars), market: noMarketData }, params)
      const dirty = Array.from({ length: 60 }, () => new Float64Array(rows).fill(1e6))
      expect(withColumnPool(rows, compute, dirty)).toEqual(compute())
    }
  })
})

describe('computeIndicators', () => {
  it('keeps no column that another indicator still reads, and gives none away twice', () => {
    const bars = hourlyBars(randomWalk(rows, 9))
    const specs = [...indicators.values()]
      .filter(({ reads }) => reads === undefined)
      .map(({ name }) => ({ name }))
    const names = new Set(['ret'])
    const distinct = specs.filter(({ name }) => !names.has(name))
    const together = computeIndicators(bars, distinct)
    expect(new Set(together.map(({ values }) => values.buffer)).size).toBe(together.length)
    expect(distinct.flatMap((spec) => computeIndicators(bars, [spec]))).toEqual(together)
  })
})
