import { describe, expect, it } from 'vitest'
import { otherCosts } from '../../../src/core/backtest/costs.ts'
import { netReturns } from '../../../src/core/backtest/metrics.ts'
import { columnsSource, totalsOf } from '../../../src/core/backtest/totals.ts'
import { Random } from '../../../src/core/random.ts'
import { annualisedSharpe, maxDrawdown, totalReturn } from '../../../src/core/statistics/returns.ts'

const source = new Random(7)
const random = () => source.nextUint32() / 2 ** 32
const gross = Float64Array.from({ length: 500 }, () => 0.02 * (random() - 0.48))
const traded = Float64Array.from({ length: 500 }, () => Math.floor(3 * random()) / 2)

type Traded = { gross: Float64Array; traded: Float64Array }

const costsOf = (simulation: Traded, rate = 0.0001) =>
  otherCosts(totalsOf(columnsSource(simulation), rate, [], null), rate, 252)

const costCurve = (simulation: Traded) => costsOf(simulation).costCurve

describe('otherCosts', () => {
  it('charges the costs once, twice and three times', () => {
    const { costs } = costsOf({ gross, traded }, 0.003)
    expect(costs.map(({ multiple }) => multiple)).toEqual([1, 2, 3])
    for (const { multiple, sharpe, cum_return, max_dd } of costs) {
      const net = netReturns({ gross, traded }, 0.003 * multiple)
      expect(sharpe).toBeCloseTo(annualisedSharpe(net, 252) ?? Number.NaN, 9)
      expect(cum_return).toBeCloseTo(totalReturn(net) ?? Number.NaN, 12)
      expect(max_dd).toBeCloseTo(-(maxDrawdown(net) ?? Number.NaN), 12)
    }
  })

  it('is the Sharpe ratio of the net returns at each cost', () => {
    const curve = costCurve({ gross, traded })
    expect(curve.map(({ bps }) => bps)).toEqual([0, 1, 2, 5, 10])
    for (const { bps, sharpe } of curve) {
      const net = netReturns({ gross, traded }, bps / 10_000)
      expect(sharpe).toBeCloseTo(annualisedSharpe(net, 252) ?? Number.NaN, 9)
    }
  })

  it('falls with the costs', () => {
    const ratios = costCurve({ gross, traded }).map(({ sharpe }) => sharpe ?? Number.NaN)
    for (let i = 1; i < ratios.length; i++) expect(ratios[i]).toBeLessThan(ratios[i - 1])
  })

  it('is undefined where nothing varies: no trades, equal returns, fewer than two bars', () => {
    const flat = new Float64Array(10)
    const same = new Float64Array(10).fill(0.1)
    for (const simulation of [
      { gross: flat, traded: flat },
      { gross: same, traded: same },
      { gross: gross.subarray(0, 1), traded: traded.subarray(0, 1) },
      { gross: gross.subarray(0, 0), traded: traded.subarray(0, 0) },
    ])
      expect(costCurve(simulation).every(({ sharpe }) => sharpe === null)).toBe(true)
  })
})
