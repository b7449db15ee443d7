import { describe, expect, it } from 'vitest'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { marketDataAt } from '../../../src/core/bars/marketData.ts'
import { sliceBars } from '../../../src/core/bars/window.ts'
import { indicators } from '../../../src/core/indicators/index.ts'
import { buildMatrix } from '../../../src/core/matrix/buildMatrix.ts'
import { continueFeatures, type EarlierFeatures } from '../../../src/core/matrix/continueFeatures.ts'
import { flowColumnNames } from '../../../src/core/options/flowColumns.ts'
import { syntheticSource } from '../../../src/data/synthetic/source.ts'
import { dailyBars, hourlyBars, randomWalk } from '../indicators/testBars.ts'

const label = { kind: 'forward', unit: 'bars', horizon: 1 } as const
const ofBars = [...indicators.values()]
  .filter(({ name, reads }) => reads === undefined && name !== 'ret')
  .map(({ name }) => ({ name }))

/** Builds up to each end in turn, each going on from the one before, and compares with a build of its own. */
function expectGrown(
  all: Bars,
  ends: number[],
  request: Omit<Parameters<typeof buildMatrix>[0], 'bars' | 'label'>,
): void {
  let earlier: EarlierFeatures | null = null
  for (const end of ends) {
    const bars = sliceBars(all, 0, end)
    const market = request.market && marketDataAt(request.market, all, end - 1)
    const here = { ...request, bars, label, ...(market && { market }) }
    const rule = { forwardFillBars: 1, missingFlags: request.missingFlags ?? false } as const
    const { features, checkpoint } = continueFeatures({ ...here, rule }, earlier)
    const grown = buildMatrix(here, features)
    const whole = buildMatrix(here)
    expect(grown.matrix).toEqual(whole.matrix)
    expect(grown.warnings).toEqual(whole.warnings)
    expect(grown.dropped).toEqual(whole.dropped)
    earlier = { checkpoint, features: grown.matrix.features, barOfRow: grown.barOfRow }
  }
}

describe('continueFeatures', () => {
  it('makes the matrix of a build from the first bar, daily and hourly, with flags and gaps', () => {
    const daily = dailyBars(randomWalk(900, 31))
    daily.volume.fill(Number.NaN, 500, 503)
    daily.close[700] = Number.NaN
    expectGrown(daily, [450, 502, 701, 702, 900], { indicators: ofBars, missingFlags: true })
    const hourly = hourlyBars(randomWalk(2800, 32))
    hourly.close[1500] = Number.NaN
    expectGrown(hourly, [1400, 1501, 1504, 2800], { indicators: ofBars, hours: [12, 13, 14] })
  })

  it('makes it with flow, chains and indices beside the bars', async () => {
    const { bars, market } = await syntheticSource().load({
      ticker: 'SPY',
      cadence: 'hourly',
      start: '2022-03-01',
      end: '2022-07-29',
      needs: {
        fiveMinute: true,
        daily: ['I:VIX'],
        chain: { daysAhead: [0] },
        quotes: null,
        trades: { strikesAround: 3 },
      },
    })
    const read = ['vix_level', 'pcr_oi', 'pcr_volume', 'rsi', 'rsi_last_hour', 'macd', 'first15m_range_z']
    expectGrown(bars, [400, 431, bars.ts.length], {
      indicators: read.map((name) => ({
        name,
        ...(name === 'pcr_volume' && { params: { distance_max: 3 } }),
      })),
      flow: { distanceMax: 3, columns: flowColumnNames(3) },
      market,
    })
  })
})
