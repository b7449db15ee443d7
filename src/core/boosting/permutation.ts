import { invalidParam, SigmaError } from '../errors.ts'
import { Random } from '../random.ts'
import type { Booster } from './model.ts'
import { objectiveOf } from './objectives.ts'
import { checkColumns, fillBaseMargins, flattenColumns } from './predictor.ts'
import { ScoredTree } from './scoredTree.ts'

export interface PermutationOptions {
  /** How often each feature is shuffled. */
  repeats: number
  seed: number
  /** Columns that are shuffled together, such as those of one category; each by itself when absent. */
  together?: readonly (readonly number[])[]
}

export interface PermutationImportance {
  rows: number
  /** Mean loss of the rows as they are: log loss, or of `squared` the mean squared error. */
  loss: number
  /** By how much shuffling raises the loss: feature by feature, one number for each repeat. */
  increases: Float64Array
}

/**
 * How much worse a model gets when one feature no longer belongs to its row: its values are shuffled among rows that the
 * model has not seen. A feature that others can stand in for has little of it, and one that only fits noise none, or less
 * than none. The repeats' shuffles are the same for all features, so that features compare by the same luck.
 * Source: Breiman, Random forests (2001), section 10; Fisher, Rudin and Dominici (2019), model reliance.
 * @param columns held-out rows, one array per feature, NaN missing
 * @throws UNPROCESSABLE without rows; INVALID_PARAM for other columns than the model's, or a label it cannot have
 */
export function permutationImportance(
  booster: Booster,
  columns: Float64Array[],
  labels: Float64Array,
  { repeats, seed, together = columns.map((_, column) => [column]) }: PermutationOptions,
): PermutationImportance {
  const rows = checkRows(booster, columns, labels)
  const { groups, trees } = booster
  const objective = objectiveOf(booster.objective, groups)
  objective.checkLabels(labels, 'labels')
  const values = new Float32Array(rows * columns.length)
  flattenColumns(columns, 0, rows, values)
  const rounded = new Float32Array(rows * groups)
  const lossOf = (margins: Float64Array): number => {
    rounded.set(margins)
    return objective.loss(rounded, labels)
  }

  fillBaseMargins(booster, rounded)
  const whole = Float64Array.from(rounded)
  const scored = trees.map((tree) => new ScoredTree(tree, values, rows))
  for (const tree of scored) tree.addTo(whole, groups)
  const loss = lossOf(whole)
  const orders = shuffles(rows, repeats, seed)
  const increases = new Float64Array(together.length * repeats)
  together.forEach((shuffled, feature) => {
    const using = scored.filter((tree) => tree.splitsOn(shuffled))
    if (using.length === 0) return
    orders.forEach((order, repeat) => {
      const margins = whole.slice()
      for (const tree of using) tree.addShuffled(margins, groups, order, shuffled)
      increases[feature * repeats + repeat] = lossOf(margins) - loss
    })
  })
  return { rows, loss, increases }
}

/** Random orders of the rows. Source: Knuth, The Art of Computer Programming, vol. 2, section 3.4.2, algorithm P. */
function shuffles(rows: number, repeats: number, seed: number): Int32Array[] {
  const random = new Random(seed)
  return Array.from({ length: repeats }, () => {
    const order = Int32Array.from({ length: rows }, (_, row) => row)
    for (let last = rows - 1; last > 0; last--) {
      const other = Math.floor((random.nextUint32() / 2 ** 32) * (last + 1))
      const moved = order[last]
      order[last] = order[other]
      order[other] = moved
    }
    return order
  })
}

function checkRows(booster: Booster, columns: Float64Array[], labels: Float64Array): number {
  const rows = checkColumns(booster, columns)
  if (rows === 0) throw new SigmaError('UNPROCESSABLE', 'importance by shuffling needs rows, got none')
  if (labels.length === rows) return rows
  const issue = `expected one label for each of ${rows} rows, got ${labels.length}`
  throw invalidParam([{ field: 'labels', issue }])
}
