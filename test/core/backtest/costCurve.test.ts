import { describe, expect, it } from 'vitest'
import { costCurve } from '../../../src/core/backtest/costCurve.ts'
import { netReturns } from '../../../src/core/backtest/metrics.ts'
import { Random } from '../../../src/core/random.ts'
import { annualisedSharpe } from '../../../src/core/statistics/returns.ts'

const source = new Random(7)
const random = () => source.nextUint32() / 2 ** 32
const gross = Float64Array.from({ length: 500 }, () => 0.02 * (random() - 0.48))
const traded = Float64Array.from({ length: 500 }, () => Math.floor(3 * random()) / 2)

describe('costCurve', () => {
  it('is the Sharpe ratio of the net returns at each cost', () => {
    const curve = costCurve({ gross, traded }, 252)
    expect(curve.map(({ bps }) => bps)).toEqual([0, 1, 2, 5, 10])
    for (const { bps, sharpe } of curve) {
      const net = netReturns({ gross, traded }, bps / 10_000)
      expect(sharpe).toBeCloseTo(annualisedSharpe(net, 252) ?? Number.NaN, 9)
    }
  })

  it('falls with the costs', () => {
    const ratios = costCurve({ gross, traded }, 252).map(({ sharpe }) => sharpe ?? Number.NaN)
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
      expect(costCurve(simulation, 252).every(({ sharpe }) => sharpe === null)).toBe(true)
  })
})
