import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type BacktestConfig,
  defaultBacktestConfig,
  defaultExecution,
  type Execution,
  type Variant,
} from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import { featureColumns, planFits, runFit } from '../../../src/core/backtest/fits.ts'
import { assembleFolds } from '../../../src/core/backtest/scores.ts'
import type { Bars } from '../../../src/core/bars/bars.ts'
import { buildMatrix } from '../../../src/core/matrix/buildMatrix.ts'
import { barsOf, datasetOf, foldOf, randomOf, randomWalk, range } from '../../core/backtest/builders.ts'

const bars = 120
const split = 60
const variant: Variant = { selection: { kind: 'thresholds', thresholds: [0.55] } }

/** A market, the scores of its test rows, and a way to trade them. */
const setting = fc.record({
  seed: fc.integer({ min: 1, max: 10_000 }),
  perSession: fc.constantFrom(1, 6),
  horizon: fc.integer({ min: 1, max: 4 }),
  scores: fc.array(fc.integer({ min: 30, max: 70 }), { minLength: bars - split, maxLength: bars - split }),
  sizeByConfidence: fc.boolean(),
})

type Setting = typeof setting extends fc.Arbitrary<infer T> ? T : never

function traded(
  { seed, perSession, horizon, scores, sizeByConfidence }: Setting,
  execution: Partial<Execution>,
) {
  const { open, close } = randomWalk(bars, seed)
  const train = range(0, split)
  const inner = Float64Array.from(train, () => 0.5)
  const test = scores.map((score) => score / 100)
  const folds = [foldOf(train, inner, range(split, bars), test)]
  return evaluateVariant(datasetOf(barsOf(open, close, perSession), horizon), folds, variant, {
    ...defaultExecution,
    sizeByConfidence,
    ...execution,
  })
}

const isZero = (values: Float64Array): boolean => values.every((value) => value === 0)

describe('trading', () => {
  it('never returns more when its costs double', () => {
    fc.assert(
      fc.property(setting, fc.integer({ min: 0, max: 40 }), (market, slippageBps) => {
        const once = traded(market, { slippageBps })
        const twice = traded(market, { slippageBps: 2 * slippageBps })
        expect(twice.metrics.cum_return).toBeLessThanOrEqual(once.metrics.cum_return ?? Number.NaN)
        expect(twice.bars.gross).toEqual(once.bars.gross)
      }),
    )
  })

  it('earns the opposite before costs when every signal is the opposite', () => {
    fc.assert(
      fc.property(setting, (market) => {
        const result = traded(market, {})
        const flipped = traded({ ...market, scores: market.scores.map((score) => 100 - score) }, {})
        expect(flipped.bars.gross.map((value) => 0 - value)).toEqual(
          result.bars.gross.map((value) => value + 0),
        )
        expect(flipped.bars.cost).toEqual(result.bars.cost)
        expect(flipped.metrics.trades).toBe(result.metrics.trades)
      }),
    )
  })

  it('is zero everywhere when every signal is flat', () => {
    fc.assert(
      fc.property(setting, fc.integer({ min: 0, max: 40 }), (market, slippageBps) => {
        const flat = { ...market, scores: market.scores.map((score) => Math.min(54, Math.max(46, score))) }
        const { bars: booked, barReturns, metrics, sessionReturns, costs } = traded(flat, { slippageBps })
        for (const values of [booked.weight, booked.gross, booked.cost, barReturns, sessionReturns]) {
          expect(isZero(values)).toBe(true)
        }
        expect(metrics).toMatchObject({
          ...{ cum_return: 0, cagr: 0, max_dd: 0, es95: 0, exposure: 0, turnover: 0, trades: 0, signals: 0 },
          ...{ sharpe: null, sortino: null, calmar: null, win_rate: null, psr: null },
        })
        expect(costs.map(({ cum_return }) => cum_return)).toEqual([0, 0, 0])
      }),
    )
  })
})

const config: BacktestConfig = {
  ...defaultBacktestConfig,
  splits: 2,
  innerFolds: 2,
  calibration: 'sigmoid',
  booster: { rounds: 10, depth: 3 },
}

/** Decisions of a whole backtest, from bars to positions. */
function decisionsOf(market: Bars, selection: Variant['selection']) {
  const dataset = buildMatrix({
    bars: market,
    indicators: [
      { name: 'rsi', params: { period: 4 } },
      { name: 'ema', params: { window: 6 } },
    ],
    label: { kind: 'forward', horizon: 2, unit: 'bars' },
  })
  const { plans, tasks } = planFits(dataset, config)
  const columns = featureColumns(dataset.matrix, null)
  const fits = tasks.map((task) => runFit(columns, task))
  const folds = assembleFolds(plans, fits, config.calibration)
  const { decisions } = evaluateVariant(dataset, folds, { selection }, defaultExecution)
  return Array.from(decisions.row, (row, at) => ({
    bar: dataset.barOfRow[row],
    position: decisions.position[at],
  }))
}

/** The bars after `last` in another order; times stay. */
function shuffledAfter(market: Bars, last: number, seed: number): Bars {
  const order = Array.from(market.ts, (_, bar) => bar)
  const random = randomOf(seed)
  for (let bar = order.length - 1; bar > last + 1; bar--) {
    const other = last + 1 + Math.floor(random() * (bar - last))
    ;[order[bar], order[other]] = [order[other], order[bar]]
  }
  const moved = (values: Float64Array) => Float64Array.from(order, (bar) => values[bar])
  const { open, high, low, close, volume } = market
  return {
    ...market,
    open: moved(open),
    high: moved(high),
    low: moved(low),
    close: moved(close),
    volume: moved(volume),
  }
}

describe('a backtest', () => {
  it.each([
    ['thresholds', { kind: 'thresholds', thresholds: [0.5, 0.52] }],
    ['a share of the rows', { kind: 'top_pct', topPct: 0.7 }],
  ] as const)('with %s never changes earlier decisions when later bars are shuffled', (_, rule) => {
    const selection = rule.kind === 'top_pct' ? rule : { ...rule, thresholds: [...rule.thresholds] }
    const { open, close } = randomWalk(240, 5)
    const market = barsOf(open, close)
    const whole = decisionsOf(market, selection)
    const bar = fc.integer({ min: whole[0].bar, max: 238 })
    fc.assert(
      fc.property(bar, fc.integer({ min: 1, max: 1_000 }), (last, seed) => {
        const early = ({ bar: at }: { bar: number }) => at <= last
        const again = decisionsOf(shuffledAfter(market, last, seed), selection)
        expect(again.filter(early)).toEqual(whole.filter(early))
      }),
      { numRuns: 15 },
    )
    expect(whole.some(({ position }) => position !== 0)).toBe(true)
  })
})
