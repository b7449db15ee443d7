import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { joinNeeds, type MarketData, marketDataAt, noMarketData } from '../../../src/core/bars/marketData.ts'
import type { Indicator, Params } from '../../../src/core/indicators/define.ts'
import { indicators, resolveIndicator } from '../../../src/core/indicators/index.ts'
import { SeriesCache } from '../../../src/core/indicators/seriesCache.ts'
import { dailyBars, hourlyBars, oddBars, randomWalk, truncated, wholePrices } from './testBars.ts'
import { testMarket } from './testMarket.ts'
import { outputFactors, type Scale, scaledBars, scaledMarket, scaledParams } from './testScale.ts'

/** Bars with all that is known beside them. */
interface Scene {
  bars: Bars
  market: MarketData
}

const allNeeds = joinNeeds(
  [...indicators.values()].map((indicator) =>
    needsOf(indicator, resolveIndicator({ name: indicator.name }).params),
  ),
)
const ordinary = fullScene(dailyBars(randomWalk(400, 7)))
const intraday = fullScene(hourlyBars(randomWalk(420, 11)))
const whole = [dailyBars, hourlyBars].map((make) => fullScene(make(wholePrices(randomWalk(200, 5)))))

/** What every indicator promises, whatever it computes; its own file of tests need not repeat it. */
export function testIndicatorContract(indicator: Indicator, given: Params = {}): void {
  const { params } = resolveIndicator({ name: indicator.name, params: given })
  const names = indicator.outputs(params)
  const warmUps = indicator.warmUps(params)
  const needs = joinNeeds([needsOf(indicator, params)])
  const readsMarket = JSON.stringify(needs) !== JSON.stringify(joinNeeds([]))

  // A market is made for each draw, so that those who read one get shorter bars and fewer draws.
  const rows = (longest: number, missing: boolean) => oddBars(readsMarket ? longest / 2 : longest, missing)
  const runs = (most: number) => ({ numRuns: readsMarket ? Math.ceil(most / 2) : most })

  /** Bars of a kind that real ones seldom are, with the faults that tables have. */
  const oddScene = (rows: Parameters<typeof dailyBars>[0], daily: boolean, seed: number): Scene => {
    const bars = daily ? dailyBars(rows) : hourlyBars(rows)
    return { bars, market: readsMarket ? testMarket(bars, needs, { seed, odd: true }) : noMarketData }
  }

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
      for (const scene of [ordinary, intraday, cut(ordinary, 1), cut(ordinary, 0)]) {
        const columns = compute(indicator, scene, params)
        expect(columns.map((column) => column.length)).toEqual(names.map(() => scene.bars.ts.length))
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

    it('never reads what is only known later', () => {
      for (const scene of [ordinary, intraday])
        expectPointInTime(indicator, params, scene, [1, 37, 200, 301, 390])
      fc.assert(
        fc.property(rows(120, true), fc.boolean(), fc.nat(), (drawn, daily, seed) => {
          expectPointInTime(indicator, params, oddScene(drawn, daily, seed), [1 + (seed % drawn.length)])
        }),
        runs(25),
      )
    })

    it('is finite or missing, never infinite, and leaves what it reads as it was', () => {
      fc.assert(
        fc.property(rows(150, false), fc.boolean(), fc.nat(), (drawn, daily, seed) => {
          const scene = oddScene(drawn, daily, seed)
          const before = structuredClone(scene)
          for (const column of compute(indicator, scene, params)) {
            expect(column.some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toBe(false)
          }
          expect(firstChange(scene, before)).toBeUndefined()
        }),
        runs(15),
      )
    })

    it('scales with prices and with numbers traded as its units say', () => {
      for (const scene of whole) expectScaling(indicator, params, scene, { price: 4, volume: 8 })
      const power = (min: number) => fc.integer({ min, max: 3 }).map((exponent) => 2 ** exponent)
      fc.assert(
        fc.property(rows(120, false), fc.boolean(), fc.nat(), power(0), power(-3), (...draw) => {
          const [drawn, daily, seed, price, volume] = draw
          expectScaling(indicator, params, oddScene(drawn, daily, seed), { price, volume })
        }),
        runs(10),
      )
    })

    if (readsMarket) {
      it('says what was not loaded and which sources hold it, and is missing where there is none of it', () => {
        expect(
          failure(() => compute(indicator, { ...ordinary, market: noMarketData }, params)),
        ).toMatchObject({
          code: 'UNPROCESSABLE',
          message: expect.stringContaining(indicator.name),
          next: expect.stringMatching(/--source synthetic.*polygon/),
        })
        const empty = { ...ordinary, market: fullScene(dailyBars([])).market }
        for (const column of compute(indicator, empty, params)) expect(column.every(Number.isNaN)).toBe(true)
      })
    }
  })
}

function needsOf(indicator: Indicator, params: Params) {
  return indicator.reads?.(params) ?? {}
}

function fullScene(bars: Bars): Scene {
  return { bars, market: testMarket(bars, allNeeds, { seed: 3, odd: false }) }
}

/** What was there when the first `end` bars were complete. */
function cut({ bars, market }: Scene, end: number): Scene {
  return { bars: truncated(bars, end), market: marketDataAt(market, bars, end - 1) }
}

/** The columns of an indicator, with a cache of its own. */
function compute(indicator: Indicator, { bars, market }: Scene, params: Params): Float64Array[] {
  return indicator.compute({ bars, cache: new SeriesCache(bars, market), market }, params)
}

function expectPointInTime(indicator: Indicator, params: Params, scene: Scene, ends: number[]): void {
  const whole = compute(indicator, scene, params)
  for (const end of ends) {
    const part = compute(indicator, cut(scene, end), params)
    for (const [i, column] of part.entries()) {
      const row = column.findIndex((value, r) => !Object.is(value, whole[i][r]))
      const change = `${indicator.outputs(params)[i]} at row ${row}: ${column[row]} with ${end} bars, ${whole[i][row]} with all`
      expect(row, change).toBe(-1)
    }
  }
}

/**
 * Powers of two change no digit of a product; the tolerance is for small constants that guard a division: a millionth of a
 * contract in `sold_flow_ratio`, a billionth or less of what others divide by. `div_eod` looks at
 * strikes within 5 of the close, in any currency: its prices keep their scale.
 */
function expectScaling(indicator: Indicator, params: Params, { bars, market }: Scene, wanted: Scale): void {
  const scale = indicator.name === 'div_eod' ? { ...wanted, price: 1 } : wanted
  const tolerance = indicator.name === 'sold_flow_ratio' ? 1e-6 : 1e-9
  const factors = outputFactors(indicator, params, scale)
  const plain = compute(indicator, { bars, market }, params)
  const scaled = compute(
    indicator,
    { bars: scaledBars(bars, scale), market: scaledMarket(market, scale) },
    scaledParams(params, scale),
  )
  expect(scaled).toHaveLength(factors.length)
  for (const [i, column] of scaled.entries()) {
    const largest = plain[i].reduce((most, value) => Math.max(most, Math.abs(value) || 0), 0)
    const row = column.findIndex((value, r) => {
      const want = factors[i] * plain[i][r]
      return Number.isNaN(want)
        ? !Number.isNaN(value)
        : !(Math.abs(value - want) <= tolerance * factors[i] * largest)
    })
    const change = `${indicator.outputs(params)[i]} at row ${row}: ${plain[i][row]} becomes ${column[row]}, by ${factors[i]} expected`
    expect(row, `${change}; ${JSON.stringify(scale)}`).toBe(-1)
  }
}

/** Where two structures of columns differ, bit for bit; `toEqual` takes seconds on tables of this size. */
function firstChange(now: unknown, before: unknown, path = ''): string | undefined {
  if (ArrayBuffer.isView(now) && ArrayBuffer.isView(before))
    return bytes(now).equals(bytes(before)) ? undefined : path
  if (now instanceof Map && before instanceof Map) return firstChange([...now], [...before], path)
  if (typeof now !== 'object' || typeof before !== 'object' || now === null || before === null) {
    return Object.is(now, before) ? undefined : path
  }
  const others = new Map(Object.entries(before))
  const changes = Object.entries(now).map(([key, value]) =>
    firstChange(value, others.get(key), `${path}.${key}`),
  )
  return changes.find((change) => change !== undefined)
}

function bytes({ buffer, byteOffset, byteLength }: ArrayBufferView): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}

function failure(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
