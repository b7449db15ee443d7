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
import { byExecution, byFitKey, type SweepRequest } from './sweepTrials.ts'

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

/** Of one trial, in memory until the sweep ends: its settings, with what names it. */
const keptBytesPerTrial = 8_000
/** Day and return of each session, and its return once more where all variants are compared. */
const keptBytesPerSession = 20

/** Of one trial: saving it, with all others. */
const saveMs = 2

/** How long evaluations are repeated before they are timed, so that they are compiled, and then while they are. */
const evaluationMs = 150
const fewestEvaluations = 3

/**
 * Says what a sweep will take, and starts nothing: some folds of its first combination of fit settings are fitted with a
 * few rounds, some variants are evaluated on them, and the rest is reckoned from the work in it. Nothing is stored.
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
  const groups = stages.flatMap(byFitKey)
  const keys = groups.map(([{ trial }]) => trial.config)
  const workOf = workOn(dataset)
  const works = keys.map(workOf)
  const threads = Math.min(prepared.threads ?? parts.fits.threads, parts.fits.threads)
  const [first] = byExecution(groups[0])
  const probed = await probe(
    parts,
    dataset,
    first.map(({ trial }) => trial),
    { signal, threads },
  )
  const variants = works.map(({ scored }, at) => groups[at].length * (scored * probed.msPerScored + saveMs))
  return {
    trials: plan.total,
    fitKeys: keys.length,
    fits: sumOf(works, ({ fits }) => fits),
    seconds: (sumOf(works, probed.msOf) + sumOf(variants, (ms) => ms)) / 1_000,
    memoryBytes:
      sweepBytes(dataset.matrix, keys, threads) +
      plan.total * (keptBytesPerTrial + probed.sessions * keptBytesPerSession),
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
  /** Rows with a score, held out or tested, which every evaluation goes through. */
  scored: number
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
      scored: sumOf(tasks, ({ predictRows }) => predictRows.length),
    }
  }
}

/** Fits and evaluates a little of trials that share fits and execution, and tells what more of it will take. */
async function probe(
  parts: Parts,
  dataset: Dataset,
  trials: readonly Trial[],
  { signal, threads }: { signal: AbortSignal; threads: number },
) {
  const started = performance.now()
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
    const fits = await fitFolds(parts, dataset, few, { signal, threads, report: () => {} })
    return { fits, ms: performance.now() - before, work: workOf(few) }
  }
  // The first fit of a process starts threads and compiles.
  await timed(1)
  const [few, more] = [await timed(probeRounds[0]), await timed(probeRounds[1])]
  const msPerRound = Math.max(0, more.ms - few.ms) / (more.work.rounds - few.work.rounds)
  const msPerBinning = Math.max(0, few.ms - msPerRound * few.work.rounds) / few.work.binning
  const evaluate = pathsEvaluator(datasetOfHours(dataset, config.hours), more.fits, execution)
  const evaluateOne = (at: number) => evaluate({ selection: trials[at % trials.length].selection })
  const { result } = evaluateOne(0)
  meanMs(evaluateOne)
  const evaluateMs = meanMs(evaluateOne)
  return {
    ms: performance.now() - started,
    msOf: ({ binning, rounds }: Work) => msPerBinning * binning + msPerRound * rounds,
    msPerScored: evaluateMs / more.work.scored,
    sessions: result.sessions.length,
  }
}

/** Repeats work for a short time, and tells how long it takes once. */
function meanMs(work: (at: number) => void): number {
  const started = performance.now()
  for (let done = 1; ; done++) {
    work(done)
    const ms = performance.now() - started
    if (ms >= evaluationMs && done >= fewestEvaluations) return ms / done
  }
}

function sumOf<T>(all: readonly T[], value: (one: T) => number): number {
  return all.reduce((sum, one) => sum + value(one), 0)
}
