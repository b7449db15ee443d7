import { invalidParam, SigmaError } from '../errors.ts'
import type { BinnedFeatures } from './binning.ts'
import { binFeatures } from './binning.ts'
import { makeSumsExact } from './exactSums.ts'
import { TreeGrower } from './grower.ts'
import type { Booster, Tree } from './model.ts'
import type { Objective } from './objectives.ts'
import { objectiveOf } from './objectives.ts'
import type { BoosterParams } from './params.ts'
import { checkBoosterParams } from './params.ts'
import { addTree, fillBaseMargins, flattenColumns } from './predictor.ts'
import { Random } from './random.ts'
import type { RoundProgress } from './roundProgress.ts'

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
 * Fits gradient-boosted trees by histogram. The same data, parameters and seed give the same model, bit by bit.
 * @param columns one array per feature, equally long; NaN is missing
 * @param labels per row: 0 or 1, a class number, or a value, by the objective
 * @param weights per row, not negative; a weight of 2 counts as two rows
 * @throws UNPROCESSABLE without rows, features or weight; INVALID_PARAM for a bad parameter, label or value
 */
export function trainBooster(
  columns: Float64Array[],
  labels: Float64Array,
  params: BoosterParams,
  weights?: Float64Array,
): Booster {
  return growBooster(binTraining(columns, labels, params, weights))
}

/** The first part of `trainBooster`, apart so that a caller with a clock can time it: checks the data and bins it. */
export function binTraining(
  columns: Float64Array[],
  labels: Float64Array,
  params: BoosterParams,
  weights?: Float64Array,
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
    binned: binFeatures(columns, params.maxBins, weights ?? null),
  }
}

/**
 * The second part of `trainBooster`: grows the trees.
 * @param onRound told after each round; the model does not depend on it
 */
export function growBooster(training: BinnedTraining, onRound?: (progress: RoundProgress) => void): Booster {
  const { features, labels, params, weights, totalWeight, binned } = training
  const groups = groupsOf(params)
  const objective = objectiveOf(params.objective, groups)
  const rows = labels.length
  const base = objective.baseScore(labels, weights)
  const booster: Booster = {
    objective: params.objective,
    groups,
    features,
    baseScore: new Float32Array(groups).fill(base),
    trees: [],
  }
  const grower = new TreeGrower(binned, { ...params, monotone: monotoneOf(binned, params.monotone) })
  const sampler = new Sampler(rows, binned.count, params)
  const stopper = params.earlyStopping ? new EarlyStopper(booster, objective, params.earlyStopping) : null
  const margins = new Float32Array(rows * groups)
  fillBaseMargins(booster, margins)
  const pairs = Array.from({ length: groups }, () => new Float64Array(2 * rows))

  for (let round = 0; round < params.rounds; round++) {
    objective.gradients(margins, labels, pairs)
    sampler.nextRound()
    for (let group = 0; group < groups; group++) {
      makeSumsExact(pairs[group], weights, totalWeight)
      const tree = grower.grow(sampler.rowsOfTree(), sampler.featuresOfTree(), pairs[group], group)
      grower.addToMargins(margins, groups, group)
      grower.addToMarginsByBins(sampler.rowsLeftOut, margins, groups, group)
      booster.trees.push(tree)
    }
    const isDone = stopper?.isDone(booster.trees)
    onRound?.({
      round: round + 1,
      rounds: params.rounds,
      validationLoss: stopper?.loss ?? null,
      trainLoss: () => objective.loss(margins, labels),
    })
    if (isDone) break
  }
  if (stopper) booster.trees.length = stopper.bestTrees
  return booster
}

const groupsOf = ({ objective, classes }: BoosterParams): number => (objective === 'softmax' ? classes : 1)

/** Draws the rows of each round and the features of each tree. */
class Sampler {
  /** Rows that the round does not learn from. */
  rowsLeftOut: Int32Array
  private readonly random: Random
  private readonly rows: number
  private readonly features: number
  private readonly sampledRows: Int32Array
  private readonly treeRows: Int32Array
  private readonly treeFeatures: Int32Array

  constructor(rows: number, features: number, { subsample, columnSample, seed }: BoosterParams) {
    this.random = new Random(seed)
    this.rows = rows
    this.features = features
    this.sampledRows = Int32Array.from({ length: Math.max(1, Math.round(subsample * rows)) }, (_, i) => i)
    this.treeRows = new Int32Array(this.sampledRows.length)
    this.rowsLeftOut = new Int32Array(rows - this.sampledRows.length)
    const drawn = Math.min(features, Math.max(1, Math.floor(columnSample * features)))
    this.treeFeatures = Int32Array.from({ length: drawn }, (_, i) => i)
  }

  nextRound(): void {
    if (this.rowsLeftOut.length === 0) return
    this.random.sampleInto(this.sampledRows, this.rows)
    for (let row = 0, drawn = 0, out = 0; row < this.rows; row++) {
      if (this.sampledRows[drawn] === row) drawn++
      else this.rowsLeftOut[out++] = row
    }
  }

  /** The round's rows, ascending; a copy, since growing a tree reorders it. */
  rowsOfTree(): Int32Array {
    this.treeRows.set(this.sampledRows)
    return this.treeRows
  }

  featuresOfTree(): Int32Array {
    if (this.treeFeatures.length < this.features) this.random.sampleInto(this.treeFeatures, this.features)
    return this.treeFeatures
  }
}

/** Follows the loss on held-out rows. */
class EarlyStopper {
  /** Number of trees at the lowest loss so far. */
  bestTrees = 0
  /** The loss of the latest round. */
  loss = Infinity
  private readonly objective: Objective
  private readonly patience: number
  private readonly groups: number
  private readonly labels: Float64Array
  private readonly values: Float32Array
  private readonly margins: Float32Array
  private lowest = Infinity
  private seen = 0

  constructor(
    booster: Booster,
    objective: Objective,
    { rounds, validation }: NonNullable<BoosterParams['earlyStopping']>,
  ) {
    const { columns, labels } = validation
    if (columns.length !== booster.features) {
      const issue = `expected ${booster.features} columns as in training, got ${columns.length}`
      throw invalidParam([{ field: 'earlyStopping.validation', issue }])
    }
    checkShape(columns, labels, 'earlyStopping.validation')
    objective.checkLabels(labels, 'earlyStopping.validation.labels')
    this.objective = objective
    this.patience = rounds
    this.groups = booster.groups
    this.labels = labels
    this.values = new Float32Array(columns.length * labels.length)
    flattenColumns(columns, 0, labels.length, this.values)
    this.margins = new Float32Array(labels.length * booster.groups)
    fillBaseMargins(booster, this.margins)
  }

  /** Takes in the round's new trees; true when the loss has not fallen for long enough. */
  isDone(trees: Tree[]): boolean {
    for (; this.seen < trees.length; this.seen++) {
      addTree(trees[this.seen], this.values, this.labels.length, this.margins, this.groups)
    }
    this.loss = this.objective.loss(this.margins, this.labels)
    if (this.loss < this.lowest) {
      this.lowest = this.loss
      this.bestTrees = trees.length
    }
    return trees.length - this.bestTrees >= this.patience * this.groups
  }
}

function monotoneOf(binned: BinnedFeatures, monotone: Int8Array | undefined): Int8Array | null {
  if (!monotone?.some((direction) => direction !== 0)) return null
  return Int8Array.from(binned.column, (column) => monotone[column])
}

/** The total weight of the rows, after checking that there is something to learn from. */
function checkData(columns: Float64Array[], labels: Float64Array, weights: Float64Array | undefined): number {
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

function checkShape(columns: Float64Array[], labels: Float64Array, field: string): void {
  if (columns.length === 0 || labels.length === 0) {
    const what = `${labels.length} rows and ${columns.length} features`
    throw new SigmaError(
      'UNPROCESSABLE',
      `${field}: expected at least one row and one feature, got ${what}`,
      {
        next: 'widen the training window, or choose an indicator set that gives features',
      },
    )
  }
  const odd = columns.findIndex((column) => column.length !== labels.length)
  if (odd < 0) return
  const issue = `feature ${odd} has ${columns[odd].length} rows, the labels have ${labels.length}`
  throw invalidParam([{ field, issue }])
}
