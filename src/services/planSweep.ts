import {
  type BacktestConfig,
  datasetOfHours,
  type FitTask,
  pathsEvaluator,
  planFits,
} from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { Dataset } from '../core/matrix/matrix.ts'
import { fitWork } from '../jobs/fitWork.ts'
import type { Trial } from './backtestRequest.ts'
import { fitFolds } from './fitModels.ts'
import type { Parts } from './parts.ts'
import { prepareSweep } from './prepareSweep.ts'
import { sweepBytes } from './sweepMemory.ts'
import { byFitKey, type SweepRequest } from './sweepTrials.ts'

/** What a sweep will take, from a short probe on this machine. */
export interface SweepEstimate {
  trials: number
  /** Combinations of fit settings, each fitted once. */
  fitKeys: number
  /** Models, over all folds and inner folds. */
  fits: number
  seconds: number
  /** Peak of the process. */
  memoryBytes: number
  /** Rows of the database. */
  diskBytes: number
  probeMs: number
  threads: number
  warnings: string[]
}

/** Rounds of the two timed fits of a probe: what does not grow with them is binning. */
const probeRounds = [2, 7] as const

/** Of one trial: its run, folds, place in the sweep and trial of the ledger, as they were measured. */
const bytesPerTrial = 14_000
/** Day and return of each session, in a trial of the ledger. */
const bytesPerSession = 12

/** Of one trial: saving it, with all others. */
const saveMs = 2

/**
 * Says what a sweep will take, and starts nothing: some folds of its first combination of fit settings are fitted with a
 * few rounds, a variant is evaluated on them, and the rest is reckoned from the work in it. Nothing is stored.
 */
export async function planSweep(
  parts: Parts,
  request: SweepRequest,
  signal: AbortSignal,
): Promise<SweepEstimate> {
  if (request.matrix) {
    const issue = 'names a matrix that a sweep builds first; a plan builds nothing'
    const [field] = Object.keys(request.matrix)
    throw invalidParam([{ field, issue }], { next: 'build it with sigma build, then leave this out' })
  }
  const { data, plan, warnings, ...prepared } = await prepareSweep(parts, request)
  const { dataset } = data
  const stages = Array.from({ length: plan.stages }, (_, stage) => plan.stage(stage, new Map()))
  const keys = stages.flatMap((trials) => byFitKey(trials).map(([{ trial }]) => trial.config))
  const workOf = workOn(dataset)
  const works = keys.map(workOf)
  const threads = Math.min(prepared.threads ?? parts.fits.threads, parts.fits.threads)
  const probed = await probe(parts, dataset, stages[0][0].trial, { signal, threads })
  return {
    trials: plan.total,
    fitKeys: keys.length,
    fits: sumOf(works, ({ fits }) => fits),
    seconds: (sumOf(works, probed.msOf) + plan.total * (probed.evaluateMs + saveMs)) / 1_000,
    memoryBytes: sweepBytes(dataset.matrix, keys, threads),
    diskBytes: plan.total * (bytesPerTrial + probed.sessions * bytesPerSession),
    probeMs: probed.ms,
    threads,
    warnings,
  }
}

/** The work in some fits. */
interface Work {
  fits: number
  binning: number
  rounds: number
}

/** Reckons the fits of a config. Folds are cut once for all configs that differ in how trees grow alone. */
function workOn({ matrix, ...rest }: Dataset): (config: BacktestConfig) => Work {
  const known = new Map<string, FitTask[]>()
  return (config) => {
    const { booster, seed: _, calibration: __, ...folds } = config
    const key = canonicalJson(folds)
    const tasks = known.get(key) ?? planFits({ matrix, ...rest }, config).tasks
    known.set(key, tasks)
    const columns = (config.features ?? matrix.features).length
    const works = tasks.map((task) => fitWork({ ...task, params: { ...task.params, ...booster } }, columns))
    return {
      fits: tasks.length,
      binning: sumOf(works, ({ binning }) => binning),
      rounds: sumOf(works, ({ round, rounds }) => round * rounds),
    }
  }
}

/** Fits and evaluates a little of a trial, and tells what more of it will take. */
async function probe(
  parts: Parts,
  dataset: Dataset,
  { config, selection, execution }: Trial,
  { signal, threads }: { signal: AbortSignal; threads: number },
) {
  const started = performance.now()
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
    const fits = await fitFolds(parts, dataset, few, { signal, threads, report: () => {} })
    return { fits, ms: performance.now() - before, work: workOf(few) }
  }
  // The first fit of a process starts threads and compiles.
  await timed(1)
  const [few, more] = [await timed(probeRounds[0]), await timed(probeRounds[1])]
  const msPerRound = Math.max(0, more.ms - few.ms) / (more.work.rounds - few.work.rounds)
  const msPerBinning = Math.max(0, few.ms - msPerRound * few.work.rounds) / few.work.binning
  const evaluate = pathsEvaluator(datasetOfHours(dataset, config.hours), more.fits, execution)
  const before = performance.now()
  const { result } = evaluate({ selection })
  const ended = performance.now()
  return {
    ms: ended - started,
    msOf: ({ binning, rounds }: Work) => msPerBinning * binning + msPerRound * rounds,
    evaluateMs: ended - before,
    sessions: result.sessions.length,
  }
}

function sumOf<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((sum, one) => sum + value(one), 0)
}
