import { invalidParam } from '../errors.ts'
import { type LateColumn, valuesOf } from '../lateColumn.ts'
import { BlockPredictor, blockRows } from './blockPredictor.ts'
import { type Engine, ownEngine } from './engine/index.ts'
import type { Booster, Tree } from './model.ts'
import { objectiveOf } from './objectives.ts'

/** So few rows are walked one by one: laying the trees out for the kernel would take longer. */
const fewRows = 32

/**
 * Sums of the trees for every row, base score included, rows x groups, row-major.
 * Features are compared and leaves added in float32, as XGBoost does, so that the sums equal its own.
 *
 * @param columns one array per feature, NaN missing
 * @throws INVALID_PARAM when the columns are not those the booster was trained on
 */
export function predictMargin(
  booster: Booster,
  columns: Float64Array[],
  engine: Engine = ownEngine(),
): Float64Array {
  const rows = checkColumns(booster, columns)
  return rows <= fewRows ? walkEach(booster, columns, rows) : walkBlocks(booster, columns, rows, engine)
}

function walkEach(booster: Booster, columns: Float64Array[], rows: number): Float64Array {
  const { groups, trees } = booster
  const values = new Float32Array(rows * columns.length)
  const margins = new Float32Array(rows * groups)
  flattenColumns(columns, 0, rows, values)
  fillBaseMargins(booster, margins)
  for (const tree of trees) addTree(tree, values, rows, margins, groups)
  return Float64Array.from(margins)
}

function walkBlocks(booster: Booster, columns: Float64Array[], rows: number, engine: Engine): Float64Array {
  const { groups } = booster
  const out = new Float64Array(rows * groups)
  const base = baseMargins(booster)
  const predictor = new BlockPredictor(engine, booster)
  try {
    for (let begin = 0; begin < rows; begin += blockRows) {
      const size = Math.min(blockRows, rows - begin)
      predictor.predict(columns, begin, size, base).forEach((margins, group) => {
        for (let row = 0, at = begin * groups + group; row < size; row++, at += groups) out[at] = margins[row]
      })
    }
  } finally {
    predictor.close()
  }
  return out
}

/**
 * `binary`: the probability of class 1 per row. `softmax`: probabilities, rows x classes, row-major.
 * `squared`: the predicted value per row.
 */
export function predictProbability(booster: Booster, columns: Float64Array[]): Float64Array {
  const margins = predictMargin(booster, columns)
  objectiveOf(booster.objective, booster.groups).transform(margins)
  return margins
}

/** Sets margins (rows x groups) to what the booster says before any tree. */
export function fillBaseMargins(booster: Booster, margins: Float32Array): void {
  const base = baseMargins(booster)
  const { groups } = booster
  for (let i = 0; i < margins.length; i++) margins[i] = base[i % groups]
}

/** What each group's margin is before any tree. */
function baseMargins({ objective, groups, baseScore }: Booster): number[] {
  return Array.from(baseScore, objectiveOf(objective, groups).toMargin)
}

/** Copies rows [begin, end) of the columns into `out` as float32, feature after feature. */
export function flattenColumns(
  columns: readonly LateColumn[],
  begin: number,
  end: number,
  out: Float32Array,
): void {
  const rows = end - begin
  for (let feature = 0; feature < columns.length; feature++) {
    out.set(valuesOf(columns[feature]).subarray(begin, end), feature * rows)
  }
}

/** Adds a tree's leaves to the margins (rows x groups) of flattened rows. */
export function addTree(
  tree: Tree,
  values: Float32Array,
  rows: number,
  margins: Float32Array,
  groups: number,
): void {
  const { left, right, feature, threshold, defaultLeft, group } = tree
  for (let row = 0; row < rows; row++) {
    let node = 0
    while (left[node] >= 0) {
      const value = values[feature[node] * rows + row]
      // Neither comparison holds for NaN, which goes its own way.
      if (value < threshold[node]) node = left[node]
      else if (value >= threshold[node]) node = right[node]
      else node = defaultLeft[node] === 1 ? left[node] : right[node]
    }
    margins[row * groups + group] += threshold[node]
  }
}

export function checkColumns(booster: Booster, columns: Float64Array[]): number {
  if (columns.length !== booster.features) {
    const issue = `the model was trained on ${booster.features} features, got ${columns.length}`
    throw invalidParam([{ field: 'columns', issue }], { next: 'give the features the model was trained on' })
  }
  const rows = columns[0]?.length ?? 0
  const odd = columns.findIndex((column) => column.length !== rows)
  if (odd >= 0) {
    const issue = `expected ${rows} rows as in the first column, got ${columns[odd].length}`
    throw invalidParam([{ field: `columns[${odd}]`, issue }])
  }
  return rows
}
