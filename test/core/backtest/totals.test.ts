import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { netReturns } from '../../../src/core/backtest/metrics.ts'
import { type Summary, sampleOf, sharpeOf, sortinoOf } from '../../../src/core/backtest/summary.ts'
import { columnsSource, summarise, totalsOf } from '../../../src/core/backtest/totals.ts'
import { maxDrawdown, sharpe, sortino, totalReturn } from '../../../src/core/statistics/returns.ts'
import { sharpeSample } from '../../../src/core/statistics/sharpeTests.ts'
import { randomOf } from './builders.ts'

const rate = 0.0004

/** Of a random walk. Blocks are of 1,024 bars: these lengths end within one, at its border, after an odd bar. */
function runOf(bars: number, seed: number) {
  const random = randomOf(seed)
  const gross = Float64Array.from({ length: bars }, () => 0.02 * (random() - 0.48))
  const traded = Float64Array.from({ length: bars }, () => Math.floor(3 * random()) / 2)
  return { gross, traded }
}

function expectSummary(got: Summary, returns: Float64Array): void {
  const near = (value: number | null, want: number | null) => {
    if (value === null || want === null) expect(value).toBe(want)
    else expect(Math.abs(value - want)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(want)))
  }
  expect(got.count).toBe(returns.length)
  near(sharpeOf(got), sharpe(returns))
  near(sortinoOf(got), sortino(returns))
  near(got.equity - 1, totalReturn(returns) ?? 0)
  near(got.maxDrawdown, -(maxDrawdown(returns) ?? 0))
  near(sampleOf(got)?.skewness ?? null, sharpeSample(returns)?.skewness ?? null)
  near(sampleOf(got)?.kurtosis ?? null, sharpeSample(returns)?.kurtosis ?? null)
}

describe('totalsOf', () => {
  it.each([0, 1, 2, 1023, 1024, 1025, 3071, 5000])('adds up %i bars, whatever their blocks', (bars) => {
    const run = runOf(bars, bars)
    const net = new Float64Array(bars)
    const totals = totalsOf(columnsSource(run), rate, [], net)
    expect(net).toEqual(netReturns(run, rate))
    expectSummary(totals.run, net)
    expect(totals.folds).toEqual([])
  })

  it('adds up each fold as if it were a run of its own', () => {
    const starts = fc.uniqueArray(fc.integer({ min: 0, max: 4000 }), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(starts, fc.integer({ min: 0, max: 99 }), (unordered, seed) => {
        const rising = unordered.sort((a, b) => a - b)
        const run = runOf(4001, seed)
        const { run: whole, folds } = totalsOf(columnsSource(run), rate, rising, null)
        const net = netReturns(run, rate)
        expectSummary(whole, net)
        expect(folds).toHaveLength(rising.length)
        for (const [fold, summary] of folds.entries()) {
          expectSummary(summary, net.subarray(rising[fold], rising[fold + 1]))
        }
      }),
      { numRuns: 30 },
    )
  })

  it('follows the equity at twice and three times the costs', () => {
    const run = runOf(2500, 1)
    const totals = totalsOf(columnsSource(run), rate, [100], null)
    for (const [multiple, { equity, maxDrawdown: lost }] of [
      [2, totals.twice],
      [3, totals.thrice],
    ] as const) {
      const net = netReturns(run, rate * multiple)
      expect(equity - 1).toBeCloseTo(totalReturn(net) ?? Number.NaN, 12)
      expect(lost).toBeCloseTo(-(maxDrawdown(net) ?? Number.NaN), 12)
    }
  })

  it('charges the costs on what they are charged on', () => {
    const { gross, traded } = runOf(100, 2)
    const charged = traded.map((change, bar) => change + bar)
    const { run } = totalsOf(columnsSource({ gross, traded, charged }), rate, [], null)
    expectSummary(run, netReturns({ gross, traded: charged }, rate))
  })

  it('takes equal returns for equal, though their mean is rounded', () => {
    for (const bars of [3, 1024, 1027, 5000]) {
      const { deviation, skewness } = summarise(new Float64Array(bars).fill(0.1))
      expect([deviation, skewness]).toEqual([0, Number.NaN])
    }
  })

  it('sees the one return that differs, wherever it is', () => {
    for (const [bars, odd] of [
      [2049, 2048],
      [2049, 0],
      [3000, 1024],
      [7, 6],
    ]) {
      const returns = new Float64Array(bars).fill(0.1)
      returns[odd] = -0.1
      expectSummary(summarise(returns), returns)
      expect(summarise(returns).deviation).toBeGreaterThan(0)
    }
  })

  it('keeps the spread of returns that are far from 0', () => {
    const far = Float64Array.from({ length: 4000 }, (_, bar) => 1e6 + (bar % 2))
    expect(summarise(far).deviation).toBeCloseTo(Math.sqrt((0.25 * 4000) / 3999), 9)
  })

  it('is down by more than everything where a bar loses more', () => {
    const { equity, maxDrawdown: lost } = summarise(Float64Array.from([0.5, -1.5, 0.2]))
    expect(equity).toBeCloseTo(-0.9, 12)
    expect(lost).toBeCloseTo(1.6, 12)
  })
})
