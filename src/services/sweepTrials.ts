import {
  checkBrackets,
  checkConfig,
  checkVariant,
  planFits,
  rowsWithMomentum,
  type Variant,
} from '../core/backtest/index.ts'
import { invalidParam } from '../core/errors.ts'
import { canonicalJson } from '../core/lineage/canonicalJson.ts'
import type { Hyperparameters } from '../packs/modelConfig.ts'
import type { Priority } from '../store/fitParts.ts'
import { plainConfig, type RunRequest, spelledSelection, type Trial, trialSha } from './backtestRequest.ts'
import type { PreparedData } from './preparedData.ts'
import { remembered } from './remembered.ts'
import { executionOf, fitConfig } from './runSettings.ts'
import type { Subject } from './subject.ts'
import { combinations, combined, type FitAxes, fitAxes } from './sweepAxes.ts'
import {
  checkRounds,
  drawTrials,
  forCandidates,
  type HyperparameterRanges,
  halvingOf,
  type Search,
  type SearchRequest,
} from './sweepSearch.ts'

export interface SweepRequest extends RunRequest, FitAxes {
  thresholdSets?: number[][]
  topPcts?: number[]
  momentumGates?: boolean[]
  /** Draws some combinations, instead of trying all. */
  search?: SearchRequest
  /** Bytes that the process may take; the lower of this and its own limit counts. */
  memoryLimit?: number
  /** How much of the workers it gets beside others. */
  priority?: Priority
  /** Of a search. */
  hyperparameterRanges?: HyperparameterRanges
}

/** What a sweep tries. */
export interface Tried {
  /** Of halving the candidates, with all of their rounds. */
  trials: Trial[]
  /** Null where every combination is tried. */
  search: Search | null
}

const mostVariants = 5_000

/** Combinations of fit settings and gates that are looked at, to find which of them are the same. */
const mostCombinations = 20_000

const defaultThresholdSets = [
  [0.5, 0.52, 0.54],
  [0.55, 0.6, 0.65],
]

/** What a request tries, each trial once. @throws INVALID_PARAM for what its data can't serve */
export function triedBy(subject: Subject, data: PreparedData, request: SweepRequest): Tried {
  const tried = request.search
    ? searched(subject, data, request, request.search)
    : grid(subject, data, request)
  checkAll(data, tried.trials)
  return tried
}

/**
 * Hours × splits × calibration × hyperparameters × features × momentum gate × (threshold sets, then shares), in this
 * order.
 */
function grid(subject: Subject, data: PreparedData, request: SweepRequest): Tried {
  const selections = selectionsOf(request)
  const gates = gatesOf(request)
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
  return { trials: distinct, search: null }
}

/** Combinations of the same axes, and values of ranges, that are drawn. */
function searched(subject: Subject, data: PreparedData, request: SweepRequest, asked: SearchRequest): Tried {
  const selections = selectionsOf(request)
  const executions = gatesOf(request).map((momentumGate) =>
    executionOf(subject, { ...request, momentumGate }, data),
  )
  const axes = fitAxes(request)
  const ranges = request.hyperparameterRanges ?? {}
  const { seed: ofSweep, booster } = fitConfig(
    subject,
    {
      ...request,
      ...combined(
        axes,
        axes.map(() => 0),
      ),
    },
    data,
  )
  const seed = asked.seed ?? ofSweep
  if (asked.kind === 'halving') checkRounds(ranges, request.hyperparameterSets ?? [])
  const halving = asked.kind === 'halving' ? halvingOf(asked, seed, booster.rounds) : null
  const space = {
    sizes: [...axes.map(({ length }) => length), executions.length, selections.length],
    ranges,
    trialOf(choices: readonly number[], drawn: Hyperparameters): Trial {
      const fit = combined(axes, choices)
      const hyperparameters = { ...fit.hyperparameters, ...drawn }
      const config = fitConfig(subject, { ...request, ...fit, hyperparameters }, data)
      const [gate, rule] = choices.slice(axes.length)
      return { config, selection: selections[rule], execution: executions[gate] }
    },
  }
  const trials = drawTrials(space, halving ? halving.rungs[0].candidates : asked.budget, seed)
  const search = halving
    ? forCandidates(halving, trials.length)
    : { kind: asked.kind, budget: asked.budget, seed }
  return { trials, search }
}

const gatesOf = ({ momentumGates, momentumGate }: SweepRequest) => momentumGates ?? [momentumGate]

/** Data that can't serve one fit key, or one way of trading, can't serve the sweep. */
function checkAll(data: PreparedData, all: readonly Trial[]): void {
  const { dataset } = data
  const trials = placed(data, all)
  for (const [{ trial }] of byFitKey(trials)) checkConfig(trial.config)
  const ofFolds = grouped(trials, ({ config }) => spelledFolds(config))
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
    next: 'leave out some values, or draw from them: search, with a budget',
  })
}

const spelledConfig = remembered((config: Trial['config']) => canonicalJson(plainConfig(config)))

const spelledExecution = remembered((execution: Trial['execution']) => canonicalJson(execution))

const spelled = ({ config, selection, execution }: Trial): string =>
  `${spelledConfig(config)} ${spelledSelection(selection)} ${spelledExecution(execution)}`

/** How trees grow on a fold, and how its scores are calibrated, does not change what its rows are. */
const spelledFolds = remembered(({ seed: _, calibration: __, booster, ...config }: Trial['config']) =>
  canonicalJson({ ...config, monotone: booster.monotone ? [...booster.monotone] : null }),
)

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
  /** Of halving, from 0. */
  rung?: number
  trial: Trial
  /** As of `trialSha`. */
  sha: string
}

/** A variant that is done. */
export interface VariantResult extends PlacedTrial {
  runId: string
  sessions: Int32Array
  returns: Float64Array
  /** A year, by which halving chooses; null where it is undefined. */
  sharpe: number | null
}

export function placed(data: Pick<PreparedData, 'matrixSha'>, trials: readonly Trial[]): PlacedTrial[] {
  return trials.map((trial, position) => ({ position, trial, sha: trialSha(data, trial) }))
}

/** Trials that share their fits, in order. */
export function byFitKey(trials: readonly PlacedTrial[]): PlacedTrial[][] {
  return grouped(trials, ({ config }) => spelledConfig(config))
}

/** Trials of one fit key that share what trading is prepared by, in order. */
export function byExecution(trials: readonly PlacedTrial[]): PlacedTrial[][] {
  return grouped(trials, ({ execution }) => spelledExecution(execution))
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
