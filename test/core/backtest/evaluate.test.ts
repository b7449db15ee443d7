import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultExecution, type Execution } from '../../../src/core/backtest/config.ts'
import {
  type BacktestResult,
  evaluateVariant,
  variantEvaluator,
} from '../../../src/core/backtest/evaluate.ts'
import { barsOf, datasetOf, foldOf, randomOf, randomWalk, range, scoresOf } from './builders.ts'

const one = (threshold: number) => ({ selection: { kind: 'thresholds' as const, thresholds: [threshold] } })

describe('evaluateVariant', () => {
  it('matches one fold worked out by hand', () => {
    const bars = barsOf([100, 100, 101, 103, 102, 104, 105], [100, 101, 102, 101, 103, 106, 104])
    // Rows 3 to 6 are tested. 0.7 is long, 0.2 short, 0.55 below the threshold on both sides.
    const fold = foldOf(range(0, 2), [0.5, 0.5], range(3, 7), [0.7, 0.2, 0.55, 0.9])
    const execution: Execution = { ...defaultExecution, slippageBps: 8, commissionBps: 2 }
    const result = evaluateVariant(datasetOf(bars), [fold], one(0.6), execution)
    const cost = 10 / 10_000
    const bar4 = 103 / 102 - 1 - 1 * cost // decided at the close of bar 3, filled long at the open of bar 4
    const bar5 = 104 / 103 - 1 - (106 / 104 - 1) - 2 * cost // over the night long, then short: a change of 2
    const bar6 = -(105 / 106 - 1) - 1 * cost // over the night short, left at the open; row 5 wants nothing
    expect([...result.bars.weight]).toEqual([1, -1, 0])
    const net = [bar4, bar5, bar6]
    for (const [bar, value] of net.entries()) expect(result.barReturns[bar]).toBeCloseTo(value, 12)
    expect([...result.sessions]).toEqual([4, 5, 6])
    expect([...result.sessionReturns]).toEqual([...result.barReturns])
    // Row 6 is long, but no bar follows in which it could be filled.
    expect([...result.decisions.position]).toEqual([1, -1, 0, 1])
    expect(result.metrics).toMatchObject({
      trades: 2,
      closed_trades: 2,
      signals: 3,
      signals_unfilled: 1,
      bars: 3,
    })
    expect(result.trades.netReturn[0]).toBeCloseTo(104 / 102 - 1 - 2 * cost, 12)
    expect(result.trades.netReturn[1]).toBeCloseTo(-(105 / 104 - 1) - 2 * cost, 12)
    expect(result.metrics.cum_return).toBeCloseTo((1 + bar4) * (1 + bar5) * (1 + bar6) - 1, 12)
    expect(result.metrics.win_rate).toBe(0.5)
    expect(result.metrics.exposure).toBeCloseTo(2 / 3, 12)
    expect(result.metrics.turnover).toBeCloseTo((1 + 2 + 1) / 3, 12)
    const labels = [103 / 101 - 1, -(106 / 103 - 1)]
    const earned = [104 / 102 - 1, -(105 / 104 - 1)]
    const gap = (labels[0] - earned[0] + labels[1] - earned[1]) / 2
    expect(result.metrics.label_minus_earned).toBeCloseTo(gap, 12)
    expect(result.folds).toMatchObject([
      { fold: 0, trainRows: 2, testRows: 4, bars: 3, threshold: 0.6, trades: 2 },
    ])
  })

  it('counts a tranche on across a fold border, and gives each fold the bars after its first decision', () => {
    const bars = barsOf([100, 101, 102, 103, 104, 105], [101, 102, 103, 104, 105, 106])
    const folds = [
      foldOf(range(0, 1), [0.5], range(1, 3), [0, 0.9], 0),
      foldOf(range(0, 2), [0.5, 0.5], range(3, 6), [0.5, 0.5, 0.5], 1),
    ]
    const free = { ...defaultExecution, slippageBps: 0, longOnly: true }
    const result = evaluateVariant(datasetOf(bars), folds, one(0.6), free)
    // Decided at bar 2, the last of fold 0: held in bar 3, left at the open of bar 4, a bar of fold 1.
    expect([...result.bars.weight]).toEqual([0, 1, 0, 0])
    expect(result.folds.map((fold) => [fold.bars, fold.trades])).toEqual([
      [2, 1],
      [2, 0],
    ])
    expect(result.folds[0].cumReturn).toBeCloseTo(104 / 103 - 1, 12)
    expect(result.folds[1].cumReturn).toBeCloseTo(104 / 104 - 1, 12)
  })

  it('pays a perfect signal the price return less costs, and a coin toss about minus the costs', () => {
    const count = 4_000
    const { open, close } = randomWalk(count, 7)
    const dataset = datasetOf(barsOf(open, close))
    const test = range(10, count)
    const cost = 0.0005
    const execution = { ...defaultExecution, slippageBps: 5 }
    const night = (bar: number) => open[bar] / close[bar - 1] - 1
    const day = (bar: number) => close[bar] / open[bar] - 1

    const knows = Array.from(test, (row) => (row + 2 < count && open[row + 2] > open[row + 1] ? 1 : 0))
    const perfect = evaluateVariant(
      dataset,
      [foldOf(range(0, 5), [0, 0, 0, 0, 0], test, knows)],
      one(0.5),
      execution,
    )
    let before = 0
    for (const [index, up] of knows.slice(0, -1).entries()) {
      const bar = 11 + index
      const after = up ? 1 : -1
      const want = before * night(bar) + after * day(bar) - cost * Math.abs(after - before)
      expect(perfect.barReturns[index]).toBeCloseTo(want, 12)
      before = after
    }
    expect(perfect.metrics.win_rate).toBeGreaterThan(0.9)

    const random = randomOf(3)
    const toss = Array.from(test, () => (random() < 0.5 ? 1 : 0))
    const coin = evaluateVariant(
      dataset,
      [foldOf(range(0, 5), [0, 0, 0, 0, 0], test, toss)],
      one(0.5),
      execution,
    )
    const mean = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length
    // Half of the decisions turn from 1 to -1 or back: |change| is 1 a bar on average. A bar's return deviates by
    // about 0.0082, so that the mean of 3,989 of them stays within four standard errors of the costs.
    expect(Math.abs(mean(coin.barReturns) + cost)).toBeLessThan((4 * 0.0082) / Math.sqrt(3_989))
    expect(mean(coin.bars.cost)).toBeCloseTo(cost, 4)
  })

  it('chooses thresholds without the test fold: neither its labels nor its prices nor its scores matter', () => {
    const thresholds = [0.5, 0.55, 0.6, 0.7]
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 4 }), (seed, horizon) => {
        const { open, close } = randomWalk(120, seed)
        const later = randomWalk(120, seed + 1)
        const random = randomOf(seed)
        const inner = Array.from({ length: 80 - horizon }, () => random())
        const test = Array.from({ length: 40 }, () => random())
        const variant = { selection: { kind: 'thresholds' as const, thresholds } }
        const run = (scores: number[], mix: (own: number[], other: number[]) => number[]) => {
          const dataset = datasetOf(barsOf(mix(open, later.open), mix(close, later.close)), horizon)
          return evaluateVariant(
            dataset,
            [foldOf(range(0, inner.length), inner, range(80, 120), scores)],
            variant,
            defaultExecution,
          )
        }
        const result = run(test, (own) => own)
        const changed = run([...test].reverse(), (own, other) =>
          own.map((price, bar) => (bar < 80 ? price : other[bar])),
        )
        expect(changed.thresholdResults).toEqual(result.thresholdResults)
        expect(changed.folds[0].threshold).toBe(result.folds[0].threshold)
      }),
      { numRuns: 50 },
    )
  })

  it('takes the same positions up to a bar whatever prices follow it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 45, max: 89 }), (seed, cut) => {
        const { open, close } = randomWalk(90, seed)
        const later = randomWalk(90, seed + 1)
        const random = randomOf(seed)
        const fold = foldOf(
          range(0, 40),
          Array.from({ length: 40 }, random),
          range(42, 90),
          Array.from({ length: 48 }, random),
        )
        const mix = (own: number[], other: number[]) =>
          own.map((price, bar) => (bar <= cut ? price : other[bar]))
        const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.5, 0.6] } }
        const result = evaluateVariant(datasetOf(barsOf(open, close), 3), [fold], variant, defaultExecution)
        const other = evaluateVariant(
          datasetOf(barsOf(mix(open, later.open), mix(close, later.close)), 3),
          [fold],
          variant,
          defaultExecution,
        )
        expect(other.decisions.position).toEqual(result.decisions.position)
        const known = cut - 42
        expect(other.barReturns.subarray(0, known)).toEqual(result.barReturns.subarray(0, known))
      }),
      { numRuns: 50 },
    )
  })

  it('cuts top_pct at a level of the inner scores, so that no test row depends on a later one', () => {
    const { open, close } = randomWalk(30, 1)
    // Of ten inner rows 30 % are three: the third largest of max(p, 1 - p) is 0.8.
    const inner = [0.5, 0.1, 0.85, 0.6, 0.55, 0.2, 0.6, 0.5, 0.45, 0.3]
    const fold = foldOf(range(0, 10), inner, range(12, 16), [0.8, 0.19, 0.79, 0.5])
    const variant = { selection: { kind: 'top_pct' as const, topPct: 0.3 } }
    const result = evaluateVariant(datasetOf(barsOf(open, close)), [fold], variant, defaultExecution)
    expect(result.folds[0].cutoff).toBe(0.8)
    expect([...result.decisions.position]).toEqual([1, -1, 0, 0])
    expect(result.metrics.top_pct_realised).toBe(0.5)
    expect(result.thresholdResults).toEqual([])
    // Calibrated scores, which may tie or cross, have no say in it.
    const calibrated = {
      ...fold,
      inner: scoresOf(inner.map(() => 0.5)),
      test: scoresOf([0.1, 0.5, 0.5, 0.9]),
    }
    const again = evaluateVariant(datasetOf(barsOf(open, close)), [calibrated], variant, defaultExecution)
    expect(again.decisions.position).toEqual(result.decisions.position)
  })

  it('gives a variant the same result alone and after others', () => {
    const { open, close } = randomWalk(300, 5)
    const random = randomOf(9)
    const dataset = datasetOf(barsOf(open, close), 3)
    const folds = [
      foldOf(
        range(0, 100),
        Array.from({ length: 100 }, random),
        range(104, 200),
        Array.from({ length: 96 }, random),
        0,
      ),
      foldOf(
        range(0, 190),
        Array.from({ length: 190 }, random),
        range(200, 300),
        Array.from({ length: 100 }, random),
        1,
      ),
    ]
    const variants = [
      { selection: { kind: 'thresholds' as const, thresholds: [0.6, 0.5] } },
      { selection: { kind: 'top_pct' as const, topPct: 0.1 } },
      { selection: { kind: 'thresholds' as const, thresholds: [0.5, 0.7] } },
    ]
    const evaluate = variantEvaluator(dataset, [...folds].reverse(), defaultExecution)
    const together = variants.map((variant) => evaluate(variant))
    // Whatever is made when first read is part of it.
    const whole = ({ breakdown, ...result }: BacktestResult) => ({ ...result, breakdown: breakdown() })
    for (const [index, variant] of variants.entries()) {
      const alone = evaluateVariant(dataset, folds, variant, defaultExecution)
      expect(whole(together[index])).toEqual(whole(alone))
    }
  })

  it('takes the positions of the variant before for the same only where all of them are', () => {
    const { open, close } = randomWalk(120, 6)
    const dataset = datasetOf(barsOf(open, close), 2)
    const [inner, test] = [7, 8].map((seed) => Array.from({ length: 60 }, randomOf(seed)))
    // Between 0.5 and 0.501 there is no score; one is just above.
    const scores = test.with(30, 0.502).map((score) => (Math.abs(score - 0.5) < 0.002 ? 0.52 : score))
    const folds = [foldOf(range(0, 60), inner, range(60, 120), scores)]
    const share = scores.filter((score) => score > 0.5).length / 60
    const variants = [
      ...[0.5, 0.5005, 0.5, 0.51, 0.51, 0.9999, 1].map(one),
      ...[share, share, 0.5].map((topPct) => ({ selection: { kind: 'top_pct' as const, topPct } })),
      ...[0.6, 0.6].map((level) => ({ ...one(level), hours: [10] })),
      one(0.6),
    ]
    const evaluate = variantEvaluator(dataset, folds, defaultExecution)
    const whole = ({ breakdown, ...result }: BacktestResult) => ({ ...result, breakdown: breakdown() })
    const together = variants.map((variant) => evaluate(variant))
    for (const [index, variant] of variants.entries()) {
      expect(whole(together[index])).toEqual(
        whole(evaluateVariant(dataset, folds, variant, defaultExecution)),
      )
    }
    expect(together[1].metrics).toBe(together[0].metrics)
    expect(together[3].metrics).not.toEqual(together[2].metrics)
    expect(together[0].folds[0].threshold).toBe(0.5)
    expect(together[1].folds[0].threshold).toBe(0.5005)
  })

  it('reports the result at once, twice and three times the costs', () => {
    const { open, close } = randomWalk(60, 2)
    const fold = foldOf(range(0, 5), [0, 0, 0, 0, 0], range(10, 60), Array.from({ length: 50 }, randomOf(4)))
    const dataset = datasetOf(barsOf(open, close))
    const result = evaluateVariant(dataset, [fold], one(0.5), { ...defaultExecution, slippageBps: 3 })
    const twice = evaluateVariant(dataset, [fold], one(0.5), { ...defaultExecution, slippageBps: 6 })
    expect(result.costs.map(({ multiple }) => multiple)).toEqual([1, 2, 3])
    expect(result.costs[0].sharpe).toBe(result.metrics.sharpe)
    expect(result.costs[1].sharpe).toBeCloseTo(twice.metrics.sharpe ?? 0, 10)
    expect(result.costs[1].max_dd).toBeCloseTo(twice.metrics.max_dd ?? 0, 10)
  })

  it('books a return column without prices once per horizon, when its label is known', () => {
    const { open, close } = randomWalk(12, 3)
    const priced = datasetOf(barsOf(open, close), 2)
    const dataset = { ...priced, bars: null, barOfRow: null, returnBasis: 'forward' as const }
    const fold = foldOf(range(0, 3), [0.5, 0.5, 0.5], range(4, 12), [0.9, 0.1, 0.9, 0.9, 0.1, 0.9, 0.9, 0.9])
    const result = evaluateVariant(dataset, [fold], one(0.6), { ...defaultExecution, slippageBps: 10 })
    // Rows 4, 6, 8 and 10; the label of row 10 would lie beyond the data.
    const label = (row: number) => close[row + 2] / close[row] - 1
    const want = [label(4) - 0.001, label(6), -label(8) - 0.002]
    expect(result.barReturns.length).toBe(3)
    for (const [bar, value] of want.entries()) expect(result.barReturns[bar]).toBeCloseTo(value, 12)
    expect([...result.sessions]).toEqual([6, 8, 10])
    expect(result.metrics.periods_per_year).toBe(126)
    expect(result.metrics.label_minus_earned).toBeCloseTo(0, 12)
  })

  it('books the return column itself for one bar ahead, with closes or without', () => {
    const { open, close } = randomWalk(40, 4)
    const dataset = datasetOf(barsOf(open, close))
    const fold = foldOf(range(0, 3), [0.5, 0.5, 0.5], range(4, 40), Array.from({ length: 36 }, randomOf(5)))
    const closes = evaluateVariant({ ...dataset, returnBasis: 'close' }, [fold], one(0.6), defaultExecution)
    const forward = evaluateVariant(
      { ...dataset, returnBasis: 'forward' },
      [fold],
      one(0.6),
      defaultExecution,
    )
    expect(closes.barReturns.length).toBe(35)
    for (const [bar, value] of closes.barReturns.entries())
      expect(forward.barReturns[bar]).toBeCloseTo(value, 12)
    expect(forward.sessions).toEqual(closes.sessions)
  })

  it('annualises over the bars in which the hours allow a position, and keeps sessions without any', () => {
    // Sessions of four bars, hours 9 to 12; only decisions after hour 10 exist, held in the bar of hour 11.
    const { open, close } = randomWalk(24, 6)
    const bars = barsOf(open, close, 4)
    const all = datasetOf(bars)
    const kept = [1, 5, 9, 17, 21]
    const pick = (values: Float64Array) => Float64Array.from(kept, (row) => values[row])
    const dataset = {
      ...all,
      matrix: {
        ...all.matrix,
        ts: pick(all.matrix.ts),
        session: Int32Array.from(kept, (row) => bars.session[row]),
        hourEt: Int8Array.from(kept, () => 10),
        retFwd: pick(all.matrix.retFwd),
        labelEnd: pick(all.matrix.labelEnd),
      },
      barOfRow: Int32Array.from(kept),
    }
    const fold = foldOf(range(0, 1), [0.5], range(1, 5), [0.9, 0.9, 0.1, 0.9])
    const result = evaluateVariant(dataset, [fold], one(0.6), { ...defaultExecution, slippageBps: 10 })
    const held = (bar: number) => close[bar] / open[bar] - 1 + (open[bar + 1] / close[bar] - 1)
    const want = [held(6) - 0.002, held(10) - 0.002, -held(18) - 0.002, held(22) - 0.002]
    expect(result.barReturns.length).toBe(4)
    for (const [bar, value] of want.entries()) expect(result.barReturns[bar]).toBeCloseTo(value, 12)
    expect([...result.sessions]).toEqual([1, 2, 3, 4, 5])
    expect(result.sessionReturns[2], 'session 3 has no decision').toBe(0)
    expect(result.metrics.exposure).toBe(1)
  })

  it('stays flat, and says why, when no threshold trades enough in the training part', () => {
    const { open, close } = randomWalk(60, 8)
    const fold = foldOf(range(0, 30), new Array(30).fill(0.65), range(32, 60), new Array(28).fill(0.9))
    const variant = { selection: { kind: 'thresholds' as const, thresholds: [0.8, 0.7] } }
    const result = evaluateVariant(datasetOf(barsOf(open, close)), [fold], variant, defaultExecution)
    expect(result.folds[0]).toMatchObject({
      threshold: null,
      trades: 0,
      flatReason: expect.stringContaining('10 trades'),
    })
    expect(result.metrics.sharpe).toBeNull()
    expect(result.undefined.sharpe).toBe('nothing was traded')
    expect(result.metrics.cum_return).toBe(0)
  })

  it('refuses variants and executions out of bounds, and lists every bad field', () => {
    const { open, close } = randomWalk(20, 8)
    const fold = foldOf(range(0, 5), [0, 0, 0, 0, 0], range(6, 20), new Array(14).fill(0.9))
    const evaluate = (variant: Parameters<typeof evaluateVariant>[2], execution: Partial<Execution>) =>
      evaluateVariant(datasetOf(barsOf(open, close)), [fold], variant, { ...defaultExecution, ...execution })
    expect(() => evaluate(one(1.5), { slippageBps: -1 })).toThrow(/thresholds: .*slippage_bps: /)
    expect(() => evaluate({ selection: { kind: 'top_pct', topPct: 0 } }, {})).toThrow(/top_pct: /)
    expect(() => evaluate(one(0.5), { momentumGate: true })).toThrow(/no feature momentum_score_total/)
  })
})
