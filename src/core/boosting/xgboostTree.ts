import { SigmaError } from '../errors.ts'
import type { Tree } from './model.ts'
import { at, isRecord, notAModel, numberList } from './xgboostValues.ts'

/**
 * Reads one tree. Only nodes that can be reached from the root are kept, since XGBoost leaves pruned ones in the
 * file; they are numbered anew, level by level.
 */
export function readTree(json: unknown, id: number, group: number, features: number): Tree {
  const vector =
    isRecord(json) && isRecord(json.tree_param) ? Number(json.tree_param.size_leaf_vector ?? 0) : 0
  if (vector > 1) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `the leaves of tree ${id} are vectors; Sigma can evaluate numbers only`,
      {
        next: 'train the model again with multi_strategy one_output_per_tree',
      },
    )
  }
  const list = (key: string) => numberList(at(json, key), `trees[${id}].${key}`)
  const left = list('left_children')
  const right = list('right_children')
  const feature = list('split_indices')
  const threshold = list('split_conditions')
  const defaultLeft = list('default_left')
  const optional = (key: string) => (isRecord(json) && key in json ? list(key) : left.map(() => 0))
  const gain = optional('loss_changes')
  const cover = optional('sum_hessian')
  const weight = optional('base_weights')
  if (optional('split_type').some((type) => type !== 0)) {
    throw new SigmaError(
      'UNPROCESSABLE',
      `tree ${id} splits on categories; Sigma can evaluate numeric splits only`,
      {
        next: 'encode categories as numbers and train the model again',
      },
    )
  }
  const lengths = [right, feature, threshold, defaultLeft, gain, cover, weight].map((values) => values.length)
  if (left.length === 0 || lengths.some((length) => length !== left.length)) {
    throw notAModel(`the lists of tree ${id} differ in length or are empty`)
  }

  const order = reachable(left, right, id)
  const numberOf = new Map(order.map((node, i) => [node, i]))
  const child = (node: number) => numberOf.get(node) ?? -1
  const bad = order.find(
    (node) =>
      left[node] >= 0 && !(Number.isInteger(feature[node]) && feature[node] >= 0 && feature[node] < features),
  )
  if (bad !== undefined) throw notAModel(`tree ${id} splits on feature ${feature[bad]} of ${features}`)
  return {
    group,
    left: Int32Array.from(order, (node) => child(left[node])),
    right: Int32Array.from(order, (node) => child(right[node])),
    feature: Int32Array.from(order, (node) => (left[node] >= 0 ? feature[node] : 0)),
    threshold: Float32Array.from(order, (node) => threshold[node]),
    defaultLeft: Uint8Array.from(order, (node) => (defaultLeft[node] === 0 ? 0 : 1)),
    gain: Float32Array.from(order, (node) => (left[node] >= 0 ? gain[node] : 0)),
    cover: Float32Array.from(order, (node) => cover[node]),
    weight: Float32Array.from(order, (node) => weight[node]),
  }
}

/** Nodes from the root down, level by level; each may have one parent only, else walking a row might never end. */
function reachable(left: number[], right: number[], id: number): number[] {
  const order = [0]
  const seen = new Set(order)
  for (let i = 0; i < order.length; i++) {
    const node = order[i]
    if (left[node] < 0 && right[node] < 0) continue
    for (const child of [left[node], right[node]]) {
      if (!Number.isInteger(child) || child < 0 || child >= left.length || seen.has(child)) {
        throw notAModel(
          `node ${node} of tree ${id} has the child ${child}, which is none or has a parent already`,
        )
      }
      seen.add(child)
      order.push(child)
    }
  }
  return order
}
