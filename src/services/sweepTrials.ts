import {
  type BacktestResult,
  checkBrackets,
  checkConfig,
  checkVariant,
  planFits,
  rowsWithMomentum,
  type Variant,
} from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { plainConfig, type RunRequest, type Trial, trialSha } from './backtestRequest.ts'
import type { PreparedData } from './preparedData.ts'
import { executionOf, fitConfig } from './runSettings.ts'
import type { Subject } from './subject.ts'
import { combinations, type FitAxes, fitAxes } from './sweepAxes.ts'

export interface SweepRequest extends RunRequest, FitAxes {
  thresholdSets?: number[][]
  topPcts?: number[]
  momentumGates?: boolean[]
}

const mostVariants = 5_000

/** Combinations of fit settings and gates that are looked at, to find which of them are the same. */
const mostCombinations = 20_000

const defaultThresholdSets = [
  [0.5, 0.52, 0.54],
  [0.55, 0.6, 0.65],
]

/**
 * Hours × splits × calibration × hyperparameters × features × momentum gate × (threshold sets, then shares), in this
 * order, each variant once.
 */
export function trialsOf(subject: Subject, data: PreparedData, request: SweepRequest): PlacedTrial[] {
  const selections = selectionsOf(request)
  const gates = request.momentumGates ?? [request.momentumGate]
  const axes = fitAxes(request)
  checkCount(
    axes.reduce((product, { length }) => product * length, gates.length),
    mostCombinations,
  )
  const trials = combinations(axes).flatMap((fit) => {
    const config = fitConfig(subject, { ...request, ...fit }, data)
    return gates.flatMap((momentumGate) => {
      const execution = executionOf(subject, { ...request, momentumGate }, data)
      return selections.map((selection): Trial => ({ config, selection, execution }))
    })
  })
  // As asked for: thresholds for every set of hours, then shares for every set of hours.
  const byKind = (['thresholds', 'top_pct'] as const).flatMap((kind) =>
    trials.filter(({ selection }) => selection.kind === kind),
  )
  const distinct = [...new Map(byKind.map((trial) => [spelled(trial), trial])).values()]
  checkCount(distinct.length, mostVariants)
  const all = placed(data, distinct)
  checkAll(data, all)
  return all
}

/** Data that can't serve one fit key, or one way of trading, can't serve the sweep. */
function checkAll({ dataset }: PreparedData, trials: readonly PlacedTrial[]): void {
  for (const [{ trial }] of grouped(trials, ({ config }) => spelledConfig(config))) checkConfig(trial.config)
  // How trees grow on a fold, and how its scores are calibrated, does not change what its rows are.
  const ofFolds = grouped(trials, ({ config: { seed: _, calibration: __, booster, ...config } }) =>
    canonicalJson({ ...config, monotone: booster.monotone ? [...booster.monotone] : null }),
  )
  for (const [{ trial }] of ofFolds) planFits(dataset, trial.config)
  for (const [{ trial }] of byExecution(trials)) {
    checkBrackets(dataset, trial.execution)
    rowsWithMomentum(dataset.matrix, trial.execution)
  }
  for (const { trial } of trials) checkVariant({ selection: trial.selection }, trial.execution)
}

function checkCount(count: number, most: number): void {
  if (count <= most) return
  throw invalidParam([{ field: 'sweep', issue: `${count} variants, expected at most ${most}` }], {
    next: 'leave out some values',
  })
}

const spelledConfig = (config: Trial['config']): string => canonicalJson(plainConfig(config))

const spelled = (trial: Trial): string => canonicalJson({ ...trial, config: plainConfig(trial.config) })

/** Undefined: the request names no hours. Either all sets are its own or none is. */
export function hoursSetsOf({ hoursSets, hours }: SweepRequest): (number[] | null | undefined)[] {
  return hoursSets ?? [hours]
}

function selectionsOf({ thresholdSets, topPcts }: SweepRequest): Variant['selection'][] {
  const sets = thresholdSets ?? (topPcts ? [] : defaultThresholdSets)
  const selections: Variant['selection'][] = [
    ...sets.map((thresholds) => ({ kind: 'thresholds' as const, thresholds })),
    ...(topPcts ?? []).map((topPct) => ({ kind: 'top_pct' as const, topPct })),
  ]
  if (selections.length === 0) {
    throw invalidParam([
      { field: 'thresholds_variants', issue: 'no variant is left; give thresholds or top_pct shares' },
    ])
  }
  return selections
}

/** A trial, and its place among the variants of a sweep. */
export interface PlacedTrial {
  position: number
  trial: Trial
  /** As of `trialSha`. */
  sha: string
}

/** A variant that is done. */
export interface VariantResult extends PlacedTrial {
  runId: string
  sessions: Int32Array
  returns: Float64Array
  /** Absent when earlier work on the sweep has evaluated it. */
  result?: BacktestResult
}

export function placed(data: PreparedData, trials: readonly Trial[]): PlacedTrial[] {
  return trials.map((trial, position) => ({ position, trial, sha: trialSha(data, trial) }))
}

/** Trials that share their fits, in order. */
export function byFitKey(trials: readonly PlacedTrial[]): PlacedTrial[][] {
  return grouped(trials, ({ config }) => spelledConfig(config))
}

/** Trials of one fit key that share what trading is prepared by, in order. */
export function byExecution(trials: readonly PlacedTrial[]): PlacedTrial[][] {
  return grouped(trials, ({ execution }) => canonicalJson(execution))
}

function grouped(trials: readonly PlacedTrial[], keyOf: (trial: Trial) => string): PlacedTrial[][] {
  const groups = new Map<string, PlacedTrial[]>()
  for (const one of trials) {
    const key = keyOf(one.trial)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return [...groups.values()]
}
