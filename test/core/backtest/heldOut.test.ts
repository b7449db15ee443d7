import { describe, expect, it } from 'vitest'
import { type BacktestConfig, defaultBacktestConfig } from '../../../src/core/backtest/config.ts'
import { featureColumns, planFinalFit, planFits, runFit } from '../../../src/core/backtest/fits.ts'
import { joinShuffles } from '../../../src/core/backtest/heldOut.ts'
import { assembleFinal } from '../../../src/core/backtest/scores.ts'
import { logLoss } from '../../../src/core/statistics/classification.ts'
import { barsOf, datasetOf, randomOf, randomWalk } from './builders.ts'

const quick: BacktestConfig = {
  ...defaultBacktestConfig,
  innerFolds: 3,
  booster: { rounds: 12, depth: 2 },
}

/** A feature that tells the label, one that does not, and a weekday that tells it for half of the days. */
function learnable(rows: number) {
  const { open, close } = randomWalk(rows, 21)
  const dataset = datasetOf(barsOf(open, close), 1)
  const random = randomOf(22)
  const sign = dataset.matrix.retFwd.map((value) => (value > 0 ? 1 : -1))
  const features = [
    { name: 'noise', values: sign.map(() => random()) },
    { name: 'signal', values: sign.map((value) => value + (random() - 0.5) * 4) },
    { name: 'day', values: sign.map((value, row) => (value > 0 ? row % 2 : 2 + (row % 3))) },
  ]
  return { ...dataset, matrix: { ...dataset.matrix, features } }
}

function fitFinal(config: BacktestConfig, withInner: boolean, rows = 400) {
  const dataset = learnable(rows)
  const columns = featureColumns(dataset.matrix, null)
  const { plan, tasks } = planFinalFit(dataset, config, { withInner })
  const results = tasks.map((task) => runFit(columns, task))
  return { plan, tasks, final: assembleFinal(plan, results.reverse(), 'none') }
}

describe('a final fit', () => {
  it('shuffles the rows of its inner tests, which the scoring model has not seen', () => {
    const { plan, tasks, final } = fitFinal(quick, true)
    const { shuffled, classes, rows, raw } = final
    expect(tasks.map(({ shuffle }) => shuffle?.rows)).toEqual([
      ...plan.inner.map(({ test }) => test),
      undefined,
    ])
    expect(shuffled).toMatchObject({ basis: 'out_of_fold', rows: rows.length, repeats: 5 })
    const labels = Float64Array.from(rows, (row) => classes.ofRow[row])
    expect(shuffled?.loss).toBeCloseTo(logLoss(labels, raw, 2), 6)
    const [noise, signal, day] = shuffled?.increase ?? []
    expect(signal).toBeGreaterThan(0.02)
    expect(day).toBeGreaterThan(signal)
    expect(Math.abs(noise)).toBeLessThan(0.02)
    expect(Math.min(...(shuffled?.spread ?? []))).toBeGreaterThanOrEqual(0)
  })

  it('shuffles the columns of a category as the one feature that they are', () => {
    const config: BacktestConfig = { ...quick, preprocessing: { scaling: 'robust', oneHot: ['day'] } }
    const { shuffled, booster } = fitFinal(config, true).final
    expect(booster.features).toBe(7)
    expect(shuffled?.increase).toHaveLength(3)
    expect(shuffled?.increase[2]).toBeGreaterThan(0.1)
  })

  it('without inner splits shuffles the rows that early stopping watched, or none', () => {
    const stopping = { ...quick, earlyStopping: { rounds: 4, share: 0.25 } }
    const { tasks, final } = fitFinal(stopping, false)
    expect(tasks[0].shuffle?.rows).toEqual(tasks[0].validation?.rows)
    expect(final.shuffled).toMatchObject({ basis: 'held_out', rows: tasks[0].validation?.rows.length })
    expect(fitFinal(quick, false).final.shuffled).toBeNull()
  })

  it('shuffles at most 1,000 rows of a fit, spread over all of them', () => {
    const { tasks } = planFinalFit(learnable(7000), quick, { withInner: true })
    const [{ shuffle, predictRows }] = tasks
    expect(shuffle?.rows).toHaveLength(1000)
    expect(shuffle?.rows[0]).toBe(predictRows[0])
    expect(shuffle?.rows.at(-1)).toBeGreaterThan(predictRows[predictRows.length - 9])
  })
})

describe('the fits of a backtest', () => {
  it('shuffle nothing', () => {
    const { tasks } = planFits(learnable(400), quick)
    expect(tasks.filter(({ shuffle }) => shuffle)).toEqual([])
  })
})

describe('joinShuffles', () => {
  it('weighs each fit by its rows', () => {
    const one = { rows: 100, loss: 0.5, increases: Float64Array.of(0.1, 0.2, 0.3, 0.4, 0.5) }
    const other = { rows: 300, loss: 0.7, increases: Float64Array.of(0.5, 0.4, 0.3, 0.2, 0.1) }
    const joined = joinShuffles([one, other], 'out_of_fold')
    expect(joined?.rows).toBe(400)
    expect(joined?.loss).toBeCloseTo(0.65)
    expect(joined?.increase[0]).toBeCloseTo(0.3)
    // by repeat 0.4, 0.35, 0.3, 0.25, 0.2: a standard deviation of 0.05 times the root of 2.5
    expect(joined?.spread[0]).toBeCloseTo(0.05 * Math.sqrt(2.5))
    expect(joinShuffles([], 'held_out')).toBeNull()
  })
})
