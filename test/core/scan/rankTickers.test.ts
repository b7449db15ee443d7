import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noMarketData } from '../../../src/core/bars/marketData.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { computeIndicators } from '../../../src/core/indicators/index.ts'
import { byFamily, lastBar, lastValues } from '../../../src/core/scan/lastBar.ts'
import { presets } from '../../../src/core/scan/presets.ts'
import { rankTickers } from '../../../src/core/scan/rankTickers.ts'
import { stockBrackets } from '../../../src/core/scan/stockBrackets.ts'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'
import { openPacks } from '../../../src/packs/openPacks.ts'

const packs = openPacks({ builtinDir: 'packs' })
const { indicators } = await packs.indicatorSet('swingsigma', 'swing_eq_breakout_scanner')
const universe = await Promise.all(
  Array.from({ length: 12 }, async (_, at) => {
    const request = { ticker: `T${at}`, cadence: 'daily' as const, start: '2022-01-03', end: '2023-06-30' }
    const { bars } = await syntheticSource({ seed: 1 }).load(request)
    return bars
  }),
)
const bars = universe.map((own) => lastBar(lastValues(own, noMarketData, indicators, 14)))
const multiples = { atr_mult_stop: 1.2, atr_mult_target: 2, min_rr: 0 }
const anything = { rsiMin: 0, adxMin: 0, bosMin: -1_000 }

describe('a ranking', () => {
  it('does not depend on the order of the universe', () => {
    const options = { limits: anything, brackets: multiples, topN: 8 }
    const expected = rankTickers(presets.breakout, bars, options)
    expect(expected.ranked.map(({ rank }) => rank)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    fc.assert(
      fc.property(fc.shuffledSubarray(bars, { minLength: bars.length }), (shuffled) => {
        expect(rankTickers(presets.breakout, shuffled, options)).toEqual(expected)
      }),
      { numRuns: 30 },
    )
  })

  it('judges a bar alike whether or not later bars exist', () => {
    for (const own of universe.slice(0, 4)) {
      const row = own.ts.length - 41
      const early = lastBar(lastValues(sliceBars(own, 0, row + 1), noMarketData, indicators, 14))
      const whole = computeIndicators(own, indicators).map(({ name, values }) => [name, values[row]] as const)
      const later = { ...early, indicators: byFamily(whole) }
      expect(early.session).toBe(own.session[row])
      expect(presets.breakout.judge([early], anything)).toEqual(presets.breakout.judge([later], anything))
    }
  })

  it('drops what promises less than is asked for, and ranks by ticker what scores alike', () => {
    const options = { limits: anything, brackets: { ...multiples, min_rr: 2 }, topN: 8 }
    expect(rankTickers(presets.breakout, bars, options)).toMatchObject({ ranked: [], promising: 0 })
    const twins = [
      { ...bars[0], ticker: 'B' },
      { ...bars[0], ticker: 'A' },
    ]
    const { ranked } = rankTickers(presets.breakout, twins, { limits: anything, brackets: null, topN: 2 })
    expect(ranked.map(({ bar, brackets }) => [bar.ticker, brackets])).toEqual([
      ['A', null],
      ['B', null],
    ])
  })
})

describe('brackets of a share', () => {
  it('lie some ATRs from the close, and never at it', () => {
    expect(stockBrackets(100, 2, multiples)).toEqual({
      stop: 97.6,
      target: 104,
      rewardRisk: expect.closeTo(4 / 2.4, 12),
    })
    // A range of nothing counts as 0.0005 of the price.
    expect(stockBrackets(100, Number.NaN, multiples)).toMatchObject({ stop: expect.closeTo(99.94, 12) })
  })
})
