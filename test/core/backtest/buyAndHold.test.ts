import { describe, expect, it } from 'vitest'
import { buyAndHold } from '../../../src/core/backtest/buyAndHold.ts'
import { defaultExecution } from '../../../src/core/backtest/config.ts'
import { annualisedSharpe, maxDrawdown, totalReturn } from '../../../src/core/statistics/returns.ts'
import { barsOf, datasetOf, randomWalk, range } from './builders.ts'

const open = [100, 100, 101, 103, 102, 104, 105]
const close = [100, 101, 102, 101, 103, 106, 104]
const execution = { ...defaultExecution, slippageBps: 8, commissionBps: 2 }

describe('buyAndHold', () => {
  it('buys at the first out-of-sample open and holds to the last close, for one entry', () => {
    const got = buyAndHold(datasetOf(barsOf(open, close)), execution, range(2, 5))
    const returns = Float64Array.of(101 / 103 - 1 - 0.001, 103 / 101 - 1, 106 / 103 - 1, 104 / 106 - 1)
    expect(got.kind).toBe('buy_and_hold')
    expect(got.cum_return).toBeCloseTo(totalReturn(returns) ?? Number.NaN, 12)
    expect(got.max_dd).toBeCloseTo(-(maxDrawdown(returns) ?? Number.NaN), 12)
    expect(got.sharpe).toBeCloseTo(annualisedSharpe(returns, 252) ?? Number.NaN, 12)
    expect(got.equity.map(({ ts }) => ts)).toEqual(['1970-01-04', '1970-01-05', '1970-01-06', '1970-01-07'])
    expect(got.equity[3].equity).toBeCloseTo(1 + (got.cum_return ?? Number.NaN), 6)
    expect(got.unavailable).toEqual({})
  })

  it('measures intraday bars per session, and holds over nights', () => {
    const walk = randomWalk(70, 3)
    const dataset = { ...datasetOf(barsOf(walk.open, walk.close, 7)), periodsPerYear: 252 * 6 }
    const got = buyAndHold(dataset, { ...execution, slippageBps: 0, commissionBps: 0 }, range(6, 69))
    // From the open of session 1 to the last close.
    expect(got.cum_return).toBeCloseTo(walk.close[69] / walk.open[7] - 1, 12)
    const perSession = Float64Array.from({ length: 9 }, (_, session) => {
      const before = session === 0 ? walk.open[7] : walk.close[7 * session + 6]
      return walk.close[7 * session + 13] / before - 1
    })
    expect(got.sharpe).toBeCloseTo(annualisedSharpe(perSession, 252) ?? Number.NaN, 10)
  })

  it('is long at every booking where only forward returns are known', () => {
    const dataset = datasetOf(barsOf(open, close))
    const got = buyAndHold(
      { ...dataset, bars: null, barOfRow: null, returnBasis: 'forward' },
      execution,
      range(2, 6),
    )
    expect(got.kind).toBe('always_long')
    const returns = Array.from(dataset.matrix.retFwd.subarray(2, 6))
    const grown = returns.reduce((value, one, row) => value * (1 + one - (row === 0 ? 0.001 : 0)), 1)
    expect(got.cum_return).toBeCloseTo(grown - 1, 12)
  })

  it('says why a figure is undefined', () => {
    const still = Array.from({ length: 8 }, () => 100)
    const got = buyAndHold(datasetOf(barsOf(still, still)), defaultExecution, range(7, 8))
    expect(got).toMatchObject({ sharpe: null, cum_return: null, max_dd: null, equity: [] })
    expect(got.unavailable.sharpe).toBe('there are no out-of-sample bars')
    const free = { ...defaultExecution, slippageBps: 0 }
    const flat = buyAndHold(datasetOf(barsOf(still, still)), free, range(2, 5))
    expect(flat).toMatchObject({ sharpe: null, cum_return: 0, max_dd: 0 })
    expect(flat.unavailable).toEqual({ sharpe: 'the returns do not vary' })
  })

  it('draws a long record with few points, the last among them', () => {
    const walk = randomWalk(3_000, 5)
    const { equity, cum_return } = buyAndHold(
      datasetOf(barsOf(walk.open, walk.close)),
      execution,
      range(1_000, 2_998),
    )
    expect(equity.length).toBeLessThanOrEqual(200)
    expect(equity.length).toBeGreaterThan(150)
    expect(equity.at(-1)?.equity).toBeCloseTo(1 + (cum_return ?? Number.NaN), 6)
  })
})
