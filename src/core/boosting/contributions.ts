import { SigmaError } from '../errors.ts'
import type { Booster, Tree } from './model.ts'
import { type OutcomeTable, outcomeTables } from './outcomeTables.ts'
import { checkColumns, fillBaseMargins, flattenColumns } from './predictor.ts'
import { ShapleyTree } from './shapleyTree.ts'

/** Rows explained at a time: their features, outcomes and sums stay in the processor's cache. */
const blockRows = 512
/** Numbers in the tables of the trees that are taken through the rows together: 16 MB. */
const mostTableEntries = 2_000_000

/**
 * What each feature adds to the margin of each row: exact Shapley values (`ShapleyTree`), as XGBoost's `pred_contribs`.
 * A row's contributions add up to the margin, in float64; `predictMargin` adds in float32, as XGBoost does. A row gets
 * the same whatever rows come with it.
 * @param columns one array per feature, NaN missing
 * @returns rows x groups x (features + 1), row-major; the last is the bias: the margin when no feature is known
 * @throws INVALID_PARAM when the columns are not those the booster was trained on; UNPROCESSABLE when the model does not
 *   say how many rows went which way (`cover`)
 */
export function predictContributions(booster: Booster, columns: Float64Array[]): Float64Array {
  const rows = checkColumns(booster, columns)
  checkCover(booster)
  const { groups, features, trees } = booster
  const stride = features + 1
  const out = new Float64Array(rows * groups * stride)
  const bias = baseMargins(booster)
  for (let next = 0; next < trees.length; ) {
    const chunk: PreparedTree[] = []
    for (let entries = 0; next < trees.length && entries < mostTableEntries; next++) {
      const prepared = prepare(trees[next])
      chunk.push(prepared)
      bias[trees[next].group] += prepared.shapley.mean
      entries += prepared.tables?.reduce((sum, { contributions }) => sum + contributions.length, 0) ?? 0
    }
    addChunk(chunk, booster, columns, out)
  }
  for (let i = 0; i < rows * groups; i++) out[i * stride + features] = bias[i % groups]
  return out
}

interface PreparedTree {
  tree: Tree
  shapley: ShapleyTree
  tables: OutcomeTable[] | null
}

function prepare(tree: Tree): PreparedTree {
  return { tree, shapley: new ShapleyTree(tree), tables: outcomeTables(tree) }
}

/** Adds what some trees say of every row, block by block. */
function addChunk(
  chunk: readonly PreparedTree[],
  { groups, features }: Booster,
  columns: Float64Array[],
  out: Float64Array,
): void {
  const rows = columns[0].length
  const block = Math.min(rows, blockRows)
  const values = new Float32Array(block * features)
  const sums = new Float64Array(block * groups * features)
  const outcomes = new Outcomes(block, chunk)
  for (let begin = 0; begin < rows; begin += block) {
    const size = Math.min(block, rows - begin)
    flattenColumns(columns, begin, begin + size, values)
    sums.fill(0)
    for (const { tree, shapley, tables } of chunk) {
      outcomes.decide(tree, values, size)
      const own = sums.subarray(tree.group * features * size, (tree.group + 1) * features * size)
      if (tables === null) outcomes.addWalks(shapley, size, own, features)
      else for (const table of tables) outcomes.addTable(table, size, own)
    }
    addTransposed(sums, size, groups, features, out, begin)
  }
}

/** Which way the rows of a block go at each split of a tree, and what follows from it. Sums are feature after feature. */
class Outcomes {
  /** Node after node: 1 where a row goes left. */
  private readonly goesLeft: Uint8Array
  private readonly outcome: Uint8Array
  private readonly own: Uint8Array

  constructor(block: number, chunk: readonly PreparedTree[]) {
    const nodes = chunk.reduce((most, { tree }) => Math.max(most, tree.left.length), 0)
    this.goesLeft = new Uint8Array(nodes * block)
    this.outcome = new Uint8Array(block)
    this.own = new Uint8Array(nodes)
  }

  decide({ left, feature, threshold, defaultLeft }: Tree, values: Float32Array, rows: number): void {
    const { goesLeft } = this
    for (let node = 0; node < left.length; node++) {
      if (left[node] < 0) continue
      const from = feature[node] * rows
      const to = node * rows
      const limit = threshold[node]
      const missing = defaultLeft[node]
      for (let row = 0; row < rows; row++) {
        const value = values[from + row]
        goesLeft[to + row] = value < limit ? 1 : value >= limit ? 0 : missing
      }
    }
  }

  addTable({ splits, features, contributions }: OutcomeTable, rows: number, sums: Float64Array): void {
    const { goesLeft, outcome } = this
    outcome.fill(0)
    for (let bit = 0; bit < splits.length; bit++) {
      const from = splits[bit] * rows
      for (let row = 0; row < rows; row++) outcome[row] |= goesLeft[from + row] << bit
    }
    const entries = 2 ** splits.length
    for (let i = 0; i < features.length; i++) {
      const to = features[i] * rows
      const start = i * entries
      for (let row = 0; row < rows; row++) sums[to + row] += contributions[start + outcome[row]]
    }
  }

  /** Without tables: each row by itself. */
  addWalks(shapley: ShapleyTree, rows: number, sums: Float64Array, features: number): void {
    const { goesLeft, own } = this
    const ofRow = new Float64Array(features)
    for (let row = 0; row < rows; row++) {
      for (let node = 0; node < shapley.size; node++) own[node] = goesLeft[node * rows + row]
      shapley.addTo(ofRow.fill(0), 0, own)
      for (let feature = 0; feature < features; feature++) sums[feature * rows + row] += ofRow[feature]
    }
  }
}

function addTransposed(
  sums: Float64Array,
  rows: number,
  groups: number,
  features: number,
  out: Float64Array,
  begin: number,
): void {
  for (let group = 0; group < groups; group++) {
    for (let feature = 0; feature < features; feature++) {
      const from = (group * features + feature) * rows
      let to = (begin * groups + group) * (features + 1) + feature
      for (let row = 0; row < rows; row++, to += groups * (features + 1)) out[to] += sums[from + row]
    }
  }
}

function baseMargins(booster: Booster): Float64Array {
  const base = new Float32Array(booster.groups)
  fillBaseMargins(booster, base)
  return Float64Array.from(base)
}

function checkCover({ trees }: Booster): void {
  const odd = trees.findIndex(
    ({ left, cover }) => left[0] >= 0 && !(cover[0] > 0 && cover.every((value) => value >= 0)),
  )
  if (odd < 0) return
  throw new SigmaError(
    'UNPROCESSABLE',
    `tree ${odd} of the model does not say what share of the training rows went which way (sum_hessian), which contributions rest on`,
    { next: 'save the model with XGBoost\'s save_model("model.json"), or train it with sigma train' },
  )
}
