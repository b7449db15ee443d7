import { invalidParam } from '../errors.ts'
import { checkShape } from './checkShape.ts'
import type { Booster, Tree } from './model.ts'
import type { Objective } from './objectives.ts'
import type { BoosterParams } from './params.ts'
import { addTree, fillBaseMargins, flattenColumns } from './predictor.ts'

/** Follows the loss on held-out rows. */
export class EarlyStopper {
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
