import { type BacktestResult, checkVariant, rowsWithMomentum, type Variant } from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import { plainConfig, type RunRequest, type Trial, trialSha } from './backtestRequest.ts'
import { checkTrial } from './checkTrial.ts'
import type { PreparedData } from './preparedData.ts'
import { executionOf, fitConfig } from './runSettings.ts'
import type { Subject } from './subject.ts'

export interface SweepRequest extends RunRequest {
  thresholdSets?: number[][]
  topPcts?: number[]
  /** One fit key for each; null is every hour. */
  hoursSets?: (number[] | null)[]
  momentumGates?: boolean[]
}

const mostVariants = 5_000

const defaultThresholdSets = [
  [0.5, 0.52, 0.54],
  [0.55, 0.6, 0.65],
]

/** Hours × momentum gate × (threshold sets, then shares), in this order, each variant once. */
export function trialsOf(subject: Subject, data: PreparedData, request: SweepRequest): PlacedTrial[] {
  const selections = selectionsOf(request)
  const gates = request.momentumGates ?? [request.momentumGate]
  const trials = hoursSetsOf(request).flatMap((hours) =>
    gates.flatMap((momentumGate) => {
      const config = fitConfig(subject, { ...request, hours }, data)
      const execution = executionOf(subject, { ...request, momentumGate }, data)
      return selections.map((selection): Trial => ({ config, selection, execution }))
    }),
  )
  // As asked for: thresholds for every set of hours, then shares for every set of hours.
  const byKind = (['thresholds', 'top_pct'] as const).flatMap((kind) =>
    trials.filter(({ selection }) => selection.kind === kind),
  )
  const distinct = [
    ...new Map(
      byKind.map((trial) => [canonicalJson({ ...trial, config: plainConfig(trial.config) }), trial]),
    ).values(),
  ]
  if (distinct.length > mostVariants) {
    throw invalidParam([
      { field: 'sweep', issue: `${distinct.length} variants, expected at most ${mostVariants}` },
    ])
  }
  // Data that can't serve one fit key, or one way of trading, can't serve the sweep.
  const all = placed(data, distinct)
  for (const [{ trial }] of byFitKey(all)) checkTrial(data.dataset, trial)
  for (const [{ trial }] of byExecution(all)) rowsWithMomentum(data.dataset.matrix, trial.execution)
  for (const { selection, execution } of distinct) checkVariant({ selection }, execution)
  return all
}

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
  return grouped(trials, ({ config }) => canonicalJson(plainConfig(config)))
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
