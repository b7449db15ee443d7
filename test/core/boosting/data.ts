import type { BoosterParams, Tree } from '../../../src/core/boosting/index.ts'
import { defaultBoosterParams } from '../../../src/core/boosting/index.ts'
import { Random } from '../../../src/core/random.ts'

/** Every row and feature in every tree, a few short trees. */
export const plainParams: BoosterParams = {
  ...defaultBoosterParams,
  rounds: 12,
  depth: 3,
  rate: 0.3,
  subsample: 1,
  columnSample: 1,
  seed: 1,
}

export interface Sample {
  columns: Float64Array[]
  labels: Float64Array
}

/** Uniform features in [-1, 1); classes follow from the first two, with some noise; `missing` is the share of NaN. */
export function randomSample(seed: number, rows: number, features: number, classes = 2, missing = 0): Sample {
  const random = new Random(seed)
  const uniform = () => (random.nextUint32() / 2 ** 32) * 2 - 1
  const columns = Array.from({ length: features }, () =>
    Float64Array.from({ length: rows }, () => (uniform() < 2 * missing - 1 ? Number.NaN : uniform())),
  )
  const known = (value: number) => (Number.isNaN(value) ? 0.4 : value)
  const labels = Float64Array.from({ length: rows }, (_, row) => {
    const signal = known(columns[0][row]) + known(columns[1 % features][row]) ** 2 + 0.3 * uniform()
    return Math.min(classes - 1, Math.max(0, Math.floor((signal * classes) / 2 + 0.5)))
  })
  return { columns, labels }
}

export function take({ columns, labels }: Sample, rows: ArrayLike<number>): Sample {
  const pick = (values: Float64Array) => Float64Array.from(rows, (row) => values[row])
  return { columns: columns.map(pick), labels: pick(labels) }
}

/** A tree as nested text, for comparing by eye: `f0<0.5 ? (…) : (…)`. */
export function describeTree(tree: Tree, node = 0): string {
  if (tree.left[node] < 0) return tree.threshold[node].toFixed(6)
  const sides = [tree.left[node], tree.right[node]].map((child) => describeTree(tree, child))
  const missing = tree.defaultLeft[node] === 1 ? 'left' : 'right'
  return `f${tree.feature[node]}<${tree.threshold[node].toFixed(6)} missing ${missing} (${sides.join(' | ')})`
}

/** The leaf that a row ends in, walked on the raw values. */
export function leafOf(tree: Tree, columns: Float64Array[], row: number): number {
  let node = 0
  while (tree.left[node] >= 0) {
    const value = Math.fround(columns[tree.feature[node]][row])
    const left = Number.isNaN(value) ? tree.defaultLeft[node] === 1 : value < tree.threshold[node]
    node = left ? tree.left[node] : tree.right[node]
  }
  return node
}
