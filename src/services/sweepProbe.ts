import {
  type BacktestConfig,
  datasetOfHours,
  type FitTask,
  pathsEvaluator,
  planFits,
} from '../core/backtest/index.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { alignSessions, type SessionReturns } from '../core/statistics/sessions.ts'
import { stationaryResamples } from '../core/statistics/stationaryBootstrap.ts'
import { leastRows, superiorAbility } from '../core/statistics/superiorAbility.ts'
import { runSteps } from '../core/steps.ts'
import { fitWork } from '../jobs/fitWork.ts'
import type { Trial } from './backtestRequest.ts'
import { fitFolds } from './fitModels.ts'
import type { Parts } from './parts.ts'
import { judgeSweep } from './sweepOverfitting.ts'
import { fitRates, type SweepRates, type SweepWorkload, sumOf } from './sweepReckoning.ts'

/** Rounds of the two timed fits of a probe: what does not grow with them is binning. */
const probeRounds = { few: 2, more: 7 }

/** How often each fit is timed. The least counts: whatever else the machine does only adds to a time. */
const fitRepeats = 3

/** How long evaluations are repeated before they are timed, so that they are compiled, and then while they are. */
const evaluationMs = 60
const fewestEvaluations = 3
const evaluationRepeats = 3

/** Variants that are compared with each other, and how often. */
const compared = 6
const comparisonRepeats = 3

/** The work in the fits of a config. */
export interface ConfigWork extends SweepWorkload {
  fits: number
  /** That its variants have returns of, out of sample. */
  sessions: number
}

/** Reckons the fits of a config. Folds are cut once for all configs that differ in how trees grow alone. */
export function workOn({ matrix, ...rest }: Dataset): (config: BacktestConfig) => ConfigWork {
  const known = new Map<string, { tasks: FitTask[]; sessions: number }>()
  const cut = (config: BacktestConfig) => {
    const { plans, tasks } = planFits({ matrix, ...rest }, config)
    const sessions = new Set<number>()
    for (const { testRows } of plans) for (const row of testRows) sessions.add(matrix.session[row])
    return { tasks, sessions: sessions.size }
  }
  return (config) => {
    const { booster, seed: _, calibration: __, ...folds } = config
    const key = canonicalJson(folds)
    const { tasks, sessions } = known.get(key) ?? cut(config)
    known.set(key, { tasks, sessions })
    const columns = (config.features ?? matrix.features).length
    const works = tasks.map((task) => fitWork({ ...task, params: { ...task.params, ...booster } }, columns))
    return {
      fits: tasks.length,
      binning: sumOf(works, ({ binning }) => binning),
      rounds: sumOf(works, ({ round, rounds }) => round * rounds),
      scored: sumOf(tasks, ({ predictRows }) => predictRows.length),
      sessions,
    }
  }
}

/**
 * Fits and evaluates a little of trials that share fits and execution, compares some variants, and tells what each of
 * these costs. Nothing is stored.
 *
 * @param sessions that the variants of the sweep have returns of
 */
export async function probeSweep(
  parts: Parts,
  dataset: Dataset,
  trials: readonly Trial[],
  { sessions, signal, threads }: { sessions: number; signal: AbortSignal; threads: number },
): Promise<SweepRates> {
  const [{ config, execution }] = trials
  const { cpcv: _, ...folds } = config
  const workOf = workOn(dataset)
  const timed = async (rounds: number) => {
    const few = {
      ...folds,
      splits: Math.min(2, config.splits),
      innerFolds: 2,
      booster: { ...config.booster, rounds },
    }
    const before = performance.now()
    const manner = { threads, inThreads: true, scoresOnly: true }
    const scores = await fitFolds(parts, dataset, few, { signal, ...manner, report: () => {} })
    return { scores, ms: performance.now() - before, ...workOf(few) }
  }
  // The first fit of a process starts threads and compiles.
  await timed(1)
  let few = await timed(probeRounds.few)
  let more = await timed(probeRounds.more)
  for (let done = 1; done < fitRepeats; done++) {
    few = quicker(few, await timed(probeRounds.few))
    more = quicker(more, await timed(probeRounds.more))
  }
  const evaluate = pathsEvaluator(datasetOfHours(dataset, config.hours), more.scores, execution)
  const evaluateOne = (at: number) => evaluate({ selection: trials[at % trials.length].selection }).result
  // Positions that are those of the variant before are not traded again.
  const inTurns = (at: number) => (at % 2 === 0 ? evaluateOne(at / 2) : evaluate({ selection: half }))
  meanMs(inTurns)
  const means = Array.from({ length: evaluationRepeats }, () => meanMs(inTurns))
  const evaluateMs = Math.min(...means)
  const returns = Array.from({ length: compared }, (_, at) => evaluateOne(at).sessionReturns)
  return {
    ...fitRates(few, more),
    msPerScored: evaluateMs / more.scored,
    ...comparisonRates(
      returns.map((one, place) => repeated(one, sessions, place)),
      config.seed,
    ),
  }
}

const half = { kind: 'top_pct', topPct: 0.5 } as const

const quicker = <T extends { ms: number }>(one: T, other: T): T => (other.ms < one.ms ? other : one)

/** Returns of a few sessions, repeated until there are so many. Each variant's are a little different: equal ones cost less. */
function repeated(returns: Float64Array, sessions: number, place: number): SessionReturns {
  return {
    sessions: Int32Array.from({ length: sessions }, (_, at) => at),
    returns: Float64Array.from({ length: sessions }, (_, at) => returns[at % returns.length] + place * 1e-9),
  }
}

/** What it costs to tell how far luck goes in explaining the best of some variants. */
function comparisonRates(
  variants: readonly SessionReturns[],
  seed: number,
): Pick<SweepRates, 'comparisonMs' | 'msPerCompared'> {
  const rows = variants[0].sessions.length
  const isTested = rows >= leastRows
  const started = performance.now()
  const resamples = isTested && stationaryResamples(rows, seed)
  const comparisonMs = performance.now() - started
  let least = Number.POSITIVE_INFINITY
  for (let done = 0; done < comparisonRepeats; done++) {
    const before = performance.now()
    if (resamples) superiorAbility(alignSessions(variants).columns, resamples)
    runSteps(judgeSweep(variants))
    least = Math.min(least, performance.now() - before)
  }
  return { comparisonMs, msPerCompared: least / variants.length }
}

/** Repeats work for a short time, and tells how long it takes once, with its share of collecting garbage. */
function meanMs(work: (at: number) => void): number {
  const started = performance.now()
  for (let done = 1; ; done++) {
    work(done)
    const ms = performance.now() - started
    if (ms >= evaluationMs && done >= fewestEvaluations) return ms / done
  }
}
