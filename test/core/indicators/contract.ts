import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { noMarketData } from '../../../src/core/bars/marketData.ts'
import type { Indicator, Params } from '../../../src/core/indicators/define.ts'
import { resolveIndicator } from '../../../src/core/indicators/index.ts'
import { SeriesCache } from '../../../src/core/indicators/seriesCache.ts'
import { dailyBars, hourlyBars, oddBars, randomWalk, truncated } from './testBars.ts'

const ordinary = dailyBars(randomWalk(400, 7))
const intraday = hourlyBars(randomWalk(420, 11))

/** What every indicator promises, whatever it computes; its own file of tests need not repeat it. */
export function testIndicatorContract(indicator: Indicator, given: Params = {}): void {
  const { params } = resolveIndicator({ name: indicator.name, params: given })
  const names = indicator.outputs(params)
  const warmUps = indicator.warmUps(params)

  describe(`${indicator.name}(${JSON.stringify(given)})`, () => {
    it('says what it is, where it comes from and what it is measured in', () => {
      for (const text of [
        indicator.summary,
        indicator.formula,
        indicator.source,
        indicator.units,
        indicator.category,
      ]) {
        expect(text.length).toBeGreaterThan(3)
      }
    })

    it('gives each of its outputs, of different names, a value for each bar', () => {
      expect(new Set(names).size).toBe(names.length)
      expect(warmUps).toHaveLength(names.length)
      for (const bars of [ordinary, intraday, truncated(ordinary, 1), truncated(ordinary, 0)]) {
        const columns = compute(indicator, bars, params)
        expect(columns.map((column) => column.length)).toEqual(names.map(() => bars.ts.length))
      }
    })

    it('is missing before its warm-up, and present from there on', () => {
      const columns = compute(indicator, ordinary, params)
      expect(indicator.warmUp(params)).toBe(Math.min(...warmUps))
      for (const [i, column] of columns.entries()) {
        expect(
          column.findIndex((value) => !Number.isNaN(value)),
          `first row of ${names[i]}`,
        ).toBe(warmUps[i])
        expect(column.subarray(warmUps[i]).findIndex(Number.isNaN), `a gap in ${names[i]}`).toBe(-1)
      }
      for (const [i, column] of compute(indicator, intraday, params).entries()) {
        const first = column.findIndex((value) => !Number.isNaN(value))
        expect(first, `${names[i]} never has a value on hourly bars`).not.toBe(-1)
        expect(first, `first row of ${names[i]} on hourly bars`).toBeGreaterThanOrEqual(warmUps[i])
      }
    })

    it('never reads a later bar', () => {
      for (const bars of [ordinary, intraday])
        expectPointInTime(indicator, params, bars, [1, 37, 200, 301, 390])
      fc.assert(
        fc.property(oddBars(120, true), fc.boolean(), fc.nat(), (rows, daily, cut) => {
          const bars = daily ? dailyBars(rows) : hourlyBars(rows)
          expectPointInTime(indicator, params, bars, [1 + (cut % rows.length)])
        }),
        { numRuns: 25 },
      )
    })

    it('is finite or missing, never infinite, and leaves the bars as they were', () => {
      fc.assert(
        fc.property(oddBars(150, false), fc.boolean(), (rows, daily) => {
          const bars = daily ? dailyBars(rows) : hourlyBars(rows)
          const before = structuredClone(bars)
          for (const column of compute(indicator, bars, params)) {
            expect(column.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toBe(false)
          }
          expect(bars).toEqual(before)
        }),
        { numRuns: 15 },
      )
    })
  })
}

/** The columns of an indicator over bars, with a cache of its own. */
function compute(indicator: Indicator, bars: Bars, params: Params): Float64Array[] {
  return indicator.compute({ bars, cache: new SeriesCache(bars), market: noMarketData }, params)
}

function expectPointInTime(indicator: Indicator, params: Params, bars: Bars, ends: number[]): void {
  const whole = compute(indicator, bars, params)
  for (const end of ends) {
    const part = compute(indicator, truncated(bars, end), params)
    for (const [i, column] of part.entries()) {
      const row = column.findIndex((value, r) => !Object.is(value, whole[i][r]))
      const change = `${indicator.outputs(params)[i]} at row ${row}: ${column[row]} with ${end} bars, ${whole[i][row]} with all`
      expect(row, change).toBe(-1)
    }
  }
}
