import { describe, expect, it } from 'vitest'
import { type BacktestConfig, defaultBacktestConfig } from '../../../src/core/backtest/config.ts'
import { planFinalFit, planFits } from '../../../src/core/backtest/fits.ts'
import { deadFeatures } from '../../../src/core/backtest/learnable.ts'
import { barsOf, datasetOf, randomWalk } from './builders.ts'

const config: BacktestConfig = { ...defaultBacktestConfig, splits: 2, innerFolds: 2 }

function withFeatures(rows: number, ...columns: ((row: number) => number)[]) {
  const { open, close } = randomWalk(rows, 2)
  const dataset = datasetOf(barsOf(open, close), 1)
  const features = columns.map((cell, i) => ({
    name: `f${i}`,
    values: Float64Array.from({ length: rows }, (_, row) => cell(row)),
  }))
  return { ...dataset, matrix: { ...dataset.matrix, features } }
}

describe('planning fits', () => {
  const plans = [
    (dataset: ReturnType<typeof withFeatures>) => planFits(dataset, config),
    (dataset: ReturnType<typeof withFeatures>) => planFinalFit(dataset, config, { withInner: false }),
  ]

  it.each(plans)('refuses features that are the same in every row, or missing in all', (plan) => {
    const dataset = withFeatures(
      60,
      () => 3,
      () => Number.NaN,
    )
    expect(() => plan(dataset)).toThrow(/has no feature that differs between rows \(f0, f1\)/)
    expect(() => plan(dataset)).toThrow(expect.objectContaining({ code: 'UNPROCESSABLE' }))
  })

  it.each(plans)('takes a feature that is present or missing, and one that varies beside others', (plan) => {
    expect(() => plan(withFeatures(60, (row) => (row % 2 ? 3 : Number.NaN)))).not.toThrow()
    expect(() =>
      plan(
        withFeatures(
          60,
          () => 3,
          (row) => row % 5,
        ),
      ),
    ).not.toThrow()
  })

  it.each(plans)('refuses infinite values, naming every column that has one', (plan) => {
    const dataset = withFeatures(
      60,
      (row) => (row === 7 ? Infinity : row),
      (row) => row % 3,
      (row) => (row === 59 ? -1e39 : row % 4),
    )
    expect(() => plan(dataset)).toThrow(
      'f0: row 8 holds Infinity, expected a number within ±3.4e38; f2: row 60 holds -1e+39',
    )
    expect(() => plan(dataset)).toThrow(expect.objectContaining({ code: 'INVALID_PARAM' }))
  })

  it('refuses fewer rows than two leaves need', () => {
    const plan = (rows: number, minChildWeight: number) =>
      planFinalFit(
        withFeatures(rows, (row) => row % 3),
        { ...config, booster: { minChildWeight } },
        {
          withInner: false,
        },
      )
    // the last row has no label
    expect(() => plan(8, 1)).toThrow('has 7 labelled rows, and a tree needs 8: two leaves of 4')
    expect(() => plan(9, 1)).not.toThrow()
    expect(() => plan(60, 10)).toThrow('has 59 labelled rows, and a tree needs 80: two leaves of 40')
    expect(() => plan(60, 0)).not.toThrow()
  })
})

describe('deadFeatures', () => {
  it('compares as trees do: in float32, 0 and -0 alike', () => {
    const rows = Int32Array.of(0, 1)
    const named = (...values: number[]) => ({ name: values.join('/'), values: Float64Array.from(values) })
    const features = [
      named(1, 1 + 1e-12),
      named(0, -0),
      named(1, Number.NaN),
      named(1, 2),
      named(Number.NaN, Number.NaN),
    ]
    expect(deadFeatures(features, rows)).toEqual(['1/1.000000000001', '0/0', 'NaN/NaN'])
  })
})
