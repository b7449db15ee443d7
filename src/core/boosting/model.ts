/** `binary`: logistic, labels 0 and 1. `softmax`: labels 0 .. classes-1. `squared`: regression by squared error. */
export type ObjectiveName = 'binary' | 'softmax' | 'squared'

/**
 * A finished tree, laid out as XGBoost stores one: node 0 is the root, `left[node]` is -1 at a leaf.
 * A row goes left when its feature, rounded to float32, is below the node's threshold; a missing one goes
 * left when `defaultLeft` is 1.
 */
export interface Tree {
  /** Which output the tree adds to: the class for `softmax`, else 0. */
  group: number
  left: Int32Array
  right: Int32Array
  /** Column index of the split. */
  feature: Int32Array
  /** Split threshold; at a leaf the value that is added to the margin, learning rate included. */
  threshold: Float32Array
  defaultLeft: Uint8Array
  /** Loss reduction of the split, 0 at a leaf. */
  gain: Float32Array
  /** Sum of hessians of the training rows that reach the node. */
  cover: Float32Array
  /** Newton weight of the node before the learning rate (of a leaf: after it). */
  weight: Float32Array
}

/** A boosted model: plain typed arrays, so that it can be posted to another thread. */
export interface Booster {
  objective: ObjectiveName
  /** Outputs of a row: the number of classes for `softmax`, else 1. */
  groups: number
  /** Number of columns it was trained on. */
  features: number
  /** Prediction before any tree, one per group, in the unit of XGBoost's `base_score`: a probability for `binary`. */
  baseScore: Float32Array
  /** In the order of boosting: round by round, within a round group by group. */
  trees: Tree[]
}
