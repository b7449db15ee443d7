import { invalidParam } from '../errors.ts'
import type { Booster, ObjectiveName, Tree } from './model.ts'

/** The version whose file layout is written: read by XGBoost 1.7 and later. */
const layoutVersion = [1, 7, 4]

/** XGBoost's mark for "no parent". */
const noParent = 2147483647

/**
 * The model as JSON that XGBoost's own `load_model` reads and predicts the same from.
 * Keys stand in XGBoost's order, floats are the shortest text that gives the same float32 back, so equal
 * models are equal text. `attributes` come back from XGBoost's `Booster.attributes()`.
 * Source of the layout: "Introduction to Model IO" and its JSON schema in the XGBoost documentation.
 */
export function toXgboostJson(
  booster: Booster,
  { featureNames, attributes }: { featureNames: string[]; attributes: Record<string, string> },
): string {
  checkNames(featureNames, booster.features)
  const { groups, trees, objective } = booster
  const model = object({
    gbtree_model_param: JSON.stringify({
      num_parallel_tree: '1',
      num_trees: String(trees.length),
      size_leaf_vector: '0',
    }),
    tree_info: JSON.stringify(trees.map(({ group }) => group)),
    trees: `[${trees.map((tree, id) => treeJson(tree, id, booster.features)).join(',')}]`,
  })
  const learner = object({
    attributes: JSON.stringify(sortedByKey(attributes)),
    feature_names: JSON.stringify(featureNames),
    feature_types: '[]',
    gradient_booster: object({ model, name: '"gbtree"' }),
    learner_model_param: JSON.stringify({
      base_score: baseScoreText(booster.baseScore),
      boost_from_average: '0',
      num_class: objective === 'softmax' ? String(groups) : '0',
      num_feature: String(booster.features),
      num_target: '1',
    }),
    objective: objectiveJson(objective, groups),
  })
  return object({ learner, version: JSON.stringify(layoutVersion) })
}

function objectiveJson(objective: ObjectiveName, groups: number): string {
  switch (objective) {
    case 'binary':
      return JSON.stringify({ name: 'binary:logistic', reg_loss_param: { scale_pos_weight: '1' } })
    case 'softmax':
      return JSON.stringify({
        name: 'multi:softprob',
        softmax_multiclass_param: { num_class: String(groups) },
      })
    case 'squared':
      return JSON.stringify({ name: 'reg:squarederror', reg_loss_param: { scale_pos_weight: '1' } })
  }
}

/** One number; where classes start from different ones (models of later XGBoost), the list that those versions read. */
function baseScoreText(baseScore: Float32Array): string {
  const texts = Array.from(baseScore, floatText)
  return new Set(texts).size === 1 ? texts[0] : `[${texts.join(',')}]`
}

function treeJson(tree: Tree, id: number, features: number): string {
  const nodes = tree.left.length
  const parents = new Array<number>(nodes).fill(noParent)
  for (let node = 0; node < nodes; node++) {
    if (tree.left[node] < 0) continue
    parents[tree.left[node]] = node
    parents[tree.right[node]] = node
  }
  return object({
    base_weights: floats(tree.weight),
    categories: '[]',
    categories_nodes: '[]',
    categories_segments: '[]',
    categories_sizes: '[]',
    default_left: integers(tree.defaultLeft),
    id: String(id),
    left_children: integers(tree.left),
    loss_changes: floats(tree.gain),
    parents: `[${parents.join(',')}]`,
    right_children: integers(tree.right),
    split_conditions: floats(tree.threshold),
    split_indices: integers(tree.feature),
    split_type: integers(new Uint8Array(nodes)),
    sum_hessian: floats(tree.cover),
    tree_param: JSON.stringify({
      num_deleted: '0',
      num_feature: String(features),
      num_nodes: String(nodes),
      size_leaf_vector: '0',
    }),
  })
}

function object(members: Record<string, string>): string {
  const parts = Object.entries(members).map(([key, json]) => `"${key}":${json}`)
  return `{${parts.join(',')}}`
}

function sortedByKey(attributes: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function integers(values: Int32Array | Uint8Array): string {
  return `[${values.join(',')}]`
}

function floats(values: Float32Array): string {
  return `[${Array.from(values, floatText).join(',')}]`
}

/** The shortest decimal that is this float32; always with a point or exponent, since XGBoost tells floats by it. */
function floatText(value: number): string {
  let text = Object.is(value, -0) ? '-0' : String(value)
  for (let digits = 6; text.length > digits && digits <= 9; digits++) {
    const shorter = Number(value.toPrecision(digits))
    if (Math.fround(shorter) !== value) continue
    text = String(shorter)
    break
  }
  return /[.e]/.test(text) ? text : `${text}.0`
}

/** XGBoost refuses data whose names are repeated or hold one of `[ ] <`. */
function checkNames(names: string[], features: number): void {
  if (names.length !== features) {
    const issue = `expected one name for each of ${features} features, got ${names.length}`
    throw invalidParam([{ field: 'featureNames', issue }])
  }
  const repeated = names.find((name, i) => names.indexOf(name) !== i)
  if (repeated !== undefined) {
    throw invalidParam([{ field: 'featureNames', issue: `"${repeated}" stands there twice` }])
  }
  const refused = names.find((name) => /[[\]<]/.test(name))
  if (refused !== undefined) {
    const issue = `"${refused}" holds one of [ ] <, which XGBoost does not allow in a feature name`
    throw invalidParam([{ field: 'featureNames', issue }], { next: 'rename the feature' })
  }
}
