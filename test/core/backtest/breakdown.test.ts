import { describe, expect, it } from 'vitest'
import type { GroupResult } from '../../../src/core/backtest/breakdown.ts'
import { defaultExecution, type Variant } from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import { barsOf, datasetOf, foldOf, randomOf, randomWalk, range } from './builders.ts'

const variant: Variant = { selection: { kind: 'thresholds', thresholds: [0.55] } }
const execution = { ...defaultExecution, slippageBps: 5, sizeByConfidence: true }

/** Random scores over some years of bars, traded in three overlapping tranches. */
function run(perSession: number, scores?: (row: number) => number) {
  const { open, close } = randomWalk(1_500, 3)
  const dataset = datasetOf(barsOf(open, close, perSession), 3)
  const random = randomOf(11)
  const up = (rows: Int32Array) => Float64Array.from(rows, (row) => scores?.(row) ?? random())
  const folds = [0, 1].map((fold) => {
    const [train, test] = [range(0, 500 + 500 * fold), range(500 + 500 * fold, 1_000 + 500 * fold)]
    return foldOf(train, up(train), test, up(test), fold)
  })
  return evaluateVariant(dataset, folds, variant, execution)
}

const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0)
const total = (groups: readonly GroupResult[], of: (group: GroupResult) => number): number =>
  sum(groups.map(of))

describe('a run taken apart', () => {
  it.each([
    ['daily', 1],
    ['hourly', 7],
  ])('adds up to the whole, on %s bars', (_, perSession) => {
    const result = run(perSession)
    const { by_fold, by_year, by_side, by_hour } = result.breakdown()
    const tables = [by_fold, by_year, by_side, ...(by_hour ? [by_hour] : [])]
    expect(tables).toHaveLength(perSession === 1 ? 3 : 4)
    for (const groups of tables) {
      expect(total(groups, (one) => one.sum_gross)).toBeCloseTo(sum(result.bars.gross), 10)
      expect(total(groups, (one) => one.sum_cost)).toBeCloseTo(sum(result.bars.cost), 10)
      expect(total(groups, (one) => one.sum_return)).toBeCloseTo(sum(result.barReturns), 10)
      for (const name of ['trades', 'closed_trades', 'losing_trades', 'signals', 'signals_unfilled'] as const)
        expect(
          total(groups, (one) => one[name]),
          name,
        ).toBe(result.metrics[name])
      expect(groups.some((one) => one.trades > 0)).toBe(true)
    }
    expect(sum(result.bars.cost)).toBeGreaterThan(0)
  })

  it('has years that compound to the whole, and as many bars', () => {
    const result = run(1)
    const { by_year } = result.breakdown()
    expect(by_year.map(({ group }) => group)).toEqual(['1971', '1972', '1973', '1974'])
    const growth = by_year.reduce((equity, { cum_return }) => equity * (1 + (cum_return ?? Number.NaN)), 1)
    expect(growth - 1).toBeCloseTo(result.metrics.cum_return ?? Number.NaN, 10)
    expect(total(by_year, ({ bars }) => bars)).toBe(result.metrics.bars)
  })

  it('gives a side that is never taken nothing, with reasons, and the other one everything', () => {
    const result = run(1, (row) => (row % 3 === 0 ? 0.8 : 0.5))
    const [long, short] = result.breakdown().by_side
    expect(long).toMatchObject({
      group: 'long',
      trades: result.metrics.trades,
      win_rate: result.metrics.win_rate,
    })
    expect(long.sharpe).toBeCloseTo(result.metrics.sharpe ?? Number.NaN, 10)
    expect(short).toMatchObject({
      sharpe: null,
      sum_return: 0,
      sum_cost: 0,
      max_dd: 0,
      trades: 0,
      win_rate: null,
    })
    expect(short.unavailable).toMatchObject({ sharpe: 'nothing was traded', win_rate: 'nothing was traded' })
    // What only one side has is the whole run's, figure by figure.
    for (const [name, value] of Object.entries(result.metrics)) {
      const own: unknown = Reflect.get(long, name)
      if (own === undefined) continue
      if (typeof value === 'number') expect(own, name).toBeCloseTo(value, 10)
      else expect(own, name).toBe(value)
    }
  })

  it('has a part whose figures are those of the run, where it is all of it', () => {
    const { open, close } = randomWalk(1_400, 3)
    const dataset = datasetOf(barsOf(open, close, 7), 3)
    const random = randomOf(4)
    const up = (rows: Int32Array) => Float64Array.from(rows, () => random())
    const [train, test] = [range(0, 400), range(400, 1_400)]
    const result = evaluateVariant(dataset, [foldOf(train, up(train), test, up(test))], variant, execution)
    const { by_fold, by_year } = result.breakdown()
    const { sessions, psr, min_trl, turnover, exposure, es95, win_rate, label_minus_earned } = result.metrics
    expect(by_fold).toHaveLength(1)
    expect(by_year).toHaveLength(1)
    for (const [one] of [by_fold, by_year]) {
      expect(one).toMatchObject({ sessions, exposure, es95, win_rate })
      for (const [own, whole] of [
        [one.psr, psr],
        [one.min_trl, min_trl],
        [one.turnover, turnover],
        [one.label_minus_earned, label_minus_earned],
      ])
        if (whole === null) expect(own).toBeNull()
        else expect(own).toBeCloseTo(whole, 9)
    }
  })

  it('has folds with the figures of their own bars and trades', () => {
    const result = run(7)
    const { by_fold } = result.breakdown()
    expect(by_fold.map(({ group }) => group)).toEqual(['1', '2'])
    for (const [place, fold] of result.folds.entries()) {
      const { bars, trades, sharpe, cumReturn, maxDrawdown } = fold
      expect(by_fold[place]).toMatchObject({ bars, trades })
      expect(by_fold[place].sharpe).toBeCloseTo(sharpe ?? Number.NaN, 9)
      expect(by_fold[place].cum_return).toBeCloseTo(cumReturn ?? Number.NaN, 9)
      expect(by_fold[place].max_dd).toBeCloseTo(maxDrawdown ?? Number.NaN, 9)
    }
    const { decision, netReturn, closed } = result.trades
    const judged = [...netReturn.subarray(0, closed)].map((net, trade) => ({
      net,
      fold: decision[trade] < 500 ? 0 : 1,
    }))
    for (const place of [0, 1]) {
      const own = judged.filter(({ fold }) => fold === place)
      expect(by_fold[place].win_rate).toBeCloseTo(own.filter(({ net }) => net > 0).length / own.length, 12)
    }
  })

  it('has the hours of New York in which decisions were made, and says why daily decisions have none', () => {
    const hourly = run(7, (row) => (row % 7 === 2 ? 0.9 : 0.5)).breakdown().by_hour ?? []
    expect(hourly.map(({ group }) => group)).toEqual(['9', '10', '11', '12', '13', '14', '15'])
    expect(hourly.filter(({ trades }) => trades > 0).map(({ group }) => group)).toEqual(['11'])
    expect(run(1).breakdown()).toMatchObject({
      by_hour: null,
      by_hour_unavailable: 'decisions are daily, and have no hour',
    })
  })

  it('leaves the run as it was', () => {
    const result = run(7)
    const before = structuredClone([result.bars, result.trades, result.metrics])
    result.breakdown()
    expect([result.bars, result.trades, result.metrics]).toEqual(before)
  })
})
