import { runSteps, type Steps } from '../steps.ts'
import { mean, sharpe, std } from './returns.ts'
import type { SessionReturns } from './sessions.ts'
import { expectedMaxSharpe } from './sharpeTests.ts'

/** How much was tried, and the Sharpe ratio per session that trying so much would show by chance. */
export interface TrialBenchmark {
  /** Every trial, to report. */
  reported: number
  /** How many independent trials those with variance are worth: between 1 and their number, 0 without any. */
  effective: number
  /** Mean pairwise correlation of the trials' session returns, not below 0. */
  meanCorrelation: number
  /** Variance of their Sharpe ratios, at least 1/T: what a worthless trial's ratio has by chance alone. */
  variance: number
  /** SR*: what the deflated Sharpe ratio is measured against. */
  expectedMaxSharpe: number
}

/**
 * The benchmark of the deflated Sharpe ratio for a run of `sessionCount` sessions among `trials`.
 *
 * Trials that resemble one another are not many. With mean correlation ρ̄, n of them count as
 * N = ρ̄ + (1 − ρ̄) n (Bailey and López de Prado, The Deflated Sharpe Ratio, 2014, appendix 3). ρ̄ needs no
 * n × n matrix: for unit vectors u, ‖Σu‖² = n + (sum of the correlations of all ordered pairs). A trial's
 * vector is its demeaned session returns, zero outside its span. A trial without variance says nothing
 * about chance and only counts as reported; with fewer than two others nothing was selected: SR* = 0.
 * Linear in the session returns of all trials.
 */
export function trialBenchmark(trials: readonly SessionReturns[], sessionCount: number): TrialBenchmark {
  return runSteps(trialBenchmarkSteps(trials, sessionCount))
}

/** The same in steps of a trial. */
export function* trialBenchmarkSteps(
  trials: readonly SessionReturns[],
  sessionCount: number,
): Steps<TrialBenchmark> {
  const all: (number | null)[] = []
  for (const { returns } of trials) {
    all.push(sharpe(returns))
    yield
  }
  const varying = trials.filter((_, place) => all[place] !== null)
  const count = varying.length
  const ratios = Float64Array.from(all.filter((ratio) => ratio !== null))
  const variance = Math.max((std(ratios) ?? 0) ** 2, 1 / sessionCount)
  const meanCorrelation =
    count < 2 ? 0 : Math.max(0, ((yield* squaredNormOfSum(varying)) - count) / (count * (count - 1)))
  const effective = count < 2 ? count : meanCorrelation + (1 - meanCorrelation) * count
  return {
    reported: trials.length,
    effective,
    meanCorrelation,
    variance,
    expectedMaxSharpe: count < 2 ? 0 : expectedMaxSharpe(variance, effective),
  }
}

/** ‖Σu‖² over the trials' unit vectors. Sessions are days, so that a dense array over the span is small. */
function* squaredNormOfSum(trials: readonly SessionReturns[]): Steps<number> {
  const first = Math.min(...trials.map(({ sessions }) => sessions[0]))
  const last = Math.max(...trials.map(({ sessions }) => sessions[sessions.length - 1]))
  const sum = new Float64Array(last - first + 1)
  for (const { sessions, returns } of trials) {
    const average = mean(returns) ?? 0
    let squares = 0
    for (const value of returns) squares += (value - average) * (value - average)
    const length = Math.sqrt(squares)
    for (let row = 0; row < sessions.length; row++)
      sum[sessions[row] - first] += (returns[row] - average) / length
    yield
  }
  return sum.reduce((total, value) => total + value * value, 0)
}
