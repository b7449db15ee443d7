import { describe, expect, it } from 'vitest'
import { defaultExecution, type Execution, type Variant } from '../../../src/core/backtest/config.ts'
import { evaluateVariant } from '../../../src/core/backtest/evaluate.ts'
import type { FoldScores } from '../../../src/core/backtest/scores.ts'
import { chooseByHour, type FoldTrials, type InnerTrials } from '../../../src/core/backtest/threshold.ts'
import { barsOf, datasetOf, foldOf, randomOf, range } from './builders.ts'

const free: Execution = { ...defaultExecution, slippageBps: 0 }
const thresholds = [0.5, 0.6, 0.7]
const variant = (perHour?: 'sharpe' | 'cum_ret' | 'trades'): Variant => ({
  selection: { kind: 'thresholds', thresholds, ...(perHour && { perHour }) },
})

type Tried = Record<number, [trades: number, sharpe: number | null, cumRet: number]>

function trialsOf(rows: number, results: Tried): InnerTrials {
  return {
    rows,
    of: (thr) => ({
      fold: 0,
      thr,
      trades: results[thr][0],
      sharpe: results[thr][1],
      cum_ret: results[thr][2],
    }),
  }
}

function foldTrials(hours: Record<number, [rows: number, results: Tried]>): FoldTrials {
  const listed = Object.entries(hours).map(([hour, [rows, results]]) => ({
    hour: Number(hour),
    ...trialsOf(rows, results),
  }))
  return { ...trialsOf(0, {}), byHour: () => listed }
}

const hourEt = new Int8Array(0)

describe('the choice of a threshold for each hour', () => {
  const trials = foldTrials({
    10: [3_000, { 0.5: [90, 1, 0.3], 0.6: [30, 2, 0.2], 0.7: [29, 9, 9] }],
    11: [100, { 0.5: [12, 1, 0.1], 0.6: [11, 1, 0.4], 0.7: [9, 9, 9] }],
    12: [100, { 0.5: [9, 1, 1], 0.6: [2, 2, 2], 0.7: [0, null, 0] }],
  })
  const levels = (measure: 'sharpe' | 'cum_ret' | 'trades') => {
    const { rule } = chooseByHour(trials, thresholds, measure, hourEt)
    return rule.kind === 'by_hour' ? rule.levels.map(({ hour, level }) => [hour, level]) : rule.kind
  }

  it('takes the best with 10 trades and 1 % of the rows of its hour, the lower one on a tie', () => {
    expect(levels('sharpe')).toEqual([
      [10, 0.6],
      [11, 0.5],
      [12, null],
    ])
  })

  it('goes by the measure asked for', () => {
    expect(levels('cum_ret')).toEqual([
      [10, 0.5],
      [11, 0.6],
      [12, null],
    ])
    expect(levels('trades')).toEqual([
      [10, 0.5],
      [11, 0.5],
      [12, null],
    ])
  })

  it('says of an hour without an eligible one why it stays flat, and marks what was chosen', () => {
    const { rule, reason, results } = chooseByHour(trials, thresholds, 'sharpe', hourEt)
    const noon = rule.kind === 'by_hour' ? rule.levels[2] : null
    expect(noon?.reason).toBe('no threshold has 10 trades in the training part; the most is 9')
    expect(reason, 'other hours trade').toBeNull()
    expect(results.filter(({ chosen }) => chosen).map(({ thr }) => thr)).toEqual([0.6, 0.5])
    expect(results).toHaveLength(9)
  })

  it('keeps the fold flat, with a reason, when no hour has one', () => {
    const none = foldTrials({ 10: [100, { 0.5: [1, 1, 1], 0.6: [1, 1, 1], 0.7: [1, 1, 1] }] })
    expect(chooseByHour(none, thresholds, 'sharpe', hourEt).reason).toContain('no hour')
  })

  it('is one choice for all rows where these have no hour', () => {
    const daily = {
      ...trialsOf(100, { 0.5: [20, 1, 0.1], 0.6: [20, 0.5, 0.4], 0.7: [20, 0, 0] }),
      byHour: () => [],
    }
    expect(chooseByHour(daily, thresholds, 'cum_ret', null).rule).toEqual({ kind: 'threshold', level: 0.6 })
  })
})

/** Sessions of three hours, the first half for training. Scores and prices are chance, so that choices differ. */
function intraday(): { folds: FoldScores[]; dataset: ReturnType<typeof datasetOf> } {
  const random = randomOf(5)
  const count = 1_200
  const price = Array.from({ length: count + 1 }, () => 100 + 5 * random())
  const bars = barsOf(price.slice(0, count), price.slice(1), 3)
  const scores = (rows: number) => Array.from({ length: rows }, () => 0.2 + 0.6 * random())
  const half = count / 2
  const folds = [foldOf(range(0, half), scores(half), range(half, count), scores(half))]
  return { folds, dataset: datasetOf(bars) }
}

describe('a run with a threshold for each hour', () => {
  const { folds, dataset } = intraday()
  const { hourEt: hours } = dataset.matrix
  if (hours === null) throw new Error('the bars are intraday')
  const run = evaluateVariant(dataset, folds, variant('sharpe'), free)
  const [{ byHour = [] }] = run.folds

  it('chooses for an hour what a run of that hour alone would', () => {
    const alone = [9, 10].map((hour) =>
      evaluateVariant(dataset, folds, { ...variant(), hours: [hour] }, free),
    )
    expect(byHour.map(({ hour, level }) => [hour, level]).slice(0, 2)).toEqual([
      [9, alone[0].folds[0].threshold],
      [10, alone[1].folds[0].threshold],
    ])
    const tried = run.thresholdResults.filter(({ hour }) => hour === 9)
    expect(tried.map(({ hour: _, ...result }) => result)).toEqual(alone[0].thresholdResults)
    expect(new Set(byHour.map(({ level }) => level)).size, 'hours that differ').toBeGreaterThan(1)
  })

  it('trades each test row by the threshold of its own hour', () => {
    const levelOf = new Map(byHour.map(({ hour, level }) => [hour, level]))
    const [{ test }] = folds
    const wanted = Array.from(run.decisions.row, (row, index) => {
      const level = levelOf.get(hours[row]) ?? Number.POSITIVE_INFINITY
      const larger = Math.max(test.up[index], test.down[index])
      return larger >= level ? Math.sign(test.up[index] - test.down[index]) : 0
    })
    // Minus zero is zero.
    expect(Array.from(run.decisions.position, (size) => size + 0)).toEqual(wanted)
  })

  it('keeps the hour flat in which a session can not be traded any more', () => {
    // The last bar of a session has no later one to be filled in.
    expect(byHour[2]).toMatchObject({ hour: 11, level: null })
    expect(byHour[2].reason).toContain('the most is 0')
  })

  it('keeps an hour flat that the training part does not have', () => {
    const early = folds.map((fold) => {
      const kept = fold.innerRows.filter((row) => hours[row] !== 9)
      const up = fold.inner.up.filter((_, index) => hours[fold.innerRows[index]] !== 9)
      return { ...fold, inner: { up, down: up.map((value) => 1 - value) }, innerRows: kept }
    })
    const unseen = evaluateVariant(dataset, early, variant('sharpe'), free)
    expect(unseen.folds[0].byHour?.[0]).toEqual({
      hour: 9,
      level: null,
      reason: 'the training part has no row of it',
    })
    const positions = [...unseen.decisions.position].filter((_, at) => hours[unseen.decisions.row[at]] === 9)
    expect(new Set(positions)).toEqual(new Set([0]))
  })

  it('chooses the same whatever happens in the test block', () => {
    const { bars } = dataset
    if (bars === null) throw new Error('the dataset has bars')
    const later = (values: Float64Array) => values.map((value, row) => (row < 600 ? value : 2 * value + row))
    const changed = { ...dataset, bars: { ...bars, open: later(bars.open), close: later(bars.close) } }
    const again = evaluateVariant(changed, folds, variant('sharpe'), free)
    expect(again.folds[0].byHour).toEqual(byHour)
    expect(again.thresholdResults).toEqual(run.thresholdResults)
  })
})
