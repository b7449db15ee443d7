import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { expectedShortfall95 } from '../../src/core/statistics/expectedShortfall.ts'
import { overfitting } from '../../src/core/statistics/overfitting.ts'
import {
  annualisedSharpe,
  annualisedSortino,
  cagr,
  calmar,
  downsideDeviation,
  kurtosis,
  maxDrawdown,
  mean,
  sharpe,
  skewness,
  sortino,
  std,
  totalReturn,
  winRate,
} from '../../src/core/statistics/returns.ts'
import {
  deflatedSharpe,
  expectedMaxSharpe,
  minTrackRecordLength,
  probabilisticSharpe,
  sharpeSample,
} from '../../src/core/statistics/sharpeTests.ts'

interface Series {
  name: string
  returns: number[]
  expect: Record<string, number | null>
}
interface DsrCase {
  name: string
  sharpe: number
  T: number
  skew: number
  kurtosis: number
  sharpe_var: number
  trials: number
  sr_star: number
  dsr: number
  psr_0: number
  min_trl_sr_star_95: number
}
interface PboCase {
  S: number
  rows_used: number
  combinations: number
  pbo: number
  logit_mean: number
  logit_median: number
  prob_oos_loss: number
  mean_is_sharpe: number
  mean_oos_sharpe: number
  degradation_slope: number
  logits_first_20?: number[]
}
interface MatrixCase {
  name: string
  N: number
  sharpe: number[]
  best_column: number
  sharpe_var_ddof1: number
  sr_star: number
  skew_best: number
  kurtosis_best: number
  dsr: number
  pbo: PboCase[]
}
interface Golden {
  series: Series[]
  dsr_cases: DsrCase[]
  matrix_cases: MatrixCase[]
}

const folder = new URL('../fixtures/golden/', import.meta.url)
const golden: Golden = JSON.parse(readFileSync(new URL('statistics.json', folder), 'utf8'))
const { matrices }: { matrices: Record<string, number[][]> } = JSON.parse(
  readFileSync(new URL('pbo_matrices.json', folder), 'utf8'),
)

/** Sharper than the golden files ask: relative to the value itself, but for values that are nearly 0. */
function expectClose(got: number | null, want: number | null, what: string): void {
  if (want === null || got === null) expect(got, what).toBe(want)
  else
    expect(Math.abs(got - want), `${what}: got ${got}, want ${want}`).toBeLessThanOrEqual(
      1e-9 * Math.max(Math.abs(want), 1e-3),
    )
}

describe('statistics of the golden series', () => {
  it.each(golden.series)('it meets every figure of "$name"', ({ returns, expect: want }) => {
    const series = Float64Array.from(returns)
    const shortfall = expectedShortfall95(series)
    const sample = sharpeSample(series)
    const got: Record<string, number | null> = {
      n: series.length,
      mean: mean(series),
      std: std(series),
      sharpe: sharpe(series),
      sharpe_annual: annualisedSharpe(series, 252),
      downside_deviation: downsideDeviation(series),
      sortino: sortino(series),
      sortino_annual: annualisedSortino(series, 252),
      total_return: totalReturn(series),
      cagr: cagr(series, 252),
      max_drawdown: maxDrawdown(series),
      calmar: calmar(series, 252),
      es95: shortfall?.value ?? null,
      es95_count: shortfall?.count ?? null,
      win_rate: winRate(series),
      skew: skewness(series),
      kurtosis: kurtosis(series),
      psr_0: probabilisticSharpe(sample),
      psr_0_05: probabilisticSharpe(sample, 0.05),
      min_trl_0_95: minTrackRecordLength(sample),
      min_trl_0_05_95: minTrackRecordLength(sample, 0.05),
    }
    expect(Object.keys(got).sort()).toEqual(Object.keys(want).sort())
    for (const [name, value] of Object.entries(want)) expectClose(got[name], value, name)
  })
})

describe('deflated Sharpe ratio of the golden cases', () => {
  it.each(golden.dsr_cases)('it meets "$name"', (given) => {
    const sample = { sharpe: given.sharpe, count: given.T, skewness: given.skew, kurtosis: given.kurtosis }
    const benchmark = expectedMaxSharpe(given.sharpe_var, given.trials)
    expectClose(benchmark, given.sr_star, 'sr_star')
    expectClose(
      deflatedSharpe(sample, { variance: given.sharpe_var, trials: given.trials }),
      given.dsr,
      'dsr',
    )
    expectClose(probabilisticSharpe(sample), given.psr_0, 'psr_0')
    expectClose(minTrackRecordLength(sample, benchmark), given.min_trl_sr_star_95, 'min_trl')
  })
})

describe.each(golden.matrix_cases)('overfitting of the golden matrix $name', (given) => {
  const rows = matrices[given.name]
  const columns = given.sharpe.map((_, column) => Float64Array.from(rows, (row) => row[column]))
  const ratios = columns.map(sharpe)

  it('meets the Sharpe ratio of every column and the deflated one of the best', () => {
    given.sharpe.forEach((want, column) => {
      expectClose(ratios[column], want, `column ${column}`)
    })
    const variance = (std(Float64Array.from(given.sharpe)) ?? Number.NaN) ** 2
    expectClose(variance, given.sharpe_var_ddof1, 'variance')
    expectClose(expectedMaxSharpe(variance, given.N), given.sr_star, 'sr_star')
    const best = sharpeSample(columns[given.best_column])
    expectClose(best?.skewness ?? null, given.skew_best, 'skew')
    expectClose(best?.kurtosis ?? null, given.kurtosis_best, 'kurtosis')
    expectClose(deflatedSharpe(best, { variance, trials: given.N }), given.dsr, 'dsr')
  })

  it.each(given.pbo)('meets every figure with $S blocks', (want) => {
    const got = overfitting(columns, want.S)
    if (got === null) throw new Error('no result')
    expect(got.rows).toBe(want.rows_used)
    expect(got.combinations).toBe(want.combinations)
    expectClose(got.pbo, want.pbo, 'pbo')
    expect(Math.round(got.pbo * got.combinations)).toBe(Math.round(want.pbo * want.combinations))
    expectClose(got.oosLossProbability, want.prob_oos_loss, 'prob_oos_loss')
    expectClose(got.degradationSlope, want.degradation_slope, 'degradation_slope')
    expectClose(got.meanInSampleSharpe, want.mean_is_sharpe, 'mean_is_sharpe')
    expectClose(got.meanOutOfSampleSharpe, want.mean_oos_sharpe, 'mean_oos_sharpe')
    expectClose(mean(got.logits), want.logit_mean, 'logit_mean')
    const sorted = got.logits.slice().sort()
    const middle = sorted.length / 2
    expectClose((sorted[middle - 1] + sorted[middle]) / 2, want.logit_median, 'logit_median')
    want.logits_first_20?.forEach((logit, split) => {
      expectClose(got.logits[split], logit, `logit ${split}`)
    })
  })
})
