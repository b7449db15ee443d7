import { invalidParam, SigmaError } from '../errors.ts'
import type { LateColumn } from '../lateColumn.ts'
import type { BinnedFeatures } from './binning.ts'
import { binFeatures } from './binning.ts'
import { checkShape } from './checkShape.ts'
import { EarlyStopper } from './earlyStopper.ts'
import { type Engine, ownEngine } from './engine/index.ts'
import { FitMemory } from './fitMemory.ts'
import { roundedGradients } from './gradients.ts'
import { ForestGrower } from './grower.ts'
import type { Booster } from './model.ts'
import { objectiveOf } from './objectives.ts'
import type { BoosterParams } from './params.ts'
import { checkBoosterParams } from './params.ts'
import type { RoundProgress } from './roundProgress.ts'
import { Sampler } from './sampler.ts'
import { walkRows } from './walkRows.ts'

/** Checked data whose features are binned: all that growing trees needs. */
export interface BinnedTraining {
  features: number
  labels: Float64Array
  params: BoosterParams
  weights: Float64Array | null
  totalWeight: number
  binned: BinnedFeatures
}

/**
 * Fits gradient-boosted trees by histogram. The same data, parameters and seed give the same model, bit by bit, on any
 * machine and any number of threads.
 * @param columns one array per feature, equally long; NaN is missing
 * @param labels per row: 0 or 1, a class number, or a value, by the objective
 * @param weights per row, not negative; a weight of 2 counts as two rows
 * @param engine the threads and the memory to fit with; the calling thread alone when absent
 * @throws UNPROCESSABLE without rows, features or weight; INVALID_PARAM for a bad parameter, label or value
 */
export function trainBooster(
  columns: Float64Array[],
  labels: Float64Array,
  params: BoosterParams,
  weights?: Float64Array,
  engine?: Engine,
): Booster {
  return growBooster(binTraining(columns, labels, params, weights, engine), undefined, engine)
}

/**
 * The first part of `trainBooster`, apart so that a caller with a clock can time it: checks the data and bins it. Columns
 * that are read when their turn comes are read once, a few at a time.
 */
export function binTraining(
  columns: readonly LateColumn[],
  labels: Float64Array,
  params: BoosterParams,
  weights?: Float64Array,
  engine?: Engine,
): BinnedTraining {
  checkBoosterParams(params, columns.length)
  const totalWeight = checkData(columns, labels, weights)
  objectiveOf(params.objective, groupsOf(params)).checkLabels(labels, 'labels')
  return {
    features: columns.length,
    labels,
    params,
    weights: weights ?? null,
    totalWeight,
    binned: binFeatures(columns, labels.length, params.maxBins, weights ?? null, engine),
  }
}

/**
 * The second part of `trainBooster`: grows the trees.
 * @param onRound told after each round; the model does not depend on it
 */
export function growBooster(
  training: BinnedTraining,
  onRound?: (progress: RoundProgress) => void,
  engine: Engine = ownEngine(),
): Booster {
  const { features, labels, params, weights, totalWeight, binned } = training
  const groups = groupsOf(params)
  const objective = objectiveOf(params.objective, groups)
  const base = objective.baseScore(labels, weights)
  const booster: Booster = {
    objective: params.objective,
    groups,
    features,
    baseScore: new Float32Array(groups).fill(base),
    trees: [],
  }
  const directions = monotoneOf(binned, params.monotone)
  const memory = new FitMemory(engine, { binned, labels, weights, totalWeight, groups, monotone: directions })
  for (let group = 0; group < groups; group++) {
    memory.marginsOf(group).fill(objective.toMargin(booster.baseScore[group]))
  }
  const grower = new ForestGrower(memory, binned, { ...params, directions })
  const sampler = new Sampler(memory, params)
  const stopper = params.earlyStopping ? new EarlyStopper(booster, objective, params.earlyStopping) : null

  for (let round = 0; round < params.rounds; round++) {
    const scales = roundedGradients(memory, params.objective)
    sampler.nextRound()
    const trees = grower.grow(sampler.rows, scales, sampler.allowed)
    walkRows(memory, grower, sampler.rowsLeftOut)
    booster.trees.push(...trees)
    const isDone = stopper?.isDone(booster.trees)
    onRound?.({
      round: round + 1,
      rounds: params.rounds,
      validationLoss: stopper?.loss ?? null,
      trainLoss: () => objective.loss(memory.marginsByRow(), labels),
    })
    if (isDone) break
  }
  if (stopper) booster.trees.length = stopper.bestTrees
  engine.arena.reset()
  return booster
}

const groupsOf = ({ objective, classes }: BoosterParams): number => (objective === 'softmax' ? classes : 1)

function monotoneOf(binned: BinnedFeatures, monotone: Int8Array | undefined): Int8Array | null {
  if (!monotone?.some((direction) => direction !== 0)) return null
  return Int8Array.from(binned.column, (column) => (column < 0 ? 0 : monotone[column]))
}

/** The total weight of the rows, after checking that there is something to learn from. */
function checkData(
  columns: readonly LateColumn[],
  labels: Float64Array,
  weights: Float64Array | undefined,
): number {
  checkShape(columns, labels, 'columns')
  if (weights === undefined) return labels.length
  if (weights.length !== labels.length) {
    const issue = `expected one weight per row (${labels.length}), got ${weights.length}`
    throw invalidParam([{ field: 'weights', issue }])
  }
  const bad = weights.findIndex((weight) => !(weight >= 0 && weight < Infinity))
  if (bad >= 0) {
    const issue = `row ${bad} has the weight ${weights[bad]}, expected a number from 0 on`
    throw invalidParam([{ field: 'weights', issue }])
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total > 0) return total
  throw new SigmaError('UNPROCESSABLE', 'every row has weight 0, so there is nothing to train on', {
    next: 'give some rows a weight above 0',
  })
}
